/// A mailbox of an address field (RFC 5322 3.4); what is no address is kept as the name.
package struct Address: Sendable, Equatable {
  package var displayName: String?
  /// As written, comments and white space taken out; internationalised domains stay as they are.
  package var address: String?
  /// The group that it stands in, `Undisclosed recipients` for example.
  package var group: String?

  package init(displayName: String? = nil, address: String? = nil, group: String? = nil) {
    self.displayName = displayName
    self.address = address
    self.group = group
  }

  /// More than this many in one field are left out, which `AddressList.isCut` tells.
  package static let limit = 100_000
}

/// The mailboxes of an address field in their order.
package struct AddressList: Sendable, Equatable {
  package var addresses: [Address] = []
  package var problems: [String] = []
  package var isCut = false

  /// Parses the value of an address field, obsolete and broken forms too. Nothing with text in it is lost.
  package init(_ value: [UInt8]) {
    var parser = AddressParser(value)
    parser.parse()
    addresses = parser.addresses
    problems = parser.problems
    isCut = parser.isCut
  }
}

private struct AddressParser {
  /// A word of a mailbox outside its angle brackets.
  private struct Word {
    var bytes: [UInt8]
    var isQuoted = false
    var followsGap = false
  }

  private var scanner: FieldScanner
  private(set) var addresses: [Address] = []
  private(set) var problems: [String] = []
  private(set) var isCut = false
  private var words: [Word] = []
  private var comments: [[UInt8]] = []
  private var angle: [UInt8]?
  private var group: String?
  private var sawGap = false
  /// One of `words` has an @ outside quotes.
  private var hasAtWord = false
  private var membersBefore = 0

  init(_ value: [UInt8]) { scanner = FieldScanner(value) }

  mutating func parse() {
    while let byte = scanner.next, !isCut {
      switch byte {
      case .space, .tab, .lineFeed, .carriageReturn:
        scanner.skipWhiteSpace()
        sawGap = true
      case .quote: takeQuoted()
      case UInt8(ascii: "("): takeComment()
      case UInt8(ascii: "<"): takeAngle()
      case UInt8(ascii: ">"): scanner.position += 1
      case UInt8(ascii: ","):
        scanner.position += 1
        endMailbox()
      case UInt8(ascii: ";"):
        scanner.position += 1
        endMailbox()
        endGroup()
      case UInt8(ascii: ":") where angle == nil && group == nil && !words.isEmpty && !hasAtWord:
        scanner.position += 1
        startGroup()
      default: takeAtom()
      }
    }
    endMailbox()
    endGroup()
  }

  private static func hasAt(_ word: Word) -> Bool { !word.isQuoted && word.bytes.contains(UInt8(ascii: "@")) }

  private mutating func append(_ bytes: [UInt8], isQuoted: Bool) {
    let word = Word(bytes: bytes, isQuoted: isQuoted, followsGap: sawGap)
    hasAtWord = hasAtWord || Self.hasAt(word)
    words.append(word)
    sawGap = false
  }

  private mutating func takeQuoted() {
    if let content = scanner.quotedString() {
      append(content, isQuoted: true)
    } else {
      problems.append("a quoted string without its end")
      scanner.position += 1
    }
  }

  private mutating func takeComment() {
    if let content = scanner.comment() {
      comments.append(content)
    } else {
      takeAtom()
    }
  }

  /// An atom, a domain literal in brackets, or an encoded word, which may hold specials though RFC 2047 5 forbids it.
  private mutating func takeAtom() {
    let start = scanner.position
    if scanner.bytes[start...].hasPrefix("=?"), let end = encodedWordEnd(from: start) {
      scanner.position = end
    } else {
      scanner.position += 1
      if scanner.bytes[start] == UInt8(ascii: "[") { _ = scanner.read { $0 == UInt8(ascii: "]") || $0 == .space } }
      _ = scanner.read(upTo: Self.endsAtom)
    }
    append(Array(scanner.bytes[start..<scanner.position]), isQuoted: false)
  }

  private static let longestEncodedWord = 1000

  /// `=?charset?X?text?=` without white space or angle brackets in it.
  private func encodedWordEnd(from start: Int) -> Int? {
    let question = UInt8(ascii: "?")
    var marks = 0
    var index = start + 2
    let limit = min(scanner.bytes.count, start + Self.longestEncodedWord)
    while index < limit {
      let byte = scanner.bytes[index]
      if byte.isWhiteSpace || byte == UInt8(ascii: "<") { return nil }
      if byte == question { marks += 1 }
      if marks > 2, byte == UInt8(ascii: "="), scanner.bytes[index - 1] == question { return index + 1 }
      index += 1
    }
    return nil
  }

  private static func endsAtom(_ byte: UInt8) -> Bool {
    switch byte {
    case .space, .tab, .lineFeed, .carriageReturn, .quote, UInt8(ascii: "("), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  /// `<…>`; a route before the address (RFC 5322 4.4) is left out, a missing bracket ends it at the comma.
  private mutating func takeAngle() {
    scanner.position += 1
    var content: [UInt8] = []
    scanner.skipBlanks()
    let hasRoute = scanner.next == UInt8(ascii: "@")
    var isOpen = true
    var isBehindRoute = !hasRoute
    while isOpen, let byte = scanner.next {
      switch byte {
      case UInt8(ascii: ">"):
        scanner.position += 1
        isOpen = false
      case UInt8(ascii: ",") where isBehindRoute, UInt8(ascii: ";"),
        UInt8(ascii: "<"):
        problems.append("an angle bracket that is not closed")
        isOpen = false
      case .quote:
        if let text = scanner.quotedString() { content += [.quote] + text + [.quote] } else { scanner.position += 1 }
      case UInt8(ascii: "("):
        if let text = scanner.comment() { comments.append(text) } else { scanner.position += 1 }
      default:
        if !byte.isWhiteSpace { content.append(byte) }
        if byte == UInt8(ascii: ":") { isBehindRoute = true }
        scanner.position += 1
      }
    }
    if hasRoute, let colon = content.firstIndex(of: UInt8(ascii: ":")) { content.removeSubrange(...colon) }
    if angle == nil || angle?.isEmpty == true { angle = content } else { append(content, isQuoted: true) }
  }

  private mutating func startGroup() {
    group = decodeHeaderText(phrase(of: words)).text
    membersBefore = addresses.count
    words = []
    comments = []
    sawGap = false
  }

  /// A group without members is kept by its name.
  private mutating func endGroup() {
    if let group, addresses.count == membersBefore {
      add(Address(displayName: group, group: group))
    }
    group = nil
  }

  private mutating func endMailbox() {
    defer {
      words = []
      comments = []
      angle = nil
      sawGap = false
      hasAtWord = false
    }
    if let angle {
      add(Address(displayName: name(from: words), address: text(angle, decodesWords: false), group: group))
    } else if let (address, rest) = bareAddress() {
      add(Address(displayName: name(from: rest), address: text(address, decodesWords: false), group: group))
    } else if words.count == 1, !words[0].isQuoted, !comments.isEmpty {  // `root (Charlie Root)`
      add(Address(displayName: name(from: []), address: text(words[0].bytes, decodesWords: false), group: group))
    } else {
      add(Address(displayName: name(from: words), address: nil, group: group))
    }
  }

  /// The phrase, comments behind it in parentheses; comments alone without them.
  private mutating func name(from words: [Word]) -> String? {
    let comment = Array(comments.joined(separator: [.space]))
    guard let phrase = text(phrase(of: words)) else { return text(comment) }
    return text(comment).map { "\(phrase) (\($0))" } ?? phrase
  }

  private mutating func add(_ address: Address) {
    guard address.displayName != nil || address.address != nil else { return }
    guard addresses.count < Address.limit else {
      isCut = true
      return
    }
    addresses.append(address)
  }

  /// The address among words without angle brackets, blanks around `.` and `@` undone (RFC 5322 4.4).
  private func bareAddress() -> (address: [UInt8], rest: [Word])? {
    guard let at = words.firstIndex(where: { Self.hasAt($0) && !$0.bytes[...].hasPrefix("=?") }) else { return nil }
    func joins(_ left: Word, _ right: Word) -> Bool {
      let edges = [left.bytes.last, right.bytes.first]
      return !right.followsGap || edges.contains(UInt8(ascii: "@"))
        || edges.contains(UInt8(ascii: ".")) && right.bytes.first == UInt8(ascii: ".")
        || left.bytes.last == UInt8(ascii: ".")
    }
    var first = at
    while first > 0, joins(words[first - 1], words[first]) { first -= 1 }
    var last = at
    while last + 1 < words.count, joins(words[last], words[last + 1]) { last += 1 }
    var address: [UInt8] = []
    for word in words[first...last] { address += word.isQuoted ? [.quote] + word.bytes + [.quote] : word.bytes }
    return (address, Array(words[..<first] + words[(last + 1)...]))
  }

  private func phrase(of words: [Word]) -> [UInt8] {
    var phrase: [UInt8] = []
    for word in words {
      if word.followsGap, !phrase.isEmpty { phrase.append(.space) }
      phrase += word.bytes
    }
    return phrase
  }

  /// Nil for nothing or white space.
  private mutating func text(_ bytes: [UInt8], decodesWords: Bool = true) -> String? {
    let trimmed = Array(bytes[...].trimmed)
    guard !trimmed.isEmpty else { return nil }
    guard decodesWords else { return textOfUndeclaredCharset(trimmed) }
    let decoded = decodeHeaderText(trimmed)
    problems += decoded.problems
    return decoded.text.isEmpty ? nil : decoded.text
  }
}
