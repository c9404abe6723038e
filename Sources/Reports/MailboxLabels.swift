import GRDB

/// What each mailbox is called in reports: its address, else another of its names; where several are called alike (an
/// address given to somebody else, an archive, a store whose owner is not known), with what tells them apart.
struct MailboxLabels {
  private var labels: [Int64: String] = [:]
  private var byName: [String: Set<Int64>] = [:]

  init(_ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT m.mailbox_id, m.kind,
          COALESCE(m.address, m.display_name,
            (SELECT MIN(a.value) FROM mailbox_alias AS a WHERE a.mailbox_id = m.mailbox_id AND a.kind = 'legacy_dn'),
            (SELECT MIN(a.value) FROM mailbox_alias AS a WHERE a.mailbox_id = m.mailbox_id AND a.kind = 'guid'),
            (SELECT MIN(a.value) FROM mailbox_alias AS a WHERE a.mailbox_id = m.mailbox_id AND a.kind = 'sid'),
            '(unknown)') AS name,
          (SELECT MIN(a.value) FROM mailbox_alias AS a WHERE a.mailbox_id = m.mailbox_id AND a.kind = 'guid') AS guid,
          (SELECT MIN(a.value) FROM mailbox_alias AS a WHERE a.mailbox_id = m.mailbox_id AND a.kind = 'sid') AS sid,
          (SELECT MIN(e.relative_path) FROM exhibit_mailbox AS x JOIN exhibit AS e ON e.exhibit_id = x.exhibit_id
            WHERE x.mailbox_id = m.mailbox_id AND m.kind = 'unknown_owner') AS path
        FROM mailbox AS m ORDER BY m.mailbox_id
        """)
    for alike in Dictionary(grouping: rows, by: { ($0["name"] as String).lowercased() }).values {
      for row in alike {
        let name: String = row["name"]
        // A store whose owner is not known goes by its folder's or file's name, which is nobody's address.
        let shown = row["kind"] == "unknown_owner" ? "(unknown) \(name)" : name
        labels[row["mailbox_id"]] = alike.count == 1 ? shown : "\(shown) (\(Self.difference(row)))"
        byName[name.lowercased(), default: []].insert(row["mailbox_id"])
      }
    }
    let aliases = try Row.fetchAll(db, sql: "SELECT mailbox_id, value FROM mailbox_alias")
    for row in aliases { byName[(row[1] as String).lowercased(), default: []].insert(row[0]) }
  }

  private static func difference(_ row: Row) -> String {
    let kind: String = row["kind"]
    if let path = row["path"] as String? { return path }
    if kind == "ambiguous" { return "one of several" }
    if let guid = row["guid"] as String? { return "GUID \(guid)" }
    if let sid = row["sid"] as String? { return "SID \(sid)" }
    return "without GUID and SID"
  }

  /// The ids, with commas, of mailboxes that are shown by this name or go by it.
  func mailboxes(named name: String) -> String {
    let wanted = name.lowercased()
    let shown = labels.filter { $0.value.lowercased() == wanted }.map(\.key)
    return Set(shown).union(byName[wanted] ?? []).sorted().map(String.init).joined(separator: ", ")
  }

  /// A text from a log, in which the GUID or SID of a mailbox that the case knows has its name behind it.
  func naming(_ text: String) -> String {
    var named = ""
    var rest = text[...]
    while let match = rest.firstMatch(of: Self.identity) {
      named += rest[..<match.range.upperBound]
      rest = rest[match.range.upperBound...]
      let mailboxes = byName[match.output.lowercased()] ?? []
      if let only = mailboxes.first, mailboxes.count == 1 {
        let label = self[only]
        if !label.contains(match.output) { named += " (\(label))" }
      }
    }
    return named + rest
  }

  private static var identity: Regex<Substring> {
    /\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b|\bS-1-5-21(?:-[0-9]{1,10}){4}\b/
  }

  subscript(mailbox: Int64) -> String { labels[mailbox] ?? "(unknown)" }
}
