import GRDB
import Records

/// Defects of records that share the id of another with a different payload, in the exhibit of the later one.
struct IdentityConflicts {
  private static let field = "Id"
  private static let problem = "another record has this id and a different payload: "
  /// Conflicts of an exhibit beyond this many are counted in one last defect.
  private static let limit = 10_000

  private let db: Database
  /// Each later record with the first of its event.
  private var found: [(record: Int64, first: Int64)] = []
  private var uncounted: [Int64: Int] = [:]
  private var perExhibit: [Int64: Int] = [:]

  init(_ db: Database) { self.db = db }

  /// `records` are of one event and differ in payload.
  mutating func add(_ records: [Int64]) {
    guard records.count > 1, let first = records.min() else { return }
    for record in records.sorted() where record != first {
      let exhibit = RowID.exhibit(of: record)
      if perExhibit[exhibit, default: 0] < Self.limit {
        perExhibit[exhibit, default: 0] += 1
        found.append((record, first))
      } else {
        uncounted[exhibit, default: 0] += 1
      }
    }
  }

  /// Writes the defects that are not there from an earlier examination.
  func write() throws {
    var told: (exhibit: Int64, offsets: Set<Int64>) = (0, [])
    for (record, first) in found.sorted(by: { $0.record < $1.record }) {
      let exhibit = RowID.exhibit(of: record)
      if exhibit != told.exhibit { told = (exhibit, try offsetsTold(exhibit)) }
      guard let place = try place(record), !told.offsets.contains(place.offset) else { continue }
      guard let other = try self.place(first) else { continue }
      try insert(
        Defect(
          field: Self.field, problem: Self.problem + "\(other.path) at byte \(other.offset)",
          consequence: "both are kept as records", offset: UInt64(clamping: place.offset),
          length: UInt64(clamping: place.length)), exhibit)
    }
    for (exhibit, count) in uncounted.sorted(by: { $0.key < $1.key }) {
      try insert(
        Defect(
          field: Self.field, problem: "\(count) further records have the id of another and a different payload",
          consequence: "all are kept; counted, not told one by one"), exhibit)
    }
  }

  private func offsetsTold(_ exhibit: Int64) throws -> Set<Int64> {
    let range = RowID.range(of: exhibit)
    return try Set(
      Int64.fetchAll(
        db,
        sql: """
          SELECT source_offset FROM defect
          WHERE defect_id BETWEEN ? AND ? AND field = ? AND substr(problem, 1, ?) = ? AND source_offset IS NOT NULL
          """,
        arguments: [range.lowerBound, range.upperBound, Self.field, Self.problem.count, Self.problem]))
  }

  private func place(_ record: Int64) throws -> (path: String, offset: Int64, length: Int64)? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT e.relative_path, a.source_offset, a.source_length FROM stored_audit_record AS a
        JOIN exhibit AS e ON e.exhibit_id = a.audit_record_id >> 32 WHERE a.audit_record_id = ?
        """)
    return try Row.fetchOne(statement, arguments: [record]).map { ($0[0], $0[1], $0[2]) }
  }

  private func insert(_ defect: Defect, _ exhibit: Int64) throws {
    let range = RowID.range(of: exhibit)
    let last = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT MAX(defect_id) FROM defect WHERE defect_id BETWEEN ? AND ?"),
      arguments: [range.lowerBound, range.upperBound])
    let insert = try db.cachedStatement(sql: "INSERT INTO defect VALUES (?, ?, ?, ?, ?, ?, ?)")
    try insert.execute(arguments: [
      (last ?? range.lowerBound) + 1, exhibit, defect.offset.map { Int64(clamping: $0) },
      defect.length.map { Int64(clamping: $0) }, defect.field, defect.problem, defect.consequence,
    ])
    try db.cachedStatement(sql: "UPDATE exhibit SET defect_count = COALESCE(defect_count, 0) + 1 WHERE exhibit_id = ?")
      .execute(arguments: [exhibit])
  }
}
