import Foundation
import Testing

/// The built command, run as anyone runs it.
enum SamplesTool {
  struct Result {
    let status: Int32
    let reason: Process.TerminationReason
    let output: String
    let complaint: String
  }

  /// Beside the test bundle, where SwiftPM puts the executables of the package.
  static let binary: String = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let folder = (bundle ?? URL(filePath: CommandLine.arguments[0])).deletingLastPathComponent()
    return folder.appending(path: "mailtrail-samples").path(percentEncoded: false)
  }()

  /// `runner` is a program that runs another one, with some limit, say.
  static func start(_ arguments: [String], in folder: URL, by runner: [String] = []) throws -> Process {
    let process = Process()
    let words = runner + [binary] + arguments
    process.executableURL = URL(filePath: words[0])
    process.arguments = Array(words.dropFirst())
    process.currentDirectoryURL = folder
    (process.standardOutput, process.standardError) = (Pipe(), Pipe())
    try process.run()
    return process
  }

  static func run(_ arguments: String..., in folder: URL, by runner: [String] = []) throws -> Result {
    try end(start(arguments, in: folder, by: runner))
  }

  static func end(_ process: Process) throws -> Result {
    let output = try read(process.standardOutput)
    let complaint = try read(process.standardError)
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, reason: process.terminationReason, output: output, complaint: complaint)
  }

  private static func read(_ stream: Any?) throws -> String {
    let pipe = try #require(stream as? Pipe)
    return String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  }
}

extension Workplace {
  /// Everything that lies in the folder, hidden files too.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted() }
  }
}
