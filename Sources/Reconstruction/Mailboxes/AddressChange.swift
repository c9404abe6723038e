import GRDB
import Records

/// What a record says became of the addresses of a mailbox: `Set-Mailbox GUID -EmailAddresses SMTP:new@…,smtp:old@…`,
/// a mailbox made, one removed, an account deleted or renamed (its user principal name).
struct AddressChange {
  static let basis = "set_address"

  let time: Microseconds?
  let record: Int64
  /// What the mailbox is named by, the surest first. Other identities (aliases, paths of a directory) are not looked up:
  /// they would join what may be two.
  let owner: [MailboxName]
  let given: [MailboxName]
  private let removed: Set<MailboxName>
  /// Whether the mailbox keeps none but the given addresses.
  private let isWhole: Bool
  /// Whether it is the making of the mailbox: no record before is about it.
  let makesMailbox: Bool
  /// Whether it takes back that an account was deleted: it has the addresses again that it had.
  let restores: Bool
  /// Whether it gives an account another name in place of the one that it is known by: both are one mailbox's.
  private(set) var isRename = false

  func takesAway(_ address: MailboxName) -> Bool {
    removed.contains(address) || isWhole && !given.contains(address)
  }

  private static let listing = ["emailaddresses", "primarysmtpaddress", "windowsemailaddress"]
  private static let naming = ["primarysmtpaddress", "userprincipalname", "microsoftonlineservicesid"]

  /// By time.
  static func fetch(_ db: Database) throws -> [AddressChange] {
    let set = try CmdletAct.fetch(done: ["set-mailbox", "set-remotemailbox", "enable-mailbox"], with: listing, db)
    let made = try CmdletAct.fetch(done: ["new-mailbox", "new-remotemailbox"], with: naming, db)
    let removed = try CmdletAct.fetch(
      done: ["remove-mailbox", "disable-mailbox", "remove-remotemailbox", "disable-remotemailbox"], with: ["identity"],
      db)
    var changes = set.map { AddressChange(setBy: $0) } + made.map { AddressChange(makingOf: $0) }
    changes += removed.map { AddressChange(endOf: owners($0.identity, $0.target), time: $0.time, record: $0.record) }
    changes += try accounts("delete user.", db).map {
      AddressChange(endOf: $0.owner, time: $0.time, record: $0.record)
    }
    changes += try accounts("restore user.", db).map {
      AddressChange(restoring: $0.owner, time: $0.time, record: $0.record)
    }
    let named = try CmdletAct.fetch(done: ["update user."], with: ["userprincipalname.oldvalue"], db)
    changes += named.compactMap { AddressChange(renaming: $0) }
    return changes.filter { !$0.owner.isEmpty || $0.makesMailbox }
      .sorted { ($0.time ?? .max, $0.record) < ($1.time ?? .max, $1.record) }
  }

  private init(setBy call: CmdletAct) {
    (time, record, makesMailbox, restores) = (call.time, call.record, false, false)
    owner = Self.owners(call.given("identity"), call.target)
    let list = call.given("emailaddresses")?.lowercased() ?? ""
    given = Self.listing.compactMap { call.given($0) }.flatMap(Self.addresses)
    removed = Set(Self.part("remove=", of: list).map(Self.plainAddresses) ?? [])
    isWhole = !list.isEmpty && !given.isEmpty && !list.contains("add=") && !list.contains("remove=")
  }

  private init(makingOf call: CmdletAct) {
    (time, record, makesMailbox, restores) = (call.time, call.record, true, false)
    owner = []
    given = Self.naming.compactMap { call.given($0) }.flatMap(Self.addresses)
    (removed, isWhole) = ([], false)
  }

  /// Nil where the record does not tell one name before and one after.
  private init?(renaming call: CmdletAct) {
    (time, record, makesMailbox, restores) = (call.time, call.record, false, false)
    owner = Self.plainAddresses(in: call.given("userprincipalname.oldvalue") ?? "")
    given = Self.plainAddresses(in: call.given("userprincipalname") ?? "")
    (removed, isWhole, isRename) = ([], false, true)
    guard owner.count == 1, given.count == 1, owner != given else { return nil }
  }

  private init(endOf owner: [MailboxName], time: Microseconds?, record: Int64) {
    (self.owner, self.time, self.record) = (owner, time, record)
    (given, removed, isWhole, makesMailbox, restores) = ([], [], true, false, false)
  }

  private init(restoring owner: [MailboxName], time: Microseconds?, record: Int64) {
    (self.owner, self.time, self.record) = (owner, time, record)
    (given, removed, isWhole, makesMailbox, restores) = ([], [], false, false, true)
  }

  /// Whose accounts the directory tells this of. It writes the account's id before the name of a deleted one:
  /// `4f0c…9aalice@corp.example`.
  private static func accounts(
    _ operation: String, _ db: Database
  ) throws -> [(owner: [MailboxName], time: Microseconds?, record: Int64)] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT audit_record_id, occurred_at_us, target FROM stored_audit_record
        WHERE operation_ref IN (SELECT text_id FROM text WHERE COALESCE(value_lc, value) = ?)
          AND COALESCE(is_success, 1) = 1 AND target IS NOT NULL
        """, arguments: [operation]
    ).map { row in
      var name = (row[2] as String).trimmed
      if name.prefix(32).count == 32, name.prefix(32).allSatisfy(\.isHexDigit) { name = String(name.dropFirst(32)) }
      return (owners(name), row[1], row[0])
    }
  }

  // MARK: What texts name

  private static func owners(_ identities: String?...) -> [MailboxName] {
    let identities = identities.compactMap { $0?.trimmed }.filter { !$0.isEmpty }
    return [OwnerHint.Kind.guid, .sid, .address].flatMap { kind in
      identities.filter { Self.kind(of: $0) == kind }.compactMap { MailboxName(kind, $0) }
    }
  }

  /// Nil where it may be anything.
  private static func kind(of identity: String) -> OwnerHint.Kind? {
    if identity.uppercased().hasPrefix("S-1-") { return .sid }
    let digits = identity.lowercased().withoutPrefix("{").withoutSuffix("}")
    if digits.utf8.count == 36, digits.allSatisfy({ $0.isHexDigit || $0 == "-" }) { return .guid }
    return identity.contains("@") && !identity.contains { "/\\ ".contains($0) } ? .address : nil
  }

  /// Of `@{Add=…; Remove=…}` only what is added.
  private static func addresses(in value: String) -> [MailboxName] {
    let text = value.lowercased()
    if let added = part("add=", of: text) { return plainAddresses(in: added) }
    return text.contains("remove=") ? [] : plainAddresses(in: text)
  }

  private static func part(_ key: String, of text: String) -> String? {
    text.firstRange(of: key).map { String(text[$0.upperBound...].prefix { $0 != ";" && $0 != "}" }) }
  }

  private static func plainAddresses(in text: String) -> [MailboxName] {
    Forwardings.addresses(in: text).compactMap { MailboxName(.address, $0) }
  }
}
