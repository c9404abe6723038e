package import GRDB
import Records

/// What was done to each server, in the order of time: fills `server_event` from findings and from the builds that logs
/// show. A record that several findings cite is told once, under the gravest of its phases.
package enum ServerEvents {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 1

  /// From when on acts are told: 1 September 2020, the look-back that CISA is said to have advised. That source is
  /// unverified; earlier acts stay in the findings.
  static let lookBack: Microseconds = 1_598_918_400_000_000

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
      WHERE place = 1 AND occurred_at_us >= ?
      ORDER BY occurred_at_us, server NULLS LAST, audit_record_id
      """, [lookBack])
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
    ("export", ["mailbox-export-command", "mailbox-export-requested"]),
    ("staging", ["archive-staging-command"]),
    ("download", ["web-root-archive-fetched", "web-root-file-picked-up"]),
    ("clearing", ["event-log-cleared", "server-log-deleted", "cmdlet-history-deleted", "export-request-removed"]),
  ]
}
