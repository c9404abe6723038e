import GRDB
import Records

/// Changes of licences: until the middle of 2024 MailItemsAccessed was logged with the plan of advanced auditing alone
/// (E5, or the add-on). After a change nothing shows that accesses are still logged before the next one is.
enum LicenceChanges {
  static func spans(_ days: LogDays, _ db: Database) throws -> [Coverage.Span] {
    let operations = try Int64.fetchAll(
      db,
      sql: """
        SELECT text_id FROM text
        WHERE COALESCE(value_lc, value) IN ('change user license.', 'change user license', 'update user.', 'update user')
        """)
    guard !operations.isEmpty else { return [] }
    let directory = try MailboxDirectory(db)
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT a.audit_record_id, a.occurred_at_us, a.target,
          EXISTS (
            SELECT 1 FROM cmdlet_parameter AS p
            WHERE p.audit_record_id = a.audit_record_id AND p.name_lc NOT LIKE '%old%'
              AND p.value_lc LIKE '%disabledplans=[%m365!_advanced!_auditing%' ESCAPE '!'
              AND (p.value_lc NOT LIKE '%newvalue%'
                OR p.value_lc LIKE '%newvalue%disabledplans=[%m365!_advanced!_auditing%' ESCAPE '!')) AS is_off
        FROM stored_audit_record AS a
        JOIN text AS o ON o.text_id = a.operation_ref
        WHERE a.operation_ref IN (\(operations.map(String.init).joined(separator: ", ")))
          AND COALESCE(a.is_success, 1) = 1 AND a.occurred_at_us IS NOT NULL
          AND (o.value LIKE '%license%' OR EXISTS (
            SELECT 1 FROM cmdlet_parameter AS p
            WHERE p.audit_record_id = a.audit_record_id
              AND (p.name_lc LIKE '%license%' OR p.value_lc LIKE '%license%' OR p.value_lc LIKE '%assignedplan%')))
        ORDER BY a.occurred_at_us, a.audit_record_id
        """)
    return rows.compactMap { row in
      let target: String? = row[2]
      let mailbox = target.flatMap { directory.mailbox(identity: $0) }
      // An account that is no mailbox at hand has nothing to do with any of them.
      guard mailbox != nil || target?.contains("@") != true else { return nil }
      return span(row[0], row[1], isOff: row[3], mailbox, target, days)
    }
  }

  private static func span(
    _ record: Int64, _ time: Microseconds, isOff: Bool, _ mailbox: Int64?, _ target: String?, _ days: LogDays
  ) -> Coverage.Span? {
    let own = mailbox.flatMap { days.series[.mailbox($0, kind: "unified_audit_log")] }?.days.values
    let next = own?.filter { $0.last > time }.map { max($0.first, time) }.min()
    if let next, next <= time { return nil }
    return Coverage.Span(
      logKind: "unified_audit_log", mailbox: mailbox, from: time, to: next, state: "silent",
      basis: isOff ? "licence_plan_off" : "licence_changed", record: record, recordCount: 0,
      note: (isOff ? "a licence without the plan of advanced auditing" : "a change of licence")
        + (mailbox == nil ? " of an account that the record does not name by an address" : "")
        + ": whether accesses are logged from then on, only the next that is logged would show")
  }
}
