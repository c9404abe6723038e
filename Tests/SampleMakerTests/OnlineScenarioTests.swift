import Foundation
import Testing

@testable import SampleMaker

@Suite("Scenarios of Exchange Online: an insider, and nobody")
struct OnlineScenarioTests {
  @Test(
    "each record stands on the line that the truth names, in every shape", arguments: ["insider-ediscovery", "quiet"])
  func records(scenario: String) async throws {
    let made = try await MadeCase(scenario)
    let result = try Peer.python("online_case.py", "case", in: made.place.folder)
    let records = try made.lines(of: "records", as: MadeCase.Record.self)
    let copies = records.filter { $0.copy_of != nil }.count
    #expect(result.text == "\(records.count) \(copies)\n", "\(result.complaint)")
    #expect(copies > 20)
  }

  @Test("the same order gives the same case", arguments: ["insider-ediscovery", "quiet"])
  func deterministic(scenario: String) async throws {
    let (one, other) = (try await MadeCase(scenario), try await MadeCase(scenario))
    for name in ["files", "records", "messages", "acts", "unseen", "taken"] {
      #expect(try one.text(of: name) == other.text(of: name), "\(name)")
    }
  }

  @Test("no message that was taken is concluded to be untouched", arguments: 1...3)
  func sound(seed: Int) async throws {
    let messages = try await MadeCase("insider-ediscovery", seed: UInt64(seed)).messages()
    #expect(messages.contains { !$0.acts.isEmpty })
    #expect(messages.filter { !$0.acts.isEmpty && $0.concludable.tier == "not_indicated" }.isEmpty)
  }

  @Test("the fetched results are a ZIP whose store, list, sum and manifest agree with the truth")
  func searchExport() async throws {
    struct Parts: Decodable {
      let names: [String]
      let results: [String]
      let summary: [String]
      let manifest: String
      let stored: Int
    }
    let made = try await MadeCase("insider-ediscovery")
    let listed = try truth("files", of: made.place.folder.appending(path: "case"))
    let file = try #require(listed.first { $0.text("format") == "ediscovery-zip" })
    let read = try Peer.python(
      "search_export.py", made.place.path("case/" + file.text("path")), made.place.path("extracted"),
      in: made.place.folder)
    try #require(read.status == 0, "\(read.complaint)")
    let parts = try JSONDecoder().decode(Parts.self, from: Data(read.text.utf8))
    let told = try truth("messages", of: made.place.folder.appending(path: "case")).filter {
      $0.text("file").hasPrefix(file.text("path") + "/")
    }
    let top = told.filter { !$0.has("embedded") }
    #expect(told.count == file.number("messages") && !top.isEmpty)
    #expect(parts.results == top.map { $0.text("subject") } && parts.stored == top.count)
    #expect(parts.summary == ["\(top.count)"] && parts.manifest == "\(top.count)")
    #expect(parts.names.allSatisfy { !$0.hasPrefix("/") && !$0.contains("\\") } && parts.names.count == 4)
    #expect(top.allSatisfy { $0.tier == "exported" && $0.text("file").hasSuffix(".pst") })
  }

  @Test("the insider's case meets the rows of the tier decisions that it is told for")
  func rows() async throws {
    let messages = try await MadeCase("insider-ediscovery").messages()
    let rows = Set(messages.flatMap { $0.concludable.rows ?? [] })
    #expect(rows.isSuperset(of: [1, 4, 13, 16, 22, 25, 32, 33]))
    #expect(messages.contains { $0.concludable.basis == "audit_bypassed" && !$0.acts.isEmpty })
  }

  @Test("what retention, the short answer and the bypass hide is told, and has no record")
  func hidden() async throws {
    let made = try await MadeCase("insider-ediscovery")
    let unseen = try made.lines(of: "unseen", as: MadeCase.Unseen.self)
    #expect(Set(unseen.map(\.why)) == ["retention", "truncated_export", "bypass"])
    let records = try made.lines(of: "records", as: MadeCase.Record.self)
    for hole in unseen {
      #expect(records.filter { $0.act == hole.act && hole.what.contains($0.operation) }.isEmpty, "\(hole.act)")
    }
  }

  @Test("the hole of the exempted account begins when it is exempted")
  func exempted() throws {
    let place = try Workplace()
    _ = try SamplesTool.run("make", "insider-ediscovery", "-o", "made", in: place.folder)
    let made = place.folder.appending(path: "made")
    let act = try #require(try truth("acts", of: made).first { $0.text("kind") == "audit_bypass" })
    let summary =
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: made.appending(path: "truth/case.json"))) as? [String: Any]
    let holes = summary?["log_holes"] as? [[String: Any]] ?? []
    #expect(holes.filter { $0["why"] as? String == "bypass" }.map { $0["from"] as? String } == [act.text("to")])
  }

  @Test("the address of who left is another's by then, whose mail nobody touched")
  func reassigned() async throws {
    let made = try await MadeCase("insider-ediscovery")
    let act = try #require(try made.lines(of: "acts", as: MadeCase.Told.self).first { $0.kind == "address_reassigned" })
    let messages = try made.messages()
    let (left, next) = (act.mailboxes[0], act.mailboxes[1])
    #expect(messages.contains { $0.mailbox == left && $0.concludable.tier == "accessed" })
    #expect(messages.filter { $0.mailbox == left }.allSatisfy { $0.file.contains("/left-\(left)") })
    #expect(messages.filter { $0.mailbox == left }.allSatisfy { ($0.received ?? "") < act.from })
    #expect(messages.filter { $0.mailbox == next }.allSatisfy { $0.file.contains("/\(left)") })
    #expect(messages.filter { $0.mailbox == next }.allSatisfy { $0.concludable.tier == "unknown" })
  }

  @Test("in the quiet case there is no attacker, nothing is taken and nothing can be concluded")
  func quiet() async throws {
    let made = try await MadeCase("quiet")
    let acts = try made.lines(of: "acts", as: MadeCase.Told.self)
    #expect(acts.filter { $0.hand == "attacker" }.isEmpty)
    #expect(
      Set(acts.map(\.kind)).isSuperset(of: [
        "migration", "backup", "legal_hold", "device_address_change", "forwarding", "address_reassigned",
      ]))
    let messages = try made.messages()
    // The logs are complete, but of no time do they say that an attacker could have acted in it.
    #expect(messages.allSatisfy { $0.acts.isEmpty && $0.concludable.tier == "unknown" })
    #expect(try made.text(of: "taken").isEmpty)
    let records = try made.lines(of: "records", as: MadeCase.Record.self)
    #expect(records.filter { $0.hand == "attacker" }.isEmpty)
  }

  @Test("the phone that travels has another address at each of its stops")
  func travels() throws {
    let place = try Workplace()
    _ = try SamplesTool.run("make", "quiet", "-o", "made", "--formats", "eml,ual-ndjson", in: place.folder)
    let made = place.folder.appending(path: "made")
    let act = try #require(try truth("acts", of: made).first { $0.text("kind") == "device_address_change" }).text("act")
    let addresses = try truth("records", of: made).filter { $0.text("act") == act && !$0.has("copy_of") }.map {
      record in
      let log = try String(contentsOf: made.appending(path: record.text("file")), encoding: .utf8)
      let line = log.split(separator: "\n", omittingEmptySubsequences: false)[record.number("line") - 1]
      let value = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return value?["ClientIPAddress"] as? String ?? ""
    }
    #expect(addresses.count == 18 && Set(addresses).count == 18)
  }

  @Test("a day of ordinary work is the same whenever it is asked for, and keeps to its day")
  func ordinary() {
    let plan = WorldPlan.standard(
      seed: 4, mailboxes: 6, items: 400, from: Moment(2023, 3, 1), to: Moment(2023, 4, 1), isOnline: true)
    let work = OrdinaryOnlineWork(world: World(plan), dice: Dice(seed: 9))
    let day = Moment(2023, 3, 15)
    let once = work.records(on: day)
    #expect(once.map(\.record.auditData) == work.records(on: day).map(\.record.auditData))
    #expect(once.allSatisfy { day <= $0.record.createdAt && $0.record.createdAt < day + .day })
    #expect(Set(once.map(\.record.operation)).isSuperset(of: ["UserLoggedIn", "MailItemsAccessed"]))
    #expect(once.allSatisfy { $0.trace.act == nil && $0.trace.hand != .attacker })
  }

  @Test("while a mailbox is silent none of its Binds is recorded, and everything else is")
  func silence() throws {
    let plan = WorldPlan.standard(
      seed: 4, mailboxes: 6, items: 400, from: Moment(2023, 3, 1), to: Moment(2023, 4, 1), isOnline: true)
    let world = World(plan)
    let days = (0..<20).map { Moment(2023, 3, 5) + .days($0) }
    let plain = OrdinaryOnlineWork(world: world, dice: Dice(seed: 9))
    let all = days.flatMap { plain.records(on: $0) }
    let bound = try #require(all.first { $0.record.recordType == .exchangeItemAggregated }?.trace.mailbox)
    let silent = OrdinaryOnlineWork(
      world: world, dice: Dice(seed: 9),
      silences: [.init(mailbox: bound, from: days[0], to: days[19] + .day)])
    let left = days.flatMap { silent.records(on: $0) }
    let missing = all.filter { $0.trace.mailbox == bound && $0.record.recordType == .exchangeItemAggregated }
    #expect(!missing.isEmpty)
    #expect(left.count == all.count - missing.count)
  }
}

/// A small case made for a test, in mail formats that need no reader.
struct MadeCase {
  let place: Workplace

  init(_ scenario: String, seed: UInt64 = 1) async throws {
    place = try Workplace()
    let order = try Order(scenario: scenario, seed: seed, formats: "eml,ual-search,ual-portal,ual-ndjson,ual-json")
    try await makeCase(order, at: place.path("case"))
  }

  func text(of name: String) throws -> String {
    try String(contentsOfFile: place.path("case/truth/\(name).jsonl"), encoding: .utf8)
  }

  func lines<Line: Decodable>(of name: String, as type: Line.Type) throws -> [Line] {
    try text(of: name).split(separator: "\n").map { try JSONDecoder().decode(type, from: Data($0.utf8)) }
  }

  /// Those attached to others too.
  func messages() throws -> [Message] { try lines(of: "messages", as: Message.self) }

  struct Record: Decodable {
    let act: String?
    let hand: String
    let operation: String
    let copy_of: Place?
  }

  struct Place: Decodable {
    let line: Int
  }

  struct Unseen: Decodable {
    let act: String
    let what: String
    let why: String
  }

  struct Told: Decodable {
    let kind: String
    let hand: String
    let from: String
    let mailboxes: [String]
  }

  struct Message: Decodable {
    struct Conclusion: Decodable {
      let tier: String?
      let basis: String?
      let rows: [Int]?
    }

    let file: String
    let mailbox: String
    /// Attached messages have none.
    let received: String?
    let acts: [String]
    let concludable: Conclusion
  }
}
