import Foundation

/// An independent tool that confirms what we write.
enum Peer {
  struct Result {
    let status: Int32
    let output: [UInt8]
    let complaint: String
    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
  }

  /// Runs a program found on the PATH. Its output is read while it runs, so that no full pipe stops it.
  static func run(_ program: String, _ arguments: [String], in folder: URL) throws -> Result {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = folder
    let complaints = folder.appending(path: "complaints-\(UUID().uuidString)")
    try Data().write(to: complaints)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: complaints)
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let complaint = try String(decoding: Data(contentsOf: complaints), as: UTF8.self)
    try FileManager.default.removeItem(at: complaints)
    return Result(status: process.terminationStatus, output: Array(bytes), complaint: complaint)
  }

  /// Runs one of the scripts that lie beside the tests.
  static func python(_ script: String, _ arguments: String..., in folder: URL) throws -> Result {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: script)
    return try run("python3", [path.path(percentEncoded: false)] + arguments, in: folder)
  }
}

/// A folder that is gone when its test is.
final class Workplace {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "mailtrail-samples-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    do { try FileManager.default.removeItem(at: folder) } catch { print("left behind: \(folder.path)") }
  }

  func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }
}
