import GRDB

/// What an examiner decided of a session.
package enum JudgementDecision: String, Sendable, CaseIterable {
  case attacker
  case legitimate
  /// Takes back what was decided before; the session stands as the evidence alone makes it.
  case withdrawn
}

extension EvidenceDatabase {
  /// Keeps a decision on a session, with the session's fingerprint and the records that it was made on, and enters it
  /// into the chain of custody. What follows from it is drawn by the steps that depend on it. Returns the judgement's
  /// number; throws `RecordError.recordNotFound` where there is no such session.
  @discardableResult
  package func judge(
    session: Int64, as decision: JudgementDecision, because reason: String, examiner: String
  ) throws -> Int64 {
    try write { db in
      let records = try Self.hashOfRecords(of: session, db)
      guard
        let row = try Row.fetchOne(
          db,
          sql: """
            INSERT INTO judgement (session_fingerprint, decision, reason, examiner, judged_at_us, mailbox, actor,
              client_ip, app_id, first_us, last_us, record_count, records_sha256)
            SELECT s.fingerprint, :decision, :reason, :examiner, :now,
              COALESCE(m.address, m.display_name), s.actor, s.client_ip, s.app_id, s.first_us, s.last_us,
              (SELECT COUNT(*) FROM session_record AS r WHERE r.session_id = s.session_id), :records
            FROM access_session AS s
            LEFT JOIN mailbox AS m ON m.mailbox_id = s.mailbox_id
            WHERE s.session_id = :session
            RETURNING judgement_id, session_fingerprint, record_count
            """,
          arguments: [
            "session": session, "decision": decision.rawValue, "reason": reason, "examiner": examiner, "now": now(),
            "records": records,
          ])
      else {
        throw RecordError.recordNotFound(
          databaseTableName: "access_session", key: ["session_id": session.databaseValue])
      }
      let judgement: Int64 = row[0]
      try db.execute(
        sql: """
          INSERT INTO judgement_record SELECT ?, audit_record_id FROM session_record WHERE session_id = ?
          """, arguments: [judgement, session])
      try CustodyEntry.append(
        "judge",
        detail: "judgement \(judgement): session \(row[1] as String) is \(decision.rawValue), by \(examiner), because "
          + "\(reason); made on \(row[2] as Int64) records with SHA-256 \(records)", db)
      return judgement
    }
  }

  private static func hashOfRecords(of session: Int64, _ db: Database) throws -> String {
    var hash = RowHash()
    try hash.add(
      db.makeStatement(
        sql: """
          SELECT e.relative_path, e.sha256, r.audit_record_id & 4294967295
          FROM session_record AS r JOIN exhibit AS e ON e.exhibit_id = r.audit_record_id >> 32
          WHERE r.session_id = ? ORDER BY 1, 2, 3
          """), arguments: [session])
    return hash.finish()
  }

  /// Changes whenever a decision is added.
  package func judgementFingerprint() throws -> String {
    try read { db in
      var hash = RowHash()
      try hash.add(
        db, sql: "SELECT judgement_id, session_fingerprint, decision, reason, examiner FROM judgement ORDER BY 1")
      return hash.finish()
    }
  }
}
