import Records

/// The elements of one name in an XML text, each a record, with its exact place. An element that is not well-formed is
/// read as far as it goes and told, and reading goes on with the next.
///
/// Elements are found one behind the other, taken apart by all cores, and taken over in their order.
struct XMLRecords {
  private let window: TextWindow
  private let text: XMLText
  private let encoding: String
  private let collector: RecordCollector
  private let recordLimit: Int
  /// The element that the text begins with, around the others; nil where it begins with one of them.
  private let root: [UInt8]?
  private var doubt: Doubt?

  /// A stretch behind the start of an element without end.
  private struct Doubt {
    let end: UInt64
    /// Bytes that may still be looked through in vain.
    var budget: Int
  }

  init(_ name: String, nests: Bool = false, in window: TextWindow, _ collector: RecordCollector, recordLimit: Int) {
    self.window = window
    text = XMLText(name, nests: nests)
    encoding = Self.encoding(of: window)
    root = Self.root(of: window).flatMap { $0 == Array(name.utf8) ? nil : $0 }
    self.collector = collector
    self.recordLimit = recordLimit
  }

  /// Gives every element to `make`, and what that makes to `take`, in order; what `take` returns is why there is no
  /// record of it.
  mutating func read<Made: Sendable>(
    _ make: @escaping @Sendable (XMLElement, SourceLocation, SharedTexts) -> Made,
    _ take: (inout Made, SourceLocation) -> String?
  ) async throws {
    var found = Self.found(encoding: encoding, make)
    while true {
      let limit = lookahead
      let isAll = window.bytes.count - window.start <= limit
      let place = window.bytes.withUnsafeBufferPointer { bytes in
        let view = isAll ? bytes : UnsafeBufferPointer(rebasing: bytes[..<(window.start + limit)])
        return text.next(view, from: window.start, isAtEnd: isAll && window.isAtEnd)
      }
      switch place {
      case .element(let range):
        found.add(range, range, in: window)
        guard found.isFull else { continue }
      case .broken(let range, let end):
        collector.isPartial = true
        doubt(from: range.upperBound, to: end)
        found.add(range, range, in: window)
        continue
      default: break
      }
      while var share = await found.takeShare(in: window) {
        for (place, one) in share.ones.enumerated() {
          Self.take(&share.outcomes[place], of: text.name, at: one.location, into: collector, take)
          try await collector.handOverIfFull()
        }
      }
      switch place {
      case .element, .broken: break
      case .documentType(let range):
        tell("document type declaration", "nothing of it is read, entities stay names", at: window.location(of: range))
        window.advance(to: range.upperBound)
      case .unclosed(let range):
        collector.isPartial = true
        tell("a comment or section without end", "what follows is read all the same", at: window.location(of: range))
        doubt(from: range.upperBound, to: window.bytes.count)
        window.advance(to: range.upperBound)
      case .unfinished(let start) where start > window.start: window.advance(to: start)
      case .unfinished where isAll: _ = try window.more()
      case .unfinished: try leave(behind: limit)
      case .end:
        window.advance(to: window.bytes.count)
        return tellOpenRoot()
      }
      try await collector.handOverIfFull()
    }
  }

  /// Of elements, which `make` makes something of.
  private static func found<Made: Sendable>(
    encoding: String, _ make: @escaping @Sendable (XMLElement, SourceLocation, SharedTexts) -> Made
  ) -> FoundTexts<Range<Int>, XMLReading<Made>> {
    FoundTexts { share, bytes in
      let fragments = XMLFragments(encoding: encoding)
      let texts = SharedTexts()
      return bytes.withUnsafeBufferPointer { bytes in
        var readings: [XMLReading<Made>] = []
        readings.reserveCapacity(share.count)
        fragments.parse(share.lazy.map(\.text), in: bytes) { element in
          readings.append(XMLReading(made: make(element, share[readings.count].location, texts)))
        }
        for one in share.dropFirst(readings.count) {
          let text = UnsafeBufferPointer(rebasing: bytes[one.text])
          readings.append(fragments.reading(of: text) { make($0, one.location, texts) })
        }
        return readings
      }
    }
  }

  private static func take<Made>(
    _ reading: inout XMLReading<Made>, of name: [UInt8], at location: SourceLocation, into collector: RecordCollector,
    _ take: (inout Made, SourceLocation) -> String?
  ) {
    func tell(_ problem: String, _ consequence: String) {
      collector.add(Defect(String(decoding: name, as: UTF8.self), problem, consequence, at: location))
    }
    if reading.isDamaged { collector.isPartial = true }
    if let remark = reading.remark { tell(remark.problem, remark.consequence) }
    guard var made = reading.made.take(), let refusal = take(&made, location) else { return }
    collector.isPartial = true
    tell(refusal, "element left out")
  }

  /// How far the end of an element is looked for. Behind one without end every tag may begin another such: those are not
  /// looked for so far, else a few MB of text would take hours.
  private var lookahead: Int {
    mutating get {
      if let end = doubt?.end, window.offset >= end { doubt = nil }
      return doubt.map { $0.budget > 0 ? min(recordLimit, 1 << 16) : 0 } ?? recordLimit
    }
  }

  /// Counts what was looked through in vain.
  private mutating func doubt(from start: Int, to end: Int) {
    if doubt == nil {
      guard end - start >= min(recordLimit, 1 << 16) else { return }
      doubt = Doubt(end: window.place(of: end), budget: 16 * recordLimit)
    }
    doubt?.budget -= end - start
  }

  /// Leaves an element, a comment or a declaration that has no end within so many bytes.
  private mutating func leave(behind limit: Int) throws {
    collector.isPartial = true
    doubt(from: window.start, to: window.start + limit)
    let shown = window.start..<min(window.start + max(limit, 1), window.bytes.count)
    tell(
      "no end within \(shown.count) bytes", "left out; reading goes on at the next one", at: window.location(of: shown))
    var index = window.start + 1
    while true {
      let next = window.bytes.withUnsafeBufferPointer { text.nextTag($0, from: index) }
      if let next { return window.advance(to: next) }
      window.advance(to: max(index, window.bytes.count - text.name.count - 2))
      guard try window.more() else { return window.advance(to: window.bytes.count) }
      index = window.start
    }
  }

  /// Where the text was cut between two elements, nothing else shows it.
  private func tellOpenRoot() {
    guard let root, window.damage == nil else { return }
    let isClosed = window.tail.withUnsafeBufferPointer { tail in
      (0..<max(0, tail.count - root.count - 1)).contains {
        tail[$0] == UInt8(ascii: "<") && tail[$0 + 1] == UInt8(ascii: "/")
          && tail[($0 + 2)...].prefix(root.count).elementsEqual(root)
      }
    }
    guard !isClosed else { return }
    collector.isPartial = true
    collector.add(
      Defect(
        field: String(decoding: root, as: UTF8.self), problem: "the text ends inside of it",
        consequence: "what followed is missing", offset: window.offset))
  }

  /// The name of the first element.
  private static func root(of window: TextWindow) -> [UInt8]? {
    let opening = window.bytes[window.start...].prefix(4096)
    var index = opening.startIndex
    while let mark = opening[index...].firstIndex(of: UInt8(ascii: "<")), mark + 1 < opening.endIndex {
      index = mark + 1
      guard (0x61...0x7A).contains(opening[index] | 0x20) else { continue }
      return Array(opening[index...].prefix { $0 > 0x20 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") })
    }
    return nil
  }

  private func tell(_ problem: String, _ consequence: String, at location: SourceLocation) {
    collector.add(Defect(String(decoding: text.name, as: UTF8.self), problem, consequence, at: location))
  }

  /// The encoding that the XML declaration names; UTF-8 where there is none, and for text that is decoded already.
  private static func encoding(of window: TextWindow) -> String {
    window.bytes.withUnsafeBufferPointer { bytes in
      let opening = UnsafeBufferPointer(rebasing: bytes[window.start...].prefix(200))
      guard !window.isDecoded, opening.starts(with: "<?xml"), let end = opening.firstRange(of: "?>"),
        let name = opening.firstRange(of: "encoding="), name.upperBound + 1 < end.lowerBound
      else { return "UTF-8" }
      let quote = opening[name.upperBound]
      let label = opening[(name.upperBound + 1)..<end.lowerBound].prefix { $0 != quote }
      let text = String(decoding: label, as: UTF8.self)
      return text.isEmpty || text.lowercased().hasPrefix("utf-16") ? "UTF-8" : text
    }
  }
}
