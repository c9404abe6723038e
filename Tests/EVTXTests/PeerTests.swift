import Bytes
import EVTX
import Foundation
import Testing

/// The same logs by pyevtx-rs, record by record.
@Suite(
  "Event logs give what pyevtx-rs gives",
  .enabled(if: Peer.isAvailable, "skipped: python3 with the module evtx is not there (pip install evtx)"))
struct PeerTests {
  @Test(
    "real logs", .enabled(if: Peer.corpus != nil, "skipped: no corpus; set MAILTRAIL_CORPUS"),
    arguments: Peer.corpusLogs)
  func real(path: String) throws { try compare(path) }

  @Test("our own test logs, so that they are logs to others too")
  func ours() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).evtx").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var builder = LogBuilder()
    builder.chunks = [
      ChunkBuilder([
        MappingTests.cmdlet("Get-Mailbox", #"-Identity "é 日本""#, recordID: 11), ValueTests.allTypes(recordID: 12),
        SampleEvent(provider: "Named", recordID: 13, data: .named([("a", "1"), ("b", "")])),
      ]),
      ChunkBuilder([SampleEvent(recordID: 14, data: .positional(["x"]), isPlain: true)], firstID: 4),
    ]
    try Data(builder.bytes()).write(to: URL(filePath: path))
    try compare(path)
  }

  private func compare(_ path: String) throws {
    let theirs = try Peer.events(path)
    let ours = try Peer.ourEvents(path)
    #expect(!theirs.isEmpty)
    #expect(ours.count == theirs.count)
    for (our, their) in zip(ours, theirs) { #expect(our == their) }
  }
}

enum Peer {
  struct Event: Decodable, Equatable {
    var recordNumber: UInt64
    var recordID: String
    var provider: String?
    var eventID: String
    var channel: String
    var computer: String
    var level: String
    var time: String?
    var userID: String?
    var data: [[String?]]
  }

  static let isAvailable = (try? run(["-c", "import evtx"])) != nil
  static let corpus: String? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let beside = package.deletingLastPathComponent().appending(path: "shared/corpus").path
    let path = (ProcessInfo.processInfo.environment["MAILTRAIL_CORPUS"] ?? beside) + "/logs/evtx"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  static var corpusLogs: [String] {
    guard let corpus, let names = try? FileManager.default.subpathsOfDirectory(atPath: corpus) else { return [] }
    return names.filter { $0.hasSuffix(".evtx") }.sorted().map { "\(corpus)/\($0)" }
  }

  static func events(_ path: String) throws -> [Event] {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "pyevtx_events.py").path
    return try run([script, path]).split(separator: UInt8(ascii: "\n")).map {
      var event = try JSONDecoder().decode(Event.self, from: $0)
      event.time = event.time.map(microseconds)
      return event
    }
  }

  static func ourEvents(_ path: String) throws -> [Event] {
    let log = try LogFile(MemoryStore(Array(try Data(contentsOf: URL(filePath: path)))))
    var events: [Event] = []
    while let chunk = try log.next() {
      for record in chunk.content(isLogOpen: log.isDirty).records {
        let decoded = chunk.event(of: record)
        #expect(decoded.outcome.error == nil)
        events.append(Event(decoded.event, record.identifier))
      }
    }
    return events
  }

  /// They print six digits behind the second for a FILETIME and all for a text.
  fileprivate static func microseconds(_ time: String) -> String {
    let parts = time.dropLast().split(separator: ".")
    return "\(parts[0]).\(parts.count > 1 ? (parts[1] + "000000").prefix(6) : "000000")Z"
  }

  private static func run(_ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let stdout = Pipe()
    process.standardOutput = stdout
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    return output
  }
}

extension Peer.Event {
  /// As they write it: GUIDs without braces, times in data with six digits, empty for null, line ends as XML has them.
  fileprivate init(_ event: EVTX.Event, _ number: UInt64) {
    recordNumber = number
    recordID = event.recordID.map { "\($0)" } ?? ""
    provider = event.provider
    eventID = event.eventID.map { "\($0)" } ?? ""
    channel = event.channel ?? ""
    computer = event.computer ?? ""
    level = event.level.map { "\($0)" } ?? ""
    time = event.timeCreated.text.map(Peer.microseconds)
    userID = event.userID
    data = event.data.indices.map { index in
      let datum = event.data[index]
      return switch datum.meaning {
      case .guid: [datum.name, datum.text.map { $0.trimmingCharacters(in: ["{", "}"]) }]
      case .time: [datum.name, datum.text.map(Peer.microseconds)]
      default: [datum.name, Self.parsed(datum.text ?? "")]
      }
    }
  }

  private static func parsed(_ text: String) -> String {
    text.replacingOccurrences(of: "\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
