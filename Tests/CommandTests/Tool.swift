import Foundation
import Testing

/// The built command, run as an examiner runs it.
enum Tool {
  struct Result {
    let status: Int32
    let output: String
    let complaint: String
  }

  /// Beside the test bundle, where SwiftPM puts the executables of the package.
  static let binary: URL = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let folder = (bundle ?? URL(filePath: CommandLine.arguments[0])).deletingLastPathComponent()
    return folder.appending(path: "mailtrail")
  }()

  static func start(_ arguments: [String], in folder: URL, by runner: [String] = []) throws -> (Process, Pipe, Pipe) {
    let process = Process()
    let words = runner + [binary.path(percentEncoded: false)] + arguments
    process.executableURL = URL(filePath: words[0])
    process.arguments = Array(words.dropFirst())
    process.currentDirectoryURL = folder
    let (output, complaint) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = complaint
    try process.run()
    return (process, output, complaint)
  }

  /// `runner` is a program that runs another one: as somebody else, say.
  static func run(_ arguments: [String], in folder: URL, by runner: [String] = []) throws -> Result {
    let (process, output, complaint) = try start(arguments, in: folder, by: runner)
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    let told = try complaint.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      complaint: String(decoding: told, as: UTF8.self))
  }
}

/// A folder that is gone when its test is.
final class Workplace {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "mailtrail-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    do { try FileManager.default.removeItem(at: folder) } catch { print("left behind: \(folder.path)") }
  }

  func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

  @discardableResult
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let url = folder.appending(path: name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path(percentEncoded: false)
  }

  func examine(_ arguments: String...) throws -> Tool.Result {
    try Tool.run(["examine"] + arguments, in: folder)
  }
}

enum Place {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let sample = root.appending(path: "Samples/rogue-app")
  static let sampleEvidence = sample.appending(path: "evidence").path(percentEncoded: false)
  static let sampleLog = sample.appending(path: "evidence/logs/unified-audit-2.csv").path(percentEncoded: false)
  static let sampleIndicators = sample.appending(path: "indicators.csv").path(percentEncoded: false)

  /// The real files that tests compare with, where they are at hand.
  static let corpus: URL? = {
    let given = ProcessInfo.processInfo.environment["MAILTRAIL_CORPUS"].map { URL(filePath: $0) }
    let folder = given ?? root.deletingLastPathComponent().appending(path: "shared/corpus")
    return FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)) ? folder : nil
  }()
}
