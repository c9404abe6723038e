import GRDB
import Records

/// An address that a cmdlet gave to a mailbox: `Set-Mailbox GUID -EmailAddresses SMTP:new@…,smtp:old@…`. An address that
/// passes from one person to another is so two mailboxes' before any record of the new owner's uses it.
struct GivenAddress {
  static let basis = "set_address"

  let name: MailboxName
  let time: Microseconds?
  /// What the cmdlet names the mailbox by, the surest first. Other identities (aliases, paths of a directory) are not
  /// looked up: they would join what may be two.
  let owner: [MailboxName]

  /// By time.
  static func fetch(_ db: Database) throws -> [GivenAddress] {
    let parameters = ["emailaddresses", "primarysmtpaddress", "windowsemailaddress"]
    return try CmdletCall.fetch(
      ["set-mailbox", "set-remotemailbox", "enable-mailbox"], with: parameters, db
    ).flatMap { call in
      let owner = owners(of: call)
      let names = parameters.compactMap { call.parameters[$0] }.flatMap(addresses)
      return owner.isEmpty
        ? [] : names.filter { !owner.contains($0) }.map { GivenAddress(name: $0, time: call.time, owner: owner) }
    }
  }

  private static func owners(of call: CmdletCall) -> [MailboxName] {
    let identities = [call.parameters["identity"], call.target].compactMap { $0?.trimmed }.filter { !$0.isEmpty }
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
  static func addresses(in value: String) -> [MailboxName] {
    var text = value.lowercased()
    if let add = text.firstRange(of: "add=") {
      text = String(text[add.upperBound...].prefix { $0 != ";" && $0 != "}" })
    } else if text.contains("remove=") {
      return []
    }
    return Forwardings.addresses(in: text).compactMap { MailboxName(.address, $0) }
  }
}

extension LoggedMailboxes {
  /// The times of names, with those from which given addresses are the mailbox's: where no record uses one, that is all
  /// that is known.
  func addTimes(
    of given: [(address: GivenAddress, mailbox: Int)],
    to times: [MailboxWriter.NamedMailbox: ClosedRange<Int64>]
  ) -> [MailboxWriter.NamedMailbox: ClosedRange<Int64>] {
    var times = times
    for (address, mailbox) in given {
      guard let time = address.time else { continue }
      let key = MailboxWriter.NamedMailbox(mailbox: mailbox, name: address.name)
      times[key] = times[key]?.extended(to: time...time) ?? time...time
    }
    return times
  }
}
