/// A text log that begins a new file with each hour or day, as Exchange and IIS do. Lines come in the order of time and
/// go to the disk as they come; a file is made with its first line, so that an idle hour has none.
package final class RollingLog {
  package enum Period: Sendable { case hour, day }

  /// Makes the file of that path, which is relative to the case folder, and the folders above it.
  package typealias FileMaker = (_ path: String) throws(MakerError) -> OutputFile

  /// What a kind of log calls its files and puts at their head.
  package struct Shape {
    let period: Period
    /// The path of the file in which a moment is logged, relative to the case folder.
    let path: (Moment) -> String
    /// The lines above the first record.
    let head: (Moment) -> [String]
  }

  private let shape: Shape
  private let makeFile: FileMaker
  private var current: (file: OutputFile, path: String)?
  private var last = Moment(microseconds: 0)

  package init(_ shape: Shape, makeFile: @escaping FileMaker) {
    self.shape = shape
    self.makeFile = makeFile
  }

  /// Writes a line; a moment before that of the last line is an error of the caller.
  package func append(_ line: String, at moment: Moment) throws(MakerError) -> LogPlace {
    let (file, path) = try fileFor(moment)
    return LogPlace(file: path, line: try file.appendLine(line))
  }

  /// Writes the head again into the file of that moment, as a service does that was started anew.
  package func restart(at moment: Moment) throws(MakerError) {
    let isNew = current?.path != shape.path(moment)
    let (file, _) = try fileFor(moment)
    guard !isNew else { return }
    for line in shape.head(moment) { _ = try file.appendLine(line) }
  }

  /// Closes the last file.
  package func finish() throws(MakerError) {
    _ = try current?.file.finish()
    current = nil
  }

  private func fileFor(_ moment: Moment) throws(MakerError) -> (OutputFile, String) {
    guard moment >= last else {
      throw MakerError(
        "\(shape.path(moment)): a line of \(moment.isoMilliseconds) after one of \(last.isoMilliseconds)")
    }
    last = moment
    let path = shape.path(moment)
    if let current, current.path == path { return current }
    try finish()
    let file = try makeFile(path)
    for line in shape.head(moment) { _ = try file.appendLine(line) }
    current = (file, path)
    return (file, path)
  }
}

extension RollingLog.Period {
  /// `2021030306` or `20210303`, as the names of Exchange's log files have it.
  func stamp(_ moment: Moment) -> String {
    moment.compactDate + (self == .hour ? padded(moment.civil.hour, 2) : "")
  }
}
