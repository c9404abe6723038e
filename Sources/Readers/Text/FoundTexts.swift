import Records

/// Texts of records found in a window one behind the other, and taken apart by all cores while the next ones are looked
/// for. What came of them is given in their order: the same for any number of cores.
struct FoundTexts<Text: Sendable, Outcome: Sendable> {
  struct One: Sendable {
    let text: Text
    let location: SourceLocation
    /// Where the window stood before it.
    let mark: TextWindow.Mark
  }

  /// Some texts, and what came of each.
  struct Share {
    let ones: [One]
    /// To be taken out of their places: records are large, and a copy of each costs as much as to make it.
    var outcomes: [Outcome]
  }

  /// Takes some of them apart; `bytes` are those of the window.
  typealias Work = @Sendable (_ share: [One], _ bytes: [UInt8]) -> [Outcome]

  private let work: Work
  /// Shares whose work is under way, or done.
  private var begun: [(ones: [One], task: Task<[Outcome], Never>)] = []
  /// Those of the share that is not begun yet.
  private var next: [One] = []
  private var nextByteCount = 0
  private var byteCount = 0

  private static var roundByteCount: Int { 1 << 20 }
  private static var shareByteCount: Int { 1 << 17 }

  init(_ work: @escaping Work) { self.work = work }

  var isEmpty: Bool { begun.isEmpty && next.isEmpty }
  /// Whether it is time to take over what was found.
  var isFull: Bool { byteCount >= Self.roundByteCount }

  /// Adds a text, and moves the window behind its range. The window may not ask for more until all were taken.
  mutating func add(_ text: Text, _ range: Range<Int>, in window: TextWindow) {
    next.append(One(text: text, location: window.location(of: range), mark: window.mark))
    window.advance(to: range.upperBound)
    byteCount += range.count
    nextByteCount += range.count
    if nextByteCount >= Self.shareByteCount { begin(in: window) }
  }

  private mutating func begin(in window: TextWindow) {
    let (ones, bytes, work) = (next, window.bytes, work)
    begun.append((ones, Task { work(ones, bytes) }))
    next = []
    nextByteCount = 0
  }

  /// The first of them that were not taken yet; nil where none are left. The next piece of the text is read meanwhile.
  mutating func takeShare(in window: TextWindow) async -> Share? {
    if !next.isEmpty { begin(in: window) }
    guard !begun.isEmpty else {
      byteCount = 0
      return nil
    }
    let first = begun.removeFirst()
    window.readAhead()
    return Share(ones: first.ones, outcomes: await first.task.value)
  }

  /// Leaves all that were not taken yet.
  mutating func leaveAll() async {
    // Waited for, so that work nobody wants does not pile up.
    for share in begun { _ = await share.task.value }
    self = FoundTexts(work)
  }
}
