import Records

/// Does `work` on the items by all cores, and gives what came of them in the order of the items: the same for any number
/// of cores.
func sideBySide<Item: Sendable, Outcome: Sendable>(
  _ items: [Item], _ work: @escaping @Sendable (Item) -> Outcome
) async -> [Outcome] {
  guard items.count > 1 else { return items.map(work) }
  return await withTaskGroup(of: (Int, Outcome).self) { group in
    for (place, item) in items.enumerated() { group.addTask { (place, work(item)) } }
    var outcomes = [Outcome?](repeating: nil, count: items.count)
    for await (place, outcome) in group { outcomes[place] = outcome }
    return outcomes.compactMap(\.self)
  }
}

/// Texts of records found in a window one behind the other, still to be taken apart.
struct FoundTexts<Text: Sendable> {
  struct One: Sendable {
    let text: Text
    let location: SourceLocation
    /// Where the window stood before it.
    let mark: TextWindow.Mark
  }

  private var all: [One] = []
  /// The last of each share of the work.
  private var ends: [Int] = []
  private var byteCount = 0
  private var shareByteCount = 0

  private static var roundByteCount: Int { 1 << 20 }
  private static var shareByteCount: Int { 1 << 17 }

  var isEmpty: Bool { all.isEmpty }
  /// Whether it is time to take apart what was found.
  var isFull: Bool { byteCount >= Self.roundByteCount }

  /// Adds a text, and moves the window behind its range.
  mutating func add(_ text: Text, _ range: Range<Int>, in window: TextWindow) {
    all.append(One(text: text, location: window.location(of: range), mark: window.mark))
    window.advance(to: range.upperBound)
    byteCount += range.count
    shareByteCount += range.count
    guard shareByteCount >= Self.shareByteCount else { return }
    ends.append(all.count)
    shareByteCount = 0
  }

  /// Does `work` on some of them at a time, by all cores; what came of them is in their order, one for each.
  func sideBySide<Outcome: Sendable>(
    _ work: @escaping @Sendable (ArraySlice<One>) -> [Outcome]
  ) async -> Outcomes<Outcome> {
    var shares: [ArraySlice<One>] = []
    var start = 0
    for end in ends + [all.count] where end > start {
      shares.append(all[start..<end])
      start = end
    }
    return Outcomes(await Readers.sideBySide(shares, work))
  }

  mutating func takeAll() -> [One] {
    defer { self = FoundTexts() }
    return all
  }
}

/// What came of texts, one after the other.
struct Outcomes<Outcome> {
  private var shares: [[Outcome]]
  private var share = 0
  private var place = 0

  init(_ shares: [[Outcome]]) { self.shares = shares }

  /// Gives the next one to `take` where it stands, to be taken out of there: records are large, and a copy of each costs
  /// as much as to make it.
  mutating func takeNext<Result>(_ take: (inout Outcome) -> Result) -> Result {
    while place == shares[share].count { (share, place) = (share + 1, 0) }
    defer { place += 1 }
    return take(&shares[share][place])
  }
}
