import Foundation
import Testing

@testable import SampleMaker

@Suite("Event logs of Windows, read by pyevtx-rs")
struct WindowsEventLogTests {
  private struct Event: Decodable {
    let file: String
    let number: Int
    let provider: String
    let qualifiers: Int
    let id: Int
    let level: Int
    let channel: String
    let computer: String
    let time: String
    let named: [String]
    let data: [String]
  }

  private let noon = Moment(microseconds: Moment(2021, 3, 3, 11, 59, 58).microseconds + 123_456)

  private func shelf(below place: Workplace, _ deliver: @escaping (EvidenceFile) -> Void = { _ in }) -> LogShelf {
    LogShelf(
      make: { path throws(MakerError) in try OutputFile(creating: place.path(path)) }, deliver: deliver)
  }

  private func events(below place: Workplace) throws -> [Event] {
    let read = try Peer.python("event_log.py", place.path("."), in: place.folder)
    try #require(read.status == 0, "\(read.complaint)")
    return try read.lines.map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
  }

  @Test("a cmdlet is event 1, a failed one event 6, each of 27 strings without names")
  func cmdlets() throws {
    let place = try Workplace()
    let log = try WindowsEventLog(
      at: "Management.evtx", channel: WindowsEvent.managementChannel, computer: "EX01.victim.example",
      firstRecord: 3229, on: shelf(below: place))
    var dice = Dice(seed: 1)
    let host = CmdletHost(
      sid: "S-1-5-18", application: "Local-ManagementShell-Unknown", process: "11864 w3wp#MSExchangeOWAAppPool",
      domain: "victim.example", domainController: "dc01.victim.example", culture: "de-DE", dice: &dice)
    func cmdlet(_ filePath: String, error: String? = nil) -> AdminAuditEvent {
      AdminAuditEvent(
        caller: "victim.example/Users/Jörg \"J\" Weiß", "New-MailboxExportRequest",
        ["Mailbox": "ann@victim.example", "FilePath": filePath], on: "x", at: noon, error: error,
        originatingServer: "EX01 (15.01.2176.002)")
    }
    let first = try log.append(.cmdlet(cmdlet(#"\\127.0.0.1\c$\a.pst"#), host))
    let second = try log.append(.cmdlet(cmdlet(#"C:\a.pst"#, error: "System.ArgumentException: no <share>"), host))
    try log.finish()

    let events = try events(below: place)
    #expect(events.map { LogPlace(file: $0.file, line: $0.number) } == [first, second])
    #expect(events.map(\.number) == [3229, 3230])
    #expect(events.map(\.id) == [1, 6] && events.map(\.level) == [4, 2])
    #expect(events.map(\.qualifiers) == [16384, 49152])
    #expect(events.allSatisfy { $0.data.count == 27 && $0.named.isEmpty && $0.provider == "MSExchange CmdletLogs" })
    #expect(events.allSatisfy { $0.channel == "MSExchange Management" && $0.computer == "EX01.victim.example" })
    #expect(events[0].time.hasPrefix("2021-03-03T11:59:58.123456"))
    #expect(events[0].data[0] == "New-MailboxExportRequest")
    #expect(events[0].data[1] == #"-Mailbox "ann@victim.example" -FilePath "\\127.0.0.1\c$\a.pst""#)
    #expect(events[0].data[2] == "victim.example/Users/Jörg \"J\" Weiß" && events[0].data[3] == "S-1-5-18")
    #expect(events[0].data[11] == "" && events[1].data[11] == "System.ArgumentException: no <share>")
    #expect(events[1].data[14] == "NonLocalizedException" && events[1].data[26] == "de-DE")
  }

  @Test("more than a chunk holds goes on in the next, with names and templates of its own")
  func chunks() throws {
    let place = try Workplace()
    var delivered: [EvidenceFile] = []
    let log = try WindowsEventLog(
      at: "Application.evtx", channel: "Application", computer: "EX01.victim.example",
      on: shelf(below: place) { delivered.append($0) })
    for number in 0..<700 {
      let event = WindowsEvent(
        provider: ["ESE", "MSExchange Unified Messaging", "MSExchangeTransport"][number % 3], id: UInt16(number),
        level: .warning, at: noon + .seconds(number),
        strings: ["\(number)", String(repeating: "ä😀", count: number % 50)])
      #expect(try log.append(event).line == number + 1)
    }
    try log.finish()
    let events = try events(below: place)
    #expect(events.map(\.number) == Array(1...700) && events.map(\.id) == Array(0..<700))
    #expect(events.allSatisfy { $0.data == ["\($0.id)", String(repeating: "ä😀", count: $0.id % 50)] })
    #expect(delivered.map(\.count) == [700] && delivered.allSatisfy { $0.byteCount > 4096 + 2 * 65_536 })
  }

  @Test("an event that no chunk holds is refused")
  func tooLarge() throws {
    let place = try Workplace()
    let log = try WindowsEventLog(
      at: "Application.evtx", channel: "Application", computer: "EX01", on: shelf(below: place))
    let event = WindowsEvent(
      provider: "ESE", id: 1, level: .error, at: noon, strings: [String(repeating: "x", count: 40_000)])
    #expect(throws: MakerError.self) { try log.append(event) }
  }
}
