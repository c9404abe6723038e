import EvidenceDatabase
package import GRDB
import Records

/// Which export jobs are an attacker's, and why. Fills `export_job_suspicion`; a job without a row is taken for lawful
/// and exposes nothing.
///
/// - `finding`: a finding of severity high cites its request as the actor's.
/// - `session`: a record of it lies in a suspect session.
/// - `account`: its log tells no address, and its requester has suspect sessions around that time.
/// - `web_root`: it was written where a web server serves it.
/// - `share`: it was written to the server's own drive by a loopback address, or to a share that goes by a number.
/// - `system_account`: the system account of a web server's process ordered it, or any system account while an attacker
///   could act on that server.
/// - `indicator`: its destination, by address of mail or of a share, or who fetched it, is one.
/// - `judgement`: an examiner decided so. One judged legitimate has no row, whatever else is said of it.
package enum ExportSuspicion {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 3

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM export_job_suspicion")
    try byFinding(db)
    try bySession(db)
    try byAccount(db)
    let hasAddresses = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM indicator WHERE kind = 'ip')") ?? false
    let jobs = try Row.fetchCursor(db, sql: "SELECT * FROM export_job ORDER BY export_job_id")
    while let row = try jobs.next() {
      try byDestination(row, db)
      try bySystemAccount(row, db)
      if hasAddresses { try byIndicator(row, db) }
    }
    try byForwarding(db)
    try JobJudgements.apply(in: db)
  }

  private static func add(
    _ job: Int64, _ basis: String, _ reason: String, session: Int64? = nil, indicator: Int64? = nil, _ db: Database
  ) throws {
    try db.cachedStatement(sql: "INSERT INTO export_job_suspicion VALUES (?, ?, NULL, ?, ?, ?)")
      .execute(arguments: [job, basis, session, indicator, reason])
  }

  private static func byFinding(_ db: Database) throws {
    try db.run(
      """
      INSERT INTO export_job_suspicion
      SELECT DISTINCT j.export_job_id, 'finding', f.finding_id, NULL, NULL, 'finding ' || f.detection || ': ' || f.title
      FROM finding AS f
      JOIN finding_record AS r ON r.finding_id = f.finding_id
      LEFT JOIN export_job_record AS x ON x.audit_record_id = r.audit_record_id AND x.role = 'request'
      JOIN export_job AS j ON j.export_job_id = COALESCE(r.export_job_id, x.export_job_id)
      WHERE f.severity = 'high' AND r.role = 'actor'
      ORDER BY j.export_job_id, f.finding_id
      """)
  }

  private static func bySession(_ db: Database) throws {
    try db.run(
      """
      INSERT INTO export_job_suspicion
      SELECT x.export_job_id, 'session', NULL, s.session_id, NULL,
        MIN(CASE x.role WHEN 'download' THEN 'downloaded' ELSE 'ordered' END) || ' in a suspect session ('
          || (SELECT MIN(y.reason) FROM session_suspicion AS y WHERE y.session_id = s.session_id) || ')'
      FROM export_job_record AS x
      JOIN session_record AS s ON s.audit_record_id = x.audit_record_id
      WHERE x.role IN ('request', 'download') AND s.session_id IN (SELECT session_id FROM session_suspicion)
      GROUP BY x.export_job_id, s.session_id
      ORDER BY x.export_job_id, s.session_id
      """)
  }

  /// A suspect session of an account says nothing of its other sessions, where a log can tell them apart; the
  /// administrator audit log cannot.
  private static func byAccount(_ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT j.export_job_id, j.requester, j.requested_us FROM export_job AS j
        WHERE j.requester IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM export_job_record AS x
          JOIN audit_record AS a ON a.audit_record_id = x.audit_record_id
          WHERE x.export_job_id = j.export_job_id AND x.role = 'request' AND a.client_ip IS NOT NULL)
        ORDER BY j.export_job_id
        """)
    guard !rows.isEmpty else { return }
    try SuspectSessions.make(in: db)
    let directory = try MailboxDirectory(db)
    let accounts = try SuspectAccount.fetch(db)
    for row in rows {
      let requester: String = row[1]
      let time: Microseconds? = row[2]
      for account in accounts
      where !isSystem(requester.lowercased()) && directory.isSame(requester, account: account.name) {
        guard let time, let first = account.first, let last = account.last,
          first.sum(-microsecondsPerDay) <= time, time <= last.sum(microsecondsPerDay)
        else { continue }
        try add(
          row[0], "account",
          "ordered by \(account.name), an account in the actor's hands at that time; the log tells no address",
          session: account.session,
          db)
      }
    }
    try SuspectSessions.drop(in: db)
  }

  private static func byDestination(_ job: Row, _ db: Database) throws {
    guard job["kind"] == "mailbox_export", let destination = job["destination"] as String? else { return }
    let id: Int64 = job["export_job_id"]
    let path = TargetPath(destination)
    if let folder = job["web_folder_lc"] as String? {
      try add(id, "web_root", "written to \(destination), which the web server serves as \(folder)", db)
    } else if path.isPage {
      try add(id, "web_root", "written to \(destination), a page that a web server runs", db)
    }
    if path.isLoopback, path.isAdministrativeShare {
      try add(id, "share", "written to the server's own drive by the address \(path.host ?? "")", db)
    } else if path.isAddress, !path.isLoopback, let host = path.host, IPRange(host)?.isPublic == true {
      try add(id, "share", "written to a share at the address \(host), outside of private networks", db)
    }
  }

  private static func bySystemAccount(_ job: Row, _ db: Database) throws {
    guard let requester = job["requester_lc"] as String?, isSystem(requester) else { return }
    let id: Int64 = job["export_job_id"]
    if requester.contains("w3wp") {
      return try add(
        id, "system_account", "ordered by \(job["requester"] as String): the web server's own process, under no name",
        db)
    }
    guard let time = job["requested_us"] as Microseconds? else { return }
    let window = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT server, basis FROM compromise_window
          WHERE server IS NOT NULL AND from_us <= :time AND COALESCE(to_us, :time) >= :time
            AND (:server IS NULL OR LOWER(server) = :server OR LOWER(server) LIKE :server || '.%')
          ORDER BY from_us, compromise_window_id LIMIT 1
          """), arguments: ["time": time, "server": job["server"] as String?])
    guard let window else { return }
    try add(
      id, "system_account",
      "ordered by \(job["requester"] as String) while an attacker could act on \(window[0] as String) "
        + "(\(window[1] as String))",
      db)
  }

  private static func isSystem(_ requester: String) -> Bool {
    requester.contains("nt authority\\system") || requester.hasSuffix("$") || requester.contains("s-1-5-18")
  }

  private static func byForwarding(_ db: Database) throws {
    try db.run(
      """
      INSERT INTO export_job_suspicion
      SELECT m.export_job_id, 'indicator', NULL, NULL, i.indicator_id,
        'sends mail to ' || j.destination || ': indicator ' || i.kind || ' ' || i.value
      FROM indicator_match AS m
      JOIN indicator AS i ON i.indicator_id = m.indicator_id
      JOIN export_job AS j ON j.export_job_id = m.export_job_id
      WHERE m.place = 'forwarding'
      ORDER BY m.export_job_id, i.kind, i.value_lc
      """)
  }

  private static func byIndicator(_ job: Row, _ db: Database) throws {
    let id: Int64 = job["export_job_id"]
    let clients = try String.fetchAll(
      db.cachedStatement(
        sql: "SELECT DISTINCT client_ip FROM export_file WHERE export_job_id = ? AND client_ip IS NOT NULL ORDER BY 1"),
      arguments: [id])
    let host =
      (job["kind"] as String) == "mailbox_export"
      ? (job["destination"] as String?).flatMap { TargetPath($0).host } : nil
    for (address, part) in clients.map({ ($0, "fetched by") }) + (host.map { [($0, "written to a share at")] } ?? []) {
      guard let digits = IPRange(address)?.from else { continue }
      let row = try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT indicator_id, value FROM indicator WHERE kind = 'ip' AND ? BETWEEN ip_from AND ip_to
            ORDER BY value_lc LIMIT 1
            """), arguments: [digits])
      if let row {
        try add(id, "indicator", "\(part) \(address): indicator ip \(row[1] as String)", indicator: row[0], db)
      }
    }
  }
}
