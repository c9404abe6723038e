package import GRDB
import Crypto

/// A step of the work on a case after the evidence is in. Each is done in one transaction, and kept with a fingerprint
/// of what it was made from.
package struct CaseStep: Sendable, Hashable {
  package let name: String

  package init(_ name: String) { self.name = name }

  package static let deduplicate = CaseStep("deduplicate")
  package static let indexes = CaseStep("indexes")

  func fingerprint(_ db: Database) throws -> String? {
    try String.fetchOne(db, sql: "SELECT fingerprint FROM case_step WHERE step = ?", arguments: [name])
  }

  func forget(_ db: Database) throws {
    try db.execute(sql: "DELETE FROM case_step WHERE step = ?", arguments: [name])
  }

  fileprivate func record(_ fingerprint: String, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO case_step VALUES (?, ?) ON CONFLICT (step) DO UPDATE SET fingerprint = excluded.fingerprint
        """, arguments: [name, fingerprint])
  }
}

extension EvidenceDatabase {
  /// Does a step where `fingerprint` is not the one that it was last done for, after the load was flushed. Returns
  /// whether it was done.
  @discardableResult
  package func perform(_ step: CaseStep, fingerprint: String, _ body: (Database) throws -> Void) throws -> Bool {
    let isDone = try write { db in
      if try step.fingerprint(db) == fingerprint { return false }
      try body(db)
      try step.record(fingerprint, db)
      return true
    }
    if isDone { try truncateLog(largerThan: 64 << 20) }
    return isDone
  }

  /// The steps that follow a load and come before everything derived: events settled, indexes made. Every exhibit must
  /// have come to its end.
  package func completeEvidence() throws {
    try refuseUnfinished()
    try perform(.deduplicate, fingerprint: evidenceFingerprint()) {
      try Deduplication.settle($0)
      try LogCopies.settle($0)
      try LogOverlaps.settle($0)
    }
    try perform(.indexes, fingerprint: indexFingerprint) { try EvidenceIndexes.make($0) }
  }

  /// Changes whenever evidence or indicators do.
  package func evidenceFingerprint() throws -> String {
    try read { db in
      var hash = RowHash()
      try hash.add(
        db,
        sql: """
          SELECT exhibit_id, parent_exhibit_id, relative_path, kind, byte_count, sha256, state, record_count,
            assigned_mailbox
          FROM exhibit ORDER BY exhibit_id
          """)
      try hash.add(
        db, sql: "SELECT kind, value_lc, ip_from, ip_to, value, note FROM indicator ORDER BY kind, value_lc")
      return hash.finish()
    }
  }

  /// Refuses a case that is not ready to be relied on: an exhibit half read, or one of `steps` not done for its
  /// fingerprint. The steps of `completeEvidence` are always asked for.
  package func requireFresh(_ steps: [(step: CaseStep, fingerprint: String)] = []) throws {
    try refuseUnfinished()
    let own = [(step: CaseStep.deduplicate, fingerprint: try evidenceFingerprint()), (.indexes, indexFingerprint)]
    for (step, fingerprint) in own + steps {
      guard try read({ try step.fingerprint($0) }) == fingerprint else {
        throw CaseError(
          .stale, at: path, reason: "the step `\(step.name)` was not done for what the case holds now",
          remedy: "run `mailtrail examine --case \(path)` again")
      }
    }
  }

  private func refuseUnfinished() throws {
    let count = try read {
      try Int.fetchOne(
        $0,
        sql: """
          SELECT (SELECT COUNT(*) FROM exhibit WHERE state = 'reading') + (SELECT COUNT(*) FROM found_child)
          """) ?? 0
    }
    guard count == 0 else {
      throw CaseError(
        .unfinished, at: path, reason: "an examination was cut short; exhibits not read to their end: \(count)",
        remedy: "run `mailtrail examine --case \(path)` again with the same paths")
    }
  }

  private var indexFingerprint: String { evidenceIndexes.map { "\($0) ON \($1)" }.joined(separator: "; ") }
}
