/// Keyword Query Language as compliance searches take it (Microsoft: Keyword queries and search conditions for
/// eDiscovery; Keyword Query Language syntax reference).
///
/// NOT binds tighter than AND, AND tighter than OR; terms side by side are joined by AND. What is not known here, such
/// as NEAR or a sensitive type, stays open with its own text.
package enum KeywordQuery {
  package static func predicate(_ text: String) throws(QueryError) -> Predicate {
    var parser = try KeywordQueryParser(text)
    return Predicate(try parser.parse())
  }

  /// By lower-case name.
  static let properties: [String: Property] = [
    "attachment": .attachment, "attachmentnames": .attachmentName, "bcc": .bcc, "body": .body, "cc": .cc,
    "date": .date, "from": .sender, "hasattachment": .hasAttachment, "hasattachments": .hasAttachment,
    "itemclass": .itemClass, "kind": .kind, "participants": .participants, "received": .received,
    "recipients": .recipients, "sent": .sent, "size": .size, "subject": .subject, "subjecttitle": .subject, "to": .to,
  ]
}

private struct KeywordQueryParser {
  private let tokens: [KeywordToken]
  private let characters: [Character]
  private var place = 0
  private var termCount = 0

  init(_ text: String) throws(QueryError) {
    guard text.utf8.count <= QueryLimit.length else { throw QueryError("longer than is read", at: QueryLimit.length) }
    characters = Array(text)
    tokens = try KeywordToken.split(characters)
  }

  mutating func parse() throws(QueryError) -> Clause {
    guard !tokens.isEmpty else { return .all([]) }
    let clause = try alternatives(0, of: nil)
    if place < tokens.count { throw QueryError("\(tokens[place].kind) where the query should end", at: offset) }
    return clause
  }

  /// `property` is the one before the parenthesis that these terms stand in.
  private mutating func alternatives(_ depth: Int, of property: KeywordToken.Restriction?) throws(QueryError) -> Clause
  {
    guard depth < QueryLimit.depth else { throw QueryError("parentheses deeper than is read", at: offset) }
    var clauses = [try conjunction(depth, of: property)]
    while next == .or {
      place += 1
      clauses.append(try conjunction(depth, of: property))
    }
    return clauses.count == 1 ? clauses[0] : .any(clauses)
  }

  private mutating func conjunction(_ depth: Int, of property: KeywordToken.Restriction?) throws(QueryError) -> Clause {
    let start = offset
    var groups: [Group] = []
    var isJoined = true
    var isNear = false
    while let token = next, token != .or, token != .closing {
      if token == .and {
        place += 1
        isJoined = true
        guard next != nil, next != .or, next != .closing else { throw QueryError("a term is missing", at: offset) }
        continue
      }
      if case .nearness = token {
        place += 1
        isNear = true
        continue
      }
      let (name, begin) = (restrictionName, offset)
      let clause = try negatable(depth, of: property)
      if !isJoined, let name, groups.last?.name == name {
        groups[groups.count - 1].clauses.append(clause)
        groups[groups.count - 1].text = source(from: groups[groups.count - 1].start)
      } else {
        groups.append(Group(clauses: [clause], name: name, start: begin))
      }
      isJoined = false
    }
    guard !groups.isEmpty else { throw QueryError("a term is missing", at: offset) }
    if isNear { return .open(source(from: start)) }
    return groups.count == 1 ? groups[0].clause : .all(groups.map(\.clause))
  }

  /// A term, or restrictions of one property side by side, which SharePoint's reference joins by OR and other terms by
  /// AND.
  private struct Group {
    var clauses: [Clause]
    let name: String?
    let start: Int
    var text = ""

    var clause: Clause { clauses.count == 1 ? clauses[0] : .allOrAny(clauses, text: text) }
  }

  private var restrictionName: String? {
    guard case .restriction(let restriction) = next else { return nil }
    return restriction.name
  }

  private mutating func negatable(_ depth: Int, of property: KeywordToken.Restriction?) throws(QueryError) -> Clause {
    guard depth < QueryLimit.depth else { throw QueryError("negations deeper than is read", at: offset) }
    guard place < tokens.count else { throw QueryError("a term is missing", at: offset) }
    let token = tokens[place]
    termCount += 1
    guard termCount <= QueryLimit.conditions else { throw QueryError("more terms than are read", at: offset) }
    place += 1
    switch token.kind {
    case .not: return .not(try negatable(depth + 1, of: property))
    case .plus: return try negatable(depth + 1, of: property)
    case .opening: return try parenthesised(depth, of: property)
    case .term(let text):
      guard let property else {
        return condition(KeywordToken.Restriction(name: "", operation: ":"), text, token.start)
      }
      return condition(property, text, token.start)
    case .restriction(let restriction):
      guard let value = restriction.value else {
        guard next == .opening else { return .open(source(from: token.start)) }
        place += 1
        return try parenthesised(depth, of: restriction)
      }
      return condition(restriction, value, token.start)
    case .or, .and, .closing, .nearness: throw QueryError("\(token.kind) where a term should stand", at: token.start)
    }
  }

  private mutating func parenthesised(_ depth: Int, of property: KeywordToken.Restriction?) throws(QueryError) -> Clause
  {
    let clause = try alternatives(depth + 1, of: property)
    guard next == .closing else { throw QueryError(") is missing", at: offset) }
    place += 1
    return clause
  }

  private func condition(_ restriction: KeywordToken.Restriction, _ value: String, _ start: Int) -> Clause {
    let text = source(from: start)
    guard let property = restriction.name.isEmpty ? .anywhere : KeywordQuery.properties[restriction.name],
      let (comparison, meant) = Self.meaning(property, restriction.operation, value)
    else { return .open(text) }
    return .condition(
      Condition(property: property, comparison: comparison, value: meant, language: .keywords, text: text))
  }

  private static let comparisons: [String: Condition.Comparison] = [
    ":": .contains, "=": .equal, "<>": .notEqual, "<": .less, "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual,
  ]

  private static func meaning(
    _ property: Property, _ operation: String, _ value: String
  ) -> (Condition.Comparison, Condition.Value)? {
    guard let comparison = comparisons[operation] else { return nil }
    let ends = value.components(separatedBy: "..")
    if property.isTime {
      guard ends.count <= 2, let first = DateLiteral(ends[0]) else { return nil }
      guard ends.count == 2 else { return (comparison, .date(first, to: nil)) }
      guard let last = DateLiteral(ends[1]) else { return nil }
      return (comparison, .date(first, to: last))
    }
    switch property {
    case .size:
      guard ends.count <= 2, let first = ByteSize(ends[0]) else { return nil }
      guard ends.count == 2 else { return (comparison, .bytes(first.bytes...first.bytes)) }
      guard let last = ByteSize(ends[1]), first.bytes <= last.bytes else { return nil }
      return (comparison, .bytes(first.bytes...last.bytes))
    case .hasAttachment:
      switch value.lowercased() {
      case "true", "yes", "1": return (comparison, .flag(true))
      case "false", "no", "0": return (comparison, .flag(false))
      default: return nil
      }
    case .kind: return ItemKind(value).map { (comparison, .kind($0)) }
    default:
      guard [.contains, .equal, .notEqual].contains(comparison) else { return nil }
      return Phrase(value).map { (comparison, .phrase($0, text: value)) }
    }
  }

  private var next: KeywordToken.Kind? { place < tokens.count ? tokens[place].kind : nil }
  private var offset: Int { place < tokens.count ? tokens[place].start : characters.count }

  private func source(from start: Int) -> String {
    let end = place > 0 ? tokens[place - 1].end : start
    return start <= end ? String(characters[start..<end]) : ""
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
