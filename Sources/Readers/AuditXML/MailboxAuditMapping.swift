import Records

/// One event of a mailbox audit log, in the names of `Search-MailboxAuditLog`, as an `AuditRecord`.
struct MailboxAuditMapping {
  /// Its ordinal is given when it is taken over.
  private var record: AuditRecord
  /// Of the server that served the mailbox.
  private var serverBuild: String?
  private var defects: [Defect] = []

  /// Nil where no digest of it can be made.
  init?(_ logged: LoggedRecord, culture: CultureTime, location: SourceLocation) {
    let fields = logged.fields
    let time = fields["LastAccessed"].flatMap { LoggedTime($0, zoneless: .assumed, culture: culture) }
    let listed = logged.list("SourceItems")
    let items = listed.isEmpty ? Self.listedItems(fields) : listed
    let folders = logged.list("SourceFolders")
    guard let payload = Self.payload(fields, items + folders, at: time) else { return nil }
    record = AuditRecord(
      ordinal: 0, location: location, payloadSHA256: payload, logKind: MailboxAuditReader.kind,
      timeBasis: time?.basis ?? .assumed, operation: fields["Operation"] ?? "")
    record.occurredAt = time?.microseconds
    // The log gives its events no id: what is logged twice to the last character is one event, exported twice.
    record.externalID = "sha256:" + payload.hex
    record.workload = "Exchange"
    if record.operation.isEmpty { tell("Operation", "absent", "record kept without it") }
    if time == nil {
      tell("LastAccessed", fields["LastAccessed"] ?? "absent", "record kept, its time not known")
    }
    readActor(fields)
    readMailbox(fields)
    record.accesses = accesses(fields, items: items, folders: folders)
    readCounts(fields, itemCount: items.count)
    readCmdlet(fields)
  }

  private mutating func readActor(_ fields: LoggedFields) {
    record.actor = fields.first("LogonUserDN", "LogonUserDisplayName", "LogonUserSid")
    record.logonType = fields["LogonType"].map(ExchangeVocabulary.logonType)
    if var address = fields.first("ClientIPAddress", "ClientIP") {
      let logged = address.withUTF8 { LoggedAddress($0) }
      record.clientIP = logged?.address
      record.clientPort = logged?.port
    }
    record.clientInfo = fields["ClientInfoString"]
    if var info = record.clientInfo {
      record.userAgent = info.withUTF8 { UnifiedAuditLogMapping.userAgent(inClientInfo: $0) }
    }
    record.appID = fields.first("ClientAppId", "AppId")
    record.sessionKey = fields["SessionId"]
    let server = fields["OriginatingServer"].map(OriginatingServer.init)
    record.server = server?.name
    serverBuild = server?.build
    if fields["CrossMailboxOperation"]?.lowercased() == "true" {
      record.target = fields.first("DestMailboxOwnerUPN", "DestMailboxGuid", "DestMailboxOwnerSid")
    }
    record.isSuccess = fields["OperationResult"].flatMap(ExchangeVocabulary.isSuccess)
  }

  /// `Owner` may be an alias with its domain, which is nobody's display name.
  private mutating func readMailbox(_ fields: LoggedFields) {
    let owner = fields["Owner"].flatMap { $0.utf8.contains(UInt8(ascii: "\\")) ? nil : $0 }
    let mailbox = LoggedMailbox(
      address: fields["MailboxOwnerUPN"], guid: fields["MailboxGuid"], sid: fields["MailboxOwnerSid"],
      displayName: fields["MailboxResolvedOwnerName"] ?? owner)
    record.mailbox = mailbox.isEmpty ? nil : mailbox
  }

  private func accesses(_ fields: LoggedFields, items: [LoggedFields], folders: [LoggedFields]) -> [MailAccess] {
    guard let type = Self.accessType(fields) else { return [] }
    var place = MailAccess(type)
    place.folderName = fields.first("FolderPathName", "FolderName")
    place.folderKey = fields["FolderId"]
    place.destinationFolderName = fields["DestFolderPathName"]
    if type == .bind, let aggregated = fields["AggregatedRecordFoldersData"] {
      let listed = AggregatedFolders(aggregated, in: place).accesses
      if !listed.isEmpty { return listed }
    }
    var accesses = items.map { Self.access($0, in: place) }
    for folder in folders where items.isEmpty {
      var own = place
      own.folderName = folder.first("FolderPathName", "FolderName", "Name") ?? place.folderName
      own.folderKey = folder.first("Id", "FolderId") ?? place.folderKey
      accesses.append(own)
    }
    return accesses.isEmpty ? [place] : accesses
  }

  private static func access(_ item: LoggedFields, in place: MailAccess) -> MailAccess {
    var access = place
    access.itemKey = item.first("Id", "ItemId")
    access.subject = item.first("Subject", "ItemSubject")
    access.internetMessageID = item.first("InternetMessageId", "ItemInternetMessageId")
    access.messageKey = access.internetMessageID.flatMap(messageKey(of:))
    access.folderName = item.first("FolderPathName", "ItemFolderPathName") ?? place.folderName
    // A message's entry id carries that of its folder.
    access.folderKey = place.folderKey ?? access.itemKey.flatMap { EntryIdentifier($0)?.folderKey }
    return access
  }

  private static let lists = [
    ("Id", "SourceItemIdsList"), ("InternetMessageId", "SourceItemInternetMessageIdsList"),
    ("Subject", "SourceItemSubjectsList"), ("FolderPathName", "SourceItemFolderPathNamesList"),
  ]

  /// The items of an export without nested lists: one in fields of its own, or several in lists with commas. Subjects may
  /// hold commas, so a list is taken apart only where it has as many parts as there are ids.
  private static func listedItems(_ fields: LoggedFields) -> [LoggedFields] {
    guard
      fields.first(
        "SourceItemIdsList", "SourceItemInternetMessageIdsList", "ItemId", "ItemSubject", "ItemInternetMessageId")
        != nil
    else { return [] }
    let count = lists.prefix(2).map { parts(fields[$0.1]).count }.max() ?? 0
    var items = [LoggedFields](repeating: LoggedFields(), count: count)
    for (name, list) in lists {
      let values = count == 1 ? [fields[list]].compactMap(\.self) : parts(fields[list])
      guard values.count == count else { continue }
      for index in 0..<count { items[index].add(name, values[index]) }
    }
    guard items.isEmpty else { return items }
    var item = LoggedFields()
    for name in ["ItemId", "ItemSubject", "ItemInternetMessageId"] {
      if let value = fields[name] { item.add(name, value) }
    }
    return item.isEmpty ? [] : [item]
  }

  private static func parts(_ list: String?) -> [String] {
    list?.split { $0 == "," || $0 == ";" }.map { $0.trimmingSpace } ?? []
  }

  private mutating func readCounts(_ fields: LoggedFields, itemCount: Int) {
    let aggregated = fields["AuditOperationsCountInAggregatedRecord"].flatMap { Int64($0) }
    let listed = record.accesses.count { $0.itemKey != nil || $0.internetMessageID != nil }
    record.itemCount = aggregated.flatMap { (1...Int64(Ordinal.max)).contains($0) ? $0 : nil }
    if record.itemCount == nil, itemCount > 0 || listed > 0 { record.itemCount = Int64(max(itemCount, listed)) }
    if aggregated != nil, record.operation == "MailItemsAccessed", let start = record.occurredAt {
      record.occurredTo = start + 120_000_000
    }
  }

  private static let changes: Set = [
    "UpdateInboxRules", "AddFolderPermissions", "ModifyFolderPermissions", "RemoveFolderPermissions",
    "UpdateFolderPermissions",
  ]

  /// Rules and permissions, changed in the mailbox itself.
  private mutating func readCmdlet(_ fields: LoggedFields) {
    guard Self.changes.contains(record.operation), let properties = fields["OperationProperties"] else { return }
    let parameters = Self.properties(properties).map { Cmdlet.Parameter(name: $0.name, value: $0.value) }
    record.cmdlet = Cmdlet(
      name: record.operation, caller: record.actor, target: record.mailbox?.address,
      parameters: parameters + parameters.flatMap(\.plainRecipients))
  }

  private static func accessType(_ fields: LoggedFields) -> MailAccess.AccessType? {
    switch fields["Operation"] {
    case "MessageBind"?: .bind
    case "FolderBind"?: .folderBind
    case "Send"?, "SendAs"?, "SendOnBehalf"?: .send
    case "SoftDelete"?, "HardDelete"?: .delete
    case "Move"?, "MoveToDeletedItems"?, "Copy"?: .move
    case "Create"?: .create
    case "Update"?: .update
    case "MailItemsAccessed"?:
      properties(fields["OperationProperties"] ?? "").contains { $0.name == "MailAccessType" && $0.value == "Sync" }
        ? .sync : .bind
    case "AddFolderPermissions"?, "ModifyFolderPermissions"?, "RemoveFolderPermissions"?, "UpdateFolderPermissions"?:
      .permission
    case "SearchQueryInitiated"?, "SearchQueryInitiatedExchange"?: .search
    default: nil
    }
  }

  /// `{MailAccessType:Bind, IsThrottled:False}`.
  private static func properties(_ text: String) -> [(name: String, value: String)] {
    text.split { "{},;".contains($0) }.compactMap { part in
      let sides = part.split(separator: ":", maxSplits: 1)
      return sides.count == 2 ? (String(sides[0]).trimmingSpace, String(sides[1]).trimmingSpace) : nil
    }
  }

  /// Of what is logged, with its time in UTC: exports made in two time zones agree.
  private static func payload(_ fields: LoggedFields, _ items: [LoggedFields], at time: LoggedTime?) -> Digest? {
    var plain = Array((time.map { "\($0.microseconds)" } ?? "").utf8)
    plain.reserveCapacity(1024)
    fields.append(to: &plain, mark: 2, without: time == nil ? nil : "lastaccessed")
    for item in items {
      plain.append(3)
      item.append(to: &plain)
    }
    return plain.sha256
  }

  consuming func finish() -> (AuditRecord, serverBuild: String?, [Defect]) { (record.moveOut(), serverBuild, defects) }

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
