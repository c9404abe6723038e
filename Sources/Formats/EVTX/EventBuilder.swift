/// Finds out what elements, attributes and text say of an event as they come.
struct EventBuilder {
  private(set) var steps: [EventPlan.Step] = []
  private var open: [Element] = []
  private var attribute: (name: XMLName, content: EventPlan.Content)?
  /// Whether the element System, which names the event, has ended.
  private(set) var isSystemComplete = false
  /// False where the name of a datum is one of the values that are still to come.
  private(set) var namesAreFixed = true
  /// What the element below Event that is open holds.
  private var section = Section.data
  private let outerDepth: Int

  private enum Section { case system, rendering, data }

  private struct Element {
    let name: XMLName
    /// Of the attribute Name.
    var givenName: String?
    var content = EventPlan.Content.value(.null)
    var hasChildren = false
  }

  /// `insideEvent`: what comes lies in an element Event that is open.
  init(insideEvent: Bool = false) {
    if insideEvent { open.append(Element(name: XMLName(.event))) }
    outerDepth = open.count
  }

  /// Whether all that was begun has ended.
  var isComplete: Bool { open.count == outerDepth && attribute == nil }

  /// Takes a token that opens or closes something.
  mutating func take(_ token: Fragment.Token) {
    switch token {
    case .openStartElement(let name): startElement(name)
    case .attribute(let name): startAttribute(name)
    case .closeStartElement: endAttributes()
    case .endElement: endElement()
    case .text, .substitution, .templateInstance: break
    }
  }

  private mutating func startElement(_ name: XMLName) {
    endAttributes()
    if let last = open.indices.last { open[last].hasChildren = true }
    if open.count == 1 {
      section = name.known == .system ? .system : name.known == .renderingInfo ? .rendering : .data
    }
    open.append(Element(name: name))
  }

  private mutating func startAttribute(_ name: XMLName) {
    endAttributes()
    attribute = (name, .value(.null))
  }

  mutating func add(_ content: EventPlan.Content) {
    if attribute != nil {
      attribute?.content.join(content)
    } else if open.count > 1 {
      open[open.count - 1].content.join(content)
    } else {
      addStep(open.isEmpty ? .nowhere : .event, content)
    }
  }

  private mutating func endAttributes() {
    guard let ended = attribute else { return }
    attribute = nil
    guard let last = open.indices.last else { return addStep(.nowhere, ended.content) }
    if section == .system, open.count > 2 {
      // An attribute that the schema does not know is none of those asked for, nor the element's own text.
      addStep(ended.name.known.map { Self.place(open[last].name.known, $0) } ?? .nowhere, ended.content)
    } else if ended.name.known == .name {
      if case .value(let name) = ended.content { open[last].givenName = name.text } else { namesAreFixed = false }
    } else if !ended.name.text.hasPrefix("xmlns"), open.count > 2 {
      addStep(.attributeDatum(name: "\(open[last].name.text)/@\(ended.name.text)"), ended.content)
    } else {
      addStep(.nowhere, ended.content)
    }
  }

  /// An array of values stands for as many elements of one name.
  mutating func addArray(_ items: [Value]) {
    guard attribute == nil, let last = open.indices.last, items.count > 1 else {
      return items.forEach { add(.value($0)) }
    }
    open[last].content.join(.value(items[0]))
    for item in items.dropFirst() {
      finish(open[last], depth: last)
      open[last].hasChildren = false
      open[last].content = .value(item)
    }
  }

  private mutating func endElement() {
    endAttributes()
    guard let element = open.popLast() else { return }
    finish(element, depth: open.count)
    if open.count == 1, section == .system { isSystemComplete = true }
  }

  /// `depth` is how many elements it lies in.
  private mutating func finish(_ element: Element, depth: Int) {
    guard !element.hasChildren, depth > 0 else { return addStep(.nowhere, element.content) }
    let name = element.name
    switch section {
    case .system: addStep(Self.place(name.known, nil), element.content)
    case .rendering: addStep(name.known == .message ? .message : .nowhere, element.content)
    case .data:
      addStep(
        .datum(name: element.givenName ?? (name.known == .data ? nil : name.text), keepsNull: depth >= 2),
        element.content)
    }
  }

  private mutating func addStep(_ place: EventPlan.Place, _ content: EventPlan.Content) {
    switch place {
    case .event where content.isFixed, .nowhere where content.isFixed: break
    default: steps.append(EventPlan.Step(place: place, content: content))
    }
  }

  private static func place(_ element: SchemaName?, _ attribute: SchemaName?) -> EventPlan.Place {
    switch (element, attribute) {
    case (.provider, .name): .provider
    case (.eventID, nil): .eventID
    case (.level, nil): .level
    case (.keywords, nil): .keywords
    case (.timeCreated, .systemTime): .timeCreated
    case (.eventRecordID, nil): .recordID
    case (.execution, .processID): .processID
    case (.channel, nil): .channel
    case (.computer, nil): .computer
    case (.security, .userID): .userID
    default: .nowhere
    }
  }
}
