package import GRDB
import Crypto

/// A step of the work on a case after the evidence is in. Each is done whole or not at all, and kept with a fingerprint
/// of what it was made from.
package struct CaseStep: Sendable, Hashable {
  package let name: String

  package init(_ name: String) { self.name = name }

  package static let deduplicate = CaseStep("deduplicate")
  package static let indexes = CaseStep("indexes")
  package static let custody = CaseStep("custody")

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

/// A step and what it is to be done for.
package struct PlannedStep {
  package let step: CaseStep
  package let fingerprint: String
  private let run: (Database) throws -> Void

  package init(_ step: CaseStep, fingerprint: String, _ run: @escaping (Database) throws -> Void) {
    self.step = step
    self.fingerprint = fingerprint
    self.run = run
  }

  func isDone(_ db: Database) throws -> Bool { try step.fingerprint(db) == fingerprint }

  fileprivate func perform(_ db: Database) throws {
    if try isDone(db) { return }
    try run(db)
    try step.record(fingerprint, db)
  }
}

extension EvidenceDatabase {
  /// Does those of `steps` that were not done for their fingerprints, in their order, after the load was flushed. Quick
  /// ones share a transaction: each commit waits for the disk. One that fails takes back what shares its transaction.
  package func perform(_ steps: [PlannedStep]) throws {
    var rest = steps[...]
    while !rest.isEmpty {
      try write { db in
        let began = ContinuousClock.now
        repeat { try rest.removeFirst().perform(db) } while !rest.isEmpty && began.duration(to: .now) < .seconds(2)
      }
      try truncateLog(largerThan: 64 << 20)
    }
  }

  /// The steps that follow a load and come before everything derived: events settled, indexes made. Every exhibit must
  /// have come to its end.
  package func evidenceSteps() throws -> [PlannedStep] {
    try refuseUnfinished()
    let fingerprint = try evidenceFingerprint()
    return [
      PlannedStep(.deduplicate, fingerprint: fingerprint) {
        try Deduplication.settle($0)
        try LogCopies.settle($0)
        try LogOverlaps.settle($0)
      },
      PlannedStep(.indexes, fingerprint: indexFingerprint) { try EvidenceIndexes.make($0) },
      PlannedStep(.custody, fingerprint: fingerprint) { try CustodyEntry.appendEvidence($0) },
    ]
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
  /// fingerprint.
  package func requireFresh(_ steps: [PlannedStep]) throws {
    try refuseUnfinished()
    for step in steps {
      guard try read({ try step.isDone($0) }) else {
        throw CaseError(
          .stale, at: path,
          reason: "its conclusions (step `\(step.step.name)`) were drawn from less than it holds now, or by another "
            + "version of mailtrail",
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
