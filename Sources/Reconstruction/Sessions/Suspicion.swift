import EvidenceDatabase
package import GRDB
import Records

/// Which sessions are suspect, and why: an indicator names the session, a finding of severity high cites a record of its
/// own as the actor's, or an examiner judged it so. Fills `session_suspicion`.
///
/// From an indicator or a finding suspicion goes one step further, to sessions of the same token: the same session key
/// from the same address under the same account is one hand, whatever mailbox or client it turns to. It never goes by
/// session key alone, nor by address, account or application alone: that is what `proposed_actor` is for.
package enum Suspicion {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 5

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM session_suspicion")
    try writeIndicators(in: db)
    try writeFindings(in: db)
    var notes = try NoteBook(.suspicion, in: db)
    try tellUnmatched(to: &notes, in: db)
    try Judgements.apply(in: db, notes: &notes)
    try writeSameToken(in: db)
    try tellTrusted(to: &notes, in: db)
  }

  private static func writeIndicators(in db: Database) throws {
    try db.run(
      """
      INSERT INTO session_suspicion (session_id, basis, indicator_id, finding_id, reason)
      SELECT m.session_id, 'indicator', i.indicator_id, NULL,
        'indicator ' || i.kind || ' ' || i.value || COALESCE(' (' || i.note || ')', '')
      FROM indicator_session AS m
      JOIN indicator AS i ON i.indicator_id = m.indicator_id
      ORDER BY m.session_id, i.kind, i.value_lc
      """)
  }

  private static func writeFindings(in db: Database) throws {
    try db.run(
      """
      INSERT INTO session_suspicion (session_id, basis, indicator_id, finding_id, reason)
      SELECT DISTINCT own.session_id, 'finding', NULL, f.finding_id, 'finding ' || f.detection || ': ' || f.title
      FROM finding AS f
      JOIN (
        SELECT r.finding_id, s.session_id
        FROM finding_record AS r
        JOIN session_record AS s ON s.audit_record_id = r.audit_record_id
        WHERE r.role = 'actor'
        UNION
        SELECT r.finding_id, r.session_id
        FROM finding_record AS r
        WHERE r.role = 'actor' AND r.audit_record_id IS NULL AND r.session_id IS NOT NULL
      ) AS own ON own.finding_id = f.finding_id
      WHERE f.severity = 'high'
      ORDER BY own.session_id, f.finding_id
      """)
  }

  private static func writeSameToken(in db: Database) throws {
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.suspect_token;
        CREATE TEMP TABLE suspect_token (
          session_key_ref INTEGER NOT NULL, client_ip_ref INTEGER NOT NULL, actor_lc TEXT NOT NULL, reason TEXT NOT NULL,
          PRIMARY KEY (session_key_ref, client_ip_ref, actor_lc)
        ) STRICT, WITHOUT ROWID;

        INSERT INTO suspect_token
        SELECT s.session_key_ref, s.client_ip_ref, COALESCE(actor.value_lc, actor.value), MIN(x.reason)
        FROM session_suspicion AS x
        JOIN stored_session AS s ON s.session_id = x.session_id
        JOIN text AS actor ON actor.text_id = s.actor_ref
        WHERE x.basis IN ('indicator', 'finding') AND s.session_key_ref IS NOT NULL AND s.client_ip_ref IS NOT NULL
        GROUP BY 1, 2, 3;

        INSERT INTO session_suspicion (session_id, basis, indicator_id, finding_id, reason)
        SELECT s.session_id, 'same_token', NULL, NULL,
          'same session key, address and account as a session suspect by ' || k.reason
        FROM suspect_token AS k
        JOIN stored_session AS s ON s.session_key_ref = k.session_key_ref AND s.client_ip_ref = k.client_ip_ref
        JOIN text AS actor ON actor.text_id = s.actor_ref AND COALESCE(actor.value_lc, actor.value) = k.actor_lc
        WHERE s.session_id NOT IN (SELECT session_id FROM session_suspicion)
          AND s.session_id NOT IN (
            SELECT session_id FROM judgement_state WHERE state = 'applied' AND session_id IS NOT NULL)
        ORDER BY s.session_id;

        DROP TABLE temp.suspect_token;
        """)
  }

  /// An indicator, and a finding about what was changed, hold against a trusted entry; the examiner has to know.
  private static func tellTrusted(to notes: inout NoteBook, in db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT t.reason AS trust, x.reason, COUNT(DISTINCT x.session_id) AS session_count
        FROM session_suspicion AS x
        JOIN session_trait AS t ON t.session_id = x.session_id AND t.trait = 'trusted'
        GROUP BY t.reason, x.reason ORDER BY t.reason, x.reason
        """)
    for row in rows {
      try notes.write(
        "trusted_but_suspect",
        "suspect in spite of being trusted (sessions: \(row["session_count"] as Int64)): \(row["trust"] as String); "
          + "against it: \(row["reason"] as String)", in: db)
    }
  }

  private static func tellUnmatched(to notes: inout NoteBook, in db: Database) throws {
    let unmatched = try Row.fetchAll(
      db,
      sql: """
        SELECT i.kind, i.value FROM indicator AS i
        WHERE i.kind NOT IN ('domain', 'url', 'hash')
          AND NOT EXISTS (SELECT 1 FROM indicator_session AS m WHERE m.indicator_id = i.indicator_id)
        ORDER BY i.kind, i.value_lc
        """)
    for row in unmatched {
      let kind: String = row["kind"]
      let value: String = row["value"]
      let isService = kind == "ip" && MicrosoftAddresses.use(of: value) != nil
      try notes.write(
        "indicator_unmatched",
        "no session matches the indicator \(kind) \(value)"
          + (isService ? "; the address is Microsoft's own, which stands for no client" : ""), in: db)
    }
  }
}
