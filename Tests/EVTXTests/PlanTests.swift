import Bytes
import EVTX
import Foundation
import Testing

@Suite("Event logs: plans of templates say the same as their tokens")
struct PlanTests {
  /// All shapes that templates are known to have, and some that they are not.
  private static var log: [UInt8] {
    let text: UInt8 = 0x01
    let odd = XML(
      name: "UserData",
      content: [
        .element(
          XML(
            name: "Path", attributes: [("Kind", .text("file")), ("Owner", .value(0, type: text))],
            content: [.piece(.text("C:\\")), .piece(.value(0, type: text)), .piece(.value(1, type: 0x08))])),
        .element(XML(name: "Group", content: [.piece(.value(1, type: 0x08)), .element(.leaf("In", 0, text))])),
        .element(XML(name: "Data", attributes: [("Name", .text("given"))], content: [.piece(.value(2, type: 0x81))])),
        .piece(.value(0, type: text)),
      ])
    let nameless = XML(
      name: "EventData", content: [.element(XML(name: "Data", attributes: [("Name", .value(0, type: text))]))])
    let values: [(type: UInt8, bytes: [UInt8])] = [(text, utf16("x")), (0x08, u32(7)), (0x81, utf16("a\0b\0"))]
    return LogBuilder([
      MappingTests.cmdlet("Get-Mailbox", #"-Identity "é 日本""#, recordID: 1), ValueTests.allTypes(recordID: 2),
      SampleEvent(recordID: 3, data: .named([("a", "1"), ("b", "")])), SampleEvent(recordID: 4, data: .positional([])),
      SampleEvent(recordID: 5, data: .positional(["one"])), SampleEvent(recordID: 6, data: .template(odd, values)),
      SampleEvent(recordID: 7, data: .template(nameless, values)),
      SampleEvent(recordID: 8, data: .positional(["x"]), isPlain: true),
    ]).bytes()
  }

  @Test("in a whole log")
  func whole() throws {
    let decoded = try Self.compare(Self.log)
    #expect(decoded.count == 8)
    #expect(decoded.allSatisfy { $0.error == nil })
  }

  @Test("with bytes of its records changed", arguments: 0..<4)
  func damaged(share: Int) throws {
    let log = Self.log
    let used = try #require(log.lastIndex { $0 != 0 })
    for place in stride(from: 4096 + 512 + share, through: used, by: 12) {
      var changed = log
      changed[place] ^= [0x01, 0x20, 0x80, 0xFF][place / 12 % 4]
      try Self.compare(changed)
    }
  }

  @Test(
    "in real logs", .enabled(if: Peer.corpus != nil, "skipped: no corpus; set MAILTRAIL_CORPUS"),
    arguments: Peer.corpusLogs)
  func real(path: String) throws {
    #expect(try !Self.compare(Array(Data(contentsOf: URL(filePath: path)))).isEmpty)
  }

  /// Each event in the place of the one before.
  @discardableResult
  private static func compare(_ bytes: [UInt8]) throws -> [Decoding] {
    let (log, same) = (try LogFile(MemoryStore(bytes)), try LogFile(MemoryStore(bytes)))
    var event = Event()
    var all: [Decoding] = []
    while let chunk = try log.next(), let other = try same.next() {
      for record in chunk.content(isLogOpen: log.isDirty).records {
        let outcome = chunk.decode(record, into: &event)
        let plain = other.event(of: record, tokenByToken: true)
        #expect(event == plain.event)
        #expect(outcome == plain.outcome)
        all.append(outcome)
      }
    }
    return all
  }
}
