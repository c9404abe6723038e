import GRDB
import Records

/// What the decisions of examiners do to suspicion. Fills `judgement_state`; adds to `session_suspicion` (basis
/// `judgement`), or takes away from it.
///
/// Of several decisions on one session the last counts. A decision is applied only where the session still has the
/// fingerprint and exactly the records that were judged: with one record more or less it is to be confirmed, and does
/// nothing to what nobody has judged.
enum Judgements {
  /// To be called when everything else has said what is suspect.
  static func apply(in db: Database, notes: inout NoteBook) throws {
    try db.run("DELETE FROM judgement_state")
    try settleStates(in: db)
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT j.judgement_id, j.decision, j.reason, j.examiner, j.session_fingerprint, x.state, x.session_id,
          x.judged_record_count, x.session_record_count, x.shared_record_count, s.mailbox_id
        FROM judgement AS j
        JOIN judgement_state AS x ON x.judgement_id = j.judgement_id
        LEFT JOIN stored_session AS s ON s.session_id = x.session_id
        WHERE x.state <> 'superseded' ORDER BY j.session_fingerprint, j.judgement_id
        """)
    for row in rows {
      switch (row["state"] as String, row["decision"] as String) {
      case ("to_be_confirmed", _): try tellUnconfirmed(row, to: &notes, in: db)
      case (_, "attacker"): try suspect(row, in: db)
      case (_, "legitimate"): try clear(row, to: &notes, in: db)
      default: break
      }
    }
  }

  private static func settleStates(in db: Database) throws {
    try db.run(
      """
      INSERT INTO judgement_state
      WITH place AS (
        SELECT j.judgement_id, j.session_fingerprint, j.record_count,
          COALESCE(
            (SELECT s.session_id FROM stored_session AS s WHERE s.fingerprint = j.session_fingerprint),
            (SELECT r.session_id FROM judgement_record AS k
              JOIN session_record AS r ON r.audit_record_id = k.audit_record_id
              WHERE k.judgement_id = j.judgement_id
              GROUP BY r.session_id ORDER BY COUNT(*) DESC, r.session_id LIMIT 1)) AS session_id
        FROM judgement AS j
      ), counted AS (
        SELECT p.*,
          (SELECT COUNT(*) FROM session_record AS r WHERE r.session_id = p.session_id) AS session_count,
          (SELECT COUNT(*) FROM judgement_record AS k
            JOIN session_record AS r ON r.session_id = p.session_id AND r.audit_record_id = k.audit_record_id
            WHERE k.judgement_id = p.judgement_id) AS shared_count
        FROM place AS p
      )
      SELECT c.judgement_id,
        CASE
          WHEN EXISTS (
            SELECT 1 FROM judgement AS later
            WHERE later.session_fingerprint IN (c.session_fingerprint, s.fingerprint)
              AND later.judgement_id > c.judgement_id) THEN 'superseded'
          WHEN s.fingerprint = c.session_fingerprint AND c.shared_count = c.record_count
            AND c.session_count = c.record_count THEN 'applied'
          ELSE 'to_be_confirmed'
        END, c.session_id, c.record_count, c.session_count, c.shared_count
      FROM counted AS c
      LEFT JOIN stored_session AS s ON s.session_id = c.session_id
      ORDER BY c.judgement_id
      """)
  }

  private static func suspect(_ row: Row, in db: Database) throws {
    try db.run(
      "INSERT INTO session_suspicion (session_id, basis, indicator_id, finding_id, reason) VALUES (?, 'judgement', NULL, NULL, ?)",
      [
        row["session_id"] as Int64?,
        "judged the attacker's by \(row["examiner"] as String): \(row["reason"] as String)",
      ])
  }

  private static func clear(_ row: Row, to notes: inout NoteBook, in db: Database) throws {
    let session: Int64? = row["session_id"]
    let reasons = try String.fetchAll(
      db, sql: "SELECT DISTINCT reason FROM session_suspicion WHERE session_id = ? ORDER BY reason",
      arguments: [session])
    try db.run("DELETE FROM session_suspicion WHERE session_id = ?", [session])
    let against = reasons.isEmpty ? "nothing had made it suspect" : "does not count: \(reasons.joined(separator: "; "))"
    try notes.write(
      "judged_legitimate",
      "session \((row["session_fingerprint"] as String).prefix(12)) was judged legitimate by \(row["examiner"] as String) "
        + "(\(row["reason"] as String)); \(against)", mailbox: row["mailbox_id"], in: db)
  }

  private static func tellUnconfirmed(_ row: Row, to notes: inout NoteBook, in db: Database) throws {
    let now: Int64 = row["session_record_count"]
    let judged: Int64 = row["judged_record_count"]
    let shared: Int64 = row["shared_record_count"]
    let change =
      shared == 0
      ? "none of the \(judged) records judged is in a session now"
      : "records judged: \(judged), in the session now: \(now), of them judged: \(shared)"
    try notes.write(
      "judgement_to_be_confirmed",
      "the session that \(row["examiner"] as String) judged \(row["decision"] as String) "
        + "(\((row["session_fingerprint"] as String).prefix(12)), \(row["reason"] as String)) is not the same any more "
        + "(\(change)): the judgement is not applied until `mailtrail judge` confirms it", mailbox: row["mailbox_id"],
      in: db)
  }
}
