import Records

/// Unified audit log in JSON: objects one after another, on lines or over many, or the elements of an array.
struct UnifiedAuditLogJSON {
  private let window: TextWindow
  private let intake: UnifiedAuditLogIntake
  private let recordLimit: Int
  /// The first names of the objects read so far: where reading has lost its place, an object that starts with one of
  /// them is taken for the next event.
  private var firstNames: Set<ArraySlice<UInt8>> = [Array("CreationTime".utf8)[...]]

  init(_ window: TextWindow, _ intake: UnifiedAuditLogIntake, recordLimit: Int) {
    self.window = window
    self.intake = intake
    self.recordLimit = recordLimit
  }

  private enum Element {
    case object(Range<Int>)
    /// From here something stands that is no object.
    case stray(Int)
    case broken(String)
    case unfinished
    case end
  }

  mutating func read() async throws {
    while true {
      switch window.bytes.withUnsafeBufferPointer(nextElement) {
      case .object(let range):
        takeObject(range)
        try await intake.collector.handOverIfFull()
      case .stray(let start):
        window.advance(to: start)
        refuse("text that is no JSON object", "left out up to the next object", length: 1)
        try resume(from: start)
      case .broken(let problem): try leave(problem)
      case .unfinished where window.bytes.count - window.start > recordLimit:
        try leave("an object of more than \(recordLimit) bytes")
      case .unfinished:
        if try !window.more(), window.isAtEnd { try leaveLast() }
      case .end:
        window.advance(to: window.bytes.count)
        guard try window.more() else { return }
      }
    }
  }

  private func nextElement(_ text: UnsafeBufferPointer<UInt8>) -> Element {
    var index = window.start
    while index < text.count {
      switch text[index] {
      case 0x20, 0x09, 0x0A, 0x0D, 0x1E, 0x00, UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"): index += 1
      case UInt8(ascii: "{"):
        switch JSONText.endOfObject(text, from: index) {
        case .at(let end): return .object(index..<end)
        case .beyond: return .unfinished
        case .broken: return .broken("an object that is no JSON")
        }
      default: return .stray(index)
      }
    }
    return .end
  }

  private mutating func takeObject(_ range: Range<Int>) {
    let location = window.location(of: range)
    let (outcome, name) = window.bytes.withUnsafeBufferPointer { text in
      (
        intake.take(UnsafeBufferPointer(rebasing: text[range]), at: location),
        firstNames.count < 16 ? JSONText.firstName(text, from: range.lowerBound) : nil
      )
    }
    if let name { firstNames.insert(name) }
    if case .refused(let why) = outcome {
      intake.collector.isPartial = true
      intake.tell("object", why, "object left out", at: location)
    }
    window.advance(to: range.upperBound)
  }

  /// Tells of the object that cannot be read and goes on behind its brace.
  private mutating func leave(_ problem: String) throws {
    let brace = window.bytes[window.start...].firstIndex(of: UInt8(ascii: "{")) ?? window.start
    window.advance(to: brace)
    refuse(problem, "object left out; reading goes on at the next one that starts like an event", length: 1)
    try resume(from: brace + 1)
  }

  /// The text ends inside an object: what stands there is read as far as it goes, else events inside it.
  private mutating func leaveLast() throws {
    let brace = window.bytes[window.start...].firstIndex(of: UInt8(ascii: "{")) ?? window.start
    let range = brace..<window.bytes.count
    let location = window.location(of: range)
    intake.collector.isPartial = true
    let outcome = window.bytes.withUnsafeBufferPointer { text in
      range.count > recordLimit
        ? .refused("too long") : intake.take(UnsafeBufferPointer(rebasing: text[range]), at: location)
    }
    if outcome == .record { return window.advance(to: range.upperBound) }
    try leave("the text ends inside an object")
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
