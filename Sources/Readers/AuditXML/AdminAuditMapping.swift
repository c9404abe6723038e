import Records

/// One event of an administrator audit log, in the names of its XML or of `Search-AdminAuditLog`, as an `AuditRecord`
/// with the cmdlet that was run.
///
/// What the cmdlet changed stands among its parameters, as `ModifiedProperties.NAME` and
/// `ModifiedProperties.NAME.OldValue`; why it failed as `Error`.
struct AdminAuditMapping: ~Copyable {
  /// Its ordinal is given when it is taken over.
  private var record: AuditRecord
  /// Of the server that ran the cmdlet.
  private var serverBuild: String?
  private var defects: [Defect] = []

  /// Nil where no digest of it can be made.
  init?(_ logged: LoggedRecord, culture: CultureTime, location: SourceLocation) {
    let fields = logged.fields
    let time = fields["RunDate"].flatMap { LoggedTime($0, zoneless: .assumed, culture: culture) }
    let name = fields.first("Cmdlet", "CmdletName") ?? ""
    let parameters = Self.parameters(logged) + Self.changes(logged)
    let hasList = !logged.list("CmdletParameters").isEmpty
    guard let payload = Self.payload(fields, name, parameters, hasList: hasList, at: time) else { return nil }
    record = AuditRecord(
      ordinal: 0, location: location, payloadSHA256: payload, logKind: AdminAuditReader.kind,
      timeBasis: time?.basis ?? .assumed, operation: name)
    record.occurredAt = time?.microseconds
    // The log gives its events no id: what is logged twice to the last character is one event, exported twice.
    record.externalID = payload.externalID
    record.workload = "Exchange"
    record.actor = fields["Caller"]
    record.target = fields.first("ObjectModified", "ModifiedObjectResolvedName")
    let server = fields["OriginatingServer"].map(OriginatingServer.init)
    record.server = server?.name
    serverBuild = server?.build
    record.isSuccess = fields["Succeeded"].flatMap(ExchangeVocabulary.isSuccess)
    if var address = fields["ClientIP"] {
      let logged = address.withUTF8 { LoggedAddress($0) }
      record.clientIP = logged?.address
      record.clientPort = logged?.port
    }
    let failure = fields["Error"].flatMap { $0 == "None" ? nil : Cmdlet.Parameter(name: "Error", value: $0) }
    record.cmdlet = Cmdlet(
      name: name, caller: record.actor, target: record.target,
      parameters: parameters + parameters.flatMap(\.plainRecipients) + [failure].compactMap(\.self))
    if name.isEmpty { tell("Cmdlet", "absent", "record kept without it") }
    if time == nil { tell("RunDate", fields["RunDate"] ?? "absent", "record kept, its time not known") }
  }

  /// CmdletParameters as a list; as text, as it is printed, where the container has flattened it.
  private static func parameters(_ logged: LoggedRecord) -> [Cmdlet.Parameter] {
    let list = logged.list("CmdletParameters")
    guard list.isEmpty else {
      return list.map { Cmdlet.Parameter(name: $0["Name"] ?? $0[""] ?? "", value: $0["Value"]) }
    }
    guard let text = logged.fields["CmdletParameters"] else { return [] }
    return [Cmdlet.Parameter(name: "CmdletParameters", value: text)]
  }

  private static func changes(_ logged: LoggedRecord) -> [Cmdlet.Parameter] {
    let list = logged.list("ModifiedProperties")
    guard list.isEmpty else {
      return list.flatMap { change -> [Cmdlet.Parameter] in
        let name = "ModifiedProperties." + (change["Name"] ?? change[""] ?? "")
        return [
          Cmdlet.Parameter(name: name, value: change["NewValue"]),
          Cmdlet.Parameter(name: name + ".OldValue", value: change["OldValue"]),
        ]
      }
    }
    guard let text = logged.fields["ModifiedProperties"] else { return [] }
    return [Cmdlet.Parameter(name: "ModifiedProperties", value: text)]
  }

  /// Of what is logged, with its time in UTC: exports made in two time zones agree. Where the parameters are there one by
  /// one, so do the XML of the log and what the shell exports, which has names of its own; without them those tell two
  /// events of one second apart.
  private static func payload(
    _ fields: LoggedFields, _ cmdlet: String, _ parameters: [Cmdlet.Parameter], hasList: Bool, at time: LoggedTime?
  ) -> Digest? {
    var plain = time.map { "\($0.microseconds)" } ?? ""
    if hasList { plain += "\u{2}\(cmdlet)\u{2}\(fields["Succeeded"]?.lowercased() ?? "")" }
    let names = hasList ? ["Caller", "ObjectModified", "Error", "OriginatingServer"] : fields.names
    for name in names where time == nil || name.lowercased() != "rundate" {
      if let value = fields[name] { plain += "\u{2}\(name.lowercased())=\(value)" }
    }
    for parameter in parameters { plain += "\u{3}\(parameter.name)=\(parameter.value ?? "")" }
    return LoggedFields.sha256(plain)
  }

  consuming func finish() -> MappedEvent {
    MappedEvent(record: record.moveOut(), serverBuild: serverBuild, defects: defects)
  }

  private mutating func tell(_ field: String, _ problem: String, _ consequence: String) {
    defects.append(
      Defect(
        field: field, problem: record.location.line.map { "line \($0): \(problem)" } ?? problem,
        consequence: consequence, offset: record.location.offset, length: record.location.length))
  }
}
