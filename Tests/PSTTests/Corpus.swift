import Foundation

/// Real files, which are not part of the repository: from MAILTRAIL_CORPUS, else beside the package.
enum Corpus {
  static let folder: String? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let beside = root.deletingLastPathComponent().appending(path: "shared/corpus").path
    let path = ProcessInfo.processInfo.environment["MAILTRAIL_CORPUS"] ?? beside
    guard FileManager.default.fileExists(atPath: path + "/mail/pst/expected.tsv") else {
      print("skipped: tests on real stores, for there is no corpus at \(path)")
      return nil
    }
    return path + "/mail/pst/"
  }()

  static var isThere: Bool { folder != nil }

  static func path(_ name: String) -> String { (folder ?? "") + name }

  static func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path(name)))) }
}
