import GRDB
import Records

/// Where so many MailItemsAccessed records of a mailbox come within a day that Exchange may have stopped logging, and the
/// records do not say whether it did.
enum PossibleThrottling {
  private static let threshold = 1_000

  static func spans(_ days: LogDays, _ db: Database) throws -> [Coverage.Span] {
    let busy = busyMailboxes(days)
    guard !busy.isEmpty else { return [] }
    var spans: [Coverage.Span] = []
    var day = Day()
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT r.mailbox_id, k.value AS log_kind, a.occurred_at_us, a.audit_record_id
        FROM logged_mailbox_resolution AS r
        CROSS JOIN stored_audit_record AS a ON a.logged_mailbox_id = r.logged_mailbox_id
        JOIN text AS k ON k.text_id = a.log_kind_ref
        WHERE r.mailbox_id IN (\(busy.map(String.init).joined(separator: ", ")))
          AND a.operation_ref IN (SELECT text_id FROM text WHERE COALESCE(value_lc, value) = 'mailitemsaccessed')
          AND a.occurred_at_us IS NOT NULL
          AND NOT EXISTS (
            SELECT 1 FROM stored_mail_access AS m
            WHERE m.audit_record_id = a.audit_record_id AND m.is_throttled IS NOT NULL)
        ORDER BY r.mailbox_id, log_kind, a.occurred_at_us, a.audit_record_id
        """)
    while let row = try cursor.next() {
      let time: Microseconds = row[2]
      guard day.add(row[0], row[1], time) else { continue }
      let span = Coverage.Span(
        logKind: row[1], mailbox: row[0], from: time, to: time.sum(microsecondsPerDay), state: "throttle_possible",
        basis: "records_in_24_hours", record: row[3],
        note: "more than \(threshold) records within 24 hours, which do not say whether logging was throttled")
      Coverage.append(span, to: &spans)
    }
    return spans
  }

  /// Only two days together can have too many within 24 hours.
  private static func busyMailboxes(_ days: LogDays) -> [Int64] {
    var busy: Set<Int64> = []
    for case (.mailbox(let mailbox, _), let series) in days.series {
      let isBusy = series.days.contains { number, day in
        day.count.sum(series.days[number + 1]?.count ?? 0) > threshold
      }
      if isBusy { busy.insert(mailbox) }
    }
    return busy.sorted()
  }

  /// The times of the last thousand records of one mailbox and log.
  private struct Day {
    private var times = [Microseconds](repeating: 0, count: PossibleThrottling.threshold)
    private var count = 0
    private var mailbox: Int64?
    private var logKind: String?

    /// Whether with this one there are more than a thousand within 24 hours.
    mutating func add(_ mailbox: Int64, _ logKind: String, _ time: Microseconds) -> Bool {
      if mailbox != self.mailbox || logKind != self.logKind { count = 0 }
      self.mailbox = mailbox
      self.logKind = logKind
      let place = count % PossibleThrottling.threshold
      let isFull = count >= PossibleThrottling.threshold && time.sum(-microsecondsPerDay) < times[place]
      times[place] = time
      count += 1
      return isFull
    }
  }
}
