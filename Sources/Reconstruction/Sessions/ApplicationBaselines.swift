import GRDB
import Records

/// What each application is used to: fills `application_baseline`, and the temporary tables that `SessionTraits` asks.
///
/// An application is called established where nothing within the logs could be its coming: it was at work in their
/// first two days, on at least five days, never silent for more than four days (a long weekend) up to their end, and
/// they span a week; and no record gives it a right or a credential. What an established application does from an
/// address that it did not have in its first two days, or on a day with more than ten times its usual items, is not
/// covered by that.
enum ApplicationBaselines {
  private static let minimumLogDays: Int64 = 7
  private static let minimumActiveDays: Int64 = 5
  private static let beginning = 2 * microsecondsPerDay
  private static let longestSilence = 4 * microsecondsPerDay

  private struct Use {
    let app: String
    var first: Microseconds
    var last: Microseconds
    var itemsADay: [(day: Microseconds, items: Int64)] = []

    /// The median over active days.
    var usualItems: Int64 {
      let sorted = itemsADay.map(\.items).sorted()
      return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }

    /// The longest time without a day of work, up to the end of the log.
    func longestSilence(until end: Microseconds) -> Microseconds {
      let days = itemsADay.map(\.day)
      return zip(days, days.dropFirst() + [end]).map { $1 - $0 - microsecondsPerDay }.max() ?? 0
    }

    var busyDays: [Microseconds] { itemsADay.filter { $0.items > 500 && $0.items / 10 > usualItems }.map(\.day) }
  }

  /// Makes `application_address (app_ref, client_ip_ref)`, the addresses of an application's beginning (0 for none
  /// logged), and `application_busy_day (app_ref, day_us)`; both by the interned ids of all spellings.
  static func make(in db: Database) throws {
    try drop(in: db)
    try db.execute(
      sql: """
        CREATE TEMP TABLE application_address (
          app_ref INTEGER NOT NULL, client_ip_ref INTEGER NOT NULL, PRIMARY KEY (app_ref, client_ip_ref)
        ) STRICT, WITHOUT ROWID;
        CREATE TEMP TABLE application_busy_day (
          app_ref INTEGER NOT NULL, day_us INTEGER NOT NULL, PRIMARY KEY (app_ref, day_us)
        ) STRICT, WITHOUT ROWID;
        CREATE TEMP TABLE application_spelling (
          app_ref INTEGER PRIMARY KEY, app_id TEXT NOT NULL
        ) STRICT;
        INSERT INTO application_spelling
        SELECT t.text_id, COALESCE(t.value_lc, t.value)
        FROM (SELECT DISTINCT app_id_ref FROM stored_session WHERE app_id_ref IS NOT NULL) AS s
        JOIN text AS t ON t.text_id = s.app_id_ref
        WHERE t.value <> '';
        CREATE INDEX temp.application_spelling_by_id ON application_spelling (app_id);
        """)
    guard let log = try span(db) else { return }
    let granted = try GrantedApplications.fetch(db)
    for use in try uses(db) { try write(use, log, granted[use.app], in: db) }
  }

  static func drop(in db: Database) throws {
    for table in ["application_address", "application_busy_day", "application_spelling"] {
      try db.execute(sql: "DROP TABLE IF EXISTS temp.\(table)")
    }
  }

  private static func span(_ db: Database) throws -> ClosedRange<Microseconds>? {
    let row = try Row.fetchOne(db, sql: "SELECT MIN(hour_us), MAX(hour_us) FROM session_use")
    guard let first = row?[0] as Microseconds?, let last = row?[1] as Microseconds? else { return nil }
    return first...last
  }

  private static func uses(_ db: Database) throws -> [Use] {
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT a.app_id, u.day_us, MIN(u.hour_us), MAX(u.hour_us), SUM(u.item_count)
        FROM session_use AS u
        JOIN application_spelling AS a ON a.app_ref = u.app_id_ref
        GROUP BY a.app_id, u.day_us ORDER BY a.app_id, u.day_us
        """)
    var uses: [Use] = []
    while let row = try cursor.next() {
      let app: String = row[0]
      if uses.last?.app != app { uses.append(Use(app: app, first: row[2], last: row[3])) }
      uses[uses.count - 1].last = row[3]
      uses[uses.count - 1].itemsADay.append((row[1], row[4]))
    }
    return uses
  }

  private static func write(
    _ use: Use, _ log: ClosedRange<Microseconds>, _ grant: GrantedApplications.Grant?, in db: Database
  ) throws {
    let logDays = (log.upperBound - log.lowerBound) / microsecondsPerDay + 1
    let activeDays = Int64(use.itemsADay.count)
    let fault = fault(use, log, logDays, grant)
    if fault == nil {
      try db.run(
        """
        INSERT INTO application_address
        SELECT DISTINCT spelling.app_ref, COALESCE(u.client_ip_ref, 0)
        FROM application_spelling AS a
        CROSS JOIN session_use AS u ON u.app_id_ref = a.app_ref
        JOIN application_spelling AS spelling ON spelling.app_id = a.app_id
        WHERE a.app_id = ? AND u.hour_us <= ?
        """, [use.app, use.first.sum(beginning)])
      for day in use.busyDays {
        try db.run(
          "INSERT INTO application_busy_day SELECT app_ref, ? FROM application_spelling WHERE app_id = ?",
          [day, use.app])
      }
    }
    try db.run(
      """
      INSERT INTO application_baseline
      SELECT ?, ?, ?, ?, ?, COUNT(DISTINCT u.mailbox_id), COUNT(DISTINCT u.client_ip_ref), ?, ?, ?
      FROM application_spelling AS a
      JOIN session_use AS u ON u.app_id_ref = a.app_ref
      WHERE a.app_id = ?
      """,
      [
        use.app, use.first, use.last, activeDays, logDays, use.usualItems, fault == nil ? 1 : 0,
        fault ?? "at work from the log's beginning, on \(activeDays) of \(logDays) days", use.app,
      ])
  }

  /// Why it cannot be called established.
  private static func fault(
    _ use: Use, _ log: ClosedRange<Microseconds>, _ logDays: Int64, _ grant: GrantedApplications.Grant?
  ) -> String? {
    let activeDays = Int64(use.itemsADay.count)
    if let grant { return "given rights within the log (\(grant.operation))" }
    if logDays < minimumLogDays { return "the log spans \(logDays) days, too few to tell what is usual" }
    if use.first > log.lowerBound.sum(beginning) {
      let days = (use.first - log.lowerBound) / microsecondsPerDay
      return "first seen \(days) days after the log begins"
    }
    if activeDays < minimumActiveDays { return "at work on \(activeDays) of \(logDays) days" }
    let silence = use.longestSilence(until: log.upperBound)
    return silence > longestSilence ? "silent for \(silence / microsecondsPerDay) days between" : nil
  }
}

/// Applications that a record within the logs gives a right, a consent or a credential.
enum GrantedApplications {
  struct Grant {
    let record: Int64
    let time: Microseconds?
    let operation: String
  }

  /// By application id, in lower case; the first record of each.
  static func fetch(_ db: Database) throws -> [String: Grant] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT p.value_lc, a.audit_record_id, a.occurred_at_us, c.cmdlet
        FROM cmdlet AS c
        JOIN stored_audit_record AS a ON a.audit_record_id = c.audit_record_id
        JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
        WHERE c.cmdlet_lc IN ('consent to application.', 'add app role assignment to service principal.',
            'add delegated permission grant.', 'add oauth2permissiongrant.', 'add service principal.',
            'add service principal credentials.', 'new-managementroleassignment')
          AND COALESCE(a.is_success, 1) = 1 AND LENGTH(p.value_lc) = 36
          -- What a right is to, such as Graph and Exchange, is named in the same records.
          AND p.value_lc NOT LIKE '________-0000-0000-c000-000000000000'
          AND p.value_lc NOT LIKE '________-0000-0ff1-ce00-000000000000'
        ORDER BY a.occurred_at_us NULLS LAST, a.audit_record_id
        """)
    var grants: [String: Grant] = [:]
    for row in rows where grants[row[0]] == nil {
      grants[row[0]] = Grant(record: row[1], time: row[2], operation: row[3])
    }
    return grants
  }
}
