import GRDB
import Records

/// Which mailbox each of these requests is in.
extension NamedRequests {
  /// What of a server gives out mail to who is signed in; the control panel and forms to sign in by do not.
  private static func isService(_ path: String) -> Bool {
    ["/owa/", "/ews/", "/mapi/", "/rpc/", "/api/", "/microsoft-server-activesync"].contains { path.hasPrefix($0) }
      && !path.hasPrefix("/owa/auth")
  }

  /// Takes away the mailboxes that requests name by an anchor (`X-AnchorMailbox`), or ask MAPI for, and that are not those
  /// of who is signed in: anybody can write so. That the server let them in, no such log shows. What it routed by itself
  /// (a SID), what was asked for over a forged target and whom the log of services says to be impersonated stays.
  static func leaveClaims(
    _ accounts: AccountMailboxes, in db: Database, notes: inout NoteBook
  ) throws {
    let update = try db.makeStatement(sql: "UPDATE named_request SET mailbox_id = NULL WHERE audit_record_id = ?")
    var claims: [Int64: (account: String, record: Int64)] = [:]
    // A row is changed once it was read, and no row is met twice: the order is that of the key.
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT n.audit_record_id, n.mailbox_id, COALESCE(actor.value, ''), COALESCE(path.value_lc, path.value, '')
        FROM named_request AS n
        JOIN stored_web_request AS w ON w.audit_record_id = n.audit_record_id
        JOIN logged_mailbox AS l ON l.logged_mailbox_id = w.logged_mailbox_id AND (l.sid IS NULL OR l.address IS NOT NULL)
        JOIN text AS kind ON kind.text_id = n.log_kind_ref
        LEFT JOIN text AS path ON path.text_id = w.path_ref
        LEFT JOIN text AS actor ON actor.text_id = n.actor_ref
        WHERE n.mailbox_id IS NOT NULL AND n.forged_target IS NULL AND kind.value <> 'ews' ORDER BY n.audit_record_id
        """)
    while let row = try rows.next() {
      let (record, mailbox, account): (Int64, Int64, String) = (row[0], row[1], row[2])
      let isUnnamed = account.isEmpty || AccountMailboxes.isMachine(account.lowercased())
      guard isUnnamed ? !isService(row[3]) : accounts.mailbox(of: account)?.mailbox != mailbox else { continue }
      try update.execute(arguments: [record])
      if !isUnnamed, claims[mailbox] == nil { claims[mailbox] = (account, record) }
    }
    for (mailbox, first) in claims.sorted(by: { $0.key < $1.key }) {
      try notes.write(
        "mailbox_claimed",
        "requests of \(first.account) name this mailbox as where they go to, which is the client's own text and not that "
          + "account's mailbox: whether it was let in, no record says, and nothing is stated as reachable for that",
        mailbox: mailbox, record: first.record, in: db)
    }
  }

  static func nameAccounts(
    _ mailboxes: AccountMailboxes, in db: Database, notes: inout NoteBook
  ) throws {
    let update = try db.makeStatement(sql: "UPDATE named_request SET mailbox_id = ? WHERE audit_record_id = ?")
    var byName: [Int64: (account: String, why: String, record: Int64)] = [:]
    // A row is changed once it was read, and no row is met twice: the order is that of the key.
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT n.audit_record_id, COALESCE(actor.value, ''), COALESCE(path.value_lc, path.value), COALESCE(w.query, '')
        FROM named_request AS n
        JOIN stored_web_request AS w ON w.audit_record_id = n.audit_record_id
        JOIN text AS path ON path.text_id = w.path_ref
        LEFT JOIN text AS actor ON actor.text_id = n.actor_ref
        WHERE n.mailbox_id IS NULL AND n.forged_target IS NULL ORDER BY n.audit_record_id
        """)
    while let row = try rows.next() {
      let path: String = row[2]
      guard isService(path) else { continue }
      // What a phone's query says is the client's own text: the account that the server knows goes before.
      let logged: String = row[1]
      let isUnnamed = logged.isEmpty || AccountMailboxes.isMachine(logged.lowercased())
      let asked = isUnnamed && path.hasPrefix("/microsoft-server-activesync") ? ActiveSyncQuery(row[3]).user : nil
      guard let found = mailboxes.mailbox(of: asked ?? logged) else { continue }
      try update.execute(arguments: [found.mailbox, row[0] as Int64])
      let why =
        found.basis == .localPart
        ? "it alone has an address that begins with the account's name"
        : "a phone asked for it, which is the client's own text"
      if (asked != nil || found.basis == .localPart) && byName[found.mailbox] == nil {
        byName[found.mailbox] = (asked ?? logged, why, row[0])
      }
    }
    for (mailbox, first) in byName.sorted(by: { $0.key < $1.key }) {
      try notes.write(
        "account_by_name",
        "requests of \(first.account), which no log joins with a mailbox, are taken to be in this one because "
          + "\(first.why); no record confirms it", mailbox: mailbox, record: first.record, in: db)
    }
  }
}
