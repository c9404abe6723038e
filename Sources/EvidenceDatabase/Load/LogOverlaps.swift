import GRDB
import Records

/// Settles overlaps of logs that begin at different lines: two exports of one server's log whose times overlap, a part cut
/// out of a log, a log whose beginning was rotated away. Lines that two exhibits share are records once, in the one with
/// the lower number; `log_overlap` tells where they stand in the other.
///
/// An overlap is a run of equal lines, one behind the other in both and nothing else between them, that starts with the
/// first line of one of the two and ends with the last line of one of them: what merely looks alike somewhere in two
/// logs is no copy. Copies that begin with the same line are settled before, by `LogCopies`.
struct LogOverlaps {
  private let db: Database
  private static let tables = ["stored_mail_access", "stored_cmdlet", "stored_cmdlet_parameter", "stored_audit_record"]

  /// Lines of IIS carry no id of their own, and servers ask themselves the same every few seconds.
  private static let leastLines = ["iis": 4]

  static func settle(_ db: Database) throws {
    let overlaps = LogOverlaps(db: db)
    for logs in try overlaps.logsByServer() {
      for (place, log) in logs.enumerated() {
        for other in logs[..<place] where other.first.time <= log.last.time && log.first.time <= other.last.time {
          try overlaps.settle(log.exhibit, with: other.exhibit, least: leastLines[log.kind] ?? 1)
        }
      }
    }
  }

  // MARK: Which logs may overlap

  private struct Line {
    let record: Int64
    let time: Int64
    let payload: Int64
    let offset: Int64
    let length: Int64
  }

  private struct Log {
    let exhibit: Int64
    let kind: String
    let first: Line
    let last: Line
  }

  /// Exhibits with lines of their own, those of one kind and server together, by number.
  private func logsByServer() throws -> [[Log]] {
    let exhibits = try Row.fetchAll(
      db,
      sql: """
        SELECT i.exhibit_id, e.kind FROM log_identity AS i JOIN exhibit AS e ON e.exhibit_id = i.exhibit_id
        ORDER BY i.exhibit_id
        """)
    var groups: [String: [Log]] = [:]
    var order: [String] = []
    for row in exhibits {
      let (exhibit, kind): (Int64, String?) = (row[0], row[1])
      guard let first = try line(of: exhibit, "ASC"), let last = try line(of: exhibit, "DESC") else { continue }
      let server = kind == "iis" ? "" : try self.server(of: first.record) ?? ""
      let key = "\(kind ?? "") \(server)"
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(Log(exhibit: exhibit, kind: kind ?? "", first: first, last: last))
    }
    return order.compactMap { groups[$0] }.filter { $0.count > 1 }
  }

  private func server(of record: Int64) throws -> String? {
    try String.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT t.value FROM (
            SELECT server_ref FROM stored_web_request WHERE audit_record_id = :record
            UNION ALL SELECT server_ref FROM stored_audit_record WHERE audit_record_id = :record) AS r
          JOIN text AS t ON t.text_id = r.server_ref
          """), arguments: ["record": record])
  }

  /// The first or the last line of an exhibit that has a time.
  private func line(of exhibit: Int64, _ order: String) throws -> Line? {
    try lines(of: exhibit, order: order).next()
  }

  private func lines(of exhibit: Int64, from record: Int64 = 0, order: String = "ASC") throws
    -> MapCursor<RowCursor, Line>
  {
    let range = RowID.range(of: exhibit)
    let condition = "audit_record_id BETWEEN :first AND :last AND occurred_at_us IS NOT NULL"
    let columns = "audit_record_id, occurred_at_us, payload_key, source_offset, source_length"
    return try Row.fetchCursor(
      db,
      sql: """
        SELECT \(columns) FROM stored_web_request WHERE \(condition)
        UNION ALL SELECT \(columns) FROM stored_audit_record WHERE \(condition)
        ORDER BY 1 \(order)
        """, arguments: ["first": max(record, range.lowerBound), "last": range.upperBound]
    ).map { Line(record: $0[0], time: $0[1], payload: $0[2], offset: $0[3], length: $0[4]) }
  }

  // MARK: Where they do

  private func settle(_ exhibit: Int64, with other: Int64, least: Int) throws {
    guard let mine = try line(of: exhibit, "ASC"), let theirs = try line(of: other, "ASC") else { return }
    let isSettled =
      try place(of: mine, in: other).map { try settle(exhibit, at: mine.record, other, at: $0, least) } ?? false
    if !isSettled, let place = try place(of: theirs, in: exhibit) {
      _ = try settle(exhibit, at: place, other, at: theirs.record, least)
    }
  }

  /// The line of `exhibit` that is equal to `line`. Lines stand in the order of time but for a few minutes.
  private func place(of line: Line, in exhibit: Int64) throws -> Int64? {
    let slack: Int64 = 600_000_000
    var (low, high) = (RowID.range(of: exhibit).lowerBound, try self.line(of: exhibit, "DESC")?.record ?? 0)
    while low < high {
      let middle = low + (high - low) / 2
      guard let found = try lines(of: exhibit, from: middle).next() else { break }
      if found.time < line.time - slack { low = found.record + 1 } else { high = middle }
    }
    let candidates = try lines(of: exhibit, from: low)
    while let found = try candidates.next(), found.time <= line.time + slack {
      if found.payload == line.payload, found.time == line.time, found.length == line.length { return found.record }
    }
    return nil
  }

  /// Whether as much stands between two lines in both logs; the ends of lines may differ.
  private static func isNext(_ my: Line, _ last: Line?, _ their: Line, _ otherLast: Line?) -> Bool {
    guard let last, let otherLast else { return true }
    let (gap, otherGap) = (my.offset - last.offset - last.length, their.offset - otherLast.offset - otherLast.length)
    return gap == otherGap || max(gap, otherGap) <= 2
  }

  /// Compares line by line from these places on; leaves the run out of `exhibit` where it ends with one of the two.
  private func settle(
    _ exhibit: Int64, at record: Int64, _ other: Int64, at otherRecord: Int64, _ least: Int
  ) throws -> Bool {
    let (mine, theirs) = (try lines(of: exhibit, from: record), try lines(of: other, from: otherRecord))
    var (first, last): (Line?, Line?)
    var (otherFirst, otherLast): (Line?, Line?)
    var count = 0
    while let my = try mine.next(), let their = try theirs.next() {
      guard Self.isNext(my, last, their, otherLast) else { return false }
      guard my.payload == their.payload, my.length == their.length else {
        // A log that was copied while it was written may end within a line, which is another then.
        let isCut = try my.length < their.length ? mine.next() == nil : theirs.next() == nil
        guard isCut, my.time == their.time, my.length != their.length else { return false }
        break
      }
      first = first ?? my
      otherFirst = otherFirst ?? their
      (last, otherLast) = (my, their)
      count += 1
    }
    guard let first, let last, let otherFirst, count >= least else { return false }
    try db.execute(
      sql: "INSERT INTO log_overlap VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [exhibit, first.offset, last.offset + last.length, other, otherFirst.offset, count])
    for table in Self.tables + ["stored_web_request"] {
      try db.execute(
        sql: "DELETE FROM \(table) WHERE audit_record_id BETWEEN ? AND ?", arguments: [first.record, last.record])
    }
    return true
  }
}
