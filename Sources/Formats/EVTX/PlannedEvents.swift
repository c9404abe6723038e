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

  private func carryOut(_ content: Fragment, isWholeEvent: Bool, into event: inout Event) -> Bool {
    guard content.tokens.count == 1, case .templateInstance(let instance) = content.tokens[0],
      let plan = instance.definition.plan, plan.isWholeEvent == isWholeEvent,
      let cost = plan.cost(with: instance.values), (try? budget.spend(1 + cost, "Fragment", at: offset)) != nil
    else { return false }
    let steps = plan.steps.span
    for place in steps.indices {
      switch steps[place].content {
      case .value(let value): event.put(value, at: steps[place].place)
      case .substitution(let number):
        guard put(instance.values[number], at: steps[place].place, into: &event) else { return false }
      case .joined(let parts):
        guard let value = joined(parts, instance.values) else { return false }
        event.put(value, at: steps[place].place)
      }
    }
    return true
  }

  private func put(
    _ descriptor: TemplateInstance.Descriptor, at place: EventPlan.Place, into event: inout Event
  ) -> Bool {
    if case .datum(let name, _) = place, descriptor.type == ValueType.string.rawValue | ValueType.arrayFlag {
      let before = event.data.count
      // As many as the data of most events has.
      event.data.reserveCapacity(before + min(32, descriptor.range.count / 2))
      Value.forEachText(bytes, descriptor.range) { event.data.append(Event.Datum(name: name, value: .string($0))) }
      if event.data.count == before { event.put(.null, at: place) }
      return true
    }
    guard let value = value(descriptor) else { return false }
    switch (value, place) {
    case (.array(let items), .datum):
      if items.isEmpty { event.put(.null, at: place) }
      for item in items { event.put(item, at: place) }
    case (.binXML(let range), .event):
      guard var parser = try? FragmentParser(self, range, isTemplate: false, depth: 1) else { return false }
      let inner = parser.parse()
      return inner.error == nil && carryOut(inner.fragment, isWholeEvent: false, into: &event)
    case (.array, _), (.binXML, _): return false
    default: event.put(value, at: place)
    }
    return true
  }

  private func joined(_ parts: [EventPlan.Content], _ values: [TemplateInstance.Descriptor]) -> Value? {
    var joined = Value.null
    for part in parts {
      switch part {
      case .value(let text): joined.join(text)
      case .substitution(let number):
        guard let value = value(values[number]) else { return nil }
        switch value {
        case .array, .binXML: return nil
        default: joined.join(value)
        }
      case .joined: return nil
      }
    }
    return joined
  }

  private func value(_ descriptor: TemplateInstance.Descriptor) -> Value? {
    try? Value(descriptor.type, bytes, descriptor.range, chunkOffset: offset)
  }
}

extension EventPlan {
  /// Nil where it asks for more values than there are.
  fileprivate func cost(with values: [TemplateInstance.Descriptor]) -> Int? {
    var sum = cost
    for number in substitutions {
      guard number < values.count else { return nil }
      sum += values[number].range.count
    }
    return sum
  }
}
