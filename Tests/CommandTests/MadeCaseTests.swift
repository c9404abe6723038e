import EvidenceDatabase
import Foundation
import GRDB
import Testing

@Suite("Made cases: what the truth lists is found")
struct MadeCaseTests {
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

  @Test("every record of every log, on its line", arguments: MadeCase.all)
  func records(made: MadeCase) throws {
    let place = try Workplace()
    let found = try found(made, place)
    let records = try made.truth("records", as: TrueRecord.self)
    #expect(records.count > 100)
    for record in records {
      let id = found.recordPlaces["\(record.file):\(record.line)"]
      #expect(id != nil, "\(record.file) line \(record.line)")
      // Other logs have no id of an event; what the truth calls one there is a request's or a job's.
      if record.log == "unified_audit_log" { #expect(id == record.id, "\(record.file) line \(record.line)") }
    }
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

  /// Stores, trees of single messages and files of the mbox kind alike.
  @Test("what was synchronised, message by message, in the folder that it lay in")
  func synced() throws {
    let made = MadeCase(scenario: "sync")
    let place = try Workplace()
    let found = try found(made, place)
    var count = 0
    for message in try made.truth("messages", as: TrueMessage.self) where message.embedded == nil {
      let item = try #require(found.item(message))
      #expect(item.folder == message.folder, "\(message.file) \(message.subject ?? "")")
      let isSynced = message.concludable.tier == "synced"
      if isSynced { count += 1 }
      #expect((item.tier == "synced") == isSynced, "\(message.file) \(message.subject ?? "") \(item.tier ?? "-")")
    }
    #expect(count > 50)
  }
}
