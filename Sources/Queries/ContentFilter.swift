/// The OPATH filter of `New-MailboxExportRequest -ContentFilter` (Microsoft: Filterable properties for the
/// ContentFilter parameter; Additional OPATH syntax information).
package enum ContentFilter {
  package static func predicate(_ text: String) throws(QueryError) -> Predicate {
    var parser = try ContentFilterParser(text)
    return Predicate(try parser.parse())
  }

  /// By lower-case name. Category, Expires, Importance, IsFlagged, MessageLocale and PolicyTag are not kept with the
  /// items at hand, and IsRead is as of the export, not as of the filter: they stay open.
  static let properties: [String: Property] = [
    "all": .anywhere, "attachment": .attachment, "bcc": .bcc, "body": .body, "cc": .cc,
    "hasattachment": .hasAttachment, "messagekind": .kind, "participants": .recipientsPerhapsSender,
    "received": .received, "sender": .sender, "sent": .sent, "size": .size, "subject": .subject, "to": .to,
  ]
}

private struct ContentFilterParser {
  private let tokens: [ContentFilterToken]
  private let characters: [Character]
  private var place = 0
  private var conditionCount = 0

  init(_ text: String) throws(QueryError) {
    guard text.utf8.count <= QueryLimit.length else { throw QueryError("longer than is read", at: QueryLimit.length) }
    characters = Array(text)
    tokens = try ContentFilterToken.split(characters)
  }

  mutating func parse() throws(QueryError) -> Clause {
    guard !tokens.isEmpty else { return .all([]) }
    let clause = try expression(0)
    if place < tokens.count {
      throw QueryError("\(tokens[place].kind) where the filter should end", at: tokens[place].start)
    }
    return clause
  }

  private mutating func expression(_ depth: Int) throws(QueryError) -> Clause {
    guard depth < QueryLimit.depth else { throw QueryError("parentheses deeper than is read", at: offset) }
    let start = offset
    var clauses = [try operand(depth)]
    var joints: [Clause.Joint] = []
    while let joint {
      place += 1
      joints.append(joint)
      clauses.append(try operand(depth))
    }
    if clauses.count == 1 { return clauses[0] }
    if !joints.contains(.or) { return .all(clauses) }
    if !joints.contains(.and) { return .any(clauses) }
    return .mixed(clauses, joints, text: source(from: start))
  }

  private var joint: Clause.Joint? {
    guard place < tokens.count, case .dash(let name) = tokens[place].kind else { return nil }
    return name == "and" ? .and : name == "or" ? .or : nil
  }

  private mutating func operand(_ depth: Int) throws(QueryError) -> Clause {
    guard place < tokens.count else { throw QueryError("a condition is missing", at: characters.count) }
    let token = tokens[place]
    switch token.kind {
    case .dash("not"), .exclamation:
      place += 1
      guard depth < QueryLimit.depth else { throw QueryError("negations deeper than is read", at: token.start) }
      return .not(try operand(depth + 1))
    case .opening(let closing):
      place += 1
      let clause = try expression(depth + 1)
      guard place < tokens.count, tokens[place].kind == .closing(closing) else {
        throw QueryError("\(closing) is missing", at: offset)
      }
      place += 1
      return clause
    case .word(let name): return try condition(name, at: token.start)
    default: throw QueryError("\(token.kind) where a property should stand", at: token.start)
    }
  }

  private mutating func condition(_ name: String, at start: Int) throws(QueryError) -> Clause {
    conditionCount += 1
    guard conditionCount <= QueryLimit.conditions else { throw QueryError("more conditions than are read", at: start) }
    place += 1
    guard place < tokens.count, case .dash(let word) = tokens[place].kind else {
      throw QueryError("an operator is missing after \(name)", at: offset)
    }
    guard let (comparison, isNegated) = Self.comparisons[word] else {
      throw QueryError("-\(word) is no operator that is known", at: tokens[place].start)
    }
    place += 1
    guard place < tokens.count, let value = tokens[place].value else {
      throw QueryError("a value is missing after -\(word)", at: offset)
    }
    place += 1
    let text = source(from: start)
    let clause = Self.clause(name.lowercased(), comparison, value, isBare: tokens[place - 1].isBare, text)
    return isNegated ? .not(clause) : clause
  }

  private static let comparisons: [String: (Condition.Comparison, isNegated: Bool)] = [
    "eq": (.equal, false), "ne": (.equal, true), "like": (.contains, false), "notlike": (.contains, true),
    "lt": (.less, false), "le": (.lessOrEqual, false), "gt": (.greater, false), "ge": (.greaterOrEqual, false),
  ]

  private static func clause(
    _ name: String, _ comparison: Condition.Comparison, _ value: String, isBare: Bool, _ text: String
  ) -> Clause {
    guard let property = ContentFilter.properties[name],
      let meant = meaning(property, comparison, value, isBare: isBare)
    else { return .open(text) }
    return .condition(
      Condition(property: property, comparison: comparison, value: meant, language: .contentFilter, text: text))
  }

  private static func meaning(
    _ property: Property, _ comparison: Condition.Comparison, _ value: String, isBare: Bool
  ) -> Condition.Value? {
    if isBare, value.lowercased() == "$null" { return comparison == .equal ? .nothing : nil }
    if property.isTime { return DateLiteral(value).map { .date($0, to: nil) } }
    switch property {
    case .size: return ByteSize(value).map { .bytes($0.bytes...$0.bytes) }
    case .hasAttachment:
      guard comparison == .equal else { return nil }
      switch value.lowercased() {
      case "$true", "true": return .flag(true)
      case "$false", "false": return .flag(false)
      default: return nil
      }
    case .kind: return comparison == .equal ? ItemKind(value).map { .kind($0) } : nil
    default:
      guard comparison == .equal || comparison == .contains else { return nil }
      return Phrase(value).map { .phrase($0, text: value) }
    }
  }

  private var offset: Int { place < tokens.count ? tokens[place].start : characters.count }

  /// From there to the end of the last token taken.
  private func source(from start: Int) -> String {
    let end = place > 0 ? tokens[place - 1].end : start
    return start <= end ? String(characters[start..<end]) : ""
  }
}

/// `10KB`, `2 MB`, `500`.
struct ByteSize {
  let bytes: Int64

  init?(_ text: String) {
    let text = text.lowercased().filter { $0 != " " && $0 != "," }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let factors: [String: Int64] = ["": 1, "b": 1, "kb": 1024, "mb": 1_048_576, "gb": 1_073_741_824]
    guard let number = Int64(digits), let factor = factors[String(text.dropFirst(digits.count))] else { return nil }
    let product = number.multipliedReportingOverflow(by: factor)
    guard !product.overflow else { return nil }
    bytes = product.partialValue
  }
}
