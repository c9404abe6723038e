import Records

/// One event of a mailbox audit log, in the names of `Search-MailboxAuditLog`, as an `AuditRecord`.
struct MailboxAuditMapping: ~Copyable {
  /// Its ordinal is given when it is taken over.
  private var record: AuditRecord
  /// Of the server that served the mailbox.
  private var serverBuild: String?
  private var defects: [Defect] = []

  /// Nil where no digest of it can be made.
  init?(_ logged: LoggedRecord, culture: CultureTime, location: SourceLocation, texts: SharedTexts) {
    let fields = logged.fields
    let time = fields.value(.lastAccessed) { LoggedTime($0, zoneless: .assumed, culture: culture) }
    let listed = logged.list("SourceItems")
    let items = listed.isEmpty ? Self.listedItems(fields) : listed
    let folders = logged.list("SourceFolders")
    guard let payload = Self.payload(fields, items + folders, at: time) else { return nil }
    record = AuditRecord(
      ordinal: 0, location: location, payloadSHA256: payload, logKind: MailboxAuditReader.kind,
      timeBasis: time?.basis ?? .assumed, operation: fields.text(.operation, texts) ?? "")
    record.occurredAt = time?.microseconds
    // The log gives its events no id: what is logged twice to the last character is one event, exported twice.
    record.externalID = payload.externalID
    record.workload = "Exchange"
    if record.operation.isEmpty { tell("Operation", "absent", "record kept without it") }
    if time == nil {
      tell("LastAccessed", fields[.lastAccessed] ?? "absent", "record kept, its time not known")
    }
    readActor(fields, texts)
    readMailbox(fields, texts)
    let properties = Self.operationProperties(logged)
    let type = accessType(properties)
    if let type { record.accesses = Self.accesses(type, fields, items: items, folders: folders, texts) }
    let isThrottled = properties.first { $0.name == "IsThrottled" }.flatMap { Bool($0.value.lowercased()) }
    for index in record.accesses.indices { record.accesses[index].isThrottled = isThrottled }
    readCounts(fields, itemCount: items.count)
    readCmdlet(type, properties)
  }

  private mutating func readActor(_ fields: LoggedFields, _ texts: SharedTexts) {
    record.actor =
      fields.text(.logonUserDN, texts) ?? fields.text(.logonUserDisplayName, texts)
      ?? fields.text(.logonUserSid, texts)
    record.logonType = fields.value(.logonType, ExchangeVocabulary.logonType)
    if let logged = fields.value(.clientIPAddress, LoggedAddress.init) ?? fields.value(.clientIP, LoggedAddress.init) {
      record.clientIP = logged.address
      record.clientPort = logged.port
    }
    record.clientInfo = fields.text(.clientInfoString, texts)
    record.userAgent = fields.value(.clientInfoString, UnifiedAuditLogMapping.userAgent(inClientInfo:))
    record.appID = fields.text(.clientAppId, texts) ?? fields.text(.appId, texts)
    record.sessionKey = fields.text(.sessionId, texts)
    let server = fields[.originatingServer].map(OriginatingServer.init)
    record.server = server?.name
    serverBuild = server?.build
    if fields.value(.crossMailboxOperation, { $0.equalsIgnoringCase("true") }) == true {
      record.target = fields[.destMailboxOwnerUPN] ?? fields[.destMailboxGuid] ?? fields[.destMailboxOwnerSid]
    }
    record.isSuccess = fields.value(.operationResult, ExchangeVocabulary.isSuccess)
  }

  /// `Owner` may be an alias with its domain, which is nobody's display name.
  private mutating func readMailbox(_ fields: LoggedFields, _ texts: SharedTexts) {
    let mailbox = LoggedMailbox(
      address: fields.text(.mailboxOwnerUPN, texts), guid: fields.text(.mailboxGuid, texts),
      sid: fields.text(.mailboxOwnerSid, texts),
      displayName: fields.text(.mailboxResolvedOwnerName, texts)
        ?? fields.value(.owner) { $0.contains(UInt8(ascii: "\\")) ? nil : texts.text($0) })
    record.mailbox = mailbox.isEmpty ? nil : mailbox
  }

  private static func accesses(
    _ type: MailAccess.AccessType, _ fields: LoggedFields, items: [LoggedFields], folders: [LoggedFields],
    _ texts: SharedTexts
  ) -> [MailAccess] {
    var place = MailAccess(type)
    place.folderName = fields.text(.folderPathName, texts) ?? fields.text(.folderName, texts)
    place.folderKey = fields.text(.folderId, texts)
    place.destinationFolderName = fields.text(.destFolderPathName, texts)
    if type == .bind, let aggregated = fields[.aggregatedRecordFoldersData] {
      let listed = AggregatedFolders(aggregated, in: place).accesses
      if !listed.isEmpty { return listed }
    }
    guard items.isEmpty else { return items.map { access($0, in: place, texts) } }
    guard folders.isEmpty else {
      return folders.map { folder in
        var own = place
        own.folderName = folder[.folderPathName] ?? folder[.folderName] ?? folder[.name] ?? place.folderName
        own.folderKey = folder[.id] ?? folder[.folderId] ?? place.folderKey
        return own
      }
    }
    return [place]
  }

  private static func access(_ item: LoggedFields, in place: MailAccess, _ texts: SharedTexts) -> MailAccess {
    var access = place
    access.itemKey = item[.id] ?? item[.itemId]
    access.subject = item[.subject] ?? item[.itemSubject]
    access.internetMessageID = item[.internetMessageId] ?? item[.itemInternetMessageId]
    access.messageKey = access.internetMessageID.flatMap(messageKey(of:))
    access.folderName =
      item.text(.folderPathName, texts) ?? item.text(.itemFolderPathName, texts) ?? place.folderName
    // A message's entry id carries that of its folder.
    access.folderKey = place.folderKey ?? access.itemKey.flatMap { EntryIdentifier($0)?.folderKey }
    return access
  }

  private static let lists: [(name: String, list: FieldName)] = [
    ("Id", .sourceItemIdsList), ("InternetMessageId", .sourceItemInternetMessageIdsList),
    ("Subject", .sourceItemSubjectsList), ("FolderPathName", .sourceItemFolderPathNamesList),
  ]

  /// The items of an export without nested lists: one in fields of its own, or several in lists with commas. Subjects may
  /// hold commas, so a list is taken apart only where it has as many parts as there are ids.
  private static func listedItems(_ fields: LoggedFields) -> [LoggedFields] {
    if fields.has(.sourceItemIdsList) || fields.has(.sourceItemInternetMessageIdsList) {
      let count = lists.prefix(2).map { parts(fields[$0.list]).count }.max() ?? 0
      var items = [LoggedFields](repeating: LoggedFields(), count: count)
      for (name, list) in lists {
        let values = count == 1 ? [fields[list]].compactMap(\.self) : parts(fields[list])
        guard values.count == count else { continue }
        for index in 0..<count { items[index].add(name, values[index]) }
      }
      guard items.isEmpty else { return items }
    }
    var item = LoggedFields()
    if let id = fields[.itemId] { item.add("ItemId", id) }
    if let subject = fields[.itemSubject] { item.add("ItemSubject", subject) }
    if let id = fields[.itemInternetMessageId] { item.add("ItemInternetMessageId", id) }
    return item.isEmpty ? [] : [item]
  }

  private static func parts(_ list: String?) -> [String] {
    list?.split { $0 == "," || $0 == ";" }.map { $0.trimmingSpace } ?? []
  }

  private mutating func readCounts(_ fields: LoggedFields, itemCount: Int) {
    let aggregated = fields.value(.auditOperationsCountInAggregatedRecord) {
      Int64(String(decoding: $0, as: UTF8.self))
    }
    let listed = record.accesses.count { $0.itemKey != nil || $0.internetMessageID != nil }
    record.itemCount = aggregated.flatMap { (1...Int64(Ordinal.max)).contains($0) ? $0 : nil }
    if record.itemCount == nil, itemCount > 0 || listed > 0 { record.itemCount = Int64(max(itemCount, listed)) }
    guard let aggregated, record.operation == "MailItemsAccessed" else { return }
    if let start = record.occurredAt { record.occurredTo = start + 120_000_000 }
    guard aggregated != listed, record.accesses.first?.accessType == .bind else { return }
    tell(
      "AuditOperationsCountInAggregatedRecord", "\(aggregated) items counted, \(listed) listed",
      AuditRecord.consequence(ofCounting: aggregated, listing: Int64(listed)))
  }

  /// Rules and permissions, changed in the mailbox itself.
  private mutating func readCmdlet(_ type: MailAccess.AccessType?, _ properties: [Property]) {
    guard type == .permission || record.operation == "UpdateInboxRules", !properties.isEmpty else { return }
    let parameters = properties.map { Cmdlet.Parameter(name: $0.name, value: $0.value) }
    record.cmdlet = Cmdlet(
      name: record.operation, caller: record.actor, target: record.mailbox?.address,
      parameters: parameters + parameters.flatMap(\.plainRecipients))
  }

  private mutating func accessType(_ properties: [Property]) -> MailAccess.AccessType? {
    switch record.operation {
    case "MessageBind": .bind
    case "FolderBind": .folderBind
    case "Send", "SendAs", "SendOnBehalf": .send
    case "SoftDelete", "HardDelete": .delete
    case "Move", "MoveToDeletedItems", "Copy": .move
    case "Create": .create
    case "Update": .update
    case "MailItemsAccessed": mailAccessType(properties)
    case "AddFolderPermissions", "ModifyFolderPermissions", "RemoveFolderPermissions", "UpdateFolderPermissions":
      .permission
    case "SearchQueryInitiated", "SearchQueryInitiatedExchange": .search
    default: nil
    }
  }

  private mutating func mailAccessType(_ properties: [Property]) -> MailAccess.AccessType {
    guard let type = properties.first(where: { $0.name == "MailAccessType" })?.value else {
      tell("OperationProperties.MailAccessType", "absent", "taken for a Bind")
      return .bind
    }
    return type.isSameName(as: "sync") ? .sync : .bind
  }

  private typealias Property = (name: String, value: String)

  /// `{MailAccessType:Bind, IsThrottled:False}` in one text, or in a list an item each.
  private static func operationProperties(_ logged: LoggedRecord) -> [Property] {
    let listed = logged.list("OperationProperties").compactMap { item -> Property? in
      if let name = item["Name"] { return (name, item["Value"] ?? "") }
      return item[""].flatMap { property($0[...]) }
    }
    return listed.isEmpty ? logged.fields[.operationProperties].map(properties) ?? [] : listed
  }

  private static func properties(_ text: String) -> [Property] {
    text.split { "{},;".contains($0) }.compactMap(property)
  }

  private static func property(_ text: Substring) -> Property? {
    let sides = text.split(separator: ":", maxSplits: 1)
    return sides.count == 2 ? (String(sides[0]).trimmingSpace, String(sides[1]).trimmingSpace) : nil
  }

  /// Of what is logged, with its time in UTC: exports made in two time zones agree.
  private static func payload(_ fields: LoggedFields, _ items: [LoggedFields], at time: LoggedTime?) -> Digest? {
    var plain: [UInt8] = []
    plain.reserveCapacity(1024)
    if let time { plain.append(String(time.microseconds)) }
    fields.append(to: &plain, without: time == nil ? nil : .lastAccessed)
    for item in items {
      plain.append(3)
      item.append(to: &plain)
    }
    return plain.sha256
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

/// The folders of an aggregated event, JSON with an array of FolderItems each.
private struct AggregatedFolders {
  private(set) var accesses: [MailAccess] = []

  init(_ json: String, in place: MailAccess) {
    let document = JSONDocument()
    var json = json
    json.withUTF8 { text in
      guard let root = try? document.parse(text) else { return }
      for folder in root.isArray ? Array(root.children) : [root] { read(folder, in: place) }
    }
  }

  private mutating func read(_ folder: JSONValue, in place: MailAccess) {
    var own = place
    own.folderName = folder["Path"]?.text ?? place.folderName
    own.folderKey = folder["Id"]?.text ?? place.folderKey
    guard let items = folder["FolderItems"], items.isArray else { return }
    for item in items.children {
      var access = own
      access.internetMessageID = item["InternetMessageId"]?.text
      access.messageKey = access.internetMessageID.flatMap(messageKey(of:))
      access.itemKey = item["Id"]?.text
      access.byteCount = item["SizeInBytes"]?.integer.flatMap { (0..<itemSizeLimit).contains($0) ? $0 : nil }
      accesses.append(access)
    }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmingSpace: String {
    var text = self
    return text.withUTF8 { String(decoding: $0.trimmed, as: UTF8.self) }
  }
}

extension Substring {
  var trimmingSpace: String { String(self).trimmingSpace }
}
