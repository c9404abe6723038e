import Foundation

/// Real files to test by, where they are: `MAILTRAIL_CORPUS`, else `shared/corpus` beside the repository.
enum Corpus {
  static let root: URL? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let candidates = [
      ProcessInfo.processInfo.environment["MAILTRAIL_CORPUS"].map { URL(filePath: $0) },
      package.appending(path: "../shared/corpus"), package.appending(path: "../../shared/corpus"),
    ]
    let found = candidates.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path) }
    if found == nil { print("skipped: tests on real mail, for MAILTRAIL_CORPUS names no folder") }
    return found?.standardizedFileURL
  }()

  /// Files under a folder of the corpus, as paths from its root, sorted.
  static func files(under folder: String, where isWanted: (String) -> Bool = { _ in true }) -> [String] {
    guard let root else { return [] }
    let all =
      FileManager.default.enumerator(atPath: root.appending(path: folder).path)?.compactMap { $0 as? String } ?? []
    return all.map { "\(folder)/\($0)" }.filter { path in
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: root.appending(path: path).path, isDirectory: &isFolder)
      return exists && !isFolder.boolValue && isWanted(path)
    }.sorted()
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    guard let root else { return [] }
    return [UInt8](try Data(contentsOf: root.appending(path: path)))
  }
}
