import Bytes
package import Records

/// Microsoft Entra's sign-in log: Graph and portal downloads as JSON, the portal's CSV, diagnostic settings as JSON.
package enum SignInReader: Reader {
  package static let kind = "entra_sign_in_log"
  package static let summary =
    "Sign-in log of Microsoft Entra (JSON, CSV): who signed in to what, from where, and whether"
  package static let access = SourceAccess.sequential
  package static let timeBases: [TimeBasis]? = [.utc, .offset]

  private static var records: LoggedRecords {
    LoggedRecords(
      kind: kind, knows: knows, timeFields: ["Date (UTC)"],
      rowLimits: [
        (1000, "Graph gives in one answer"), (5000, "the portal once gave in one file"),
        (100_000, "the portal gives in one file"), (250_000, "the portal once gave in one file"),
      ])
  }

  private static func knows(_ names: Set<String>) -> Bool {
    names.isSuperset(of: ["createddatetime", "appid", "ipaddress"])
      && !names.isDisjoint(with: ["userprincipalname", "serviceprincipalid", "serviceprincipalname"])
      || names.isSuperset(of: ["date (utc)", "ip address"])
        && !names.isDisjoint(with: ["user", "username", "service principal id", "service principal name"])
      || names.isSuperset(of: ["time", "category", "operationname", "properties", "resultsignature"])
  }

  package static func recognises(_ opening: Opening) -> Bool { records.recognises(opening) }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    try await records.read(source.openStream(), into: collector) { record, location, culture in
      let mapping = SignInMapping(record, culture: culture, location: location, collector.nextAuditRecord)
      guard let mapping else { return "no time, user and id of a sign-in" }
      collector.add(mapping.record)
      if let defect = mapping.defect { collector.add(defect) }
      return nil
    }
  }
}

/// One sign-in as an `AuditRecord`, in the unified audit log's words: UserLoggedIn and UserLoginFailed.
struct SignInMapping {
  private(set) var record: AuditRecord
  private(set) var defect: Defect?

  /// Nil where it lacks two of time, user and id, or no digest can be made.
  init?(_ logged: LoggedRecord, culture: CultureTime, location: SourceLocation, _ nextOrdinal: () -> Ordinal) {
    let value = { (names: [String]) in
      names.lazy.compactMap { logged.fields[$0] ?? logged.fields["properties." + $0] }.first
    }
    let time = (value(["createdDateTime", "Date (UTC)"]) ?? value(["time"])).flatMap {
      LoggedTime($0, zoneless: .utc, culture: culture)
    }
    // Applications and managed identities sign in too, without a user.
    let user = value([
      "userPrincipalName", "Username", "User", "servicePrincipalName", "Service principal name", "servicePrincipalId",
      "Service principal ID",
    ])
    let id = value(["id", "Request ID"])
    let isSuccess = Self.isSuccess(
      code: value(["status.errorCode", "Sign-in error code", "resultType"]), status: value(["Status"]))
    var address = value(["ipAddress", "IP address", "callerIpAddress"])
    let client = address?.withUTF8 { LoggedAddress($0) }
    let application = value(["appId", "Application ID"])
    let telling = [
      id, time.map { "\($0.microseconds / 1_000_000)" }, user, client?.address, application, isSuccess.map { "\($0)" },
    ]
    guard [time != nil, user != nil, id != nil].count(where: \.self) >= 2,
      let payload = LoggedFields.sha256(id == nil ? logged.fields.plain : Self.plain(telling))
    else { return nil }
    record = AuditRecord(
      ordinal: nextOrdinal(), location: location, payloadSHA256: payload, logKind: SignInReader.kind,
      timeBasis: time?.basis == .offset ? .offset : .utc,
      operation: isSuccess.map { $0 ? "UserLoggedIn" : "UserLoginFailed" } ?? "SignIn")
    record.occurredAt = time?.microseconds
    record.externalID = id?.lowercased()
    record.workload = "AzureActiveDirectory"
    record.actor = user
    record.isSuccess = isSuccess
    (record.clientIP, record.clientPort) = (client?.address, client?.port)
    record.clientInfo = value(["clientAppUsed", "Client app"])
    record.userAgent = value(["userAgent", "User agent"])
    record.appID = application
    record.sessionKey = value(["sessionId", "Session ID"])
    record.target = value(["resourceDisplayName", "Resource", "appDisplayName", "Application"])
    if time == nil { defect = Defect("createdDateTime", "no time", "record kept, its time not known", at: location) }
  }

  /// What every container of the log has of a sign-in, in the same words but for their case. Exports differ in more, and so
  /// do two of one sign-in made on two days: how risky it was is told anew.
  private static func plain(_ values: [String?]) -> String {
    values.map { $0?.lowercased() ?? "" }.joined(separator: "\u{2}")
  }

  /// Error code 0 is success, any other is not; without a code, by the portal's word.
  private static func isSuccess(code: String?, status: String?) -> Bool? {
    if let code, let number = Int64(code) { return number == 0 }
    return status.flatMap(ExchangeVocabulary.isSuccess)
  }
}
