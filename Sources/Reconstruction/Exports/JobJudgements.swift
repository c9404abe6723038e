import GRDB
import Records

/// What the decisions of examiners do to jobs. Fills `job_judgement_state`; adds to `export_job_suspicion` (basis
/// `judgement`), or takes away from it.
///
/// A decision is about the job that holds most of the records judged, and is applied where that job rests on exactly
/// these: with one record more or less, as of a download that came to light later, it is to be confirmed. The last on a
/// job counts.
enum JobJudgements {
  private struct Judgement {
    let id: Int64
    let decision: String
    let reason: String
    let examiner: String
    let title: String
    let judged: Set<Int64>
    var job: Int64?
    var records: Set<Int64> = []

    var isSame: Bool { job != nil && judged == records }
  }

  /// To be called when everything else has said which jobs are an attacker's.
  static func apply(in db: Database) throws {
    try db.run("DELETE FROM job_judgement_state")
    var notes = try NoteBook(.exportSuspicion, in: db)
    let judgements = try fetch(db)
    for (place, judgement) in judgements.enumerated() {
      let isLast = !judgements[(place + 1)...].contains { judgement.job != nil && $0.job == judgement.job }
      let state = !isLast ? "superseded" : judgement.isSame ? "applied" : "to_be_confirmed"
      try db.run(
        "INSERT INTO job_judgement_state VALUES (?, ?, ?, ?, ?, ?)",
        [
          judgement.id, state, judgement.job, judgement.judged.count, judgement.records.count,
          judgement.judged.intersection(judgement.records).count,
        ])
      switch (state, judgement.decision) {
      case ("to_be_confirmed", _): try tellUnconfirmed(judgement, to: &notes, in: db)
      case ("applied", "attacker"): try suspect(judgement, in: db)
      case ("applied", "legitimate"): try clear(judgement, to: &notes, in: db)
      default: break
      }
    }
  }

  private static func fetch(_ db: Database) throws -> [Judgement] {
    try Row.fetchAll(db, sql: "SELECT * FROM job_judgement ORDER BY job_judgement_id").map { row in
      let id: Int64 = row["job_judgement_id"]
      let kind = (row["kind"] as String).replacing("_", with: " ")
      var judgement = Judgement(
        id: id, decision: row["decision"], reason: row["reason"], examiner: row["examiner"],
        title: kind + ((row["mailbox"] as String?).map { " of \($0)" } ?? ""),
        judged: try records("SELECT audit_record_id FROM job_judgement_record WHERE job_judgement_id = ?", id, db))
      judgement.job = try Int64.fetchOne(
        db,
        sql: """
          SELECT x.export_job_id FROM job_judgement_record AS k
          JOIN export_job_record AS x ON x.audit_record_id = k.audit_record_id
          WHERE k.job_judgement_id = ?
          GROUP BY x.export_job_id ORDER BY COUNT(DISTINCT x.audit_record_id) DESC, x.export_job_id LIMIT 1
          """, arguments: [id])
      if let job = judgement.job {
        judgement.records = try records(
          "SELECT DISTINCT audit_record_id FROM export_job_record WHERE export_job_id = ?", job, db)
      }
      return judgement
    }
  }

  private static func records(_ sql: String, _ id: Int64, _ db: Database) throws -> Set<Int64> {
    Set(try Int64.fetchAll(db, sql: sql, arguments: [id]))
  }

  private static func suspect(_ judgement: Judgement, in db: Database) throws {
    try db.run(
      "INSERT INTO export_job_suspicion VALUES (?, 'judgement', NULL, NULL, NULL, ?)",
      [judgement.job, "judged the attacker's by \(judgement.examiner): \(judgement.reason)"])
  }

  private static func clear(_ judgement: Judgement, to notes: inout NoteBook, in db: Database) throws {
    let reasons = try String.fetchAll(
      db, sql: "SELECT DISTINCT reason FROM export_job_suspicion WHERE export_job_id = ? ORDER BY reason",
      arguments: [judgement.job])
    try db.run("DELETE FROM export_job_suspicion WHERE export_job_id = ?", [judgement.job])
    let against = reasons.isEmpty ? "nothing had made it suspect" : "does not count: \(reasons.joined(separator: "; "))"
    try notes.write(
      "job_judged_legitimate",
      "\(judgement.title) was judged legitimate by \(judgement.examiner) (\(judgement.reason)); \(against)", in: db)
  }

  private static func tellUnconfirmed(_ judgement: Judgement, to notes: inout NoteBook, in db: Database) throws {
    let shared = judgement.judged.intersection(judgement.records).count
    try notes.write(
      "job_judgement_to_be_confirmed",
      "\(judgement.title), judged \(judgement.decision) by \(judgement.examiner) (\(judgement.reason)), does not rest on "
        + "the same records any more (records judged: \(judgement.judged.count), of the job now: "
        + "\(judgement.records.count), of them judged: \(shared)): the judgement is not applied until "
        + "`mailtrail judge --job` confirms it", in: db)
  }
}
