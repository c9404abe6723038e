import EvidenceDatabase
import Foundation
import GRDB
import Testing

@Suite("Made cases: what the truth lists is found")
struct MadeCaseTests {
  /// Logs that no reader knows yet; the list gets shorter with each reader.
  private static let unread: Set<String> = [
    "http_proxy", "iis", "mrs", "admin_audit", "mailbox_audit", "message_trace",
  ]

  private func found(_ made: MadeCase, _ place: Workplace) throws -> FoundCase {
    let result = try made.examine(in: place)
    #expect([0, 3].contains(result.status), "\(result.complaint)")
    return try FoundCase(EvidenceDatabase.openForReading(place.path("case.sqlite")))
  }

  @Test("every message, at its place, with its attachments", arguments: MadeCase.all)
  func messages(made: MadeCase) throws {
    let place = try Workplace()
    let found = try found(made, place)
    let messages = try made.truth("messages", as: TrueMessage.self)
    #expect(messages.count > 100)
    for message in messages {
      _ = try #require(found.kinds[message.file], "\(message.file) was not read")
      let item = found.item(message)
      #expect(item != nil, "\(message.file) \(message.message_id ?? "") \(message.subject ?? "")")
      let hashes = Set(message.attachments.compactMap(\.sha256))
      #expect(item.map { hashes.isSubset(of: $0.attachments) } == true, "\(message.file) \(message.subject ?? "")")
    }
  }

  @Test("every record of the logs that a reader knows, on its line; the others are told", arguments: MadeCase.all)
  func records(made: MadeCase) throws {
    let place = try Workplace()
    let found = try found(made, place)
    let records = try made.truth("records", as: TrueRecord.self)
    #expect(records.count > 100)
    var unread: Set<String> = []
    for record in records {
      guard found.kinds[record.file] != nil else {
        unread.insert(record.log)
        continue
      }
      let id = found.recordPlaces["\(record.file):\(record.line)"]
      #expect(id != nil, "\(record.file) line \(record.line)")
      if let expected = record.id { #expect(id == expected, "\(record.file) line \(record.line)") }
    }
    #expect(unread.isSubset(of: Self.unread))
  }

  /// Of the tiers that are concluded today from what the readers know, those of the rogue application's case are all.
  @Test("what the rogue application opened, and what it could have opened unlogged, message by message")
  func tiers() throws {
    let made = MadeCase(scenario: "rogue-app")
    let place = try Workplace()
    let found = try found(made, place)
    let sure: Set<String> = ["exported", "accessed", "synced", "unlogged"]
    // An attached message counts with its parent: of two copies with one id only under the one that is counted.
    for message in try made.truth("messages", as: TrueMessage.self) where message.embedded == nil {
      let item = try #require(found.item(message))
      let tier = message.concludable.tier
      #expect(
        item.tier.flatMap { sure.contains($0) ? $0 : nil } == tier.flatMap { sure.contains($0) ? $0 : nil },
        "\(message.mailbox) \(message.subject ?? "")")
    }
  }
}
