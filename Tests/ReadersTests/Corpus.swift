import Bytes
import Foundation

/// The real files that are not in this repository: at MAILTRAIL_CORPUS, else at ../shared/corpus beside the package.
enum Corpus {
  static let root: URL? = {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    var candidates = [package.deletingLastPathComponent().appending(path: "shared/corpus")]
    candidates.append(package.deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/corpus"))
    if let path = ProcessInfo.processInfo.environment["MAILTRAIL_CORPUS"] { candidates = [URL(fileURLWithPath: path)] }
    let found = candidates.first { FileManager.default.fileExists(atPath: $0.path) }
    if found == nil { print("skipped: no corpus at \(candidates[0].path); set MAILTRAIL_CORPUS") }
    return found
  }()

  static var isThere: Bool { root != nil }

  static func bytes(_ path: String) throws -> [UInt8] {
    guard let root else { throw CocoaError(.fileNoSuchFile) }
    let file = [UInt8](try Data(contentsOf: root.appending(path: path)))
    guard path.hasSuffix(".gz") else { return file }
    var all: [UInt8] = []
    let stream = GzipStream(MemoryStream(file))
    while let piece = try stream.next() { all += piece }
    return all
  }

  /// Paths of the files under a folder, from the root of the corpus.
  static func files(under folder: String) throws -> [String] {
    guard let root else { return [] }
    return try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path).sorted()
      .map { "\(folder)/\($0)" }
      .filter { path in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: root.appending(path: path).path, isDirectory: &isFolder)
          && !isFolder.boolValue
      }
  }
}
