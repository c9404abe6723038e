/// Events whose members another service has renamed, put back into the names of AuditData: Sentinel's table
/// OfficeActivity, and Graph's auditLogRecord where its auditData lacks what the record says.
enum FlattenedEvent {
  /// The same event as AuditData; nil where it is neither of these. Without `nests`, values that are JSON written as text
  /// stay text.
  static func auditData(of object: JSONValue, nests: Bool = true) -> [UInt8]? {
    if object["TimeGenerated"] != nil, object["Operation"] != nil {
      return rewritten(object, sentinelNames, nests: nests)
    }
    if let inner = object["auditData"], inner.isObject, object["createdDateTime"] != nil {
      return rewritten(object, graphNames, with: inner, nests: nests)
    }
    return nil
  }

  /// Whether rows with these names are of this kind.
  static func knows(_ names: Set<String>) -> Bool {
    names.isSuperset(of: ["TimeGenerated", "Operation"])
      && !names.isDisjoint(with: ["OfficeWorkload", "OfficeId", "OfficeObjectId"])
  }

  /// Members under their names in AuditData; those of `inner` win.
  private static func rewritten(
    _ object: JSONValue, _ names: [String: String], with inner: JSONValue? = nil, nests: Bool
  ) -> [UInt8] {
    var text: [UInt8] = [UInt8(ascii: "{")]
    var written: Set<String> = []
    if let inner {
      for member in inner.children where written.insert(member.key).inserted {
        append(member, as: member.key, nests: nests, to: &text)
      }
    }
    for member in object.children {
      let key = member.key
      let name = names[key] ?? key
      guard !name.isEmpty, !member.bytes.isEmpty, written.insert(name).inserted else { continue }
      append(member, as: name, nests: nests, to: &text)
    }
    text.append(UInt8(ascii: "}"))
    return text
  }

  /// Values that are JSON written as text are put back as JSON.
  private static func append(_ member: JSONValue, as name: String, nests: Bool, to text: inout [UInt8]) {
    if text.count > 1 { text.append(UInt8(ascii: ",")) }
    appendString(Array(name.utf8), to: &text)
    text.append(UInt8(ascii: ":"))
    let trimmed = member.bytes.trimmed
    if !member.isString || nests && nested.contains(name) && (trimmed.first == 0x5B || trimmed.first == 0x7B) {
      text += trimmed
    } else {
      appendString(Array(member.bytes), to: &text)
    }
  }

  /// Appends a text as a JSON string.
  static func appendString(_ bytes: [UInt8], to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
      case 0x0A: text += Array(#"\n"#.utf8)
      case 0x0D: text += Array(#"\r"#.utf8)
      case 0x09: text += Array(#"\t"#.utf8)
      case 0..<0x20: text += Array(#"\ufffd"#.utf8)
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
  }

  /// OfficeActivity, by the table's reference; empty for what says the same again.
  private static let sentinelNames = [
    "TimeGenerated": "CreationTime", "OfficeWorkload": "Workload", "OfficeId": "Id", "OfficeObjectId": "ObjectId",
    "Client_IPAddress": "ClientIPAddress", "Logon_Type": "LogonType", "InternalLogon_Type": "InternalLogonType",
    "AADTarget": "Target", "UserId_": "", "OrganizationId_": "", "OfficeTenantId_": "", "SourceRecordId": "",
  ]

  /// auditLogRecord of Microsoft Graph (microsoft.graph.security).
  private static let graphNames = [
    "id": "Id", "createdDateTime": "CreationTime", "auditLogRecordType": "RecordType", "operation": "Operation",
    "organizationId": "OrganizationId", "userType": "UserType", "userId": "UserKey", "userPrincipalName": "UserId",
    "service": "Workload", "objectId": "ObjectId", "clientIp": "ClientIP", "auditData": "",
  ]

  private static let nested: Set<String> = [
    "Folders", "OperationProperties", "Parameters", "Item", "AffectedItems", "Folder", "DestFolder",
    "ExtendedProperties", "ModifiedProperties", "Target", "Actor", "Messages", "AppAccessContext", "DeviceProperties",
  ]
}
