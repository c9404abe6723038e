import EVTX

/// The texts that the last event had in its places: the next one has most of them again, and making a `String` anew takes
/// longer than comparing.
struct RecentTexts {
  private var texts: [String?]

  init(count: Int) { texts = Array(repeating: nil, count: count) }

  /// What stands in that part of `plain`; `place` is one of `count`.
  mutating func text(_ place: Int, _ plain: PlainText, _ range: Range<Int>) -> String {
    if let text = texts[place], plain.isSame(text, at: range) { return text }
    let text = plain.text(range)
    texts[place] = text
    return text
  }
}
