import Detections
import EvidenceDatabase
import Foundation
import GRDB
import Testing

/// The same texts on another engine: the evidence as DuckDB tables, by `duckdb_rows.py`.
@Suite(
  "Detections give the same rows on DuckDB",
  .enabled(if: DuckDB.isAvailable, "skipped: python3 with the module duckdb is not there (pip install duckdb)"))
struct DuckDBTests {
  @Test(arguments: try Detections.load().map(\.name))
  func sameRows(name: String) throws {
    let answers = try DuckDB.answers.get()
    let ours = try #require(answers.sqlite[name])
    #expect(!ours.isEmpty)
    #expect(answers.duckDB[name] == ours)
  }
}

/// All examples in one database, asked on both engines once.
private enum DuckDB {
  struct Answers: Sendable {
    var sqlite: [String: [[String]]]
    var duckDB: [String: [[String]]]
  }

  static let isAvailable = (try? run(["-c", "import duckdb"])) != nil
  static let answers = Result { try ask() }

  private static func ask() throws -> Answers {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("detections-\(UUID().uuidString).sqlite")
    defer { try? FileManager.default.removeItem(at: path) }
    let queue = try Evidence.queue { evidence in for example in DetectionCase.all { try example.fill(evidence) } }
    var sqlite: [String: [[String]]] = [:]
    var questions: [String: Question] = [:]
    let detections = try Detections.load()
    try queue.write { try Detections.run(in: $0) }
    for detection in detections {
      let values = detection.parameters.map { ($0.name, number($0.value)) }
      questions[detection.name] = Question(sql: detection.sqlText, parameters: Dictionary(uniqueKeysWithValues: values))
      sqlite[detection.name] = try queue.read { db in
        let arguments = StatementArguments(Dictionary(uniqueKeysWithValues: values))
        return try Row.fetchAll(db, sql: detection.sqlText, arguments: arguments).map(rendered)
      }
    }
    try queue.backup(to: DatabaseQueue(path: path.path))
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("duckdb_rows.py")
    let output = try run(
      [script.path, path.path, contractNames.joined(separator: ",")], JSONEncoder().encode(questions))
    return Answers(sqlite: sqlite, duckDB: try JSONDecoder().decode([String: [[String]]].self, from: output))
  }

  private struct Question: Encodable {
    var sql: String
    var parameters: [String: Int64]
  }

  private static func number(_ value: Detection.Value) -> Int64 {
    if case .integer(let number) = value { return number }
    return 0
  }

  private static func rendered(_ row: Row) -> [String] {
    row.map { _, value in
      switch value.storage {
      case .null: "NULL"
      case .int64(let number): "\(number)"
      case .string(let text): text
      default: "?"
      }
    }
  }

  @discardableResult
  private static func run(_ arguments: [String], _ input: Data = Data()) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let stdin = Pipe()
    let stdout = Pipe()
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = input.isEmpty ? FileHandle.nullDevice : FileHandle.standardError
    try process.run()
    try stdin.fileHandleForWriting.write(contentsOf: input)
    try stdin.fileHandleForWriting.close()
    let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    return output
  }
}
