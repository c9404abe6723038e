package import GRDB
import Records

/// Where in the case that stands which an indicator names and no session can be known by: domains, addresses of mail,
/// links, hashes of files. Fills `indicator_match`.
///
/// | place | kinds | compared with |
/// |---|---|---|
/// | `sender`, `recipient` | `domain`, `user` | addresses of messages |
/// | `link` | `domain`, `url` | links in the texts of messages |
/// | `cmdlet` | `domain`, `user` | addresses in parameters of cmdlets |
/// | `forwarding` | `domain`, `user` | where a job sends mail to |
/// | `exhibit`, `attachment` | `hash` | SHA-256, of exhibits MD5 where it was made |
///
/// A domain stands for itself and all below it, never for one that only ends alike; a link is compared as a whole. A match
/// makes nobody suspect but the job that sends mail there (``ExportSuspicion``): mail from a bad domain is what it is
/// sent, not who opened it.
package enum IndicatorMatches {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 1

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM indicator_match")
    var notes = try NoteBook(.indicatorMatches, in: db)
    let names = try NamedPlaces(db)
    if !names.isEmpty {
      try matchMail(names, in: db)
      try matchCmdlets(names, in: db)
      try matchForwardings(names, in: db)
    }
    if names.hasLinks { try matchLinks(names, in: db) }
    try matchHashes(in: db)
    try tell(to: &notes, in: db)
  }

  private static let insert = """
    INSERT INTO indicator_match (indicator_id, place, message_id, audit_record_id, exhibit_id, attachment_id, export_job_id)
    """

  // MARK: Mail

  private static func matchMail(_ names: NamedPlaces, in db: Database) throws {
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.named_address;
        CREATE TEMP TABLE named_address (
          text_id INTEGER NOT NULL, indicator_id INTEGER NOT NULL, PRIMARY KEY (text_id, indicator_id)
        ) STRICT, WITHOUT ROWID;
        """)
    let add = try db.makeStatement(sql: "INSERT INTO named_address VALUES (?, ?)")
    let addresses = try Row.fetchCursor(
      db, sql: "SELECT text_id, COALESCE(value_lc, value) FROM text WHERE value LIKE '%_@_%' ORDER BY text_id")
    while let row = try addresses.next() {
      for indicator in names.indicators(ofAddress: row[1]) {
        try add.execute(arguments: [row[0] as Int64, indicator])
      }
    }
    try db.execute(
      sql: """
        \(insert)
        SELECT n.indicator_id, 'sender', m.message_id, NULL, NULL, NULL, NULL
        FROM stored_message AS m JOIN named_address AS n ON n.text_id = m.sender_address_ref
        ORDER BY n.indicator_id, m.message_id;
        \(insert)
        SELECT DISTINCT n.indicator_id, 'recipient', r.message_id, NULL, NULL, NULL, NULL
        FROM stored_recipient AS r
        JOIN named_address AS n ON n.text_id = r.address_ref
        JOIN text AS kind ON kind.text_id = r.kind_ref
        WHERE kind.value IN ('to', 'cc', 'bcc')
        ORDER BY n.indicator_id, r.message_id;
        DROP TABLE temp.named_address;
        """)
  }

  private static func matchLinks(_ names: NamedPlaces, in db: Database) throws {
    let add = try db.makeStatement(sql: insert + " VALUES (?, 'link', ?, NULL, NULL, NULL, NULL)")
    let bodies = try Row.fetchCursor(
      db, sql: "SELECT message_id, body_text FROM message_body WHERE body_text LIKE '%://%' ORDER BY message_id")
    while let row = try bodies.next() {
      let found = Set(Link.all(in: row[1]).flatMap(names.indicators(of:)))
      for indicator in found.sorted() { try add.execute(arguments: [indicator, row[0] as Int64]) }
    }
  }

  // MARK: Acts

  private static func matchCmdlets(_ names: NamedPlaces, in db: Database) throws {
    let add = try db.makeStatement(sql: insert + " VALUES (?, 'cmdlet', NULL, ?, NULL, NULL, NULL)")
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT audit_record_id, value FROM cmdlet_parameter WHERE value LIKE '%_@_%' ORDER BY audit_record_id, ordinal
        """)
    var record: Int64?
    var told: Set<Int64> = []
    while let row = try rows.next() {
      if row[0] != record { (record, told) = (row[0], []) }
      for indicator in Forwardings.addresses(in: row[1]).flatMap(names.indicators(ofAddress:))
      where told.insert(indicator).inserted {
        try add.execute(arguments: [indicator, record])
      }
    }
  }

  private static func matchForwardings(_ names: NamedPlaces, in db: Database) throws {
    let add = try db.makeStatement(sql: insert + " VALUES (?, 'forwarding', NULL, NULL, NULL, NULL, ?)")
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT export_job_id, destination_lc FROM export_job
        WHERE kind IN ('forwarding_mailbox', 'forwarding_inbox_rule', 'transport_rule', 'journal_rule')
          AND destination_lc IS NOT NULL ORDER BY export_job_id
        """)
    while let row = try rows.next() {
      let found = Set(Forwardings.addresses(in: row[1]).flatMap(names.indicators(ofAddress:)))
      for indicator in found.sorted() { try add.execute(arguments: [indicator, row[0] as Int64]) }
    }
  }

  // MARK: Files

  private static func matchHashes(in db: Database) throws {
    guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM indicator WHERE kind = 'hash')") ?? false else {
      return
    }
    try db.execute(
      sql: """
        \(insert)
        SELECT i.indicator_id, 'exhibit', NULL, NULL, e.exhibit_id, NULL, NULL
        FROM indicator AS i JOIN exhibit AS e ON i.value_lc IN (e.sha256, e.md5)
        WHERE i.kind = 'hash' ORDER BY i.indicator_id, e.exhibit_id;
        \(insert)
        SELECT i.indicator_id, 'attachment', a.message_id, NULL, NULL, a.attachment_id, NULL
        FROM indicator AS i JOIN attachment AS a ON a.sha256 = i.value_lc
        WHERE i.kind = 'hash' ORDER BY i.indicator_id, a.attachment_id;
        """)
  }

  private static func tell(to notes: inout NoteBook, in db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT i.kind, i.value, m.place, COUNT(*) FROM indicator AS i
        LEFT JOIN indicator_match AS m ON m.indicator_id = i.indicator_id
        WHERE i.kind IN ('domain', 'url', 'hash') OR m.indicator_id IS NOT NULL
        GROUP BY i.kind, i.value_lc, i.value, m.place ORDER BY i.kind, i.value_lc, m.place
        """)
    for (indicator, places) in Dictionary(grouping: rows, by: { "\($0[0] as String) \($0[1] as String)" })
      .sorted(by: { $0.key < $1.key })
    {
      let counts = places.compactMap { row in (row[2] as String?).map { "\($0) \(row[3] as Int64)" } }
      try notes.write(
        counts.isEmpty ? "indicator_unmatched" : "indicator_matched",
        counts.isEmpty
          ? "nothing in the case has the indicator \(indicator)"
          : "the indicator \(indicator) stands in (`indicator_match`): \(counts.joined(separator: ", "))", in: db)
    }
  }
}
