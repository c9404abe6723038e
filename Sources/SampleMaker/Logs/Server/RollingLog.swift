/// Where files of logs come from and what is told when one is complete.
package struct LogShelf {
  /// Makes the file of that path, which is relative to the case folder, and the folders above it.
  let make: (_ path: String) throws(MakerError) -> OutputFile
  let deliver: (EvidenceFile) -> Void

  package init(
    make: @escaping (_ path: String) throws(MakerError) -> OutputFile, deliver: @escaping (EvidenceFile) -> Void
  ) {
    (self.make, self.deliver) = (make, deliver)
  }
}

/// A text log that begins a new file with each hour or day, as Exchange and IIS do. Lines come in the order of time and
/// go to the disk as they come; a file is made with its first line, so that an idle hour has none.
package final class RollingLog {
  package enum Period: Sendable { case hour, day }

  /// What a kind of log calls its files and puts at their head.
  package struct Shape {
    /// As the truth calls the format: `iis`, `http-proxy`, `mrs`.
    let format: String
    let period: Period
    /// The path of the file in which a moment is logged, relative to the case folder.
    let path: (Moment) -> String
    /// The lines above the first record.
    let head: (Moment) -> [String]
  }

  private let shape: Shape
  private let shelf: LogShelf
  private var current: (file: OutputFile, path: String)?
  private var recordCount = 0
  private var copyCount = 0
  private var last = Moment(microseconds: 0)

  package init(_ shape: Shape, on shelf: LogShelf) {
    self.shape = shape
    self.shelf = shelf
  }

  /// Writes a line; a moment before that of the last line is an error of the caller. A copy is a line that another
  /// copy of the log has as well.
  package func append(_ line: String, at moment: Moment, isCopy: Bool = false) throws(MakerError) -> LogPlace {
    let (file, path) = try fileFor(moment)
    recordCount += 1
    copyCount += isCopy ? 1 : 0
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
    guard let (file, path) = current else { return }
    let digest = try file.finish(waiting: false)
    shelf.deliver(
      EvidenceFile(
        path: path, format: shape.format, byteCount: file.length, sha256: digest, count: recordCount,
        duplicates: copyCount))
    (current, recordCount, copyCount) = (nil, 0, 0)
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
    let file = try shelf.make(path)
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
