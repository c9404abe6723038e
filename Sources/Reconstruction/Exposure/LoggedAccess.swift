import GRDB
import Records

/// What the MailItemsAccessed records say of the log itself: when they begin and end in each mailbox, and where so many
/// come within a day that Exchange may have stopped logging.
struct LoggedAccess {
  private(set) var covered: [Coverage.Span] = []
  private(set) var possiblyThrottled: [Coverage.Span] = []

  private static let threshold = 1_000

  private static let select = """
    SELECT r.mailbox_id, k.value AS log_kind, a.occurred_at_us, a.audit_record_id
    FROM stored_audit_record AS a
    JOIN logged_mailbox_resolution AS r ON r.logged_mailbox_id = a.logged_mailbox_id
    JOIN text AS k ON k.text_id = a.log_kind_ref
    WHERE a.operation_ref IN (SELECT text_id FROM text WHERE COALESCE(value_lc, value) = 'mailitemsaccessed')
      AND a.occurred_at_us IS NOT NULL
    """
  private static let order = " ORDER BY r.mailbox_id, log_kind, a.occurred_at_us, a.audit_record_id"

  static func fetch(_ db: Database) throws -> LoggedAccess {
    var found = LoggedAccess()
    var busy: Set<Int64> = []
    var day = Day()
    let cursor = try Row.fetchCursor(db, sql: select + order)
    while let row = try cursor.next() {
      let mailbox: Int64 = row[0]
      let isFull = day.add(mailbox, row[1], row[2])
      if isFull { busy.insert(mailbox) }
      found.cover(mailbox, row[1], row[2], row[3])
    }
    for mailbox in busy.sorted() { try found.countUnsaid(mailbox, in: db) }
    return found
  }

  private mutating func cover(_ mailbox: Int64, _ logKind: String, _ time: Microseconds, _ record: Int64) {
    if let last = covered.last, last.mailbox == mailbox, last.logKind == logKind {
      covered[covered.count - 1].to = time
    } else {
      covered.append(
        Coverage.Span(
          logKind: logKind, mailbox: mailbox, from: time, to: time, state: "covered", basis: "mail_items_accessed",
          record: record))
    }
  }

  /// The exact count for a busy mailbox: only records that leave open whether logging was throttled.
  private mutating func countUnsaid(_ mailbox: Int64, in db: Database) throws {
    var day = Day()
    let cursor = try Row.fetchCursor(
      db,
      sql: Self.select + """
         AND r.mailbox_id = ? AND NOT EXISTS (
          SELECT 1 FROM stored_mail_access AS m
          WHERE m.audit_record_id = a.audit_record_id AND m.is_throttled IS NOT NULL)
        """ + Self.order, arguments: [mailbox])
    while let row = try cursor.next() {
      let time: Microseconds = row[2]
      guard day.add(mailbox, row[1], time) else { continue }
      let span = Coverage.Span(
        logKind: row[1], mailbox: mailbox, from: time, to: time.sum(microsecondsPerDay), state: "throttle_possible",
        basis: "records_in_24_hours", record: row[3])
      Coverage.append(span, to: &possiblyThrottled)
    }
  }

  /// The times of the last thousand records of one mailbox and log.
  private struct Day {
    private var times = [Microseconds](repeating: 0, count: LoggedAccess.threshold)
    private var count = 0
    private var mailbox: Int64?
    private var logKind: String?

    /// Whether with this one there are more than a thousand within 24 hours.
    mutating func add(_ mailbox: Int64, _ logKind: String, _ time: Microseconds) -> Bool {
      if mailbox != self.mailbox || logKind != self.logKind { count = 0 }
      self.mailbox = mailbox
      self.logKind = logKind
      let place = count % LoggedAccess.threshold
      let isFull = count >= LoggedAccess.threshold && time.sum(-microsecondsPerDay) < times[place]
      times[place] = time
      count += 1
      return isFull
    }
  }
}
