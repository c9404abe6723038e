import Bytes
package import Records

/// How mailboxes were set when somebody looked: Get-InboxRule and Get-Mailbox as CSV, list, CliXml or JSON.
///
/// It is state, not an act: records have no time and no actor, and their cmdlet is the Get- that showed it.
package enum MailboxStateReader: Reader {
  package static let kind = "mailbox_state"
  package static let summary =
    "Inbox rules and mailbox settings as exported (Get-InboxRule, Get-Mailbox; CSV, list, CliXml, JSON): state, no acts"
  package static let access = SourceAccess.sequential
  package static let timeBases: [TimeBasis]? = []

  private static var records: LoggedRecords {
    LoggedRecords(kind: kind, knows: { isRules($0) || isMailboxes($0) }, timeFields: [])
  }

  /// Few export all columns: of a rule one has to say where mail goes, and another that it is a rule's.
  private static func isRules(_ names: Set<String>) -> Bool {
    let forwarding: Set = ["forwardto", "redirectto", "forwardasattachmentto"]
    return !names.isDisjoint(with: forwarding)
      && names.intersection(forwarding.union(ruleNames)).count > 1
      && !names.isDisjoint(with: ["identity", "name", "ruleidentity", "rulename", "mailboxownerid"])
  }

  private static let ruleNames: Set = [
    "ruleidentity", "mailboxownerid", "deletemessage", "movetofolder", "copytofolder", "markasread",
    "stopprocessingrules", "supportedbytask", "subjectcontainswords", "subjectorbodycontainswords",
    "bodycontainswords", "fromaddresscontainswords", "inerror", "softdeletemessage",
  ]

  private static func isMailboxes(_ names: Set<String>) -> Bool {
    !names.isDisjoint(with: ["forwardingsmtpaddress", "forwardingaddress"]) && !names.isDisjoint(with: mailboxNames)
  }

  private static let mailboxNames: Set = [
    "primarysmtpaddress", "userprincipalname", "displayname", "alias", "identity", "name", "mailbox",
    "windowsemailaddress", "samaccountname", "distinguishedname", "exchangeguid", "guid",
  ]

  package static func recognises(_ opening: Opening) -> Bool { records.recognises(opening) }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    var mailboxCount: Int64 = 0
    try await records.read(source.openStream(), into: collector) { logged, location, _ in
      let names = Set(logged.fields.names.map { $0.lowercased() })
      guard isRules(names) || isMailboxes(names) else { return "neither a rule nor a mailbox" }
      guard let payload = LoggedFields.sha256(logged.fields.plain) else { return "no digest of it could be made" }
      if !isRules(names) { mailboxCount += 1 }
      collector.add(
        isRules(names)
          ? rule(logged.fields, payload, collector.nextAuditRecord(), location)
          : mailbox(logged.fields, payload, collector.nextAuditRecord(), location))
      return nil
    }
    collector.tellRowLimit(mailboxCount, of: [(1000, "Get-Mailbox gives unless asked for more")])
  }

  private static func rule(
    _ fields: LoggedFields, _ payload: Digest, _ ordinal: Ordinal, _ location: SourceLocation
  ) -> AuditRecord {
    let target = fields.first("MailboxOwnerId", "Mailbox", "Identity")
    return record("Get-InboxRule", target, fields.names, fields, payload, ordinal, location)
  }

  private static func mailbox(
    _ fields: LoggedFields, _ payload: Digest, _ ordinal: Ordinal, _ location: SourceLocation
  ) -> AuditRecord {
    let telling = ["forward", "audit", "grantsendonbehalf", "hold", "deliverto", "whenc", "recipienttype", "retain"]
    let names = fields.names.filter { name in telling.contains { name.lowercased().contains($0) } }
    let target = fields.first(
      "PrimarySmtpAddress", "UserPrincipalName", "WindowsEmailAddress", "Identity", "Mailbox", "Alias", "Name",
      "DisplayName")
    var record = record("Get-Mailbox", target, names, fields, payload, ordinal, location)
    let mailbox = LoggedMailbox(
      address: fields.first("PrimarySmtpAddress", "UserPrincipalName", "WindowsEmailAddress"),
      guid: fields["ExchangeGuid"],
      legacyDN: fields["LegacyExchangeDN"], displayName: fields["DisplayName"])
    record.mailbox = mailbox.isEmpty ? nil : mailbox
    return record
  }

  private static func record(
    _ name: String, _ target: String?, _ names: [String], _ fields: LoggedFields, _ payload: Digest,
    _ ordinal: Ordinal, _ location: SourceLocation
  ) -> AuditRecord {
    var record = AuditRecord(
      ordinal: ordinal, location: location, payloadSHA256: payload, logKind: kind, timeBasis: .assumed, operation: name)
    // Rules of one name in two mailboxes are two, though an export does not say whose they are.
    record.externalID = target == nil ? nil : payload.externalID
    record.workload = "Exchange"
    record.target = target
    let parameters = names.compactMap { name in fields[name].map { Cmdlet.Parameter(name: name, value: $0) } }
    record.cmdlet = Cmdlet(
      name: name, caller: nil, target: target, parameters: parameters + parameters.flatMap(\.plainRecipients))
    return record
  }
}
