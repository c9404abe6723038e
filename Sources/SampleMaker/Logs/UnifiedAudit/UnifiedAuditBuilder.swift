/// Makes the records of a tenant's unified audit log in the shape of their year.
package struct UnifiedAuditBuilder: Sendable {
  package let organisation: Organisation
  package let schema: AuditSchema
  var dice: Dice

  package init(organisation: Organisation, schema: AuditSchema, dice: Dice) {
    (self.organisation, self.schema, self.dice) = (organisation, schema, dice)
  }

  /// The members with which every record begins, `more` after them.
  mutating func record(
    _ operation: String, _ recordType: UnifiedAuditRecord.RecordType, by actor: AuditActor, at moment: Moment,
    result: String?, workload: String, userKey: String? = nil, context: [JSON.Member] = [], clientIP: String? = nil,
    objectID: String? = nil, _ more: [JSON.Member]
  ) -> UnifiedAuditRecord {
    let id = dice.guid()
    let head = members([
      "CreationTime": .string(moment.isoSeconds), "Id": .string(id.description), "Operation": .string(operation),
      "OrganizationId": .string(organisation.tenantID.description), "RecordType": .int(recordType.rawValue),
      "ResultStatus": result.map(JSON.string), "UserKey": .string(userKey ?? actor.userKey),
      "UserType": .int(actor.kind.rawValue), "Version": 1, "Workload": .string(workload),
      "ClientIP": clientIP.map(JSON.string), "ObjectId": objectID.map(JSON.string), "UserId": .string(actor.userID),
    ])
    return UnifiedAuditRecord(
      id: id, createdAt: moment, operation: operation, recordType: recordType, userID: actor.userID,
      auditData: .object(context + head + more))
  }

  /// Which server of the service holds a mailbox: `VI1PR04MB5056 (15.20.4129.032)`.
  func server(of mailbox: Mailbox) -> String {
    var dice = dice.stream("server", mailbox.number)
    let site = dice.pick(["VI1", "DB8", "AM0", "AS8", "PAX"])
    return "\(site)PR04MB\(padded(dice.within(1000...9899), 4)) (\(schema.serverBuild))"
  }

  /// What the directory calls a user, which sign-ins use as key.
  package func objectID(of userID: String) -> String {
    var dice = Dice(seed: 0).stream(userID + organisation.tenantID.description)
    return dice.guid().description
  }

  /// An address with the port that administration records put behind it; a version 6 address stands in brackets.
  mutating func withPort(_ address: String) -> String {
    let port = dice.within(1024...65_535)
    return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
  }

  /// `AppAccessContext`, which records have from 2024 on.
  mutating func accessContext(at moment: Moment, sessionID: GUID?, application: String?) -> [JSON.Member] {
    guard schema >= .year2024 else { return [] }
    let issuedAt = moment - .minutes(dice.within(1...55))
    let token = base64(dice.bytes(16)).filter { $0 != "=" && $0 != "+" && $0 != "/" }
    let told = schema >= .year2025
    return members([
      "AppAccessContext": .object([
        "AADSessionId": told ? sessionID.map { .string($0.description) } : nil,
        "APIId": told ? .string(WellKnownApplication.exchangeOnline) : nil,
        "ClientAppId": told ? application.map(JSON.string) : nil, "IssuedAtTime": .string(issuedAt.isoSeconds),
        "UniqueTokenId": .string(token),
      ])
    ])
  }
}

/// Members in the order given, without those that have no value.
func members(_ pairs: KeyValuePairs<String, JSON?>) -> [JSON.Member] {
  pairs.compactMap { name, value in value.map { JSON.Member(name: name, value: $0) } }
}

/// `[{"Name":…,"Value":…}]`, as records list properties and parameters.
func nameValueList(_ pairs: [(name: String, value: String?)]) -> JSON {
  .array(pairs.map { .object(["Name": .string($0.name), "Value": $0.value.map(JSON.string)]) })
}
