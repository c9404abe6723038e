import GRDB

/// Something that names an attacker, or whom the examiner trusts: an address or network, an application, a user, a user
/// agent.
package struct Indicator: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case ip, app, user, userAgent = "user_agent"
  }
  package let kind: Kind
  package let value: String
  package let note: String?
  /// The file that it was read from, and its line there, counted from 1.
  package let source: String
  package let sourceLine: Int
  fileprivate let range: IPRange?

  /// Nil where an `ip` is neither an address nor a network.
  package init?(_ kind: Kind, _ value: String, note: String? = nil, source: String, sourceLine: Int) {
    range = kind == .ip ? IPRange(value) : nil
    guard kind != .ip || range != nil else { return nil }
    self.kind = kind
    self.value = value
    self.note = note
    self.source = source
    self.sourceLine = sourceLine
  }
}

extension EvidenceDatabase {
  /// Adds what the case does not have; of two with one kind and value, letter case aside, the first stays.
  package func addIndicators(_ indicators: [Indicator]) throws {
    try write { try Self.insert(indicators, into: "indicator", $0) }
  }

  /// Makes `indicators` the only ones of the case.
  package func replaceIndicators(_ indicators: [Indicator]) throws {
    try write { db in
      try db.execute(sql: "DELETE FROM indicator")
      try Self.insert(indicators, into: "indicator", db)
    }
  }

  /// Adds entries of whom the examiner trusts, likewise.
  package func addTrusted(_ entries: [Indicator]) throws {
    try write { try Self.insert(entries, into: "trusted", $0) }
  }

  /// Changes whenever a trusted entry does.
  package func trustedFingerprint() throws -> String {
    try read { db in
      var hash = RowHash()
      try hash.add(db, sql: "SELECT kind, value_lc, ip_from, ip_to, value, note FROM trusted ORDER BY kind, value_lc")
      return hash.finish()
    }
  }

  private static func insert(_ indicators: [Indicator], into table: String, _ db: Database) throws {
    let insert = try db.makeStatement(
      sql: """
        INSERT INTO \(table) (kind, value, value_lc, ip_from, ip_to, note, source, source_line)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, value_lc) DO NOTHING
        """)
    for one in indicators {
      try insert.execute(arguments: [
        one.kind.rawValue, one.value, lowerCased(one.value) ?? one.value, one.range?.from, one.range?.to, one.note,
        one.source, one.sourceLine,
      ])
    }
  }
}
