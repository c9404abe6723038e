package import GRDB
import Records

/// What the logs can and cannot show: fills `coverage`.
///
/// - `throttled`: 24 hours from a record that says so; Exchange stops logging Bind of the mailbox for that long, whoever
///   triggered it.
/// - `throttle_possible`: more than 1,000 MailItemsAccessed records of a mailbox within 24 hours that do not say
///   whether it was throttled.
/// - `disabled`: auditing switched off, until it is switched on again.
/// - `covered`: from the first to the last MailItemsAccessed record of a mailbox; that nothing is missing between is
///   not said.
package enum Coverage {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 2

  struct Span: Equatable {
    var logKind: String
    var mailbox: Int64?
    var from: Microseconds?
    var to: Microseconds?
    var state: String
    var basis: String
    var record: Int64?
  }

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM coverage")
    var notes = try NoteBook(.coverage, in: db)
    let accessed = try LoggedAccess.fetch(db)
    var spans = accessed.covered + accessed.possiblyThrottled
    spans += try throttled(db)
    spans += try disabled(db, notes: &notes)
    spans.sort { sortKey($0) < sortKey($1) }
    for (place, span) in spans.enumerated() {
      try db.run(
        """
        INSERT INTO coverage (coverage_id, log_kind, mailbox_id, from_us, to_us, state, basis, audit_record_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [place + 1, span.logKind, span.mailbox, span.from, span.to, span.state, span.basis, span.record])
    }
  }

  private static func sortKey(_ span: Span) -> (String, Int64, String, Int64, Int64) {
    (span.logKind, span.mailbox ?? 0, span.state, span.from ?? .min, span.record ?? 0)
  }

  /// Spans that overlap become one, which cites the first record.
  private static func throttled(_ db: Database) throws -> [Span] {
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT DISTINCT COALESCE(own.mailbox_id, r.mailbox_id) AS mailbox_id, k.value AS log_kind,
          COALESCE(m.occurred_at_us, a.occurred_at_us) AS time, m.audit_record_id
        FROM stored_mail_access AS m
        JOIN stored_audit_record AS a ON a.audit_record_id = m.audit_record_id
        JOIN text AS k ON k.text_id = a.log_kind_ref
        LEFT JOIN logged_mailbox_resolution AS own ON own.logged_mailbox_id = m.logged_mailbox_id
        LEFT JOIN logged_mailbox_resolution AS r ON r.logged_mailbox_id = a.logged_mailbox_id
        WHERE m.is_throttled = 1 AND COALESCE(m.occurred_at_us, a.occurred_at_us) IS NOT NULL
        ORDER BY mailbox_id, log_kind, time, m.audit_record_id
        """)
    var spans: [Span] = []
    while let row = try cursor.next() {
      let from: Microseconds = row[2]
      let span = Span(
        logKind: row[1], mailbox: row[0], from: from, to: from.sum(microsecondsPerDay), state: "throttled",
        basis: "throttled_record", record: row[3])
      append(span, to: &spans)
    }
    return spans
  }

  static func append(_ span: Span, to spans: inout [Span]) {
    if let last = spans.last, last.mailbox == span.mailbox, last.logKind == span.logKind,
      let end = last.to, let from = span.from, from <= end
    {
      spans[spans.count - 1].to = span.to
    } else {
      spans.append(span)
    }
  }

  private static func disabled(_ db: Database, notes: inout NoteBook) throws -> [Span] {
    let directory = try MailboxDirectory(db)
    var spans: [Span] = []
    for off in try AuditSwitch.fetch(directory, db) {
      var span = Span(
        logKind: "mailbox_audit_log", from: off.from, to: off.to, state: "disabled", basis: "", record: off.record)
      switch off.scope {
      case .account(let account):
        span.basis = "audit_bypass"
        try notes.write(
          "audit_bypass",
          "audit bypass was set for \(account): while it holds, what the account does in mailboxes is not audited",
          record: off.record,
          in: db)
      case .mailbox(let mailbox, let name):
        span.basis = "audit_disabled"
        span.mailbox = mailbox
        if mailbox == nil {
          try notes.write(
            "audit_disabled", "auditing of \(name) was switched off; no mailbox at hand goes by that name",
            record: off.record, in: db)
        }
      case .tenant:
        span.basis = "ingestion_disabled"
        span.logKind = "unified_audit_log"
      }
      spans.append(span)
    }
    return spans
  }
}
