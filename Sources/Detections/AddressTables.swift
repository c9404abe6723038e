import GRDB

/// Fills what detections need of addresses and cannot take apart in portable SQL.
enum AddressTables {
  static func fill(in db: Database) throws {
    try fillCmdletAddress(in: db)
    try fillOrganisationDomain(in: db)
  }

  private static func fillCmdletAddress(in db: Database) throws {
    try db.execute(sql: "DELETE FROM cmdlet_address")
    let insert = try db.makeStatement(sql: "INSERT OR IGNORE INTO cmdlet_address VALUES (?, ?, ?, ?, ?)")
    let values = try Row.fetchCursor(
      db, sql: "SELECT audit_record_id, ordinal, name_lc, value FROM cmdlet_parameter WHERE value LIKE '%@%'")
    while let row = try values.next() {
      let record: Int64 = row[0]
      let ordinal: Int64 = row[1]
      let name: String = row[2]
      for found in MailAddress.all(in: row[3]) {
        try insert.execute(arguments: [record, ordinal, name, found.address, found.domain])
      }
    }
  }

  /// The domains of mailboxes that a log names, with all addresses that such a mailbox goes by; a store alone proves
  /// nothing, it may be a private one. Where the logs name no mailbox, the domains of those who ran cmdlets.
  private static func fillOrganisationDomain(in db: Database) throws {
    try db.execute(sql: "DELETE FROM organisation_domain")
    try insertDomains(
      in: db, basis: "mailbox in a log",
      of: """
        SELECT address FROM logged_mailbox WHERE address IS NOT NULL
        UNION
        SELECT value FROM mailbox_alias
        WHERE kind = 'address' AND mailbox_id IN (SELECT mailbox_id FROM logged_mailbox_resolution)
        """)
    guard try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM organisation_domain") == 0 else { return }
    try insertDomains(
      in: db, basis: "account that ran a cmdlet",
      of: """
        SELECT DISTINCT r.actor FROM cmdlet AS c JOIN audit_record AS r ON r.audit_record_id = c.audit_record_id
        WHERE r.actor IS NOT NULL AND (r.user_type IS NULL OR r.user_type IN (0, 2))
        """)
  }

  private static func insertDomains(in db: Database, basis: String, of query: String) throws {
    for text in try String.fetchAll(db, sql: query) {
      for found in MailAddress.all(in: text) {
        try insert(found.domain, basis: basis, in: db)
        // Exchange Online's own name for the tenant has a twin for routing in hybrid.
        let suffix = ".onmicrosoft.com"
        if found.domain.hasSuffix(suffix), !found.domain.hasSuffix(".mail" + suffix) {
          try insert(
            found.domain.dropLast(suffix.count) + ".mail" + suffix, basis: "routing domain of the tenant", in: db)
        }
      }
    }
  }

  private static func insert(_ domain: String, basis: String, in db: Database) throws {
    try db.execute(sql: "INSERT OR IGNORE INTO organisation_domain VALUES (?, ?)", arguments: [domain, basis])
  }
}
