import GRDB

/// What an examiner decided of a session or an export job, and what it does now.
package struct Judgement: Encodable {
  let judgementID: Int64
  let decision: String
  let examiner: String
  let reason: String
  let judgedAt: String
  /// `applied`, `superseded` or `to_be_confirmed`.
  let state: String

  static func ofSessions(_ db: Database) throws -> [Int64: [Judgement]] {
    try fetch(
      """
      SELECT x.session_id, j.judgement_id, j.decision, j.examiner, j.reason, j.judged_at_us, x.state
      FROM judgement AS j JOIN judgement_state AS x ON x.judgement_id = j.judgement_id
      WHERE x.session_id IS NOT NULL ORDER BY j.judgement_id
      """, db)
  }

  static func ofJobs(_ db: Database) throws -> [Int64: [Judgement]] {
    try fetch(
      """
      SELECT x.export_job_id, j.job_judgement_id, j.decision, j.examiner, j.reason, j.judged_at_us, x.state
      FROM job_judgement AS j JOIN job_judgement_state AS x ON x.job_judgement_id = j.job_judgement_id
      WHERE x.export_job_id IS NOT NULL ORDER BY j.job_judgement_id
      """, db)
  }

  private static func fetch(_ sql: String, _ db: Database) throws -> [Int64: [Judgement]] {
    let rows = try Row.fetchCursor(db, sql: sql)
    var found: [Int64: [Judgement]] = [:]
    while let row = try rows.next() {
      found[row[0], default: []].append(
        Judgement(
          judgementID: row[1], decision: row[2], examiner: row[3], reason: row[4], judgedAt: Timestamp.text(row[5]),
          state: row[6]))
    }
    return found
  }
}
