import Records

/// What an AuditData object says was run, with parameters in the order logged: cmdlets of Exchange and of the compliance
/// centre, inbox rules changed from Outlook, folder permissions, searches, changes to the directory.
struct UnifiedAuditLogCmdlet: ~Copyable {
  private let texts: SharedTexts
  private var parameters: [Cmdlet.Parameter] = []

  private init(_ texts: SharedTexts) { self.texts = texts }

  /// `record` is what the object says otherwise; `actions` parses RuleActions, which is JSON inside the JSON.
  static func read(_ object: JSONMembers, of record: AuditRecord, actions: JSONDocument) -> Cmdlet? {
    var reading = UnifiedAuditLogCmdlet(object.texts)
    var target = record.target
    if object["Parameters"] != nil || record.recordType == 1 {
      reading.readParameters(object["Parameters"])
      if record.recordType != 1 { reading.readDiscovery(object) }
    } else if record.operation == "UpdateInboxRules" {
      reading.readRule(object["OperationProperties"], actions: actions)
      target = target ?? record.mailbox?.address
    } else if record.accesses.first?.accessType == .permission {
      reading.readPermission(object["Item"]?["ParentFolder"])
      target = target ?? record.mailbox?.address
    } else if record.accesses.first?.accessType == .search {
      reading.readSearch(object)
    } else if record.recordType == 24 || discovery.contains(record.operation) {
      reading.readDiscovery(object)
    } else if record.recordType == 8 {
      reading.readDirectoryChange(object)
    } else {
      return nil
    }
    return Cmdlet(name: record.operation, caller: record.actor, target: target, parameters: reading.parameters)
  }

  private mutating func readParameters(_ value: JSONValue?) {
    guard let value else { return }
    if value.isString {
      parameters += CommandLine.parameters(of: String(decoding: value.bytes, as: UTF8.self))
    } else {
      addPairs(value)
    }
    parameters.addPlainRecipients()
  }

  /// An array of {Name, Value}, which some collectors turn into an object with the names as its own.
  private mutating func addPairs(_ list: JSONValue) {
    if list.isObject, !Self.isPair(list) {
      for member in list.children { add(member.key, member.verbatim(texts)) }
    } else {
      for entry in list.elements { add(entry["Name"]?.text(texts), entry["Value"]?.verbatim(texts)) }
    }
  }

  /// Whether it is a name with its value; Name is a parameter of many cmdlets, too.
  private static func isPair(_ object: JSONValue) -> Bool {
    object["Name"] != nil && object["Value"] != nil && object.children.prefix(3).count { _ in true } == 2
  }

  private mutating func readRule(_ properties: JSONValue?, actions: JSONDocument) {
    guard let properties else { return }
    addPairs(properties)
    guard let text = UnifiedAuditLogMapping.property("RuleActions", in: properties)?.bytes,
      let list = try? actions.parse(text)
    else { return }
    for action in list.isArray ? Array(list.children) : [list] { readAction(action) }
    parameters.addPlainRecipients()
  }

  /// One action of a rule as New-InboxRule would say it, so that rules have one vocabulary.
  private mutating func readAction(_ action: JSONValue) {
    guard let type = action["ActionType"]?.text else { return }
    let flags = action["ForwardFlags"]?.text ?? ""
    let name: String
    switch type {
    case "Forward" where flags.contains("Attachment"): name = "ForwardAsAttachmentTo"
    case "Forward" where flags.contains("PreserveSender") || flags.contains("Munge"): name = "RedirectTo"
    case "Forward": name = "ForwardTo"
    case "Redirect": name = "RedirectTo"
    case "ForwardAsAttachment": name = "ForwardAsAttachmentTo"
    case "Delete", "PermanentDelete": return add("DeleteMessage", "True")
    case "MarkAsRead": return add("MarkAsRead", "True")
    default: return
    }
    guard let recipients = action["Recipients"], recipients.isArray else {
      return add(name, action["Recipients"]?.text)
    }
    for recipient in recipients.children {
      add(
        name,
        recipient.text ?? recipient["SmtpAddress"]?.text ?? recipient["EmailAddress"]?.text
          ?? recipient["Address"]?.text ?? recipient.verbatim)
    }
  }

  private mutating func readPermission(_ folder: JSONValue?) {
    guard let folder else { return }
    for name: StaticString in ["MemberUpn", "MemberSid", "MemberRights", "Name", "Path"] {
      if let value = folder[name] { add("\(name)", value.verbatim) }
    }
  }

  /// What was searched for is a member of its own in some records, a property in others.
  private mutating func readSearch(_ object: JSONMembers) {
    for name: StaticString in ["QueryText", "QuerySource", "ScenarioName"] {
      if let value = object[name] {
        add("\(name)", value.verbatim)
      } else if let value = UnifiedAuditLogMapping.property(name, in: object["OperationProperties"]) {
        add("\(name)", value.verbatim)
      }
    }
  }

  /// Where an eDiscovery search, export or view looked, and for what; each place of a list a parameter.
  private mutating func readDiscovery(_ object: JSONMembers) {
    for name: StaticString in [
      "Case", "CaseId", "CaseName", "ObjectType", "Query", "ExchangeLocations", "PublicFolderLocations",
      "SharepointLocations", "SearchIds", "ExportName", "ItemName", "Cmdlet", "CmdletOptions",
    ] {
      guard let value = object[name] else { continue }
      for place in value.isArray ? Array(value.children) : [value] where !place.bytes.trimmed.isEmpty {
        add("\(name)", place.verbatim)
      }
    }
    guard let properties = object["ExtendedProperties"], properties.isArray else { return }
    for property in properties.children where property["Value"]?.bytes.trimmed.isEmpty == false {
      add(property["Name"]?.text(texts), property["Value"]?.verbatim(texts))
    }
  }

  private static let discovery: Set<String> = [
    "SearchCreated", "SearchUpdated", "SearchStarted", "SearchStopped", "SearchRemoved", "SearchReport",
    "SearchPreviewed", "SearchPreviewDownloaded", "SearchExported", "SearchExportDownloaded", "SearchResultsPurged",
    "SearchResultsSentToZoom", "ViewedSearchExported", "ViewedSearchPreviewed", "RemovedSearchExported",
    "RemovedSearchPreviewed", "RemovedSearchResultsPurged", "SearchResultsExported", "CaseAdded", "CaseUpdated",
    "CaseRemoved", "HoldCreated", "PreviewItemListed", "PreviewItemViewed", "PreviewItemDownloaded",
  ]

  private mutating func readDirectoryChange(_ object: JSONMembers) {
    if let properties = object["ModifiedProperties"] {
      let namesAreKeys = properties.isObject && properties["Name"] == nil
      for property in namesAreKeys ? properties.children : properties.elements {
        if property.isObject {
          addChange(namesAreKeys ? property.key : property["Name"]?.text(texts), property)
        } else {
          add(property.text, nil)
        }
      }
    }
    if let targets = object["Target"] {
      for target in targets.elements { add("Target", target["ID"]?.text) }
    }
    if let properties = object["ExtendedProperties"] { addPairs(properties) }
  }

  private mutating func addChange(_ name: String?, _ change: JSONValue) {
    add(name, change["NewValue"]?.verbatim(texts))
    // Of a name both are needed: whether the record itself goes by the old or the new one differs.
    if name == "UserPrincipalName" { add("UserPrincipalName.OldValue", change["OldValue"]?.verbatim) }
  }

  private mutating func add(_ name: String?, _ value: String?) {
    guard let name = name ?? value.map({ _ in "" }) else { return }
    parameters.append(Cmdlet.Parameter(name: name, value: value))
  }
}
