/// Whether a query takes an item, as far as the item at hand and the query's text can say.
package enum Verdict: Sendable, Equatable {
  case inside, outside
  /// Nobody can say from what is at hand; `parts` are those of the query that leave it open, in their order.
  case undetermined(parts: [String])

  static func known(_ isInside: Bool) -> Verdict { isInside ? .inside : .outside }

  var negated: Verdict {
    switch self {
    case .inside: .outside
    case .outside: .inside
    case .undetermined: self
    }
  }

  /// What all of them say together (Kleene's three-valued logic): one outside is enough to be outside.
  static func all(_ verdicts: some Sequence<Verdict>) -> Verdict {
    join(verdicts, decisive: .outside, neutral: .inside)
  }

  /// One inside is enough to be inside.
  static func any(_ verdicts: some Sequence<Verdict>) -> Verdict {
    join(verdicts, decisive: .inside, neutral: .outside)
  }

  private static func join(_ verdicts: some Sequence<Verdict>, decisive: Verdict, neutral: Verdict) -> Verdict {
    var open: [String] = []
    var isOpen = false
    for verdict in verdicts {
      if verdict == decisive { return decisive }
      guard case .undetermined(let parts) = verdict else { continue }
      isOpen = true
      open.append(new: parts)
    }
    return isOpen ? .undetermined(parts: open) : neutral
  }
}

extension [String] {
  mutating func append(new parts: [String]) {
    for part in parts where !contains(part) { append(part) }
  }
}

/// A query that does not parse: what is wrong, and at which character from 0.
package struct QueryError: Error, Sendable, Equatable, CustomStringConvertible {
  package let problem: String
  package let offset: Int

  init(_ problem: String, at offset: Int) {
    self.problem = problem
    self.offset = offset
  }

  package var description: String { "\(problem) at character \(offset + 1)" }
}

/// What a query may be: beyond it nothing is read, so that a hostile one costs neither time nor stack.
enum QueryLimit {
  static let length = 65_536
  static let depth = 64
  static let conditions = 2_000
}
