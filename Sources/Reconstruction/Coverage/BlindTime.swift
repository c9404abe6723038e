import GRDB
import Records

/// A time in which accesses may have gone unlogged, by `coverage`.
struct BlindTime {
  /// Nil where it is the tenant's log, of all mailboxes.
  let mailbox: Int64?
  /// `throttled`, `log_gap`, `licence_changed`, `one_account_exported`, or what was switched off (the basis of a `disabled` span).
  let reason: String
  let basis: String
  /// Accesses of that time are missing from the log, not only perhaps: what could be opened in it is `unlogged`.
  let isCertain: Bool
  let isThrottled: Bool
  /// Nil where it began before all that is known.
  let from: Microseconds?
  let to: Microseconds?
  let citation: Citation

  func overlaps(_ from: Microseconds?, _ to: Microseconds?) -> Bool {
    self.from ?? .min <= to ?? .max && self.to ?? .max >= from ?? .min
  }

  /// Throttling first, then gaps, then what was switched off. Accounts that are exempted from auditing are not among them: what they could open,
  /// their rights say.
  static func fetch(_ db: Database) throws -> [BlindTime] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT c.mailbox_id, c.state, c.basis, c.from_us, c.to_us, c.coverage_id, c.audit_record_id,
          c.from_us IS NOT NULL
            AND CASE c.state
              WHEN 'throttled' THEN c.mailbox_id IS NOT NULL
              WHEN 'disabled' THEN 1
              -- That the tenant's log begins later is no gap in it.
              WHEN 'silent' THEN c.basis = 'log_gap' OR c.basis = 'begins_later' AND c.mailbox_id IS NOT NULL
              ELSE 0 END
            -- No log of a server shows all access: that one pauses blinds nobody (row 26).
            AND NOT (c.log_kind = 'mailbox_audit_log' AND c.state = 'silent' AND m.location IS 'on_premises')
        FROM coverage AS c
        LEFT JOIN mailbox AS m ON m.mailbox_id = c.mailbox_id
        WHERE c.state IN ('throttled', 'throttle_possible', 'disabled', 'silent') AND c.basis <> 'audit_bypass'
          AND (c.mailbox_id IS NOT NULL OR c.log_kind = 'unified_audit_log')
        ORDER BY c.state DESC, c.coverage_id
        """
    ).map { row in
      let (state, basis): (String, String) = (row[1], row[2])
      let reason =
        switch state {
        case "disabled": basis
        case "silent" where basis == AccountExports.basis: basis
        case "silent": basis.hasPrefix("licence_") ? "licence_changed" : "log_gap"
        default: "throttled"
        }
      let isThrottled = state == "throttled"
      return BlindTime(
        mailbox: row[0], reason: reason, basis: basis, isCertain: row[7], isThrottled: isThrottled, from: row[3],
        to: row[4], citation: Citation(record: row[6], coverage: row[5], role: isThrottled ? "throttle" : reason))
    }
  }
}
