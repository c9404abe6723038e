import Bytes

// Nearly all events are one template, and what the provider says is another in it: their plans are carried out, one pass
// over the values. Anything else is put together token by token, which says the same of these too.
extension Chunk {
  /// Whether the event of this content could be made so; else `event` is of no use.
  func carryOut(_ content: Fragment, into event: inout Event) -> Bool {
    let before = budget
    if carryOut(content, isWholeEvent: true, into: &event) { return true }
    budget = before
    return false
  }

  /// The same of the place where the content of a record stands, without taking tokens out of it; gives back where that
  /// ends. Nil where it could not be made so.
  func carryOut(at content: Range<Int>, into event: inout Event) -> Int? {
    guard let (frame, plan) = plannedInstance(at: content, isWholeEvent: true) else { return nil }
    let before = budget
    if carryOut(frame, plan, into: &event) { return frame.end }
    budget = before
    return nil
  }

  private func carryOut(_ content: Fragment, isWholeEvent: Bool, into event: inout Event) -> Bool {
    guard content.tokens.count == 1, case .templateInstance(let instance) = content.tokens[0],
      let plan = instance.definition.plan, plan.isWholeEvent == isWholeEvent
    else { return false }
    return instance.values.withUnsafeBufferPointer { carryOut(plan, $0, cost: 1, into: &event) }
  }

  /// Nil for what is not one template instance, and that of a template that was met before.
  private func plannedInstance(at fragment: Range<Int>, isWholeEvent: Bool) -> (InstanceFrame, EventPlan)? {
    guard let frame = InstanceFrame(in: bytes, fragment),
      let plan = knownTemplate(at: frame.definitionOffset, identifier: frame.templateIdentifier)?.plan,
      plan.isWholeEvent == isWholeEvent
    else { return nil }
    return (frame, plan)
  }

  private func carryOut(_ frame: InstanceFrame, _ plan: EventPlan, into event: inout Event) -> Bool {
    withUnsafeTemporaryAllocation(of: TemplateInstance.Descriptor.self, capacity: frame.valueCount) {
      carryOut(plan, frame.describe(bytes, into: $0), cost: frame.tokenCount + 1, into: &event)
    }
  }

  private func carryOut(
    _ plan: EventPlan, _ values: UnsafeBufferPointer<TemplateInstance.Descriptor>, cost: Int, into event: inout Event
  ) -> Bool {
    guard let ofPlan = plan.cost(with: values), (try? budget.spend(cost + ofPlan, "Fragment", at: offset)) != nil
    else { return false }
    let (steps, bytes) = (plan.steps.span, bytes)
    for index in steps.indices {
      switch steps[index].content {
      case .value(let value): event.put(value, at: steps[index].place)
      case .substitution(let number):
        guard put(values[number], of: bytes, at: steps[index].place, into: &event) else { return false }
      case .joined(let parts):
        guard let value = joined(parts, values) else { return false }
        event.put(value, at: steps[index].place)
      }
    }
    return true
  }

  private func put(
    _ descriptor: TemplateInstance.Descriptor, of bytes: [UInt8], at place: EventPlan.Place, into event: inout Event
  ) -> Bool {
    if case .datum(let name, _) = place, put(text: descriptor, of: bytes, name, into: &event) { return true }
    guard let value = value(descriptor, of: bytes) else { return false }
    switch (value, place) {
    case (.array(let items), .datum):
      if items.isEmpty { event.put(.null, at: place) }
      for item in items { event.put(item, at: place) }
    case (.binXML(let range), .event): return carryOut(inner: range, into: &event)
    case (.array, _), (.binXML, _): return false
    default: event.put(value, at: place)
    }
    return true
  }

  /// Nearly all data is text, or texts in an array, which goes to its place as it is; false for any other.
  private func put(
    text: TemplateInstance.Descriptor, of bytes: [UInt8], _ name: String?, into event: inout Event
  ) -> Bool {
    switch text.type {
    case ValueType.string.rawValue:
      event.data.append(name, utf16: bytes, Value.withoutNUL(bytes, text.range, unit: 2))
    case ValueType.string.rawValue | ValueType.arrayFlag where text.range.count > 1:
      event.data.append(name, items: bytes, text.range)
    default: return false
    }
    return true
  }

  /// What the provider says, a fragment of its own among the values.
  private func carryOut(inner range: Range<Int>, into event: inout Event) -> Bool {
    if let (frame, plan) = plannedInstance(at: range, isWholeEvent: false) {
      return carryOut(frame, plan, into: &event)
    }
    guard var parser = try? FragmentParser(self, range, isTemplate: false, depth: 1) else { return false }
    let parsed = parser.parse()
    return parsed.error == nil && carryOut(parsed.fragment, isWholeEvent: false, into: &event)
  }

  private func joined(
    _ parts: [EventPlan.Content], _ values: UnsafeBufferPointer<TemplateInstance.Descriptor>
  ) -> Value? {
    var joined = Value.null
    for part in parts {
      switch part {
      case .value(let text): joined.join(text)
      case .substitution(let number):
        guard let value = value(values[number], of: bytes) else { return nil }
        switch value {
        case .array, .binXML: return nil
        default: joined.join(value)
        }
      case .joined: return nil
      }
    }
    return joined
  }

  private func value(_ descriptor: TemplateInstance.Descriptor, of bytes: [UInt8]) -> Value? {
    try? Value(descriptor.type, bytes, descriptor.range, chunkOffset: offset)
  }
}

extension EventPlan {
  /// Nil where it asks for more values than there are.
  fileprivate func cost(with values: UnsafeBufferPointer<TemplateInstance.Descriptor>) -> Int? {
    var sum = cost
    for number in substitutions {
      guard number < values.count else { return nil }
      sum += values[number].range.count
    }
    return sum
  }
}
