import Records

/// What an AuditData object says was run, with parameters in the order logged: cmdlets of Exchange and of the compliance
/// centre, inbox rules changed from Outlook, folder permissions, searches, changes to the directory.
struct UnifiedAuditLogCmdlet {
  private(set) var cmdlet: Cmdlet?
  private var parameters: [Cmdlet.Parameter] = []

  /// `actions` parses RuleActions, which is JSON inside the JSON.
  init(_ object: JSONValue, of record: AuditRecord, actions: JSONDocument) {
    var target = record.target
    if object["Parameters"] != nil || record.recordType == 1 {
      readParameters(object["Parameters"])
    } else if record.operation == "UpdateInboxRules" {
      readRule(object["OperationProperties"], actions: actions)
      target = target ?? record.mailbox?.address
    } else if record.accesses.first?.accessType == .permission {
      readPermission(object["Item"]?["ParentFolder"])
      target = target ?? record.mailbox?.address
    } else if record.accesses.first?.accessType == .search {
      for name: StaticString in ["QueryText", "QuerySource", "ScenarioName"] { add(object, name) }
    } else if record.recordType == 8 {
      readDirectoryChange(object)
    } else {
      return
    }
    cmdlet = Cmdlet(name: record.operation, caller: record.actor, target: target, parameters: parameters)
  }

  private mutating func readParameters(_ value: JSONValue?) {
    guard let value else { return }
    if value.isArray {
      for entry in value.children { add(entry["Name"]?.text, entry["Value"]?.verbatim) }
    } else if value.isString {
      parameters += CommandLine.parameters(of: String(decoding: value.bytes, as: UTF8.self))
    }
    parameters += parameters.flatMap(ForwardingRecipients.plain)
  }

  private mutating func readRule(_ properties: JSONValue?, actions: JSONDocument) {
    guard let properties, properties.isArray else { return }
    for entry in properties.children {
      add(entry["Name"]?.text, entry["Value"]?.verbatim)
    }
    guard let text = UnifiedAuditLogMapping.property("RuleActions", in: properties)?.bytes,
      let list = try? actions.parse(text)
    else { return }
    for action in list.isArray ? Array(list.children) : [list] { readAction(action) }
    parameters += parameters.flatMap(ForwardingRecipients.plain)
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
    for name: StaticString in ["MemberUpn", "MemberSid", "MemberRights", "Name", "Path"] { add(folder, name) }
  }

  private mutating func readDirectoryChange(_ object: JSONValue) {
    if let properties = object["ModifiedProperties"], properties.isArray {
      for property in properties.children {
        if property.isObject {
          add(property["Name"]?.text, property["NewValue"]?.verbatim)
        } else {
          add(property.text, nil)
        }
      }
    }
    if let targets = object["Target"], targets.isArray {
      for target in targets.children { add("Target", target["ID"]?.text) }
    }
    if let properties = object["ExtendedProperties"], properties.isArray {
      for property in properties.children { add(property["Name"]?.text, property["Value"]?.verbatim) }
    }
  }

  private mutating func add(_ object: JSONValue, _ name: StaticString) {
    if let value = object[name] { add("\(name)", value.verbatim) }
  }

  private mutating func add(_ name: String?, _ value: String?) {
    guard let name = name ?? value.map({ _ in "" }) else { return }
    parameters.append(Cmdlet.Parameter(name: name, value: value))
  }
}
