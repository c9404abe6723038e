import Foundation

/// Real mail, which is not part of the repository: from MAILTRAIL_CORPUS, else beside the package.
enum Corpus {
  static let root: String? = {
    let beside = package.deletingLastPathComponent().appending(path: "shared/corpus").path(percentEncoded: false)
    let path = (ProcessInfo.processInfo.environment["MAILTRAIL_CORPUS"] ?? beside) + "/mail/"
    guard FileManager.default.fileExists(atPath: path) else {
      print("skipped: tests on real mail, for there is no corpus at \(path)")
      return nil
    }
    return path
  }()

  static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static var isThere: Bool { root != nil }

  /// The files of a folder and those below it, by their paths in it, sorted by bytes.
  static func files(_ folder: String) -> [String] {
    guard let root else { return [] }
    let names = FileManager.default.enumerator(atPath: root + folder)?.compactMap { $0 as? String } ?? []
    return names.filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: "\(root)\(folder)/\(name)", isDirectory: &isFolder)
        && !isFolder.boolValue
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  static func path(_ name: String) -> String { (root ?? "") + name }
}

/// A folder that is gone when its test is.
final class Workplace: Sendable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "mailtrail-mail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    do { try FileManager.default.removeItem(at: folder) } catch { print("left behind: \(folder.path)") }
  }
}

/// A program that is not ours.
enum Peer {
  struct Failed: Error { let complaint: String }

  /// The standard output of a program found on the PATH; what it says beside goes to ours.
  static func run(_ program: String, _ arguments: [String], in folder: URL? = nil) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: program.hasPrefix("/") ? program : "/usr/bin/env")
    process.arguments = (program.hasPrefix("/") ? [] : [program]) + arguments
    if let folder { process.currentDirectoryURL = folder }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(complaint: "\(program) ended with \(process.terminationStatus)")
    }
    return bytes
  }

  /// What a script in Tests/Peers prints as JSON.
  static func ask<Answer: Decodable>(_ script: String, _ arguments: [String], as type: Answer.Type = Answer.self) throws
    -> Answer
  {
    let path = Corpus.package.appending(path: "Tests/Peers/\(script)").path(percentEncoded: false)
    return try JSONDecoder().decode(Answer.self, from: run("python3", [path] + arguments))
  }
}
