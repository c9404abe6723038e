import GRDB

extension EvidenceDatabase {
  /// Keeps a decision on an export job with the records that it was made on, and enters it into the chain of custody, as
  /// `judge(session:)` does. Returns its number; throws `RecordError.recordNotFound` where there is no such job.
  @discardableResult
  package func judge(
    job: Int64, as decision: JudgementDecision, because reason: String, examiner: String
  ) throws -> Int64 {
    try write { db in
      let records = try Self.hashOfRecords(ofJob: job, db)
      guard
        let row = try Row.fetchOne(
          db,
          sql: """
            INSERT INTO job_judgement (decision, reason, examiner, judged_at_us, kind, mailbox, requester, destination,
              requested_us, record_count, records_sha256)
            SELECT :decision, :reason, :examiner, :now, j.kind, COALESCE(m.address, m.display_name, j.mailbox_name),
              j.requester, j.destination, j.requested_us,
              (SELECT COUNT(DISTINCT x.audit_record_id) FROM export_job_record AS x
                WHERE x.export_job_id = j.export_job_id), :records
            FROM export_job AS j
            LEFT JOIN mailbox AS m ON m.mailbox_id = j.mailbox_id
            WHERE j.export_job_id = :job
            RETURNING job_judgement_id, kind, record_count
            """,
          arguments: [
            "job": job, "decision": decision.rawValue, "reason": reason, "examiner": examiner, "now": now(),
            "records": records,
          ])
      else {
        throw RecordError.recordNotFound(databaseTableName: "export_job", key: ["export_job_id": job.databaseValue])
      }
      let judgement: Int64 = row[0]
      try db.execute(
        sql: """
          INSERT INTO job_judgement_record
          SELECT DISTINCT ?, audit_record_id FROM export_job_record WHERE export_job_id = ?
          """, arguments: [judgement, job])
      try CustodyEntry.append(
        "judge",
        detail: "judgement \(judgement) of jobs: \((row[1] as String).replacing("_", with: " ")) \(job) is "
          + "\(decision.rawValue), by \(examiner), because \(reason); made on \(row[2] as Int64) records with SHA-256 "
          + records, db)
      return judgement
    }
  }

  private static func hashOfRecords(ofJob job: Int64, _ db: Database) throws -> String {
    var hash = RowHash()
    try hash.add(
      db.makeStatement(
        sql: """
          SELECT DISTINCT e.relative_path, e.sha256, r.audit_record_id & 4294967295
          FROM export_job_record AS r JOIN exhibit AS e ON e.exhibit_id = r.audit_record_id >> 32
          WHERE r.export_job_id = ? ORDER BY 1, 2, 3
          """), arguments: [job])
    return hash.finish()
  }

  /// Changes whenever a decision on a job is added.
  package func jobJudgementFingerprint() throws -> String {
    try read { db in
      var hash = RowHash()
      try hash.add(
        db,
        sql: "SELECT job_judgement_id, records_sha256, decision, reason, examiner FROM job_judgement ORDER BY 1")
      return hash.finish()
    }
  }
}
