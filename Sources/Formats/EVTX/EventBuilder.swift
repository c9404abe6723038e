import Bytes

/// Makes an event of elements, attributes and text as they come.
struct EventBuilder {
  private(set) var event = Event()
  private var open: [Element] = []
  private var attribute: (name: XMLName, value: Value)?
  /// Whether the element System, which names the event, has ended.
  private(set) var isSystemComplete = false
  /// What the element below Event that is open holds.
  private var section = Section.data

  private enum Section { case system, rendering, data }

  private struct Element {
    let name: XMLName
    /// Of the attribute Name.
    var givenName: String?
    var value: Value = .null
    var hasChildren = false
  }

  mutating func startElement(_ name: XMLName) {
    endAttributes()
    if let last = open.indices.last { open[last].hasChildren = true }
    if open.count == 1 {
      section = name.known == .system ? .system : name.known == .renderingInfo ? .rendering : .data
    }
    open.append(Element(name: name))
  }

  mutating func startAttribute(_ name: XMLName) {
    endAttributes()
    attribute = (name, .null)
  }

  mutating func add(_ value: Value) {
    if attribute != nil {
      attribute?.value.join(value)
    } else if let last = open.indices.last {
      open[last].value.join(value)
    }
  }

  mutating func endAttributes() {
    guard let ended = attribute else { return }
    attribute = nil
    guard let last = open.indices.last else { return }
    if section == .system, open.count > 2 {
      // An attribute that the schema does not know is none of those asked for, nor the element's own text.
      if let known = ended.name.known { setSystem(open[last].name.known, known, ended.value) }
    } else if ended.name.known == .name {
      open[last].givenName = ended.value.text
    } else if !ended.name.text.hasPrefix("xmlns"), open.count > 2 {
      event.data.append(Event.Datum(name: "\(open[last].name.text)/@\(ended.name.text)", value: ended.value))
    }
  }

  /// An array of values stands for as many elements of one name.
  mutating func addArray(_ items: [Value]) {
    guard attribute == nil, let last = open.indices.last, items.count > 1 else { return items.forEach { add($0) } }
    add(items[0])
    finish(open[last], depth: last)
    open[last].hasChildren = false
    let element = open[last]
    event.data.reserveCapacity(event.data.count + items.count)
    for item in items[1..<items.count - 1] { finish(element, with: item, depth: last) }
    open[last].value = items[items.count - 1]
  }

  mutating func endElement() {
    endAttributes()
    guard let element = open.popLast() else { return }
    finish(element, depth: open.count)
    if open.count == 1, section == .system { isSystemComplete = true }
  }

  /// `depth` is how many elements it lies in.
  private mutating func finish(_ element: Element, depth: Int) { finish(element, with: element.value, depth: depth) }

  private mutating func finish(_ element: Element, with value: Value, depth: Int) {
    guard !element.hasChildren, depth > 0 else { return }
    switch section {
    case .system: setSystem(element.name.known, nil, value)
    case .rendering: if element.name.known == .message { event.message = value.text }
    case .data where depth >= 2 || !value.isNull:
      let name = element.givenName ?? (element.name.known == .data ? nil : element.name.text)
      event.data.append(Event.Datum(name: name, value: value))
    case .data: break
    }
  }

  private mutating func setSystem(_ element: SchemaName?, _ attribute: SchemaName?, _ value: Value) {
    switch (element, attribute) {
    case (.provider, .name): event.provider = value.text
    case (.eventID, nil): event.eventID = value.number
    case (.level, nil): event.level = value.number
    case (.keywords, nil): event.keywords = value.number
    case (.timeCreated, .systemTime): event.timeCreated = value
    case (.eventRecordID, nil): event.recordID = value.number
    case (.execution, .processID): event.processID = value.number
    case (.channel, nil): event.channel = value.text
    case (.computer, nil): event.computer = value.text
    case (.security, .userID): event.userID = value.text
    default: break
    }
  }
}

extension Value {
  fileprivate var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// Puts another value behind this one, as text where there are two.
  fileprivate mutating func join(_ other: Value) {
    if isNull {
      self = other
    } else if !other.isNull {
      self = .string((text ?? "") + (other.text ?? ""))
    }
  }
}
