/// Finds which words of a line of a W3C log are which field where their numbers differ.
///
/// Values may hold raw blanks (user agents, queries, user names; Exchange writes two blanks before a name), and lines may
/// be cut. Every field has a shape; words are given to fields from left to right in the cheapest way (Viterbi), where a
/// word that does not fit, a field with more than one word, and a field without any cost something.
struct W3CAlignment {
  private enum Shape {
    case date, time, address, number, method, word, path, query, user, referrer, cookie, text
  }

  private let shapes: [Shape]
  private var costs: [Int] = []
  private var nextCosts: [Int] = []
  /// For each word and field, how many fields further on than the word before it this word begins; 0 where it goes on.
  private var steps: [UInt8] = []
  private var words: [Range<Int>] = []

  /// Lines of more words, and lists of more fields, are not looked into.
  static let wordLimit = 1024
  private static let fieldLimit = 128
  static let impossible = 1 << 20

  init(_ names: [String]) { shapes = names.map(Self.shape) }

  /// Splits a line at its blanks. Where there is a word for each field, `cells` are the words.
  @inline(__always)
  static func split(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, into cells: inout [CSVRow.Cell]) {
    cells.removeAll(keepingCapacity: true)
    var start = range.lowerBound
    var index = start
    while index < range.upperBound {
      if text[index] == 0x20 || text[index] == 0x09 {
        cells.append(CSVRow.Cell(range: start..<index, isQuoted: false, hasDoubledQuotes: false))
        start = index + 1
      }
      index += 1
    }
    cells.append(CSVRow.Cell(range: start..<index, isQuoted: false, hasDoubledQuotes: false))
  }

  /// How ill a whole line fits the fields; `cells` are then the fields.
  mutating func cost(of line: UnsafeBufferPointer<UInt8>, cells: inout [CSVRow.Cell]) -> Int {
    Self.split(line, 0..<line.count, into: &cells)
    return align(line, &cells)
  }

  /// Turns words into fields, one cell for each, and says at what cost; leaves them where that is impossible.
  mutating func align(_ text: UnsafeBufferPointer<UInt8>, _ cells: inout [CSVRow.Cell]) -> Int {
    guard !shapes.isEmpty, !cells.isEmpty, cells.count <= Self.wordLimit, shapes.count <= Self.fieldLimit else {
      return Self.impossible
    }
    words = cells.map(\.range)
    while words.count > 1, words.last?.isEmpty == true { words.removeLast() }
    let (last, cost) = cheapestPath(text)
    if cost < Self.impossible { cells = fields(endingAt: last) }
    return cost
  }

  private mutating func cheapestPath(_ text: UnsafeBufferPointer<UInt8>) -> (last: Int, cost: Int) {
    let count = shapes.count
    steps = Array(repeating: 0, count: words.count * count)
    costs = Array(repeating: Self.impossible, count: count)
    for field in 0..<min(3, count) { costs[field] = 20 * field + beginCost(field, text[words[0]]) }
    for word in 1..<max(1, words.count) {
      nextCosts = Array(repeating: Self.impossible, count: count)
      for field in 0..<count {
        var best = costs[field] + extendCost(field, text[words[word]], after: text[words[word - 1]])
        let begin = beginCost(field, text[words[word]])
        for step in 1...3 where field >= step {
          let cost = costs[field - step] + begin + 20 * (step - 1)
          if cost < best {
            best = cost
            steps[word * count + field] = UInt8(step)
          }
        }
        nextCosts[field] = best
      }
      swap(&costs, &nextCosts)
    }
    var best = (last: 0, cost: Self.impossible)
    for field in 0..<count where costs[field] + 3 * (count - 1 - field) < best.cost {
      best = (field, costs[field] + 3 * (count - 1 - field))
    }
    return best
  }

  private func fields(endingAt last: Int) -> [CSVRow.Cell] {
    var ranges: [Range<Int>?] = Array(repeating: nil, count: shapes.count)
    var field = last
    for word in words.indices.reversed() {
      let end = ranges[field]?.upperBound ?? words[word].upperBound
      ranges[field] = words[word].lowerBound..<end
      field -= Int(steps[word * shapes.count + field])
      if field < 0 { break }
    }
    return ranges.prefix(last + 1).map {
      CSVRow.Cell(range: $0 ?? 0..<0, isQuoted: false, hasDoubledQuotes: false)
    }
  }

  private func beginCost(_ field: Int, _ slice: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    let word = UnsafeBufferPointer(rebasing: slice)
    if word.equals("-") { return dashCost(field) }
    switch shapes[field] {
    case .date: return IISClock.isDate(word) ? 0 : 15
    case .time: return IISClock.isTime(word) ? 0 : 15
    case .address: return LoggedAddress.isAddress(word) ? 0 : 15
    case .number: return Int64(asciiDigits: word) != nil ? 0 : 15
    case .method: return word.count <= 32 && word.allSatisfy(Self.isMethodByte) && !word.isEmpty ? 0 : 15
    case .word: return word.isEmpty ? 5 : 0
    case .path: return word.first == UInt8(ascii: "/") || word.first == UInt8(ascii: "*") ? 0 : 6
    case .query: return word.isEmpty ? 4 : 0
    // A blank in front of the name is how Exchange logs a name.
    case .user: return LoggedAddress.isAddress(word) ? 4 : 0
    case .referrer: return word.firstRange(of: "://") != nil ? 0 : 4
    case .cookie: return word.contains(UInt8(ascii: "=")) ? 0 : 4
    case .text: return word.isEmpty ? 2 : 0
    }
  }

  /// A dash says that there is nothing, which hardly happens where every request has something.
  private func dashCost(_ field: Int) -> Int {
    switch shapes[field] {
    case .date, .time, .address, .number, .method: 6
    default: 0
    }
  }

  private func extendCost(
    _ field: Int, _ slice: Slice<UnsafeBufferPointer<UInt8>>, after before: Slice<UnsafeBufferPointer<UInt8>>
  ) -> Int {
    let isDash = slice.count == 1 && slice.first == UInt8(ascii: "-")
    let followsDash = before.count == 1 && before.first == UInt8(ascii: "-")
    let dashes = isDash || followsDash ? 4 : 0
    switch shapes[field] {
    case .date, .time, .address, .number, .method, .word: return Self.impossible
    case .user: return before.isEmpty ? 0 : 4 + dashes
    case .path, .referrer: return 2 + dashes
    case .query, .cookie, .text: return 1 + dashes
    }
  }

  private static func isMethodByte(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
  }

  private static func shape(_ name: String) -> Shape {
    switch name.lowercased() {
    case "date": .date
    case "time": .time
    case "s-ip", "c-ip": .address
    case "s-port", "c-port", "sc-status", "sc-substatus", "sc-win32-status", "sc-bytes", "cs-bytes", "time-taken",
      "s-siteid":
      .number
    case "cs-method": .method
    case "cs-uri-stem", "cs-uri": .path
    case "cs-uri-query": .query
    case "cs-username": .user
    case "cs(referer)": .referrer
    case "cs(cookie)": .cookie
    case "s-sitename", "s-computername", "cs-version", "cs-host": .word
    default: .text
    }
  }
}
