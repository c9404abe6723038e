import Foundation
import Testing

/// Rows of tier-decisions through the command, from files to what is printed.
@Suite("Tier decisions, by the command")
struct ExaminedCaseTests {
  private static let attacker = "203.0.113.66"
  private static let home = "192.0.2.10"

  private struct Bind {
    let id: String
    let at: String
    var ip = ExaminedCaseTests.attacker
    var isThrottled = false
    var mailbox = "alice@corp.example"
    var guid = "11111111-aaaa-4444-8888-000000000001"
    var operation = "MailItemsAccessed"
    var messages: [String] = []

    var line: String {
      let items = messages.map { #"{"InternetMessageId":"\#($0)"}"# }.joined(separator: ",")
      let content =
        operation == "Send"
        ? #""Item":{"InternetMessageId":"\#(messages[0])"}"# : #""Folders":[{"FolderItems":[\#(items)]}]"#
      return #"{"Id":"00000000-0000-0000-0000-00000000000\#(id)","CreationTime":"\#(at)","Operation":"\#(operation)","#
        + #""RecordType":50,"ResultStatus":"Succeeded","UserId":"\#(mailbox)","UserType":0,"LogonType":0,"#
        + #""ClientIPAddress":"\#(ip)","MailboxOwnerUPN":"\#(mailbox)","MailboxGuid":"\#(guid)","Workload":"Exchange","#
        + #""OperationProperties":[{"Name":"MailAccessType","Value":"Bind"},"#
        + #"{"Name":"IsThrottled","Value":"\#(isThrottled ? "True" : "False")"}],\#(content)}"# + "\n"
    }
  }

  private func place(_ binds: [Bind], mail: [(path: String, id: String, received: String)]) throws -> Workplace {
    let place = try Workplace()
    try place.write(binds.map(\.line).joined().utf8, to: "evidence/log.json")
    for message in mail {
      let text = """
        Received: from a by b; \(message.received)
        From: x@out.example
        To: alice@corp.example
        Subject: invented
        Message-ID: \(message.id)

        text

        """
      try place.write(text.utf8, to: "evidence/\(message.path)")
    }
    try place.write("type,value,note\nip,\(Self.attacker),\n".utf8, to: "indicators.csv")
    let result = try place.examine("evidence", "--case", "case.sqlite", "--indicators", "indicators.csv")
    #expect(result.status == 0, "\(result.complaint)")
    return place
  }

  private func json(_ place: Workplace, _ arguments: String...) throws -> [String: Any] {
    let output = try Tool.run(arguments + ["case.sqlite", "--json"], in: place.folder).output
    return try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
  }

  private func exposures(_ place: Workplace) throws -> [String] {
    let list = try json(place, "exposure")["exposures"] as? [[String: Any]] ?? []
    return list.map { exposure in
      let counted = exposure["is_counted"] as? Bool == true ? "counted" : "another counts"
      return "\(exposure["internet_message_id"] ?? "-") \(exposure["tier"] ?? "-") \(counted)"
    }
  }

  private static let early = "Mon, 03 May 2021 08:00:00 +0000"

  @Test("11: throttled inside the compromise window, messages up to the end of the 24 hours are unlogged")
  func row11() throws {
    let place = try place(
      [
        Bind(id: "1", at: "2021-05-10T10:00:00", messages: ["<one@x.example>"]),
        Bind(id: "2", at: "2021-05-10T11:00:00", ip: Self.home, isThrottled: true, messages: ["<one@x.example>"]),
        Bind(id: "3", at: "2021-05-10T15:00:00", messages: ["<gone@x.example>"]),
      ],
      mail: [
        ("alice@corp.example/1.eml", "<one@x.example>", Self.early),
        ("alice@corp.example/2.eml", "<two@x.example>", "Mon, 10 May 2021 20:00:00 +0000"),
        ("alice@corp.example/3.eml", "<three@x.example>", "Wed, 12 May 2021 20:00:00 +0000"),
      ])
    #expect(
      try exposures(place) == [
        "<one@x.example> accessed counted", "<gone@x.example> accessed counted", "<two@x.example> unlogged counted",
        "<three@x.example> unknown counted",
      ])
  }

  @Test("2: both copies are listed as what the Bind may mean, one counted, and the figures add up")
  func row2() throws {
    let place = try place(
      [Bind(id: "1", at: "2021-05-10T10:00:00", messages: ["<one@x.example>"])],
      mail: [
        ("alice@corp.example/Inbox/1.eml", "<one@x.example>", Self.early),
        ("alice@corp.example/Archive/1.eml", "<one@x.example>", Self.early),
      ])
    #expect(
      try exposures(place) == [
        "<one@x.example> accessed counted", "<one@x.example> accessed another counts",
        "<one@x.example> reachable counted",
      ])
    let mailboxes = try json(place, "summary")["mailboxes"] as? [[String: Any]] ?? []
    let tiers = mailboxes.first?["tiers"] as? [[String: Any]] ?? []
    #expect(tiers.map { $0["messages"] as? Int } == [1, 1])
    #expect(mailboxes.first?["messages"] as? Int == 2)
  }

  @Test("23: what the actor sent is counted apart, not among messages without a tier")
  func row23() throws {
    let place = try place(
      [Bind(id: "1", at: "2021-05-10T10:00:00", operation: "Send", messages: ["<phish@x.example>"])],
      mail: [
        ("alice@corp.example/1.eml", "<phish@x.example>", "Mon, 10 May 2021 10:00:00 +0000"),
        ("alice@corp.example/2.eml", "<late@x.example>", "Tue, 11 May 2021 10:00:00 +0000"),
      ])
    let mailbox = (try json(place, "summary")["mailboxes"] as? [[String: Any]])?.first
    #expect(mailbox?["sent_by_actor"] as? Int == 1)
    let tiers = mailbox?["tiers"] as? [[String: Any]] ?? []
    #expect(tiers.map { $0["tier"] as? String } == ["unknown"])
    #expect(tiers.map { $0["messages"] as? Int } == [1])
  }

  @Test("the summary keeps to 100 columns")
  func columns() throws {
    let place = try place(
      [Bind(id: "1", at: "2021-05-10T10:00:00", messages: ["<one@x.example>", "<two@x.example>"])],
      mail: [
        ("mail/1.eml", "<one@x.example>", Self.early), ("alice@corp.example/1.eml", "<two@x.example>", Self.early),
      ])
    let text = try Tool.run(["summary", "case.sqlite"], in: place.folder).output
    #expect(text.contains("To know"))
    #expect(text.split(separator: "\n").filter { $0.count > 100 } == [])
  }

  @Test("an address that two mailboxes go by is shown with what tells them apart, and finds both")
  func sharedAddress() throws {
    let other = "99999999-aaaa-4444-8888-000000000001"
    let place = try place(
      [
        Bind(id: "1", at: "2021-05-10T10:00:00", messages: ["<one@x.example>"]),
        Bind(id: "2", at: "2021-09-10T10:00:00", guid: other, messages: ["<two@x.example>"]),
      ], mail: [])
    let labels = [
      "alice@corp.example (GUID 11111111-aaaa-4444-8888-000000000001)", "alice@corp.example (GUID \(other))",
    ]
    let mailboxes = try json(place, "summary")["mailboxes"] as? [[String: Any]] ?? []
    #expect(mailboxes.map { $0["mailbox"] as? String } == labels)
    for (name, count) in [("ALICE@corp.example", 2), (labels[1], 1)] {
      let list = try json(place, "exposure", "--mailbox", name)["exposures"] as? [Any]
      #expect(list?.count == count)
    }
    let stranger = try Tool.run(["exposure", "case.sqlite", "--mailbox", "bob@corp.example"], in: place.folder)
    #expect(stranger.status == 1)
    #expect(stranger.complaint.contains("there is no mailbox 'bob@corp.example'"))
  }
}
