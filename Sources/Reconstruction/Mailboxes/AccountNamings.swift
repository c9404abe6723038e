import GRDB
import Records

/// Joins what servers' logs of requests call a mailbox, by GUID here and by SID there, through the account that asked.
///
/// HttpProxy routes an account's own requests by its SID (`Sid~…`), and Outlook's by the mailbox's GUID. Where one
/// account alone goes with one SID, and one GUID with one account alone, they are one mailbox (basis `account`). An
/// address is that mailbox's where one address alone has the account's name before the sign (basis `account_name`): a
/// convention, kept apart from what logs say. What fits twice joins nothing.
struct AccountNamings {
  /// Fills `request_account`: which namings of mailboxes go with which accounts, in one pass over all requests.
  static func fill(in db: Database) throws {
    try db.run("DELETE FROM request_account")
    try db.run(
      """
      INSERT OR IGNORE INTO request_account
      SELECT logged_mailbox_id, COALESCE(actor_ref, 0) FROM stored_web_request WHERE logged_mailbox_id IS NOT NULL
      """)
  }

  private var sids: [String: Set<MailboxName>] = [:]
  private var guids: [String: Set<MailboxName>] = [:]
  private var accountsOfName: [MailboxName: Set<String>] = [:]
  private var addressesByLocalPart: [String: Set<MailboxName>] = [:]

  init(_ namings: [LoggedNaming], in db: Database) throws {
    let namingByID = Dictionary(namings.map { ($0.id, $0) }) { first, _ in first }
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT r.logged_mailbox_id, COALESCE(t.value_lc, t.value)
        FROM request_account AS r JOIN text AS t ON t.text_id = r.actor_ref
        ORDER BY 1, 2
        """)
    while let row = try rows.next() {
      let account: String = row[1]
      // A computer's account acts for others.
      guard !account.hasSuffix("$"), !account.hasPrefix("nt authority"), let naming = namingByID[row[0]] else {
        continue
      }
      if let sid = naming.sid, naming.guid == nil { take(sid, of: account, into: \.sids) }
      if let guid = naming.guid, naming.sid == nil { take(guid, of: account, into: \.guids) }
    }
    guard !sids.isEmpty || !guids.isEmpty else { return }
    for naming in namings { if let address = naming.address { take(address) } }
    try takeAddresses(in: db)
  }

  private mutating func take(
    _ name: MailboxName, of account: String, into names: WritableKeyPath<Self, [String: Set<MailboxName>]>
  ) {
    self[keyPath: names][account, default: []].insert(name)
    accountsOfName[name, default: []].insert(account)
  }

  private mutating func take(_ address: MailboxName) {
    guard let sign = address.value.firstIndex(of: "@") else { return }
    addressesByLocalPart[String(address.value[..<sign]), default: []].insert(address)
  }

  /// Addresses that stores go by: in paths, and in what the mail in them says.
  private mutating func takeAddresses(in db: Database) throws {
    let hints = try String.fetchCursor(
      db, sql: "SELECT DISTINCT value FROM owner_hint WHERE kind = 'address' AND value LIKE '%@%'")
    while let hint = try hints.next() { if let address = MailboxName(.address, hint) { take(address) } }
    let paths = try String.fetchCursor(db, sql: "SELECT relative_path FROM exhibit WHERE relative_path LIKE '%@%'")
    while let path = try paths.next() {
      for part in path.split(separator: "/") where part.contains("@") {
        // `alice@corp.example (old).pst`: the address is what addresses are written with.
        let words = part.split { !($0.isLetter || $0.isNumber || "@.-_+'".contains($0)) }
        for word in words where word.contains("@") {
          var name = String(word)
          for ending in [".mbox", ".pst", ".ost", ".zip"] { name = name.withoutSuffix(ending) }
          if let address = MailboxName(.address, name) { take(address) }
        }
      }
    }
  }

  /// The naming with what its account adds.
  func joined(_ naming: LoggedNaming) -> LoggedNaming {
    guard let own = naming.guid ?? naming.sid, naming.guid == nil || naming.sid == nil,
      let account = only(accountsOfName[own])
    else { return naming }
    var naming = naming
    if naming.sid == nil, let sid = only(sids[account]), only(accountsOfName[sid]) == account {
      naming.add(sid, basis: "account")
    }
    if naming.guid == nil, let guid = only(guids[account]), only(accountsOfName[guid]) == account {
      naming.add(guid, basis: "account")
    }
    if naming.address == nil, let address = only(addressesByLocalPart[Self.localPart(of: account)]) {
      naming.add(address, basis: "account_name")
    }
    return naming
  }

  /// `alice` of `CORP\\alice` and `alice@corp.example`.
  private static func localPart(of account: String) -> String {
    let name = account.split(whereSeparator: { $0 == "\\" || $0 == "/" }).last ?? ""
    return String(name.prefix { $0 != "@" })
  }

  private func only<Name>(_ names: Set<Name>?) -> Name? { names?.count == 1 ? names?.first : nil }
}
