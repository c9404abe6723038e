import GRDB
import Records

/// Addresses of mailboxes that the replication service logs by GUID alone: a request to export ADDRESS to a file, and the
/// service's lines of an export of GUID to the same file, are about one mailbox.
enum ExportNamings {
  /// The address of each naming (`logged_mailbox_id`) that leads to one address alone, and the address to it alone.
  static func fetch(_ db: Database) throws -> [Int64: MailboxName] {
    let asked = try Row.fetchAll(
      db,
      sql: """
        SELECT DISTINCT path.value_lc, who.value
        FROM cmdlet AS c
        JOIN cmdlet_parameter AS path ON path.audit_record_id = c.audit_record_id AND path.name_lc = 'filepath'
        JOIN cmdlet_parameter AS who ON who.audit_record_id = c.audit_record_id AND who.name_lc = 'mailbox'
        WHERE c.cmdlet_lc = 'new-mailboxexportrequest' AND who.value LIKE '%@%' AND path.value_lc IS NOT NULL
        """)
    guard !asked.isEmpty else { return [:] }
    let names = Dictionary(grouping: asked) { $0[0] as String }
    let served = try Row.fetchAll(
      db,
      sql: """
        SELECT DISTINCT logged_mailbox_id, target FROM stored_audit_record
        WHERE log_kind_ref IN (SELECT text_id FROM text WHERE value = 'mailbox_replication')
          AND logged_mailbox_id IS NOT NULL AND target IS NOT NULL
        """)
    var addresses: [Int64: Set<MailboxName>] = [:]
    var namings: [MailboxName: Set<Int64>] = [:]
    for row in served {
      for request in names[(row[1] as String).lowercased()] ?? [] {
        guard let name = MailboxName(.address, request[1]) else { continue }
        addresses[row[0], default: []].insert(name)
        namings[name, default: []].insert(row[0])
      }
    }
    var found: [Int64: MailboxName] = [:]
    for (name, logged) in namings {
      guard logged.count == 1, let naming = logged.first, addresses[naming]?.count == 1 else { continue }
      found[naming] = name
    }
    return found
  }
}
