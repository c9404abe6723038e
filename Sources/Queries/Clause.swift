/// A query as a tree.
indirect enum Clause: Sendable {
  case all([Clause])
  case any([Clause])
  case not(Clause)
  case condition(Condition)
  /// A part that cannot be evaluated here.
  case open(String)
  /// Operands joined by both `and` and `or` without parentheses, where it is not documented which binds tighter.
  case mixed([Clause], [Joint], text: String)
  /// Operands side by side that the language joins by `and` in one reading and by `or` in another.
  case allOrAny([Clause], text: String)

  enum Joint: Sendable { case and, or }

  func verdict(_ item: MailItem, _ reading: Reading) -> Verdict {
    switch self {
    case .all(let clauses): .all(clauses.lazy.map { $0.verdict(item, reading) })
    case .any(let clauses): .any(clauses.lazy.map { $0.verdict(item, reading) })
    case .not(let clause): clause.verdict(item, reading).negated
    case .condition(let condition): condition.verdict(item, reading)
    case .open(let part): .undetermined(parts: [part])
    case .mixed(let clauses, let joints, _):
      Self.join(clauses.map { $0.verdict(item, reading) }, joints, andFirst: reading.andFirst)
    case .allOrAny(let clauses, let text): Self.agreed(clauses.map { $0.verdict(item, reading) }, text)
    }
  }

  private static func agreed(_ verdicts: [Verdict], _ text: String) -> Verdict {
    let all = Verdict.all(verdicts)
    let any = Verdict.any(verdicts)
    if all == any { return all }
    return .undetermined(parts: [text])
  }

  private static func join(_ verdicts: [Verdict], _ joints: [Joint], andFirst: Bool) -> Verdict {
    guard var value = verdicts.first else { return .inside }
    var alternatives: [Verdict] = []
    for (joint, next) in zip(joints, verdicts.dropFirst()) {
      switch joint {
      case .and: value = .all([value, next])
      case .or where andFirst:
        alternatives.append(value)
        value = next
      case .or: value = .any([value, next])
      }
    }
    return .any(alternatives + [value])
  }

  /// Every condition and doubt in it, from left to right.
  func visit(_ body: (Clause) -> Void) {
    body(self)
    switch self {
    case .all(let clauses), .any(let clauses), .mixed(let clauses, _, _), .allOrAny(let clauses, _):
      for clause in clauses { clause.visit(body) }
    case .not(let clause): clause.visit(body)
    case .condition, .open: break
    }
  }
}

/// One way to understand what a query leaves open.
struct Reading: Sendable, Hashable {
  /// 03/01/2021 is 3 January.
  var dayFirst = false
  /// `-and` binds tighter than `-or`; else both alike, from left to right.
  var andFirst = true
}

/// A query that was parsed: to be asked about one item after the other.
package struct Predicate: Sendable {
  let clause: Clause
  private let readings: [Reading]
  /// The parts of the query that have two readings.
  package let ambiguities: [String]

  init(_ clause: Clause) {
    self.clause = clause
    var dates: [String] = []
    var orders: [String] = []
    clause.visit { part in
      if case .condition(let condition) = part, let doubt = condition.dateDoubt { dates.append(new: [doubt]) }
      if case .mixed(_, _, let text) = part { orders.append(new: ["order of -and and -or in \(text)"]) }
    }
    var readings = [Reading()]
    if !dates.isEmpty { readings += readings.map { Reading(dayFirst: true, andFirst: $0.andFirst) } }
    if !orders.isEmpty { readings += readings.map { Reading(dayFirst: $0.dayFirst, andFirst: false) } }
    self.readings = readings
    ambiguities = dates + orders
  }

  /// Takes everything.
  package static let everything = Predicate(.all([]))

  /// A text that could not be read as a query: it takes nobody knows what.
  package static func unreadable(_ text: String) -> Predicate { Predicate(.open(text)) }

  package var takesEverything: Bool {
    if case .all(let clauses) = clause { return clauses.isEmpty }
    return false
  }

  /// Whether a body has to be at hand to answer.
  package var needsBody: Bool {
    var needs = false
    clause.visit { part in
      if case .condition(let condition) = part { needs = needs || [.body, .anywhere].contains(condition.property) }
    }
    return needs
  }

  /// Parts that can never be answered here.
  package var notEvaluated: [String] {
    var parts: [String] = []
    clause.visit { part in if case .open(let text) = part { parts.append(new: [text]) } }
    return parts
  }

  /// What all readings agree on, else undetermined.
  package func verdict(on item: MailItem) -> Verdict {
    let verdicts = readings.map { clause.verdict(item, $0) }
    guard let first = verdicts.first else { return .undetermined(parts: []) }
    if verdicts.allSatisfy({ $0 == first }) { return first }
    var parts: [String] = []
    for case .undetermined(let open) in verdicts { parts.append(new: open) }
    parts.append(new: ambiguities)
    return .undetermined(parts: parts)
  }
}
