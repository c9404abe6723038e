package import GRDB
import Records

/// What was done to each server, in the order of time: fills `server_event` from findings, from export jobs that are an
/// attacker's, and from the builds that logs show. A record that tells of several is told once, under the gravest phase.
package enum ServerEvents {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 2

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM server_event")
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.event_draft;
        CREATE TEMP TABLE event_draft (
          server TEXT, occurred_at_us INTEGER NOT NULL, phase TEXT NOT NULL, rank INTEGER NOT NULL,
          audit_record_id INTEGER NOT NULL, finding_id INTEGER, detail TEXT NOT NULL
        ) STRICT;
        """)
    try draftFindings(in: db)
    try draftExports(in: db)
    try draftUpdates(in: db)
    try db.run(
      """
      INSERT INTO server_event (server_event_id, server, occurred_at_us, phase, audit_record_id, finding_id, detail)
      SELECT ROW_NUMBER() OVER (ORDER BY occurred_at_us, server NULLS LAST, audit_record_id), server, occurred_at_us,
        phase, audit_record_id, finding_id, detail
      FROM (
        SELECT d.*, ROW_NUMBER() OVER (
          PARTITION BY audit_record_id, phase = 'update' ORDER BY rank DESC, finding_id, detail) AS place
        FROM event_draft AS d
      )
      WHERE place = 1
      ORDER BY occurred_at_us, server NULLS LAST, audit_record_id
      """)
    try db.execute(sql: "DROP TABLE temp.event_draft")
  }

  private static func draftFindings(in db: Database) throws {
    let insert = try db.makeStatement(sql: "INSERT INTO event_draft VALUES (?, ?, ?, ?, ?, ?, ?)")
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT f.detection, COALESCE(n.server, r.server), r.occurred_at_us, r.audit_record_id, f.finding_id, f.title,
          r.client_ip, r.actor
        FROM finding AS f
        JOIN finding_record AS x ON x.finding_id = f.finding_id AND x.role = 'actor'
        JOIN record AS r ON r.audit_record_id = x.audit_record_id
        LEFT JOIN server_alias AS n ON n.alias_lc = LOWER(r.server)
        WHERE r.occurred_at_us IS NOT NULL AND r.log_kind <> 'unified_audit_log'
        ORDER BY f.finding_id, r.audit_record_id
        """)
    while let row = try rows.next() {
      guard let phase = Self.phase(of: row[0]) else { continue }
      let hand: String? = row[6] ?? row[7]
      let title: String = row[5]
      try insert.execute(arguments: [
        row[1] as String?, row[2] as Microseconds, phase.name, phase.rank, row[3] as Int64, row[4] as Int64,
        title + (hand.map { " (\($0))" } ?? ""),
      ])
    }
  }

  /// Ordered, finished, taken back, fetched; each by the records of the job that say so.
  private static func draftExports(in db: Database) throws {
    let insert = try db.makeStatement(sql: "INSERT INTO event_draft VALUES (?, ?, ?, ?, ?, NULL, ?)")
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT x.role, COALESCE(n.server, r.server, j.server), r.occurred_at_us, r.audit_record_id,
          j.kind, j.requester, j.destination,
          (SELECT MIN(f.path) FROM export_file AS f
            WHERE f.export_job_id = j.export_job_id AND f.audit_record_id = r.audit_record_id), r.client_ip
        FROM export_job AS j
        JOIN export_job_record AS x ON x.export_job_id = j.export_job_id
        JOIN record AS r ON r.audit_record_id = x.audit_record_id
        LEFT JOIN server_alias AS n ON n.alias_lc = LOWER(r.server)
        WHERE j.kind = 'mailbox_export' AND r.occurred_at_us IS NOT NULL
          AND x.role IN ('request', 'completion', 'failure', 'removal', 'download')
          AND j.export_job_id IN (SELECT export_job_id FROM export_job_suspicion)
        ORDER BY j.export_job_id, x.audit_record_id, x.role
        """)
    while let row = try rows.next() {
      let job = (row[4] as String).replacing("_", with: " ")
      let destination: String = row[6] ?? "a place that is not logged"
      let event: (phase: String, detail: String) =
        switch row[0] as String {
        case "request": ("export", "\(job) ordered (\(row[5] as String? ?? "by whom is not logged")) to \(destination)")
        case "completion": ("staging", "\(job) finished: \(destination)")
        case "failure": ("export", "\(job) failed: \(destination)")
        case "removal": ("clearing", "the request of a \(job) was removed: \(destination)")
        default:
          (
            "download",
            "\(job) fetched as \(row[7] as String? ?? destination)" + ((row[8] as String?).map { " (\($0))" } ?? "")
          )
        }
      try insert.execute(arguments: [
        row[1] as String?, row[2] as Microseconds, event.phase, Self.rank(of: event.phase), row[3] as Int64,
        event.detail,
      ])
    }
  }

  private static func rank(of phase: String) -> Int { (phases.firstIndex { $0.name == phase } ?? 0) + 1 }

  private static func draftUpdates(in db: Database) throws {
    try db.run(
      """
      INSERT INTO event_draft
      SELECT COALESCE(n.server, b.server), b.from_us, 'update', 0, b.audit_record_id, NULL,
        'logs show build ' || b.build || ' from here on'
      FROM server_build AS b
      LEFT JOIN server_alias AS n ON n.alias_lc = b.server_lc
      WHERE b.build IS NOT NULL AND b.from_us IS NOT NULL AND b.audit_record_id IS NOT NULL
      """)
  }

  /// The phase of what a detection finds; the higher of two ranks is told.
  private static func phase(of detection: String) -> (name: String, rank: Int)? {
    for (rank, entry) in phases.enumerated() where entry.detections.contains(detection) {
      return (entry.name, rank + 1)
    }
    return nil
  }

  private static let phases: [(name: String, detections: Set<String>)] = [
    ("scan", ["exchange-version-probed", "web-shell-sought"]),
    (
      "attempt",
      [
        "forged-request-refused", "forged-request-probe-answered", "hafnium-request-refused",
        "proxyshell-request-refused",
        "owassrf-request-refused", "autodiscover-ssrf-pattern", "unified-messaging-exception", "refused-server-change",
      ]
    ),
    ("cmdlet", ["mail-theft-cmdlets", "exchange-snap-in-loaded", "system-account-mail-cmdlet"]),
    (
      "exploit",
      [
        "hafnium-request-answered", "hafnium-requests-repeated", "forged-request-answered", "forged-request-to-mailbox",
        "ews-read-over-forged-request", "forged-request-to-control-panel", "proxyshell-request-answered",
        "owassrf-request-answered", "unified-messaging-child-process",
      ]
    ),
    (
      "web_shell",
      [
        "virtual-directory-reset-forged", "virtual-directory-script", "certificate-request-page", "web-shell-used",
        "unknown-page-served", "replication-service-page-written", "unified-messaging-file-written",
        "address-book-download-outside", "web-server-child-process", "transport-agent-installed",
        "transport-configuration-written",
      ]
    ),
    ("lateral", ["service-runs-command", "post-exploitation-command"]),
    ("export", ["mailbox-export-command", "mailbox-export-to-web-root", "mailbox-export-to-own-drive"]),
    ("staging", ["archive-staging-command", "mailbox-database-copied", "mailbox-export-staged"]),
    ("download", ["web-root-archive-fetched", "web-root-file-picked-up", "mailbox-export-fetched"]),
    (
      "clearing",
      ["event-log-cleared", "server-log-deleted", "cmdlet-history-deleted", "mailbox-export-request-removed"]
    ),
  ]
}
