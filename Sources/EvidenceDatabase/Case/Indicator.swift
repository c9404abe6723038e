import GRDB

/// Something that names an attacker, or whom the examiner trusts: an address or network, an application, a user, a user
/// agent; a domain, a link, the hash of a file, which stand in mail and acts, and by which no session is known.
package struct Indicator: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case ip, app, user, userAgent = "user_agent", domain, url, hash

    /// Whether sessions can be known by it.
    package var namesSessions: Bool { ![.domain, .url, .hash].contains(self) }

    /// What a value of it has to be.
    package var form: String {
      switch self {
      case .ip: "an address or a network such as 192.0.2.0/24"
      case .domain: "a domain such as corp.example"
      case .url: "a link such as https://corp.example/a"
      case .hash: "a SHA-256 or an MD5 in hexadecimal digits"
      case .app, .user, .userAgent: "a text"
      }
    }

    fileprivate func fits(_ value: String) -> Bool {
      switch self {
      case .ip: IPRange(value) != nil
      case .domain: value.contains(".") && !value.contains { $0.isWhitespace || "/@:*".contains($0) }
      case .url: value.contains("://") && !value.contains { $0.isWhitespace }
      case .hash: [32, 64].contains(value.utf8.count) && value.allSatisfy { $0.isASCII && $0.isHexDigit }
      case .app, .user, .userAgent: true
      }
    }
  }
  package let kind: Kind
  package let value: String
  package let note: String?
  /// The file that it was read from, and its line there, counted from 1.
  package let source: String
  package let sourceLine: Int
  fileprivate let range: IPRange?

  /// Nil where the value has not the form of its kind.
  package init?(_ kind: Kind, _ value: String, note: String? = nil, source: String, sourceLine: Int) {
    range = kind == .ip ? IPRange(value) : nil
    guard kind.fits(value) else { return nil }
    self.kind = kind
    self.value = kind == .domain && value.hasSuffix(".") ? String(value.dropLast()) : value
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
