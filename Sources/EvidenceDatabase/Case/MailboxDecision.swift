package import GRDB

/// What an examiner decided about two names of mailboxes: that they are one mailbox's, or that they are not.
package struct MailboxDecision: Sendable, Equatable {
  package enum Relation: String, Sendable { case same, different }
  package struct Note: Sendable {
    package let topic: String
    package let text: String

    package init(topic: String, text: String) {
      self.topic = topic
      self.text = text
    }
  }

  package let relation: Relation
  /// In lower case.
  package let name: String
  package let otherName: String

  /// From `NAME=NAME`; nil where these are not two different names. A legacy DN has signs of equality in it: the one
  /// between two names is that which no name part (`/o`, `/ou`, `/cn`) stands before.
  package init?(_ relation: Relation, _ pair: String) {
    let places = pair.indices.filter { pair[$0] == "=" && !Self.isInLegacyDN(pair[..<$0]) }
    guard places.count == 1, let place = places.first else { return nil }
    let names = [String(pair[..<place]), String(pair[pair.index(after: place)...])]
      .map { lowerCased($0) ?? $0 }
    guard !names[0].isEmpty, !names[1].isEmpty, names[0] != names[1] else { return nil }
    self.init(relation, names[0], names[1])
  }

  init(_ relation: Relation, _ name: String, _ otherName: String) {
    self.relation = relation
    self.name = name
    self.otherName = otherName
  }

  private static func isInLegacyDN(_ before: Substring) -> Bool {
    ["/o", "/ou", "/cn"].contains { before.lowercased().hasSuffix($0) }
  }

  package func done(_ what: String) -> Note {
    Note(topic: "mailbox_decided", text: "\(name) and \(otherName) \(what), as the examiner decided")
  }

  package func void(_ why: String) -> Note {
    Note(
      topic: "mailbox_decision_void",
      text: "the examiner's decision that \(name) and \(otherName) are "
        + "\(relation == .same ? "one mailbox" : "two mailboxes") changes nothing: \(why)")
  }

  package static func fetch(_ db: Database) throws -> [MailboxDecision] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT relation, name, other_name FROM mailbox_decision ORDER BY relation, name, other_name")
    return rows.compactMap { row in Relation(rawValue: row[0]).map { MailboxDecision($0, row[1], row[2]) } }
  }
}

extension EvidenceDatabase {
  /// Keeps the decisions, each with an entry of custody; of two on the same names the later counts.
  package func decide(_ decisions: [MailboxDecision]) throws {
    for decision in decisions {
      try write { db in
        try db.execute(
          sql: """
            DELETE FROM mailbox_decision WHERE name IN (:a, :b) AND other_name IN (:a, :b);
            """, arguments: ["a": decision.name, "b": decision.otherName])
        try db.execute(
          sql: "INSERT INTO mailbox_decision (relation, name, other_name) VALUES (?, ?, ?)",
          arguments: [decision.relation.rawValue, decision.name, decision.otherName])
      }
      try appendCustody("mailbox", detail: "\(decision.relation.rawValue): \(decision.name) and \(decision.otherName)")
    }
  }

  /// Changes whenever a decision does.
  package func mailboxDecisionFingerprint() throws -> String {
    try read { db in
      var hash = RowHash()
      try hash.add(db, sql: "SELECT relation, name, other_name FROM mailbox_decision ORDER BY name, other_name")
      return hash.finish()
    }
  }
}
