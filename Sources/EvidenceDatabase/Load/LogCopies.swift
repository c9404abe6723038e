import GRDB
import Records

/// Settles copies of growing logs. A server's log is copied at noon and again at midnight: the second copy begins with
/// the lines of the first, at the same places. Such lines are records once, in the exhibit with the lowest number; of
/// the other only `log_copy` tells how far it is the same.
///
/// Two exhibits are compared where their header and first line are equal (`log_identity`), row by row.
struct LogCopies {
  private let db: Database

  static func settle(_ db: Database) throws {
    let copies = LogCopies(db: db)
    let identities = try String.fetchAll(
      db,
      sql: """
        SELECT identity_sha256 FROM log_identity GROUP BY identity_sha256
        HAVING COUNT(*) > 1 ORDER BY MIN(exhibit_id)
        """)
    for identity in identities {
      let exhibits = try Int64.fetchAll(
        db, sql: "SELECT exhibit_id FROM log_identity WHERE identity_sha256 = ? ORDER BY exhibit_id",
        arguments: [identity])
      for (place, exhibit) in exhibits.enumerated() { try copies.settle(exhibit, among: exhibits[..<place]) }
    }
  }

  /// How far an exhibit is the same as another.
  private struct Match {
    let of: Int64
    let lastOffset: Int64
    let lastRecord: Int64
    let count: Int
  }

  private func settle(_ exhibit: Int64, among earlier: ArraySlice<Int64>) throws {
    let isSettled = try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM log_copy WHERE exhibit_id = ?)", arguments: [exhibit])
    guard isSettled == false else { return }
    var longest: Match?
    for other in earlier {
      guard let match = try match(exhibit, with: other), match.count > longest?.count ?? 0 else { continue }
      longest = match
    }
    if let longest { try leaveOut(exhibit, longest) }
  }

  private func match(_ exhibit: Int64, with other: Int64) throws -> Match? {
    let mine = try rows(of: Stretch(exhibit: exhibit, from: 0, to: .max))
    var match: Match?
    for stretch in try stretches(of: other) {
      let theirs = try rows(of: stretch)
      while let their = try theirs.next() {
        guard let my = try mine.next(), my.offset == their.offset, my.payload == their.payload else { return match }
        match = Match(of: other, lastOffset: my.offset, lastRecord: my.record, count: (match?.count ?? 0) + 1)
      }
    }
    return match
  }

  private func leaveOut(_ exhibit: Int64, _ match: Match) throws {
    try db.execute(
      sql: "INSERT INTO log_copy VALUES (?, ?, ?, ?)",
      arguments: [exhibit, match.of, match.lastOffset + 1, match.count])
    let first = RowID.range(of: exhibit).lowerBound
    let tables = ["stored_mail_access", "stored_cmdlet", "stored_cmdlet_parameter", "stored_audit_record"]
    for table in tables + ["stored_web_request"] {
      try db.execute(
        sql: "DELETE FROM \(table) WHERE audit_record_id BETWEEN ? AND ?", arguments: [first, match.lastRecord])
    }
  }

  // MARK: The lines of a log

  /// Lines of one exhibit that begin within `from ..< to`.
  private struct Stretch {
    let exhibit: Int64
    let from: Int64
    let to: Int64
  }

  private struct Line {
    let record: Int64
    let offset: Int64
    let payload: Int64
  }

  /// Where the lines of an exhibit stand: its own, and before them those that it shares with others.
  private func stretches(of exhibit: Int64, before end: Int64 = .max) throws -> [Stretch] {
    guard
      let copy = try Row.fetchOne(
        db, sql: "SELECT of_exhibit_id, to_offset FROM log_copy WHERE exhibit_id = ?", arguments: [exhibit])
    else { return [Stretch(exhibit: exhibit, from: 0, to: end)] }
    let shared = min(copy[1], end)
    return try stretches(of: copy[0], before: shared) + [Stretch(exhibit: exhibit, from: shared, to: end)]
  }

  private func rows(of stretch: Stretch) throws -> MapCursor<RowCursor, Line> {
    let range = RowID.range(of: stretch.exhibit)
    let condition = "audit_record_id BETWEEN :first AND :last AND source_offset >= :from AND source_offset < :to"
    return try Row.fetchCursor(
      db,
      sql: """
        SELECT audit_record_id, source_offset, payload_key FROM stored_web_request WHERE \(condition)
        UNION ALL
        SELECT audit_record_id, source_offset, payload_key FROM stored_audit_record WHERE \(condition)
        ORDER BY 1
        """,
      arguments: ["first": range.lowerBound, "last": range.upperBound, "from": stretch.from, "to": stretch.to]
    ).map { Line(record: $0[0], offset: $0[1], payload: $0[2]) }
  }
}
