package import GRDB
import Records

/// What the logs can and cannot show: fills `coverage`. Independent of who is suspect.
///
/// - `covered`: from the first to the last record of a log (of a server, of the tenant; of its cmdlets and directory
///   changes apart), and of MailItemsAccessed or the mailbox audit log of a mailbox, cut where records are missing.
/// - `silent`: no records for longer than is usual. Basis `log_gap`, `begins_later`, `ends_earlier` where the length and
///   the usual rate say that records are missing; `silent_days` where that is open; `no_mail_items_accessed`;
///   `export_incomplete` where an export itself says that it lacks rows, which may be of any time in it;
///   `one_account_exported` where an export has what one account did, and nothing of others in the same mailbox;
///   `licence_plan_off`, `licence_changed` from a change of licence to the next MailItemsAccessed of the mailbox.
/// - `throttled`: 24 hours from a record that says so; Exchange stops logging Bind of the mailbox for that long, whoever
///   triggered it.
/// - `throttle_possible`: more than 1,000 MailItemsAccessed records of a mailbox within 24 hours that do not say
///   whether it was throttled.
/// - `disabled`: auditing of a mailbox or of the organisation switched off, or MailItemsAccessed taken out of what is
///   audited, until it is switched on again.
/// - `outside`: before the first and after the last record of a log, and what an age limit has left of it.
package enum Coverage {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 9

  struct Span: Equatable {
    var logKind: String
    var mailbox: Int64?
    var server: String?
    var from: Microseconds?
    var to: Microseconds?
    var state: String
    var basis: String
    var record: Int64?
    var recordCount: Int64?
    var note: String?

    /// The same log, and another time and state.
    func `as`(
      _ state: String, _ basis: String, from: Microseconds? = nil, to: Microseconds? = nil, note: String?
    ) -> Span {
      Span(
        logKind: logKind, mailbox: mailbox, server: server, from: from, to: to, state: state, basis: basis, note: note)
    }
  }

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM coverage")
    var notes = try NoteBook(.coverage, in: db)
    let days = try LogDays.fetch(db)
    var spans = try LogSpans.spans(days, db)
    spans += try PossibleThrottling.spans(days, db)
    spans += try throttled(db)
    spans += try disabled(db, notes: &notes)
    spans += try LicenceChanges.spans(days, db)
    spans += try AgeLimits.spans(days, db)
    spans += try ExportGaps.spans(db)
    spans += try AccountExports.spans(db)
    let keys = spans.map(sortKey)
    for (place, index) in spans.indices.sorted(by: { keys[$0] < keys[$1] }).enumerated() {
      let span = spans[index]
      try db.run(
        """
        INSERT INTO coverage (coverage_id, log_kind, mailbox_id, server, from_us, to_us, state, basis, audit_record_id,
          record_count, note)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          place + 1, span.logKind, span.mailbox, span.server, span.from, span.to, span.state, span.basis, span.record,
          span.recordCount, span.note,
        ])
    }
  }

  private struct SortKey: Comparable {
    let texts: [String]
    let numbers: [Int64]

    static func < (left: SortKey, right: SortKey) -> Bool {
      if left.texts != right.texts { return left.texts.lexicographicallyPrecedes(right.texts) }
      return left.numbers.lexicographicallyPrecedes(right.numbers)
    }
  }

  private static func sortKey(_ span: Span) -> SortKey {
    SortKey(
      texts: [span.logKind, span.server ?? "", span.mailbox == nil ? "" : "m"],
      numbers: [span.mailbox ?? 0, span.from ?? .min, span.to ?? .max, span.record ?? 0])
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
        basis: "throttled_record", record: row[3],
        note: "the record says that logging was throttled: for 24 hours no Bind of this mailbox is recorded")
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
        span.note = "nothing that \(account) does in mailboxes is audited"
        try notes.write(
          "audit_bypass",
          "audit bypass was set for \(account): while it holds, what the account does in mailboxes is not audited",
          record: off.record,
          in: db)
      case .mailbox(let mailbox, let name), .accesses(let mailbox, let name, _):
        span.basis = if case .accesses = off.scope { "audit_set_reduced" } else { "audit_disabled" }
        span.note =
          if case .accesses = off.scope { "MailItemsAccessed was taken out of what is audited" } else {
            "auditing of the mailbox was switched off"
          }
        span.mailbox = mailbox
        if mailbox == nil {
          try notes.write(
            "audit_disabled", "auditing of \(name) was switched off; no mailbox at hand goes by that name",
            record: off.record, in: db)
        }
      case .organisation:
        span.basis = "organization_audit_disabled"
        span.note = "mailbox auditing was switched off for the whole organisation"
        span.logKind = "unified_audit_log"
      case .tenant:
        span.basis = "ingestion_disabled"
        span.note = "the tenant's records were not taken into the unified audit log"
        span.logKind = "unified_audit_log"
      }
      spans.append(span)
    }
    return spans
  }
}
