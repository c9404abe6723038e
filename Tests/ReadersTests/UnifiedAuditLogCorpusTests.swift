import Foundation
import Readers
import Records
import Testing

@Suite("Unified audit log: real exports", .enabled(if: Corpus.isThere))
struct UnifiedAuditLogCorpusTests {
  private struct Expected: Decodable {
    let rows: Int, empty: Int, unique: Int, dups: Int, mia: Int, bind: Int, sync: Int, opcount: Int
    let first: String, last: String
    let bindWithoutSession: Int
    let perMailbox: [String: Int], syncByMailbox: [String: Int]
    let distinctIDs: Int

    enum CodingKeys: String, CodingKey {
      case rows, empty, unique, dups, mia, bind, sync, opcount, first, last
      case bindWithoutSession = "bind_no_session"
      case perMailbox = "per_mailbox"
      case syncByMailbox = "sync_by_mailbox"
      case distinctIDs = "distinct_ids"
    }
  }

  @Test("the tenant of spring 2021 comes out as it was counted by other means")
  func tenant() async throws {
    let expected = try JSONDecoder().decode(
      Expected.self, from: Data(Corpus.bytes("logs/ual/tenant-spring-2021.expected.json")))
    let reading = try await Reading.audit(Corpus.bytes("logs/ual/tenant-spring-2021.csv.gz"))

    #expect(reading.records.count == expected.rows - expected.empty)
    #expect(
      reading.defects.map(\.consequence) == Array(repeating: "row left out, it holds no event", count: expected.empty))
    var seen: [String: Digest] = [:]
    var unique: [AuditRecord] = []
    for record in reading.records {
      let id = try #require(record.externalID)
      if let payload = seen[id] {
        #expect(payload == record.payloadSHA256)
      } else {
        seen[id] = record.payloadSHA256
        unique.append(record)
      }
    }
    #expect(unique.count == expected.unique)
    #expect(reading.records.count - unique.count == expected.dups)
    #expect(unique.compactMap(\.occurredAt).min() == time(expected.first))
    #expect(unique.compactMap(\.occurredAt).max() == time(expected.last))

    let opened = unique.filter { $0.operation == "MailItemsAccessed" }
    let binds = opened.filter { $0.accesses.first?.accessType == .bind }
    let syncs = opened.filter { $0.accesses.first?.accessType == .sync }
    #expect(opened.count == expected.mia)
    #expect(binds.count == expected.bind)
    #expect(syncs.count == expected.sync)
    #expect(binds.compactMap(\.itemCount).reduce(0, +) == Int64(expected.opcount))
    #expect(binds.filter { $0.sessionKey == nil }.count == expected.bindWithoutSession)
    #expect(syncs.allSatisfy { $0.sessionKey != nil && $0.accesses.count == 1 && $0.accesses[0].folderName != nil })

    var idsOf: [String: Set<String>] = [:]
    for bind in binds {
      idsOf[try #require(bind.mailbox?.address), default: []]
        .formUnion(bind.accesses.compactMap(\.internetMessageID))
    }
    #expect(idsOf.mapValues(\.count) == expected.perMailbox)
    #expect(idsOf.values.reduce(into: Set()) { $0.formUnion($1) }.count == expected.distinctIDs)
    #expect(Dictionary(grouping: syncs) { $0.mailbox?.address ?? "" }.mapValues(\.count) == expected.syncByMailbox)
    #expect(opened.allSatisfy { $0.accesses.allSatisfy { $0.isThrottled == false } })
  }

  private func time(_ text: String) -> Microseconds {
    Microseconds(ISO8601DateFormatter().date(from: text + "Z")?.timeIntervalSince1970 ?? 0) * 1_000_000
  }

  @Test("the transport rule that copies mail out of the organisation is there with its parameters")
  func transportRule() async throws {
    let reading = try await Reading.audit(Corpus.bytes("logs/ual/tenant-spring-2021.csv.gz"))
    let rule = try #require(reading.records.first { $0.cmdlet?.name == "New-TransportRule" })
    #expect(rule.cmdlet?.parameters.contains { $0.name == "BlindCopyTo" } == true)
    #expect(rule.occurredAt.map { $0 / 86_400_000_000 } == time("2021-04-16T00:00:00") / 86_400_000_000)
  }

  /// File, events in it.
  private static let samples: [(String, Int)] = [
    ("det-eng-samples/t1098.002_ApplicationImpersonation.csv", 1),
    ("det-eng-samples/t1098.002_Mail Account Delegation full access permissions.csv", 1),
    ("det-eng-samples/t1098.002_Mail Account Delegation full access permissions.json", 1),
    ("det-eng-samples/t1114.003_Forward_Rule_Multi_Users_Same_Forward_dest.json", 5),
    ("det-eng-samples/t1114.003_rule_mail_forward_same_dest.json", 2),
    ("det-eng-samples/t1114_Set-Mailbox-ForwardSMTPAddress.csv", 1),
    ("det-eng-samples/t1562-Set-MailboxAuditBypassAssociation.json", 1),
    ("det-eng-samples/t1562.008_Set-MailboxAuditBypassAssociation.csv", 1),
    ("det-eng-samples/t1564.008_New inbox rule to delete email.csv", 1),
    ("det-eng-samples/t1564.008_rule_mark_as_read_move.json", 1),
    ("plaso/microsoft_audit_log.jsonl", 4),
    ("sekoia/o365/event_add_application.json", 1), ("sekoia/o365/exchange_event1.json", 1),
    ("sekoia/o365/exchange_item_group.json", 1), ("sekoia/o365/exchange_item_group_2.json", 1),
    ("sekoia/o365/exchange_item_group_7.json", 1), ("sekoia/o365/exchange_item_update.json", 1),
    ("sekoia/o365/inbox_rule.json", 1), ("sekoia/o365/operation_properties_01.json", 1),
  ]

  @Test("every sample gives its events and no defect", arguments: samples)
  func sample(_ path: String, _ count: Int) async throws {
    let bytes = try Corpus.bytes("logs/ual/" + path)
    #expect(UnifiedAuditLogReader.recognises(Opening(bytes, isWhole: true)))
    let reading = try await Reading.audit(bytes)
    #expect(reading.records.count == count)
    #expect(reading.defects.isEmpty)
    #expect(reading.records.allSatisfy { $0.occurredAt != nil && !$0.operation.isEmpty && $0.externalID != nil })
    let inPieces = try await Reading.audit(bytes, pieceLength: 1, fill: 1)
    #expect(inPieces.records == reading.records)
  }

  @Test("nothing else in the corpus is taken for a unified audit log")
  func others() throws {
    for path in try Corpus.files(under: "logs") + Corpus.files(under: "mail")
    where !path.hasPrefix("logs/ual/") && !path.hasPrefix("logs/sentinel/") {
      let bytes = try Corpus.bytes(path)
      let opening = Opening(Array(bytes.prefix(Opening.length)), isWhole: bytes.count <= Opening.length)
      #expect(!UnifiedAuditLogReader.recognises(opening), "\(path)")
    }
    let expected = try Corpus.bytes("logs/ual/tenant-spring-2021.expected.json")
    #expect(!UnifiedAuditLogReader.recognises(Opening(expected, isWhole: true)))
  }
}
