import GRDB
import Records

/// Finds the mailbox that an account or a cmdlet's parameter names.
struct MailboxDirectory {
  private var byName: [String: Set<Int64>] = [:]
  private var byLocalPart: [String: Set<Int64>] = [:]

  init(_ db: Database) throws {
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT a.mailbox_id, a.kind, a.value
        FROM mailbox_alias AS a
        JOIN mailbox AS m ON m.mailbox_id = a.mailbox_id
        WHERE m.kind IN ('user', 'shared')
        """)
    while let row = try cursor.next() {
      let mailbox: Int64 = row[0]
      let name = (row[2] as String).lowercased()
      byName[name, default: []].insert(mailbox)
      guard (row[1] as String) == OwnerHint.Kind.address.rawValue, let sign = name.firstIndex(of: "@") else { continue }
      byLocalPart[String(name[..<sign]), default: []].insert(mailbox)
    }
  }

  /// The mailbox of an account: by its full name only.
  func mailbox(ofAccount account: String) -> Int64? { only(byName[account.trimmed.lowercased()]) }

  /// The mailbox that alone has an address which begins so.
  func mailbox(ofLocalPart name: String) -> Int64? { only(byLocalPart[name]) }

  /// The mailbox that a cmdlet's identity names: any name, the last part of a canonical name, or a local part, as far
  /// as one mailbox alone goes by it.
  func mailbox(identity: String) -> Int64? {
    let name = identity.trimmed.lowercased().withoutPrefix("smtp:")
    if let exact = byName[name] { return only(exact) }
    let last = String(name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? "")
    if last != name, let exact = byName[last] { return only(exact) }
    return only(byLocalPart[last])
  }

  /// The mailbox that a cmdlet was called on. The GUID of what the service says was changed goes before what it was called:
  /// an address may have been given to somebody else since.
  func mailbox(of act: CmdletAct) -> Int64? {
    if let name = act.target?.split(separator: "/").last.map({ String($0).trimmed.lowercased() }), name.isGUID,
      let mailbox = only(byName[name])
    {
      return mailbox
    }
    return act.identity.flatMap(mailbox(identity:)) ?? act.target.flatMap(mailbox(identity:))
  }

  /// Whether a name given to a cmdlet means this account.
  func isSame(_ name: String, account: String) -> Bool {
    let name = name.trimmed.lowercased().withoutPrefix("smtp:")
    let account = account.trimmed.lowercased()
    if name == account { return true }
    if let mailbox = mailbox(ofAccount: account), mailbox == self.mailbox(identity: name) { return true }
    guard !name.contains("@"), let sign = account.firstIndex(of: "@") else { return false }
    return name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) == String(account[..<sign])
  }

  private func only(_ mailboxes: Set<Int64>?) -> Int64? {
    guard let mailboxes, mailboxes.count == 1 else { return nil }
    return mailboxes.first
  }
}

extension String {
  fileprivate var isGUID: Bool {
    split(separator: "-", omittingEmptySubsequences: false).map(\.count) == [8, 4, 4, 4, 12]
      && allSatisfy { $0 == "-" || $0.isHexDigit }
  }
}
