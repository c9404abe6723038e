import GRDB
import Reconstruction
import Testing

@Suite("Judgements of export jobs")
struct JobJudgementTests {
  /// Alice's mailbox, exported by the web server's account, or by somebody of the house; judged on all its records.
  private func judged(
    _ decisions: [String], by actor: String, later: (Database) throws -> Void = { _ in }
  ) throws -> DatabaseQueue {
    var evidence = Evidence.aliceStore(received: [-30])
    evidence.exhibit(Evidence.log, "admin.xml", kind: "admin_audit_log")
    let file = actor == Evidence.system ? Evidence.webRoot + "a.pst" : #"\\fs01\legal$\a.pst"#
    evidence.exportRequest(file, by: actor)
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], file: file, items: 9)
    let queue = try evidence.reconstructed()
    try queue.write { db in
      for decision in decisions {
        try db.execute(
          sql: """
            INSERT INTO job_judgement
              (decision, reason, examiner, judged_at_us, kind, record_count, records_sha256)
            VALUES (?, 'an order of the court', 'Kim', 0, 'mailbox_export', 3, '');
            INSERT INTO job_judgement_record
            SELECT DISTINCT (SELECT MAX(job_judgement_id) FROM job_judgement), audit_record_id FROM export_job_record;
            """, arguments: [decision])
      }
      try later(db)
      try Evidence.reconstruct(db)
    }
    return queue
  }

  private static let states = "SELECT job_judgement_id, state FROM job_judgement_state ORDER BY 1"

  @Test("legitimate: it exposes nothing, and what had made it suspect is told")
  func legitimate() throws {
    let queue = try judged(["legitimate"], by: Evidence.system)
    #expect(try queue.lines(Self.states) == ["1 applied"])
    #expect(try queue.exposures() == [])
    let notes = try queue.lines("SELECT note FROM reconstruction_note WHERE topic = 'job_judged_legitimate'")
    #expect(notes.count == 1 && notes[0].contains("an order of the court") && notes[0].contains("web server"))
  }

  @Test("the attacker's: a job that nothing made suspect took what it took")
  func attacker() throws {
    #expect(try judged([], by: "corp.example/Users/Kim").exposures() == [])
    let queue = try judged(["attacker"], by: "corp.example/Users/Kim")
    #expect(try queue.exposures() == ["<0@mail.example> exported export_file"])
    #expect(
      try queue.lines("SELECT basis, reason FROM export_job_suspicion") == [
        "judgement judged the attacker's by Kim: an order of the court"
      ])
  }

  @Test("the last decision counts; one taken back leaves what the evidence says")
  func last() throws {
    let queue = try judged(["legitimate", "withdrawn"], by: Evidence.system)
    #expect(try queue.lines(Self.states) == ["1 superseded", "2 applied"])
    #expect(try queue.exposures() == ["<0@mail.example> exported export_file"])
  }

  @Test("where the job rests on other records than those judged, the decision is told and does nothing")
  func changed() throws {
    let queue = try judged(["legitimate"], by: Evidence.system) { db in
      try db.execute(sql: "DELETE FROM job_judgement_record WHERE audit_record_id & 4294967295 = 1")
    }
    #expect(try queue.lines(Self.states) == ["1 to_be_confirmed"])
    #expect(try queue.exposures() == ["<0@mail.example> exported export_file"])
    #expect(
      try queue.lines("SELECT COUNT(*) FROM reconstruction_note WHERE topic = 'job_judgement_to_be_confirmed'") == ["1"]
    )
  }
}
