/// What elements, attributes and texts say of an event, step by step. For a template that is found out once; each of its
/// events is then one pass over its values.
struct EventPlan: Sendable {
  struct Step: Sendable {
    let place: Place
    let content: Content
  }

  /// Where in an event a value belongs.
  enum Place: Sendable {
    case provider, eventID, level, keywords, timeCreated, recordID, processID, channel, computer, userID, message
    /// Of an element; an array stands for as many elements.
    case datum(name: String?, keepsNull: Bool)
    case attributeDatum(name: String)
    /// Directly in the element Event, where a fragment is what the provider says.
    case event
    /// Where nobody asks for it. That it can be taken apart still counts.
    case nowhere
  }

  /// What stands in an element or an attribute.
  enum Content: Sendable {
    case value(Value)
    /// The value of that number.
    case substitution(Int)
    /// One behind the other.
    case joined([Content])
  }

  let steps: [Step]
  /// Whether it begins with the element Event; else it belongs into that.
  let isWholeEvent: Bool
  /// The numbers of all values that it asks for, as often as it does.
  let substitutions: [Int]
  /// What it costs without its values.
  let cost: Int
}

extension EventPlan {
  /// Nil where what the body of a template says depends on more than its values one by one.
  init?(_ body: Fragment) {
    isWholeEvent = if case .openStartElement(let name)? = body.tokens.first { name.known == .event } else { false }
    var builder = EventBuilder(insideEvent: !isWholeEvent)
    var substitutions: [Int] = []
    var cost = body.tokens.count
    for token in body.tokens {
      switch token {
      case .text(let text):
        builder.add(.value(.string(text)))
        cost += text.utf8.count
      case .substitution(let number):
        builder.add(.substitution(number))
        substitutions.append(number)
      case .templateInstance: return nil
      default: builder.take(token)
      }
    }
    guard builder.isComplete, builder.namesAreFixed else { return nil }
    steps = builder.steps
    self.substitutions = substitutions
    self.cost = cost
  }
}

extension EventPlan.Content {
  var isFixed: Bool {
    if case .value = self { true } else { false }
  }

  /// Puts more behind it.
  mutating func join(_ other: Self) {
    switch (self, other) {
    case (.value(.null), _): self = other
    case (_, .value(.null)): break
    case (.value(var value), .value(let more)):
      value.join(more)
      self = .value(value)
    case (.joined(let parts), _): self = .joined(parts + [other])
    default: self = .joined([self, other])
    }
  }
}

extension Value {
  var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// Puts another value behind this one, as text where there are two.
  mutating func join(_ other: Value) {
    if isNull {
      self = other
    } else if !other.isNull {
      self = .string((text ?? "") + (other.text ?? ""))
    }
  }
}

extension Event {
  /// The event of steps that need no values.
  init(_ steps: [EventPlan.Step]) {
    for step in steps {
      if case .value(let value) = step.content { put(value, at: step.place) }
    }
  }

  mutating func put(_ value: consuming Value, at place: EventPlan.Place) {
    switch place {
    case .provider: provider = value.text
    case .eventID: eventID = value.number
    case .level: level = value.number
    case .keywords: keywords = value.number
    case .timeCreated: timeCreated = value
    case .recordID: recordID = value.number
    case .processID: processID = value.number
    case .channel: channel = value.text
    case .computer: computer = value.text
    case .userID: userID = value.text
    case .message: message = value.text
    case .datum(let name, let keepsNull):
      if keepsNull || !value.isNull { data.append(name, value) }
    case .attributeDatum(let name): data.append(name, value)
    case .event, .nowhere: break
    }
  }
}
