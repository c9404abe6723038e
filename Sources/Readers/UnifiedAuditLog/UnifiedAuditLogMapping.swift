import Records

/// One AuditData object as an `AuditRecord`: the fields of the Office 365 Management Activity API's common, Exchange and
/// Azure Active Directory schemas, as exports really hold them.
struct UnifiedAuditLogMapping: ~Copyable {
  private var record: AuditRecord
  private var defects: [Defect] = []

  /// Its record's ordinal is still to be given.
  init(_ object: JSONMembers, location: SourceLocation, payloadSHA256: Digest, actions: JSONDocument) {
    record = AuditRecord(
      ordinal: 0, location: location, payloadSHA256: payloadSHA256, logKind: UnifiedAuditLogReader.kind,
      timeBasis: .utc, operation: object.text("Operation") ?? "")
    if record.operation.isEmpty { tell("Operation", "absent", "record kept without it") }
    readTime(object)
    readActor(object)
    readClient(object)
    readMailbox(object)
    record.externalID = object["Id"]?.lowercasedText
    record.recordType = object["RecordType"].flatMap(Self.recordType)
    record.workload = object.text("Workload")
    record.server = object.text("OriginatingServer")
    record.target = object.text("ObjectId") ?? Self.otherMailbox(object)
    record.isSuccess = Self.isSuccess(object["ResultStatus"], operation: record.operation)
    readAccesses(object)
    record.cmdlet = UnifiedAuditLogCmdlet.read(object, of: record, actions: actions)
  }

  consuming func finish() -> (AuditRecord, [Defect]) { (record.moveOut(), defects) }

  private mutating func tell(_ field: String, _ problem: String, _ consequence: String) {
    defects.append(
      Defect(
        field: field, problem: problem, consequence: consequence, offset: record.location.offset,
        length: record.location.length))
  }

  /// CreationTime is UTC where it names no zone (Search-UnifiedAuditLog).
  private mutating func readTime(_ object: JSONMembers) {
    guard let time = LoggedTime((object["CreationTime"]?.bytes ?? .empty).trimmed, zoneless: .utc) else {
      return tell(
        "CreationTime", object["CreationTime"] == nil ? "absent" : "no time", "record kept, its time not known")
    }
    record.occurredAt = time.microseconds
    record.timeBasis = time.basis
  }

  private mutating func readActor(_ object: JSONMembers) {
    record.actor = object.text("UserId") ?? object.text("UserKey")
    record.userType = object["UserType"].flatMap { $0.integer ?? $0.text.flatMap { Self.userTypes[$0.lowercased()] } }
    guard var logonType = object["LogonType"]?.text else { return }
    record.logonType = logonType.withUTF8(ExchangeVocabulary.logonType)
  }

  private mutating func readClient(_ object: JSONMembers) {
    for name: StaticString in ["ClientIPAddress", "ClientIP", "ActorIpAddress"] {
      guard let address = object[name].flatMap({ LoggedAddress($0.bytes) }) else { continue }
      record.clientIP = address.address
      record.clientPort = address.port
      break
    }
    let context = object["AppAccessContext"]
    record.clientInfo = object.text("ClientInfoString")
    record.userAgent =
      object.text("UserAgent") ?? Self.property("UserAgent", in: object["ExtendedProperties"])?.text
      ?? object["ClientInfoString"].flatMap { Self.userAgent(inClientInfo: $0.bytes) }
    record.appID =
      object.text("ClientAppId") ?? object.text("AppId") ?? object.text("ApplicationId")
      ?? context?["ClientAppId"]?.text
    record.sessionKey =
      object.text("SessionId") ?? context?["AADSessionId"]?.text
      ?? Self.property("SessionId", in: object["DeviceProperties"])?.text ?? context?["UniqueTokenId"]?.text
  }

  private mutating func readMailbox(_ object: JSONMembers) {
    let mailbox = LoggedMailbox(
      address: object.text("MailboxOwnerUPN"), guid: object.text("MailboxGuid"), sid: object.text("MailboxOwnerSid"))
    record.mailbox = mailbox.isEmpty ? nil : mailbox
    if record.mailbox == nil, record.operation == "AdminMailAccess" { record.mailbox = Self.previewedMailbox(object) }
  }

  /// By address or by GUID.
  private static func previewedMailbox(_ object: JSONMembers) -> LoggedMailbox? {
    guard let name = member("MailboxId", of: object)?.text else { return nil }
    return name.contains("@") ? LoggedMailbox(address: name) : LoggedMailbox(guid: name)
  }

  /// A member of the object itself, or among its extended properties.
  static func member(_ name: StaticString, of object: JSONMembers) -> JSONValue? {
    object[name] ?? property(name, in: object["ExtendedProperties"])
  }

  private mutating func readAccesses(_ object: JSONMembers) {
    let accesses = UnifiedAuditLogAccesses(object, operation: record.operation)
    record.accesses = accesses.accesses
    record.byteCount = accesses.byteCount
    let logged = object["OperationCount"]?.integer
    record.itemCount = logged.flatMap { (0...Int64(Ordinal.max)).contains($0) ? $0 : nil } ?? accesses.itemCount
    if accesses.isBind, let start = record.occurredAt { record.occurredTo = start + 120_000_000 }
    if let guess = accesses.guess { tell("OperationProperties.MailAccessType", "absent", guess) }
    if accesses.impossibleSizes > 0 {
      tell(
        "SizeInBytes", "\(accesses.impossibleSizes) items of impossible size", "the sizes of these items are not known")
    }
    if accesses.isBind, let logged, logged != accesses.itemCount ?? 0 {
      tell(
        "OperationCount", "\(logged) items counted, \(accesses.itemCount ?? 0) listed",
        AuditRecord.consequence(ofCounting: logged, listing: accesses.itemCount ?? 0))
    }
  }

  /// The mailbox that items went to from the one that the record is about.
  private static func otherMailbox(_ object: JSONMembers) -> String? {
    guard object["CrossMailboxOperation"]?.boolean == true else { return nil }
    return object["DestMailboxOwnerUPN"]?.text ?? object["DestMailboxGuid"]?.text
  }

  /// The value of the entry of that name in an array of {Name, Value}, which some collectors turn into an object with
  /// the names as its own.
  static func property(_ name: StaticString, in list: JSONValue?) -> JSONValue? {
    guard let list else { return nil }
    if let value = list[name] { return value }
    for entry in list.elements where entry["Name"]?.bytes.equals(name) == true { return entry["Value"] }
    return nil
  }

  /// What the browser said of itself, where ClientInfoString clearly holds it:
  /// `Client=OWA;Mozilla/5.0 (…) …;` or `…;UserAgent=…;`.
  static func userAgent(inClientInfo text: UnsafeBufferPointer<UInt8>) -> String? {
    let start: Int
    if let named = text.firstRange(of: ";UserAgent=") {
      start = named.upperBound
    } else if let browser = text.firstRange(of: ";Mozilla/") {
      start = browser.lowerBound + 1
    } else {
      return nil
    }
    var depth = 0
    var end = start
    while end < text.count, depth > 0 || text[end] != UInt8(ascii: ";") {
      if text[end] == UInt8(ascii: "(") { depth += 1 }
      if text[end] == UInt8(ascii: ")") { depth -= 1 }
      end += 1
    }
    let agent = UnsafeBufferPointer(rebasing: text[start..<end]).trimmed
    return agent.isEmpty ? nil : String(decoding: agent, as: UTF8.self)
  }

  /// Each workload has its own words; nil for a word that is none of them.
  static func isSuccess(_ status: JSONValue?, operation: String) -> Bool? {
    if operation == "UserLoginFailed" { return false }
    guard let word = status?.bytes.trimmed else { return nil }
    return ExchangeVocabulary.isSuccess(word)
  }

  private static func recordType(_ value: JSONValue) -> Int64? {
    value.integer ?? value.text.flatMap { recordTypes[$0.lowercased()] }
  }

  /// UserType, where a service wrote the name in place of the number.
  private static let userTypes: [String: Int64] = [
    "regular": 0, "reserved": 1, "admin": 2, "dcadmin": 3, "system": 4, "application": 5, "serviceprincipal": 6,
    "custompolicy": 7, "systempolicy": 8,
  ]

  /// AuditLogRecordType, where a tool wrote the name in place of the number; Graph begins it with a small letter.
  private static let recordTypes: [String: Int64] = [
    "exchangeadmin": 1, "exchangeitem": 2, "exchangeitemgroup": 3, "sharepoint": 4, "sharepointfileoperation": 6,
    "onedrive": 7, "azureactivedirectory": 8, "azureactivedirectoryaccountlogon": 9, "sharepointsharingoperation": 14,
    "azureactivedirectorystslogon": 15, "securitycompliancecentereopcmdlet": 18, "exchangeaggregatedoperation": 19,
    "discovery": 24, "microsoftteams": 25, "threatintelligence": 28, "exchangeitemaggregated": 50,
    "exchangesearch": 52,
  ]
}

extension UnsafeBufferPointer<UInt8> {
  static var empty: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: nil, count: 0) }
}
