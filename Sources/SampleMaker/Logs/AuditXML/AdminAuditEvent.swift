/// One cmdlet of the administrator audit log, as `New-AdminAuditLogSearch` delivers it. It knows no address.
package struct AdminAuditEvent: Sendable {
  package struct Change: Sendable {
    package let property: String
    package let old: String
    package let new: String

    package init(_ property: String, from old: String, to new: String) {
      (self.property, self.old, self.new) = (property, old, new)
    }
  }

  /// `corp.example/Users/Administrator`.
  package let caller: String
  package let cmdlet: String
  package let parameters: [(name: String, value: String)]
  package let objectModified: String
  package let at: Moment
  /// What went wrong; nil where it succeeded.
  package let error: String?
  /// `EX01 (15.01.2176.002)`.
  package let originatingServer: String
  /// Told only where the log is kept verbosely.
  package let changes: [Change]

  package init(
    caller: String, _ cmdlet: String, _ parameters: KeyValuePairs<String, String>, on objectModified: String,
    at moment: Moment, error: String? = nil, originatingServer: String, changes: [Change] = []
  ) {
    (self.caller, self.cmdlet, self.objectModified) = (caller, cmdlet, objectModified)
    self.parameters = parameters.map { ($0.key, $0.value) }
    (at, self.error, self.originatingServer, self.changes) = (moment, error, originatingServer, changes)
  }

  func element(offsetMinutes: Int) -> XMLElement {
    var elements = [
      list(
        "CmdletParameters",
        parameters.map { XMLElement(name: "Parameter", attributes: [("Name", $0.name), ("Value", $0.value)]) })
    ]
    if !changes.isEmpty { elements.append(list("ModifiedProperties", changes.map(property))) }
    return XMLElement(
      name: "Event",
      attributes: [
        ("Caller", caller), ("Cmdlet", cmdlet), ("ObjectModified", objectModified),
        ("RunDate", at.isoOffset(minutes: offsetMinutes)), ("Succeeded", error == nil ? "true" : "false"),
        ("Error", error ?? "None"), ("OriginatingServer", originatingServer),
      ], elements: elements)
  }

  private func list(_ name: String, _ elements: [XMLElement]) -> XMLElement {
    XMLElement(name: name, attributes: [], elements: elements)
  }

  private func property(_ change: Change) -> XMLElement {
    XMLElement(
      name: "Property",
      attributes: [("Name", change.property), ("OldValue", change.old), ("NewValue", change.new)])
  }
}
