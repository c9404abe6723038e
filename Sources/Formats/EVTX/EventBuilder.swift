import Bytes

/// Makes an event of elements, attributes and text as they come.
struct EventBuilder {
  private(set) var event = Event()
  private var open: [Element] = []
  private var attribute: (name: String, value: Value)?
  /// What the element below Event that is open holds.
  private var section = Section.data

  private enum Section { case system, rendering, data }

  private struct Element {
    let name: String
    /// Of the attribute Name.
    var givenName: String?
    var value: Value = .null
    var hasChildren = false
  }

  mutating func startElement(_ name: String) {
    endAttributes()
    if let last = open.indices.last { open[last].hasChildren = true }
    if open.count == 1 { section = name == "System" ? .system : name == "RenderingInfo" ? .rendering : .data }
    open.append(Element(name: name))
  }

  mutating func startAttribute(_ name: String) {
    endAttributes()
    attribute = (name, .null)
  }

  mutating func add(_ value: Value) {
    if let current = attribute {
      attribute = (current.name, current.value.joined(value))
    } else if let last = open.indices.last {
      open[last].value = open[last].value.joined(value)
    }
  }

  mutating func endAttributes() {
    guard let ended = attribute else { return }
    attribute = nil
    guard let last = open.indices.last else { return }
    if section == .system, open.count > 2 {
      setSystem(open[last].name, ended.name, ended.value)
    } else if ended.name == "Name" {
      open[last].givenName = ended.value.text
    } else if !ended.name.hasPrefix("xmlns"), open.count > 2 {
      event.data.append(Event.Datum(name: "\(open[last].name)/@\(ended.name)", value: ended.value))
    }
  }

  /// An array of values stands for as many elements of one name.
  mutating func addArray(_ items: [Value]) {
    guard attribute == nil, let element = open.last else { return items.forEach { add($0) } }
    for (index, item) in items.enumerated() {
      if index > 0 {
        endElement()
        open.append(Element(name: element.name, givenName: element.givenName))
      }
      add(item)
    }
  }

  mutating func endElement() {
    endAttributes()
    guard let element = open.popLast(), !element.hasChildren, !open.isEmpty else { return }
    switch section {
    case .system: setSystem(element.name, nil, element.value)
    case .rendering: if element.name == "Message" { event.message = element.value.text }
    case .data where open.count >= 2 || !element.value.isNull:
      event.data.append(
        Event.Datum(name: element.givenName ?? (element.name == "Data" ? nil : element.name), value: element.value))
    case .data: break
    }
  }

  private mutating func setSystem(_ element: String, _ attribute: String?, _ value: Value) {
    switch (element, attribute) {
    case ("Provider", "Name"): event.provider = value.text
    case ("EventID", nil): event.eventID = value.number
    case ("Level", nil): event.level = value.number
    case ("Keywords", nil): event.keywords = value.number
    case ("TimeCreated", "SystemTime"): event.timeCreated = value
    case ("EventRecordID", nil): event.recordID = value.number
    case ("Execution", "ProcessID"): event.processID = value.number
    case ("Channel", nil): event.channel = value.text
    case ("Computer", nil): event.computer = value.text
    case ("Security", "UserID"): event.userID = value.text
    default: break
    }
  }
}

extension Value {
  fileprivate var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// This value with another behind it, as text where there are two.
  fileprivate func joined(_ other: Value) -> Value {
    if isNull { return other }
    if other.isNull { return self }
    return .string((text ?? "") + (other.text ?? ""))
  }
}
