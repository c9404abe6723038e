import GRDB
import Records
import Testing

@testable import Reconstruction

@Suite("Entry ids by the keys in them")
struct EntryKeyTests {
  /// The 22 bytes of a key, all the same.
  private static func key(_ byte: UInt8) -> [UInt8] { Array(repeating: byte, count: 22) }

  /// A message's entry id as the mailbox audit log has it: flags, provider, type, folder, two zeros, message, two zeros.
  private static func entryID(folder: UInt8, message: UInt8) -> [UInt8] {
    Array(repeating: 0, count: 20) + [7, 0] + key(folder) + [0, 0] + key(message) + [0, 0]
  }

  private static func hex(_ bytes: [UInt8]) -> String { hexadecimal(bytes).uppercased() }

  private static func base64(folder: UInt8, message: UInt8) -> String {
    let bytes = [70] + entryID(folder: folder, message: message) + [9]
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let bits = bytes[start..<start + 3].reduce(0) { $0 << 8 | Int($1) }
      for shift in [18, 12, 6, 0] { text.append(alphabet[bits >> shift & 63]) }
    }
    return text
  }

  private func access(_ itemKey: String, messageID: String? = nil, kind: String = "mailbox_audit_log")
    -> Evidence.Record
  {
    var access = Evidence.Access(type: .bind, messageID: messageID)
    access.itemKey = itemKey
    var record = Evidence.Record(operation: "MessageBind", mailbox: .alice, logKind: kind)
    record.accesses = [access]
    return record
  }

  @Test("hexadecimal and base64 ids of one message have one key, and a message at hand may have it as its source key")
  func candidates() throws {
    var evidence = Evidence()
    evidence.exhibit(1, "alice@corp.example.pst", assigned: "alice@corp.example")
    evidence.message(1, 1, "<a@x>")
    evidence.message(1, 2, "<b@x>")
    evidence.add { db in
      try db.execute(
        sql: "UPDATE stored_message SET source_key = ? WHERE message_id = ?",
        arguments: [hexadecimal(Self.key(0x21)), Evidence.id(1, 1)])
      try db.execute(
        sql: "UPDATE stored_message SET source_key = ? WHERE message_id = ?",
        arguments: [hexadecimal(Self.key(0x22)), Evidence.id(1, 2)])
    }
    evidence.record(access(Self.hex(Self.entryID(folder: 1, message: 0x21))))
    evidence.record(access(Self.base64(folder: 1, message: 0x22), messageID: "<b@x>", kind: "unified_audit_log"))
    evidence.record(access(Self.hex(Self.entryID(folder: 9, message: 0x22))))
    evidence.record(access(Self.hex(Self.entryID(folder: 1, message: 0x77))))
    evidence.record(access("of another form"))
    let queue = try evidence.reconstructed()
    let before = try queue.lines("SELECT * FROM exposure")
    try queue.write { try EntryKeys.run(in: $0) }
    #expect(
      try queue.lines(
        """
        SELECT mail_access_id & 4294967295, basis, message_id & 4294967295, internet_message_id,
          other_mail_access_id & 4294967295
        FROM entry_key_candidate ORDER BY mail_access_id, basis
        """) == ["1000 source_key 1 <a@x> -", "3000 other_record - <b@x> 2000", "3000 source_key 2 <b@x> -"])
    #expect(try queue.lines("SELECT * FROM exposure") == before)
    let notes = try queue.lines("SELECT note FROM reconstruction_note WHERE topic = 'entry_keys'")
    #expect(notes.count == 1)
    #expect(
      notes.first?.contains("of 1 accesses that name a message at hand by Message-ID and by key, the keys agree in 1")
        == true)
  }

  @Test("the same key in another mailbox is no candidate")
  func otherMailbox() throws {
    var evidence = Evidence()
    evidence.exhibit(1, "bob@corp.example.pst", assigned: "bob@corp.example")
    evidence.message(1, 1, "<a@x>")
    evidence.add { db in
      try db.execute(sql: "UPDATE stored_message SET source_key = ?", arguments: [hexadecimal(Self.key(0x21))])
    }
    evidence.record(access(Self.hex(Self.entryID(folder: 1, message: 0x21))))
    evidence.record(Evidence.Record(operation: "Send", mailbox: .bob))
    let queue = try evidence.reconstructed()
    try queue.write { try EntryKeys.run(in: $0) }
    #expect(try queue.lines("SELECT * FROM entry_key_candidate").isEmpty)
    #expect(try queue.lines("SELECT note FROM reconstruction_note WHERE topic = 'entry_keys'").isEmpty)
  }
}
