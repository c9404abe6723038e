import EvidenceDatabase
import GRDB
import Reconstruction
import Records
import Testing

@Suite("Judgements of sessions")
struct JudgementTests {
  /// Two sessions in alice's mailbox, from home and from elsewhere; what is judged is the one from `ip`.
  private func judged(
    _ decision: String, ip: String = TierTests.home, isIndicated: Bool = false,
    later: (Database) throws -> Void = { _ in }
  ) throws -> DatabaseQueue {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "ual.csv", kind: "ual_csv")
    evidence.exhibit(1, "alice@corp.example.pst")
    evidence.folder(1, 1, "\\Inbox")
    for place in 1...3 as ClosedRange<Int64> { evidence.message(1, place, "<\(place)@mail.example>", folder: 1) }
    evidence.record(TierTests.bind(["<1@mail.example>"], at: 24, ip: TierTests.home))
    evidence.record(TierTests.bind(["<2@mail.example>"], at: 24.5, ip: TierTests.home))
    evidence.record(TierTests.bind(["<3@mail.example>"], at: 24, ip: "198.51.100.9"))
    if isIndicated { evidence.indicator("ip", ip) }
    let queue = try evidence.reconstructed()
    try queue.write { db in
      try Self.judge(decision, ip: ip, db)
      try later(db)
      try Evidence.reconstruct(db)
    }
    return queue
  }

  private static func judge(_ decision: String, ip: String, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO judgement (session_fingerprint, decision, reason, examiner, judged_at_us, record_count, records_sha256)
        SELECT fingerprint, ?, 'because', 'Kim', 0, event_count, '' FROM access_session WHERE client_ip = ?
        """, arguments: [decision, ip])
    try db.execute(
      sql: """
        INSERT INTO judgement_record
        SELECT (SELECT MAX(judgement_id) FROM judgement), r.audit_record_id
        FROM session_record AS r JOIN access_session AS s ON s.session_id = r.session_id WHERE s.client_ip = ?
        """, arguments: [ip])
  }

  private static let accessed = """
    SELECT message_id & 4294967295 FROM exposed WHERE tier = 'accessed' ORDER BY 1
    """
  private static let states = "SELECT judgement_id, state FROM judgement_state ORDER BY 1"

  @Test("the attacker's: what that session opened is accessed, and what others opened is not")
  func attacker() throws {
    let queue = try judged("attacker")
    #expect(try queue.lines(Self.accessed) == ["1", "2"])
    #expect(
      try queue.lines("SELECT basis, reason FROM session_suspicion") == [
        "judgement judged the attacker's by Kim: because"
      ])
    #expect(try queue.lines(Self.states) == ["1 applied"])
  }

  @Test("legitimate: no tier follows from the session, and what had made it suspect is told")
  func legitimate() throws {
    let queue = try judged("legitimate", isIndicated: true)
    #expect(try queue.lines(Self.accessed).isEmpty)
    #expect(try queue.lines("SELECT COUNT(*) FROM session_suspicion") == ["0"])
    let note = try queue.lines("SELECT note FROM reconstruction_note WHERE topic = 'judged_legitimate'")
    #expect(note.count == 1 && note[0].contains("by Kim (because)") && note[0].contains("indicator ip 192.0.2.10"))
  }

  @Test("the last of several decisions counts; one that is withdrawn leaves what the evidence says")
  func several() throws {
    let queue = try judged("attacker") { try Self.judge("legitimate", ip: TierTests.home, $0) }
    #expect(try queue.lines(Self.states) == ["1 superseded", "2 applied"])
    #expect(try queue.lines(Self.accessed).isEmpty)
    let withdrawn = try judged("legitimate", isIndicated: true) { try Self.judge("withdrawn", ip: TierTests.home, $0) }
    #expect(try withdrawn.lines(Self.accessed) == ["1", "2"])
  }

  @Test("with one record more or less than was judged, a decision is to be confirmed and does nothing")
  func changed() throws {
    for change in [
      "UPDATE stored_audit_record SET client_ip_ref = (SELECT text_id FROM text WHERE value = '192.0.2.10')",
      "DELETE FROM stored_audit_record WHERE occurred_at_us = \(Evidence.hour(24.5))",
    ] {
      let queue = try judged("attacker") { try $0.execute(sql: change) }
      #expect(try queue.lines(Self.states) == ["1 to_be_confirmed"])
      #expect(try queue.lines(Self.accessed).isEmpty)
      let notes = try queue.lines("SELECT note FROM reconstruction_note WHERE topic = 'judgement_to_be_confirmed'")
      #expect(notes.count == 1)
    }
  }

  @Test("a session that is no more takes its decision to nobody; judged again where its records are, that one counts")
  func moved() throws {
    let move = "UPDATE stored_audit_record SET client_ip_ref = (SELECT text_id FROM text WHERE value = '198.51.100.9')"
    let queue = try judged("attacker") { try $0.execute(sql: move) }
    #expect(
      try queue.lines(
        "SELECT state, judged_record_count, session_record_count, shared_record_count FROM judgement_state")
        == ["to_be_confirmed 2 3 2"])
    #expect(try queue.lines("SELECT COUNT(*) FROM session_suspicion") == ["0"])
    try queue.write { db in
      try Self.judge("attacker", ip: "198.51.100.9", db)
      try Evidence.reconstruct(db)
    }
    #expect(try queue.lines(Self.states) == ["1 superseded", "2 applied"])
    #expect(try queue.lines(Self.accessed) == ["1", "2", "3"])
  }
}
