package import Bytes

/// What came of taking one record apart.
package struct DecodedEvent: Sendable, Equatable {
  package let event: Event
  package let outcome: Decoding
}

/// How far a record could be taken apart, and what lies in it besides its event.
package struct Decoding: Sendable, Equatable {
  /// What ended it early; the event then holds what came before.
  package let error: FormatError?
  /// What stood in for a template that is lost.
  package let substitute: Damage?
  /// Records that lie inside of this one, behind its end: cut out of the log by somebody.
  package let hidden: [EventRecord]
}

extension Chunk {
  /// The event of a record of this chunk; `tokenByToken` where no plan of a template is to be trusted.
  package func event(of record: EventRecord, tokenByToken: Bool = false) -> DecodedEvent {
    var event = Event()
    let outcome = decode(record, into: &event, tokenByToken: tokenByToken)
    return DecodedEvent(event: event, outcome: outcome)
  }

  /// The same in the place of an event that is no longer needed.
  package func decode(_ record: EventRecord, into event: inout Event, tokenByToken: Bool = false) -> Decoding {
    budget.startRecord()
    substitute = nil
    event.removeAll()
    let planned = tokenByToken ? nil : carryOut(at: record.body, into: &event)
    let (end, error) = planned.map { ($0, nil) } ?? decodeTokens(of: record, into: &event, tokenByToken)
    let hidden =
      error == nil
      ? EventRecord.search(bytes, end..<record.range.upperBound, chunkOffset: offset, insideRecord: true) : []
    return Decoding(error: error, substitute: substitute, hidden: hidden)
  }

  /// Gives back where the content ends, and what ended it early.
  private func decodeTokens(of record: EventRecord, into event: inout Event, _ tokenByToken: Bool) -> (
    Int, FormatError?
  ) {
    let content = content(of: record)
    event.removeAll()
    if !tokenByToken, content.error == nil, carryOut(content.fragment, into: &event) { return (content.end, nil) }
    var rendering = Rendering(self, systemOnly: false)
    let error = rendering.take(content)
    event = Event(rendering.builder.steps)
    return (content.end, error)
  }

  /// What the System part of a record's event says, as far as it can be taken apart: for those who need to know only
  /// which event it is.
  package func systemPart(of record: EventRecord) -> Event {
    budget.startRecord()
    var rendering = Rendering(self, systemOnly: true)
    _ = rendering.take(content(of: record))
    return Event(rendering.builder.steps)
  }

  private func content(of record: EventRecord) -> FragmentParser.Parsed {
    do {
      var parser = try FragmentParser(self, record.body, isTemplate: false, depth: 0)
      return parser.parse()
    } catch {
      return (Fragment(), record.range.upperBound, error)
    }
  }
}

/// Puts fragments out with their values.
private struct Rendering {
  private(set) var builder = EventBuilder()
  private let chunk: Chunk
  /// Stop where the System part ends.
  private let systemOnly: Bool

  private static let depthLimit = 16

  init(_ chunk: Chunk, systemOnly: Bool) {
    self.chunk = chunk
    self.systemOnly = systemOnly
  }

  /// Puts the content of a record out; what ended it early.
  mutating func take(_ content: FragmentParser.Parsed) -> FormatError? {
    do {
      try put(content.fragment, values: [], depth: 0)
      return content.error
    } catch {
      return content.error ?? error
    }
  }

  private mutating func put(
    _ fragment: Fragment, values: [TemplateInstance.Descriptor], depth: Int
  ) throws(FormatError) {
    guard depth <= Self.depthLimit else {
      throw FormatError(
        .limitExceeded(value: UInt64(depth), limit: UInt64(Self.depthLimit)), in: "Fragment", at: chunk.offset)
    }
    try chunk.budget.spend(fragment.tokens.count, "Fragment", at: chunk.offset)
    for token in fragment.tokens {
      if systemOnly, builder.isSystemComplete { return }
      switch token {
      case .openStartElement, .attribute, .closeStartElement, .endElement: builder.take(token)
      case .text(let text): try put(.string(text), cost: text.utf8.count, depth)
      case .templateInstance(let instance):
        try put(instance.definition.body, values: instance.values, depth: depth + 1)
      case .substitution(let index):
        guard index < values.count else {
          throw FormatError(
            .outOfRange(value: UInt64(index), limit: UInt64(values.count)), in: "Substitution.SubstitutionID",
            at: values.first.map { chunk.offset + UInt64($0.range.lowerBound) } ?? chunk.offset)
        }
        let value = values[index]
        try put(
          Value(value.type, chunk.bytes, value.range, chunkOffset: chunk.offset), cost: value.range.count, depth)
      }
    }
  }

  private mutating func put(_ value: Value, cost: Int, _ depth: Int) throws(FormatError) {
    try chunk.budget.spend(cost, "Value", at: chunk.offset)
    switch value {
    case .array(let items): builder.addArray(items)
    case .binXML(let range):
      var parser = try FragmentParser(chunk, range, isTemplate: false, depth: depth)
      let parsed = parser.parse()
      try put(parsed.fragment, values: [], depth: depth + 1)
      if let error = parsed.error { throw error }
    default: builder.add(.value(value))
    }
  }
}
