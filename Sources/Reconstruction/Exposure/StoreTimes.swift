import EvidenceDatabase
import GRDB
import Records

/// Stores whose items have the times at which the mailbox's own store made them: those of most of their messages lie
/// within a day of the receipt. A store that a program filled later has the times of that, which say nothing.
///
/// What such a store shows as made long after an export or a synchronisation came in by import or migration, or lay
/// elsewhere until then; whether it was there before, nobody can say.
enum StoreTimes {
  /// Makes the temporary table `store_of_server_times`, of the stores of mailboxes that a suspect job or a
  /// synchronisation of a suspect session is of. `suspect_access` must be there.
  static func make(in db: Database) throws {
    try drop(in: db)
    try db.execute(
      sql: """
        CREATE TEMP TABLE store_of_server_times (exhibit_id INTEGER PRIMARY KEY) STRICT;
        INSERT INTO store_of_server_times
        SELECT e.exhibit_id
        FROM exhibit_mailbox AS e
        CROSS JOIN stored_message AS m
          ON \(RowID.isOne("m.message_id", of: "e.exhibit_id"))
        WHERE m.created_at_us IS NOT NULL AND m.received_at_us IS NOT NULL AND m.parent_message_id IS NULL
          AND e.mailbox_id IN (
            SELECT j.mailbox_id FROM export_job_mailbox AS j
            WHERE j.export_job_id IN (SELECT export_job_id FROM export_job_suspicion)
            UNION
            SELECT mailbox_id FROM suspect_access WHERE access_type = 'sync')
        GROUP BY e.exhibit_id
        HAVING SUM(m.created_at_us BETWEEN m.received_at_us - \(microsecondsPerDay)
          AND m.received_at_us + \(microsecondsPerDay)) * 2 > COUNT(*);
        """)
  }

  static func drop(in db: Database) throws { try db.execute(sql: "DROP TABLE IF EXISTS temp.store_of_server_times") }
}
