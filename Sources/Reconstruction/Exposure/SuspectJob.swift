import GRDB
import Queries
import Records

/// An export job that is an attacker's, as far as what it took is concerned.
struct SuspectJob {
  let id: Int64
  let kind: String
  let mailboxes: [Int64]
  let mailboxName: String?
  let name: String?
  let requester: String?
  let requested: Microseconds?
  let started: Microseconds?
  let completed: Microseconds?
  let downloaded: Microseconds?
  let removed: Microseconds?
  let destination: String?
  let filter: String?
  let scope: ExportScope
  let state: String
  let stateReason: String
  let isWebShellWrite: Bool
  let itemCount: Int64?
  let session: Int64?
  /// Stores at hand that are the exported file itself.
  let ownStores: Set<Int64>
  /// Places that a search leaves out, of which nobody can say whose they are: a group may have anybody for a member.
  private let unknownExclusions: [String]
  private let records: [(record: Int64, role: String)]
  /// Times of records that tell no zone, and were taken for UTC.
  private let assumed: Set<Microseconds>
  /// Until when the actor could have run what was only asked for; nil where no such time is known.
  private let windowEnd: Microseconds?

  static func fetch(_ db: Database) throws -> [SuspectJob] {
    let directory = try MailboxDirectory(db)
    let parts = try Parts(db)
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT * FROM export_job
        WHERE export_job_id IN (SELECT export_job_id FROM export_job_suspicion) ORDER BY export_job_id
        """)
    var jobs: [SuspectJob] = []
    while let row = try rows.next() { jobs.append(SuspectJob(row, directory, parts)) }
    return jobs
  }

  private init(_ row: Row, _ directory: MailboxDirectory, _ parts: Parts) {
    id = row["export_job_id"]
    kind = row["kind"]
    (mailboxName, name, requester, destination) = (
      row["mailbox_name"], row["name"], row["requester"], row["destination"]
    )
    (requested, started, completed) = (row["requested_us"], row["started_us"], row["completed_us"])
    (downloaded, removed, itemCount) = (row["downloaded_us"], row["removed_us"], row["item_count"])
    (filter, state, stateReason) = (row["filter"], row["state"], row["state_reason"])
    isWebShellWrite = row["is_webshell_write"]
    scope = ExportScope(row["kind"] == "mailbox_export" ? row["scope"] : nil)
    unknownExclusions = ExportScope.excludedPlaces(row["scope"]).filter { directory.mailbox(identity: $0) == nil }
    mailboxes = parts.mailboxes[id] ?? []
    session = parts.sessions[id]
    ownStores = parts.stores[id] ?? []
    records = parts.records[id] ?? []
    assumed = parts.assumed[id] ?? []
    windowEnd = mailboxes.compactMap { parts.windowEnds[$0] }.max()
  }

  /// What other tables hold of jobs, by job: read once, as jobs may be tens of thousands.
  private struct Parts {
    var mailboxes: [Int64: [Int64]] = [:]
    var sessions: [Int64: Int64] = [:]
    var stores: [Int64: Set<Int64>] = [:]
    var records: [Int64: [(record: Int64, role: String)]] = [:]
    var assumed: [Int64: Set<Microseconds>] = [:]
    /// By mailbox; the end of time for a window without an end. Of a server whose control has no end, only for the
    /// mailboxes that it keeps: those have such windows of their own.
    var windowEnds: [Int64: Microseconds] = [:]

    init(_ db: Database) throws {
      try Self.each("SELECT export_job_id, mailbox_id FROM export_job_mailbox ORDER BY 1, 2", db) {
        mailboxes[$0[0], default: []].append($0[1])
      }
      try Self.each(
        "SELECT export_job_id, MIN(session_id) FROM export_job_suspicion WHERE session_id IS NOT NULL GROUP BY 1", db
      ) { sessions[$0[0]] = $0[1] }
      try Self.each(
        """
        SELECT f.export_job_id, f.exhibit_id
        FROM export_file AS f JOIN exhibit_mailbox AS e ON e.exhibit_id = f.exhibit_id WHERE f.role = 'target'
        """, db
      ) { stores[$0[0], default: []].insert($0[1]) }
      try Self.each(
        """
        SELECT export_job_id, audit_record_id, role FROM export_job_record
        WHERE role NOT IN ('delivery', 'refusal', 'fetch')
          AND export_job_id IN (SELECT export_job_id FROM export_job_suspicion)
        ORDER BY export_job_id, audit_record_id, role
        """, db
      ) { records[$0[0], default: []].append(($0[1], $0[2])) }
      try Self.each(
        """
        SELECT x.export_job_id, a.occurred_at_us
        FROM export_job_record AS x
        JOIN stored_audit_record AS a ON a.audit_record_id = x.audit_record_id
        JOIN text AS b ON b.text_id = a.time_basis_ref
        WHERE x.role NOT IN ('delivery', 'refusal', 'fetch') AND a.occurred_at_us IS NOT NULL
          AND x.export_job_id IN (SELECT export_job_id FROM export_job_suspicion)
        GROUP BY x.export_job_id, a.occurred_at_us
        HAVING MIN(b.value = 'assumed') = 1
        """, db
      ) { assumed[$0[0], default: []].insert($0[1]) }
      try Self.each("SELECT mailbox_id, to_us FROM compromise_window WHERE mailbox_id IS NOT NULL", db) {
        windowEnds[$0[0]] = max($0[1] ?? .max, windowEnds[$0[0]] ?? .min)
      }
    }

    private static func each(_ sql: String, _ db: Database, _ take: (Row) -> Void) throws {
      let rows = try Row.fetchCursor(db, sql: sql)
      while let row = try rows.next() { take(row) }
    }
  }

  // MARK: What it is

  var isForwarding: Bool {
    ["forwarding_mailbox", "forwarding_inbox_rule", "transport_rule", "journal_rule"].contains(kind)
  }
  var takesAway: Bool { !isForwarding }

  /// Addresses that mail goes to, in lower case.
  var destinationAddresses: [String] { (destination ?? "").split(separator: ",").map { String($0).trimmed } }

  /// Whether a forwarding stood at this time, as far as clocks of servers agree; without a time, that is not known to be
  /// otherwise.
  func stood(at time: Microseconds?) -> Bool {
    guard let time else { return true }
    return stoodFrom.sum(-CmdletAct.tolerance) <= time && time <= stoodUntil.sum(CmdletAct.tolerance)
  }

  /// From when to when a forwarding stood at most, where its times tell no zone.
  var stoodFrom: Microseconds {
    guard let requested else { return .min }
    return assumed.contains(requested) ? requested.sum(-AssumedTimes.ahead) : requested
  }
  var stoodUntil: Microseconds {
    guard let removed else { return .max }
    return assumed.contains(removed) ? removed.sum(AssumedTimes.behind) : removed
  }

  var isKeywordQuery: Bool { ["compliance_export", "content_search_preview", "search_mailbox"].contains(kind) }
  /// A search whose query no record tells takes nobody knows what; a mailbox export without a filter takes all.
  var mustHaveFilter: Bool { isKeywordQuery }

  /// What leaves open of every message whether it was taken, in words. The replication service's log has neither filter
  /// nor folders nor switches: an export that is known by it alone took nobody knows what.
  var open: [String] {
    let isAsked = kind != "mailbox_export" || records.contains { $0.role == "request" }
    let request = isAsked ? [] : ["filter, folders and switches: no log at hand has the request"]
    return request
      + unknownExclusions.map {
        "-ExchangeLocationExclusion \($0): no mailbox at hand goes by it, and a group may hold any"
      }
  }

  /// Whether it lies in the file itself that the job wrote: then it was taken, whatever else is not known.
  func isOwn(_ item: QueriedItems.Item) -> Bool { ownStores.contains(item.exhibit) }

  /// What it holds is away: in a file, or downloaded. A copy into another mailbox and a preview are not.
  var isTaken: Bool {
    switch kind {
    case "mailbox_export": ["completed", "staged", "downloaded"].contains(state)
    case "compliance_export": state == "downloaded"
    default: false
    }
  }

  var isFruitless: Bool { isWebShellWrite || state == "failed" }

  var firstRecord: Int64? { records.first { $0.role == "request" }?.record ?? records.first?.record }

  var citations: [Citation] { records.map { Citation(record: $0.record, role: "export_\($0.role)") } }

  /// `mailbox export by X to Y`.
  var title: String {
    var text = kind.replacing("_", with: " ")
    if let name { text += " \(name)" }
    if let requester { text += " by \(requester)" }
    if let destination { text += " to \(destination)" }
    if let filter, !filter.isEmpty { text += " with \(filter.prefix(200))" }
    return text
  }

  // MARK: As of execution

  /// Whether the mailbox held it when it was read: what came before it began is in it, what came after it ended is not,
  /// and what came between may be, as may what came so near to either that clocks of servers do not agree on it.
  func presence(of item: QueriedItems.Item) -> Verdict {
    let latest = end.sum(CmdletAct.tolerance)
    if item.isRecovered {
      if let from = item.arrived ?? item.written, from > latest { return .outside }
      return .undetermined(parts: ["recovered items: whether they were purged before it ran is not known"])
    }
    guard let arrived = item.arrived else {
      if let written = item.written, written > latest { return .outside }
      return .undetermined(parts: ["when it came into the mailbox is not known"])
    }
    guard isTaken, kind == "mailbox_export" || kind == "compliance_export" else {
      return arrived <= latest ? .inside : .outside
    }
    let from = started ?? requested ?? completed
    let isAssumed = from.map(assumed.contains) ?? false
    if let from, arrived <= from.sum(-CmdletAct.tolerance).sum(isAssumed ? -AssumedTimes.ahead : 0) {
      guard let made = item.made, made > latest else { return .inside }
      return .undetermined(parts: ["its store made it after the export, as by import or migration"])
    }
    guard arrived <= latest else { return .outside }
    return .undetermined(parts: [
      "it came in while the export was under way, as far as clocks of servers agree"
        + (isAssumed ? ", or in the hours around: when that began is logged without a zone" : "")
    ])
  }

  /// What came later is not in it. A request that is not known to have run could until it was removed, or the actor was
  /// gone.
  private var end: Microseconds {
    let end =
      switch kind {
      case "mailbox_export" where isTaken: completed ?? downloaded ?? requested ?? .max
      case "mailbox_export": max(requested ?? .min, removed ?? windowEnd ?? requested ?? .max)
      default: completed ?? requested ?? .max
      }
    return assumed.contains(end) ? end.sum(AssumedTimes.behind) : end
  }
}
