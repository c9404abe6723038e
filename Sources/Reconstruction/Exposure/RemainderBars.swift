import EvidenceDatabase
import GRDB
import Records

/// What keeps `not_indicated` from a mailbox although its log is there: blind times, other ways out of it, accesses that
/// may have been in it.
struct RemainderBars {
  private var reasons: [Int64: String] = [:]
  /// What bears on every mailbox.
  private(set) var wholeCase: (basis: String, why: String)?

  init(_ window: IncidentWindow?, _ db: Database) throws {
    // Whether or not an attacker is known otherwise: what was judged one's is not without a word nobody's.
    try barUnconfirmed(db)
    guard let window, let end = window.to else { return }
    try barBlind(window.from, end, db)
    try barUntold(db)
    try barExempted(window.from, end, db)
    try barWaysOut(db)
    try barStates(db)
    try barJobs(db)
    try barFindings(window.from, end, db)
    try barOpenAccesses(db)
    try barProposed(db)
    try barStrangers(window.from, end, db)
  }

  func reason(for mailbox: Int64) -> String? { wholeCase?.basis ?? reasons[mailbox] }

  /// The first reason told stays.
  mutating func bar(_ mailbox: Int64, _ basis: String) { reasons[mailbox] = reasons[mailbox] ?? basis }

  /// Where nobody can say which mailbox it bears on, it may be any.
  mutating func bar(_ mailbox: Int64?, _ basis: String, orAll why: String) {
    if let mailbox { bar(mailbox, basis) } else { wholeCase = wholeCase ?? (basis, why) }
  }

  private mutating func barBlind(_ from: Microseconds, _ to: Microseconds, _ db: Database) throws {
    for time in try BlindTime.fetch(db) where time.overlaps(from, to.sum(microsecondsPerDay)) {
      bar(
        time.mailbox, time.reason,
        orAll: "the tenant's log was off or has a gap while an attacker could act (\(time.basis))")
    }
  }

  private mutating func barExempted(_ from: Microseconds, _ to: Microseconds, _ db: Database) throws {
    let directory = try MailboxDirectory(db)
    let exempted = try AuditSwitch.ofAccounts(directory, db).filter { $0.off.from <= to && $0.off.to ?? .max >= from }
    guard !exempted.isEmpty else { return }
    let grants = try PermissionGrant.fetch(directory, db)
    let actors = try SuspectAccount.fetch(db).map(\.name)
    for (name, _) in exempted {
      if actors.contains(where: { directory.isSame(name, account: $0) }) {
        // Rights may be older than the logs.
        bar(
          nil, "audit_bypassed", orAll: "\(name), an account in the actor's hands, was exempted from auditing meanwhile"
        )
      }
      let given = grants.filter { $0.grantees.contains { directory.isSame($0, account: name) } }.flatMap(\.mailboxes)
      for mailbox in given { bar(mailbox, "audit_bypassed") }
      if let own = directory.mailbox(identity: name) { bar(own, "audit_bypassed") }
    }
  }

  /// Forwarding out of the organisation, whether or not the service is known to have refused it.
  private mutating func barWaysOut(_ db: Database) throws {
    let directory = try MailboxDirectory(db)
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT DISTINCT f.detection, COALESCE(f.mailbox_id, m.mailbox_id) AS mailbox_id, c.target, p.value,
          actor.value AS actor
        FROM finding AS f
        JOIN finding_record AS r ON r.finding_id = f.finding_id
        -- Of the views SQLite would make whole tables here: behind LEFT JOIN it does not look into a join.
        LEFT JOIN stored_audit_record AS a ON a.audit_record_id = r.audit_record_id
        LEFT JOIN logged_mailbox_resolution AS m ON m.logged_mailbox_id = a.logged_mailbox_id
        LEFT JOIN text AS actor ON actor.text_id = a.actor_ref
        LEFT JOIN stored_cmdlet AS c ON c.audit_record_id = r.audit_record_id
        LEFT JOIN stored_cmdlet_parameter AS p ON p.audit_record_id = r.audit_record_id AND p.name_ref IN (
          SELECT text_id FROM text WHERE COALESCE(value_lc, value) IN ('identity', 'mailbox'))
        WHERE f.detection IN ('mailbox-forwarding-outside', 'inbox-rule-forwarding-outside',
          'forwarding-recipient-unresolved', 'transport-rule-copy-outside')
        ORDER BY f.finding_id, mailbox_id, c.target, p.value, actor
        """)
    for row in rows {
      let isTransport = row["detection"] as String == "transport-rule-copy-outside"
      let named = ([row["target"], row["value"], row["actor"]] as [String?]).compactMap { $0 }
      let mailbox: Int64? =
        isTransport ? nil : row["mailbox_id"] ?? named.lazy.compactMap { directory.mailbox(identity: $0) }.first
      bar(
        mailbox, "forwarding",
        orAll: isTransport
          ? "a transport or journal rule sends mail out of the organisation"
          : "mail is forwarded out of the organisation, from a mailbox that is not known")
    }
  }

  /// What listings of mailboxes and rules show as it stood when they were made: forwarding, or auditing that is off. Since
  /// when, none of them says.
  private mutating func barStates(_ db: Database) throws {
    // Parameters are many; a case without such a listing is not searched for them.
    guard try Int64.fetchOne(db, sql: "SELECT text_id FROM text WHERE value = 'mailbox_state'") != nil else { return }
    let directory = try MailboxDirectory(db)
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT a.mailbox_id, p.name_lc, p.value
        FROM cmdlet_parameter AS p
        JOIN audit_record AS a ON a.audit_record_id = p.audit_record_id AND a.log_kind = 'mailbox_state'
        WHERE p.name_lc IN ('forwardto', 'redirectto', 'forwardasattachmentto', 'forwardingsmtpaddress',
          'forwardingaddress', 'auditenabled')
        ORDER BY p.audit_record_id, p.ordinal
        """)
    while let row = try rows.next() {
      let value: String = (row[2] ?? "").trimmed
      if row[1] == "auditenabled" {
        guard value.lowercased() == "false" else { continue }
        bar(row[0], "audit_disabled", orAll: "auditing of a mailbox that is not known is off")
      } else if !value.isEmpty {
        let addresses = Forwardings.addresses(in: value)
        let isInside = !addresses.isEmpty && addresses.allSatisfy { directory.mailbox(identity: $0) != nil }
        if !isInside { bar(row[0], "forwarding", orAll: "mail is forwarded from a mailbox that is not known") }
      }
    }
  }

  /// Exports, searches and forwardings out, whoever ordered them: no MailItemsAccessed shows what they took. But for those
  /// that an examiner judged legitimate.
  private mutating func barJobs(_ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT DISTINCT m.mailbox_id, j.kind FROM export_job AS j
        LEFT JOIN export_job_mailbox AS m ON m.export_job_id = j.export_job_id
        WHERE j.state <> 'failed' AND j.is_webshell_write = 0
          AND j.export_job_id NOT IN (
            SELECT x.export_job_id FROM job_judgement_state AS x
            JOIN job_judgement AS d ON d.job_judgement_id = x.job_judgement_id
            WHERE x.state = 'applied' AND d.decision = 'legitimate')
        ORDER BY m.mailbox_id, j.kind
        """)
    for row in rows {
      let kind: String = row[1]
      bar(
        row[0], kind.contains("forwarding") || kind.contains("rule") ? "forwarding" : "export",
        orAll: "a job whose mailboxes are not known: \(kind)")
    }
  }

  /// Searches of the log that failed, and gave no record to tell of which time.
  private mutating func barUntold(_ db: Database) throws {
    let failed = try String.fetchOne(
      db,
      sql: """
        SELECT e.relative_path FROM log_gap AS g
        JOIN exhibit AS e ON e.exhibit_id = g.exhibit_id AND e.kind = 'unified_audit_log'
        WHERE g.basis = 'failed' AND NOT EXISTS (
          SELECT 1 FROM stored_audit_record AS a
          WHERE \(RowID.isOne("a.audit_record_id", of: "e.exhibit_id")))
        ORDER BY e.relative_path LIMIT 1
        """)
    if let failed {
      bar(nil, "log_incomplete", orAll: "the search that \(failed) is of failed, and of which time it was is not known")
    }
  }
}
