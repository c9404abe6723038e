extension Event {
  /// What the provider gave with an event, value by value in the order logged ([MS-EVEN6] 2.2.13, EventData).
  ///
  /// An event of Exchange has 27 values, of which five are asked for, while all of them tell it from others: they stand
  /// in one text, and a `String` is made of those asked for.
  package struct Data: Sendable, Equatable {
    private struct Place: Sendable, Equatable {
      let start: Int
      let textStart: Int
      let end: Int
      let meaning: Datum.Meaning
    }

    /// Each name and each text, with a byte behind it that tells an empty one from none: the same where two events say
    /// the same.
    package private(set) var plain = PlainText()
    private var places: [Place] = []

    package init() {}
  }

  /// One value that the provider gave; `name` is that of the manifest, nil where it has none.
  package struct Datum: Sendable, Equatable {
    /// What a value is beyond its text.
    package enum Meaning: Sendable, Equatable {
      case text
      case number(UInt64)
      /// In microseconds since 1970-01-01 UTC.
      case time(Int64)
      case guid
      case other
    }

    package let name: String?
    /// As Windows writes it into the event's XML; nil for null.
    package let text: String?
    package let meaning: Meaning
  }
}

extension Event.Data {
  package var count: Int { places.count }
  package var indices: Range<Int> { places.indices }

  package subscript(_ index: Int) -> Event.Datum {
    Event.Datum(
      name: name(index).map { plain.text($0) }, text: text(index).map { plain.text($0) }, meaning: places[index].meaning
    )
  }

  /// The first value of that name.
  package subscript(_ name: String) -> Event.Datum? {
    for index in places.indices {
      if let place = self.name(index), plain.isSame(name, at: place) { return self[index] }
    }
    return nil
  }

  /// Where in `plain` the name of a value stands; nil where it has none.
  package func name(_ index: Int) -> Range<Int>? {
    let place = places[index]
    return plain.isPart(endingAt: place.textStart - 1) ? place.start..<place.textStart - 1 : nil
  }

  /// Where in `plain` the text of a value stands; nil for null.
  package func text(_ index: Int) -> Range<Int>? {
    let place = places[index]
    return plain.isPart(endingAt: place.end) ? place.textStart..<place.end : nil
  }

  mutating func removeAll() {
    plain.removeAll()
    places.removeAll(keepingCapacity: true)
  }

  package mutating func append(_ name: String?, _ value: Value) {
    let start = plain.count
    plain.append(part: name)
    let textStart = plain.count
    plain.append(value)
    endText(start, textStart, Event.Datum.Meaning(value), isNull: !value.hasText)
  }

  /// A text in UTF-16LE.
  mutating func append(_ name: String?, utf16 bytes: [UInt8], _ range: Range<Int>) {
    let start = plain.count
    plain.append(part: name)
    let textStart = plain.count
    plain.append(utf16: bytes, range)
    endText(start, textStart, .text)
  }

  /// The UTF-16 texts of an array, one after another, each with its NUL; the last may lack it.
  mutating func append(_ name: String?, items bytes: [UInt8], _ range: Range<Int>) {
    var position = range.lowerBound
    while position + 1 < range.upperBound {
      let start = plain.count
      plain.append(part: name)
      let textStart = plain.count
      position = plain.appendItem(utf16: bytes, position..<range.upperBound) + 2
      endText(start, textStart, .text)
    }
  }

  private mutating func endText(
    _ start: Int, _ textStart: Int, _ meaning: Event.Datum.Meaning, isNull: Bool = false
  ) {
    places.append(Place(start: start, textStart: textStart, end: plain.count, meaning: meaning))
    plain.endPart(isThere: !isNull)
  }
}

extension Event.Datum {
  /// The number, also where it is logged as decimal or hexadecimal digits.
  package var number: UInt64? {
    switch meaning {
    case .number(let number): number
    case .text: text.flatMap { Value.string($0).number }
    default: nil
    }
  }
}

extension Event.Datum.Meaning {
  init(_ value: Value) {
    switch value {
    case .string: self = .text
    case .signed, .unsigned, .hexadecimal: self = value.number.map { .number($0) } ?? .other
    case .fileTime, .systemTime: self = value.microseconds.map { .time($0) } ?? .other
    case .guid: self = .guid
    default: self = .other
    }
  }
}
