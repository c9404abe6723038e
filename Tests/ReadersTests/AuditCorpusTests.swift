import Bytes
import Records
import Testing

@testable import Readers

@Suite("Audit logs beside the unified one: the corpus", .enabled(if: Corpus.isThere))
struct AuditCorpusTests {
  @Test("the administrator audit logs that Microsoft prints are read whole", arguments: ["2013", "log-structure_2016"])
  func admin(name: String) async throws {
    let bytes = try Corpus.bytes("logs/admin_audit_xml/msdocs_\(name).xml")
    #expect(reader(for: Opening(bytes, isWhole: true))?.kind == "admin_audit_log")
    let reading = try await Reading.of(bytes, by: AdminAuditReader.self, pieceLength: 7)
    #expect(reading.defects.isEmpty)
    let record = try #require(reading.records.first)
    #expect(reading.records.count == 1)
    #expect(record.operation == "Set-Mailbox")
    #expect(record.isSuccess == true)
    #expect(record.cmdlet?.parameters.map(\.name).prefix(2) == ["Identity", "ProhibitSendReceiveQuota"])
    let element = bytes[Int(record.location.offset)...].prefix(Int(record.location.length))
    #expect(element.starts(with: Array("<Event Caller".utf8)))
    #expect(element.suffix(8) == Array("</Event>".utf8)[...])
  }

  @Test("the mailbox audit log that Microsoft prints, not well-formed, is read as it was meant")
  func mailbox() async throws {
    let bytes = try Corpus.bytes(
      "logs/mailbox_audit_xml/msdocs_export-mailbox-audit-logs_fragment_NOT_WELLFORMED.xml")
    #expect(reader(for: Opening(bytes, isWhole: true))?.kind == "mailbox_audit_log")
    let reading = try await Reading.of(bytes, by: MailboxAuditReader.self)
    #expect(reading.defects.count == 1)
    let record = try #require(reading.records.first)
    #expect(record.operation == "HardDelete")
    #expect(record.occurredAt == 1_619_805_715_140_625)
    #expect(record.mailbox?.address == "david@contoso.com")
    #expect(record.accesses.map(\.subject) == ["Notification of litigation hold"])
    #expect(
      record.accesses.first?.folderKey.flatMap { EntryIdentifier($0)?.folderKeyOfFolder }
        == "a7c317f68c24304bbd18abe1f185e79b00000026bd4f")
  }

  @Test("nothing else in the corpus is taken for one of them")
  func others() throws {
    let kinds: Set = [
      "mailbox_audit_log", "admin_audit_log", "message_trace", "entra_sign_in_log", "mailbox_state",
      "powershell_transcript", "powershell_history",
    ]
    let own = ["logs/mailbox_audit_xml/", "logs/admin_audit_xml/", "logs/message_trace/"]
    for path in try Corpus.files(under: "logs") + Corpus.files(under: "mail")
    where !own.contains(where: path.hasPrefix) {
      let bytes = try Corpus.bytes(path)
      let opening = Opening(Array(bytes.prefix(Opening.length)), isWhole: bytes.count <= Opening.length)
      #expect(!kinds.contains(reader(for: opening)?.kind ?? ""), "\(path)")
    }
  }
}
