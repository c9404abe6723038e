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

  private static func isRules(_ names: Set<String>) -> Bool {
    names.isSuperset(of: ["forwardto", "redirectto"]) && !names.isDisjoint(with: ["identity", "name", "ruleidentity"])
  }

  private static func isMailboxes(_ names: Set<String>) -> Bool {
    (names.contains("forwardingsmtpaddress")
      || names.isSuperset(of: ["forwardingaddress", "delivertomailboxandforward"]))
      && !names.isDisjoint(with: ["primarysmtpaddress", "userprincipalname", "displayname", "alias", "identity"])
  }

  package static func recognises(_ opening: Opening) -> Bool { records.recognises(opening) }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    try await records.read(source.openStream(), into: collector) { logged, location, _ in
      let names = Set(logged.fields.names.map { $0.lowercased() })
      guard isRules(names) || isMailboxes(names) else { return "neither a rule nor a mailbox" }
      guard let payload = LoggedFields.sha256(logged.fields.plain) else { return "no digest of it could be made" }
      collector.add(
        isRules(names)
          ? rule(logged.fields, payload, collector.nextAuditRecord(), location)
          : mailbox(logged.fields, payload, collector.nextAuditRecord(), location))
      return nil
    }
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
    let target = fields.first("PrimarySmtpAddress", "UserPrincipalName", "Identity", "Alias")
    var record = record("Get-Mailbox", target, names, fields, payload, ordinal, location)
    let mailbox = LoggedMailbox(
      address: fields.first("PrimarySmtpAddress", "UserPrincipalName"), guid: fields["ExchangeGuid"],
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
    record.externalID = payload.externalID
    record.workload = "Exchange"
    record.target = target
    let parameters = names.compactMap { name in fields[name].map { Cmdlet.Parameter(name: name, value: $0) } }
    record.cmdlet = Cmdlet(
      name: name, caller: nil, target: target, parameters: parameters + parameters.flatMap(\.plainRecipients))
    return record
  }
}
