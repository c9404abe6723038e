import GRDB
import Records

/// On which days there are how many records of a log, of one server or one mailbox.
struct LogSeries {
  struct Day {
    var count: Int64
    var first: Microseconds
    var firstRecord: Int64
    var last: Microseconds
    /// From the first to the last that the mailbox's owner made; nil without one.
    var own: ClosedRange<Microseconds>?

    mutating func add(_ time: Microseconds, _ record: Int64, isOwn: Bool) {
      count += 1
      if (time, record) < (first, firstRecord) { (first, firstRecord) = (time, record) }
      last = max(last, time)
      if isOwn { own = own?.extended(to: time...time) ?? time...time }
    }
  }

  /// By days since 1970.
  private(set) var days: [Int64: Day] = [:]
  private var latest: (number: Int64, day: Day)?
  /// More days than any log has; what a hostile log has beyond them goes to the day it had last.
  private static let limit = 40_000

  mutating func add(_ time: Microseconds, _ record: Int64, isOwn: Bool = false) {
    var number = time.day
    if days.count >= Self.limit, days[number] == nil, let latest { number = latest.number }
    if latest?.number != number {
      keep()
      latest = (number, days[number] ?? Day(count: 0, first: time, firstRecord: record, last: time))
    }
    latest?.day.add(time, record, isOwn: isOwn)
  }

  /// To be called before `days` is read: the day that was added to last is kept apart, since its like mostly follow.
  mutating func keep() {
    if let latest { days[latest.number] = latest.day }
  }
}

/// All logs of a case by day, from one pass over the records, in whatever order they are.
struct LogDays {
  enum Subject: Hashable {
    /// A log as a whole; nil where it is the tenant's or names no server.
    case log(kind: String, server: String?)
    /// MailItemsAccessed of a mailbox, or its mailbox audit log.
    case mailbox(Int64, kind: String)
    /// What changes of auditing and of licences stand among, in the tenant's log.
    case administration
    case directory
  }
  private(set) var series: [Subject: LogSeries] = [:]

  /// Logs of the service: the servers that they name are Microsoft's and come and go.
  private static let tenantLogs: Set<String> = [
    "unified_audit_log", "message_trace", "entra_sign_in_log", "mailbox_state",
  ]

  /// AuditLogRecordType of cmdlets of Exchange Online's administrators, in the Office 365 Management Activity API.
  private static let exchangeAdmin: Int64 = 1

  static func fetch(_ db: Database) throws -> LogDays {
    var days = LogDays()
    let names = try TextNames(db)
    try days.addAuditRecords(names, db)
    try days.addWebRequests(names, db)
    return days
  }

  private mutating func addAuditRecords(_ names: TextNames, _ db: Database) throws {
    let mailboxes = try Dictionary(
      Row.fetchAll(db, sql: "SELECT logged_mailbox_id, mailbox_id FROM logged_mailbox_resolution")
        .map { ($0[0] as Int64, $0[1] as Int64) }, uniquingKeysWith: { first, _ in first })
    let accesses = try Set(
      Int64.fetchAll(db, sql: "SELECT text_id FROM text WHERE COALESCE(value_lc, value) = 'mailitemsaccessed'"))
    var owners = try Owners(db)
    var logs: [Pair: LogSeries] = [:]
    var boxes: [Pair: LogSeries] = [:]
    var (administration, directory) = (LogSeries(), LogSeries())
    let directoryWorkload = try Int64.fetchOne(
      db, sql: "SELECT text_id FROM text WHERE value = 'AzureActiveDirectory'")
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT log_kind_ref, server_ref, operation_ref, logged_mailbox_id, occurred_at_us, audit_record_id, record_type,
          workload_ref, logon_type_ref, actor_ref
        FROM stored_audit_record WHERE occurred_at_us IS NOT NULL
        """)
    while let row = try cursor.next() {
      let (kind, time, record): (Int64, Int64, Int64) = (row[0], row[4], row[5])
      let server: Int64? = names.isOfTenant(kind) ? nil : row[1]
      logs[Pair(kind, server ?? 0), default: LogSeries()].add(time, record)
      if row[6] as Int64? == Self.exchangeAdmin { administration.add(time, record) }
      if let workload = row[7] as Int64?, workload == directoryWorkload { directory.add(time, record) }
      guard accesses.contains(row[2]) || names.isMailboxAudit(kind), let logged = row[3] as Int64?,
        let mailbox = mailboxes[logged]
      else { continue }
      let isOwn = try owners.isOwner(row[9], logon: row[8], of: mailbox)
      boxes[Pair(kind, mailbox), default: LogSeries()].add(time, record, isOwn: isOwn)
    }
    add(logs, names)
    for (subject, one) in [(Subject.administration, administration), (.directory, directory)] {
      var one = one
      one.keep()
      if !one.days.isEmpty { series[subject] = one }
    }
    for (key, one) in boxes {
      guard let kind = names[key.kind] else { continue }
      var one = one
      one.keep()
      series[.mailbox(key.other, kind: kind)] = one
    }
  }

  private mutating func addWebRequests(_ names: TextNames, _ db: Database) throws {
    var logs: [Pair: LogSeries] = [:]
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT log_kind_ref, server_ref, occurred_at_us, audit_record_id
        FROM stored_web_request WHERE occurred_at_us IS NOT NULL
        """)
    while let row = try cursor.next() {
      let server: Int64? = row[1]
      logs[Pair(row[0], server ?? 0), default: LogSeries()].add(row[2], row[3])
    }
    add(logs, names)
  }

  private mutating func add(_ logs: [Pair: LogSeries], _ names: TextNames) {
    for (key, one) in logs {
      guard let kind = names[key.kind] else { continue }
      var one = one
      one.keep()
      series[.log(kind: kind, server: key.other == 0 ? nil : names[key.other])] = one
    }
  }

  /// Who is the owner of a mailbox in its records: whom the log says to be logged on as such; where it does not say how
  /// somebody is logged on, the mailbox's own account.
  private struct Owners {
    private let db: Database
    private let directory: MailboxDirectory
    private let ownerLogons: Set<Int64>
    /// Accounts by their text, each looked up once.
    private var accounts: [Int64: Int64?] = [:]

    init(_ db: Database) throws {
      self.db = db
      directory = try MailboxDirectory(db)
      ownerLogons = try Set(Int64.fetchAll(db, sql: "SELECT text_id FROM text WHERE value = 'owner'"))
    }

    mutating func isOwner(_ actor: Int64?, logon: Int64?, of mailbox: Int64) throws -> Bool {
      if let logon { return ownerLogons.contains(logon) }
      guard let actor else { return false }
      if let known = accounts[actor] { return known == mailbox }
      let name = try String.fetchOne(
        db.cachedStatement(sql: "SELECT value FROM text WHERE text_id = ?"), arguments: [actor])
      let own = name.flatMap(directory.mailbox(ofAccount:))
      accounts[actor] = .some(own)
      return own == mailbox
    }
  }

  /// A kind of log, and a server or mailbox.
  private struct Pair: Hashable {
    let kind: Int64
    let other: Int64

    init(_ kind: Int64, _ other: Int64) { (self.kind, self.other) = (kind, other) }
  }

  /// The few texts that kinds of logs and servers are.
  private struct TextNames {
    private let values: [Int64: String]
    private let tenant: Set<Int64>
    private let mailboxAudit: Set<Int64>

    init(_ db: Database) throws {
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT text_id, value FROM text
          WHERE text_id IN (SELECT log_kind_ref FROM stored_audit_record UNION SELECT log_kind_ref FROM stored_web_request
            UNION SELECT server_ref FROM stored_audit_record UNION SELECT server_ref FROM stored_web_request)
          """)
      values = rows.reduce(into: [:]) { $0[$1[0]] = $1[1] }
      tenant = Set(values.filter { LogDays.tenantLogs.contains($0.value) }.keys)
      mailboxAudit = Set(values.filter { $0.value == "mailbox_audit_log" }.keys)
    }

    subscript(text: Int64) -> String? { values[text] }

    func isOfTenant(_ kind: Int64) -> Bool { tenant.contains(kind) }
    func isMailboxAudit(_ kind: Int64) -> Bool { mailboxAudit.contains(kind) }
  }
}

extension Microseconds {
  /// Whole days since 1970, rounded down.
  var day: Int64 {
    let (days, rest) = quotientAndRemainder(dividingBy: microsecondsPerDay)
    return rest < 0 ? days - 1 : days
  }
}
