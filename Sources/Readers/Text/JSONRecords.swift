import Records

/// What became of the text of one record.
enum IntakeOutcome: Equatable {
  case record
  /// Why there is no record.
  case refused(String)
}

/// Takes the JSON texts of one kind of log apart.
protocol JSONEventParser: SendableMetatype {
  associatedtype Event: Sendable
  init()
  /// With `repairing`, text that is hurt may be repaired, the defect told and the record kept.
  func event(_ text: UnsafeBufferPointer<UInt8>, at location: SourceLocation, repairing: Bool) -> Event
}

/// Makes records of what the JSON texts of one kind of log say.
protocol JSONIntake: AnyObject {
  associatedtype Parser: JSONEventParser
  var collector: RecordCollector { get }
  var parser: Parser { get }
  /// The name that objects of this log start with as it is written by its own service.
  var firstName: String { get }
  /// Takes out of `event` what it says.
  func take(_ event: inout Parser.Event, at location: SourceLocation) -> IntakeOutcome
}

extension JSONIntake {
  func take(_ text: UnsafeBufferPointer<UInt8>, at location: SourceLocation, repairing: Bool) -> IntakeOutcome {
    var event = parser.event(text, at: location, repairing: repairing)
    return take(&event, at: location)
  }

  func tell(_ field: String, _ problem: String, _ consequence: String, at location: SourceLocation) {
    collector.add(Defect(field, problem, consequence, at: location))
  }
}

extension Defect {
  init(_ field: String, _ problem: String, _ consequence: String, at location: SourceLocation) {
    self.init(
      field: field, problem: location.line.map { "line \($0): \(problem)" } ?? problem, consequence: consequence,
      offset: location.offset, length: location.length)
  }
}

/// A log in JSON: objects one after another, on lines or over many, the elements of an array, or of the array in the
/// page of an answer (`{"@odata.context":…,"value":[…]}`).
///
/// Objects are found one behind the other, taken apart by all cores, and taken over in their order. Where one of them is
/// refused, reading goes back to it: what follows may have to be found anew.
struct JSONRecords<Intake: JSONIntake> {
  private let window: TextWindow
  private let intake: Intake
  private let recordLimit: Int
  /// The first names of the objects read so far: where reading has lost its place, an object that starts with one of
  /// them is taken for the next event.
  private var firstNames: Set<ArraySlice<UInt8>>
  /// Up to here objects are looked through for their ends, where taking lines for them led astray.
  private var carefulTo: UInt64 = 0
  /// Whether objects come in pages, whose other members are passed over.
  private var isPaged = false
  /// Where the page read last names a next one.
  private var nextPage: UInt64?
  /// Objects found and not taken apart yet; the window still has them.
  private var found = FoundTexts<Range<Int>, Intake.Parser.Event> { share, bytes in
    let parser = Intake.Parser()
    return bytes.withUnsafeBufferPointer { text in
      share.map { one in
        parser.event(UnsafeBufferPointer(rebasing: text[one.text]), at: one.location, repairing: false)
      }
    }
  }

  init(_ window: TextWindow, _ intake: Intake, recordLimit: Int) {
    firstNames = [Array(intake.firstName.utf8)[...]]
    self.window = window
    self.intake = intake
    self.recordLimit = recordLimit
  }

  private enum Element {
    case object(Range<Int>)
    /// Behind this index come the objects of a page.
    case page(Int)
    /// Up to this index stand members of a page beside its objects.
    case members(Int)
    /// From here something stands that is no object.
    case stray(Int)
    case broken(String)
    case unfinished
    case end
  }

  mutating func read() async throws {
    while true {
      let element = window.bytes.withUnsafeBufferPointer(nextElement)
      if case .object(let range) = element, range.count <= recordLimit {
        found.add(range, range, in: window)
        if found.isFull { try await takeFound() }
        continue
      }
      guard found.isEmpty else {
        try await takeFound()
        continue
      }
      switch element {
      case .object: try leave("an object of more than \(recordLimit) bytes")
      case .page(let start):
        isPaged = true
        nextPage = nil
        noteNextPage(in: window.start..<start)
        window.advance(to: start)
      case .members(let end):
        noteNextPage(in: window.start..<end)
        window.advance(to: end)
      case .stray(let start):
        window.advance(to: start)
        refuse("text that is no JSON object", "left out up to the next object", length: 1)
        try resume(from: start)
      case .broken(let problem): try leave(problem)
      case .unfinished where window.bytes.count - window.start > recordLimit:
        try leave("an object of more than \(recordLimit) bytes")
      case .unfinished:
        if try !window.more() { try leave("the text ends inside an object") }
      case .end:
        window.advance(to: window.bytes.count)
        guard try window.more() else { return tellNextPage() }
      }
    }
  }

  /// `"@odata.nextLink": "https://…"`, `"__next": …`; null where there is none.
  private mutating func noteNextPage(in range: Range<Int>) {
    let isNamed = window.bytes.withUnsafeBufferPointer { text in
      let members = UnsafeBufferPointer(rebasing: text[range])
      for name: StaticString in ["nextLink\"", "__next\""] {
        guard let found = members.firstRange(of: name) else { continue }
        let colon = JSONText.skipSpace(members, from: found.upperBound)
        let value = JSONText.skipSpace(members, from: min(colon + 1, members.count))
        if value + 1 < members.count, members[value] == UInt8(ascii: "\""), members[value + 1] != UInt8(ascii: "\"") {
          return true
        }
      }
      return false
    }
    if isNamed { nextPage = window.place(of: range.lowerBound) }
  }

  private func tellNextPage() {
    guard let nextPage else { return }
    intake.collector.add(
      LogGap(.nextPage, offset: nextPage, note: "the last page names a next one, which is not here"))
  }

  private func nextElement(_ text: UnsafeBufferPointer<UInt8>) -> Element {
    var index = window.start
    while index < text.count {
      switch text[index] {
      case 0x20, 0x09, 0x0A, 0x0D, 0x1E, 0x00, UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"): index += 1
      case UInt8(ascii: "{"):
        if let list = JSONText.startOfPage(text, from: index) { return .page(list) }
        if window.offset >= carefulTo, let end = endOfLine(text, from: index) { return .object(index..<end) }
        switch JSONText.endOfObject(text, from: index) {
        case .at(let end): return .object(index..<end)
        case .beyond: return .unfinished
        case .broken: return .broken("an object that is no JSON")
        }
      case UInt8(ascii: "}") where isPaged: index += 1
      case UInt8(ascii: "\"") where isPaged:
        guard let end = JSONText.endOfMember(text, from: index) else { return .stray(index) }
        return .members(end)
      default: return .stray(index)
      }
    }
    return .end
  }

  /// Where the line ends that begins with the brace at `start` and ends with one: most logs have an object on each, and
  /// taking it apart shows whether it is one.
  private func endOfLine(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard start > 0, text[start - 1] == 0x0A,
      let lineFeed = UnsafeBufferPointer(rebasing: text[start...]).firstLineFeed
    else { return nil }
    var end = start + lineFeed
    if text[end - 1] == 0x0D { end -= 1 }
    return text[end - 1] == UInt8(ascii: "}") && end - start <= recordLimit ? end : nil
  }

  /// Takes over what came of the objects found, up to the first that is refused. To be called before the window moves.
  private mutating func takeFound() async throws {
    while var share = await found.takeShare(in: window) {
      for (place, one) in share.ones.enumerated() {
        switch intake.take(&share.outcomes[place], at: one.location) {
        case .record: noteFirstName(of: one.text)
        case .refused(let why):
          await found.leaveAll()
          window.goBack(to: one.mark)
          takeRefused(one, why)
          return try await intake.collector.handOverIfFull()
        }
        try await intake.collector.handOverIfFull()
      }
    }
  }

  private mutating func noteFirstName(of object: Range<Int>) {
    guard firstNames.count < 16 else { return }
    let name = window.bytes.withUnsafeBufferPointer { JSONText.firstName($0, from: object.lowerBound) }
    if let name { firstNames.insert(name) }
  }

  private mutating func takeRefused(_ one: FoundTexts<Range<Int>, Intake.Parser.Event>.One, _ why: String) {
    let end = window.bytes.withUnsafeBufferPointer { JSONText.endOfObject($0, from: one.text.lowerBound) }
    if end == .at(one.text.upperBound) {
      salvage(one.text, why)
    } else {
      carefulTo = one.location.offset + one.location.length
    }
  }

  /// Reads what stands before the next start of an event as far as it goes, else tells of it; goes on there.
  private mutating func salvage(_ range: Range<Int>, _ problem: String) {
    let (end, location, outcome) = window.bytes.withUnsafeBufferPointer { text in
      let text = UnsafeBufferPointer(rebasing: text[..<range.upperBound])
      let end = nextStart(text, from: range.lowerBound + 1) ?? range.upperBound
      let location = window.location(of: range.lowerBound..<end)
      let object = UnsafeBufferPointer(rebasing: text[range.lowerBound..<end])
      return (end, location, intake.take(object, at: location, repairing: true))
    }
    if outcome != .record {
      intake.collector.isPartial = true
      intake.tell("object", problem, "object left out", at: location)
    }
    window.advance(to: end)
  }

  /// Leaves an object whose end cannot be found.
  private mutating func leave(_ problem: String) throws {
    let brace = window.bytes[window.start...].firstIndex(of: UInt8(ascii: "{")) ?? window.start
    let next = window.bytes.withUnsafeBufferPointer { nextStart($0, from: brace + 1) }
    let end = next ?? window.bytes.count
    intake.collector.isPartial = true
    if next != nil || window.isAtEnd, end - brace <= recordLimit { return salvage(brace..<end, problem) }
    window.advance(to: brace)
    refuse(problem, "object left out; reading goes on at the next one that starts like an event", length: 1)
    try resume(from: brace + 1)
  }

  /// Goes to the next brace behind `start` that stands at the start of a line, or whose object starts with a name that
  /// events here start with.
  private mutating func resume(from start: Int) throws {
    var index = start
    while true {
      let found = window.bytes.withUnsafeBufferPointer { nextStart($0, from: index) }
      if let found { return window.advance(to: found) }
      // A name cut by the end of the window is looked at again when more is there.
      let keep = max(index, window.bytes.count - 64)
      window.advance(to: keep)
      guard try window.more() else { return window.advance(to: window.bytes.count) }
      index = window.start
    }
  }

  private func nextStart(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    while index < text.count {
      if text[index] == UInt8(ascii: "{") {
        let isLineStart = index > 0 && text[index - 1] == 0x0A
        if isLineStart { return index }
        if let name = JSONText.firstName(text, from: index), firstNames.contains(name) { return index }
      }
      index += 1
    }
    return nil
  }

  private func refuse(_ problem: String, _ consequence: String, length: Int) {
    intake.collector.isPartial = true
    let end = min(window.start + length, window.bytes.count)
    intake.tell("object", problem, consequence, at: window.location(of: window.start..<end))
  }
}
