import GRDB
import Records

/// The mailbox of an account as servers log it: `CORP\alice`, `alice`, `alice@corp.example`.
///
/// By its full name where a mailbox goes by that; else by the SID by which the server routed the account's requests,
/// where it is one and no other account's (addresses and GUIDs that requests name are the client's own text); else by
/// the account's name before or behind the sign, where one address alone has it. The last is a convention of
/// administrators and no more: whoever uses it tells so. What fits twice is nobody's.
struct AccountMailboxes {
  enum Basis { case fullName, sid, localPart }

  private let directory: MailboxDirectory
  private var mailboxes: [String: Set<Int64>] = [:]
  private var accounts: [Int64: Set<String>] = [:]

  init(_ db: Database) throws {
    directory = try MailboxDirectory(db)
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT DISTINCT COALESCE(t.value_lc, t.value), r.mailbox_id
        FROM request_account AS a
        JOIN text AS t ON t.text_id = a.actor_ref
        JOIN logged_mailbox AS l ON l.logged_mailbox_id = a.logged_mailbox_id AND l.sid IS NOT NULL
          AND l.guid IS NULL AND l.address IS NULL
        JOIN logged_mailbox_resolution AS r ON r.logged_mailbox_id = a.logged_mailbox_id
        """)
    while let row = try rows.next() {
      let account: String = row[0]
      if Self.isMachine(account) { continue }
      mailboxes[account, default: []].insert(row[1])
      accounts[row[1], default: []].insert(account)
    }
  }

  func mailbox(of account: String) -> (mailbox: Int64, basis: Basis)? {
    let name = account.trimmed.lowercased()
    if name.isEmpty || Self.isMachine(name) { return nil }
    if let mailbox = directory.mailbox(ofAccount: name) { return (mailbox, .fullName) }
    if let named = mailboxes[name] {
      guard named.count == 1, let mailbox = named.first, accounts[mailbox]?.count == 1 else { return nil }
      return (mailbox, .sid)
    }
    return directory.mailbox(ofLocalPart: Self.localPart(of: name)).map { ($0, .localPart) }
  }

  /// Machines and the system's own accounts act for others.
  static func isMachine(_ account: String) -> Bool {
    account.hasSuffix("$") || account.hasPrefix("nt authority") || account.hasPrefix("s-1-5-")
      || account.contains("healthmailbox")
  }

  private static func localPart(of account: String) -> String {
    let name = account.split(whereSeparator: { $0 == "\\" || $0 == "/" }).last ?? ""
    return String(name.prefix { $0 != "@" })
  }
}
