import EvidenceDatabase
import GRDB
import Records

/// Exports of the unified audit log that hold what one account did and nothing of anybody else, as a search by user
/// (`-UserIds`) gives: what others did in the same mailboxes is not in them, however complete they are.
///
/// A mailbox is told for the time from the first to the last of its records in such an export, but for the times between
/// the first and the last that it has in one with several accounts.
enum AccountExports {
  static let basis = "one_account_exported"

  static func spans(_ db: Database) throws -> [Coverage.Span] {
    let exhibits = try Row.fetchAll(
      db, sql: "SELECT exhibit_id, relative_path FROM exhibit WHERE kind = 'unified_audit_log' ORDER BY 1")
    var narrow: [Int64: (path: String, account: String)] = [:]
    for row in exhibits {
      guard let account = try onlyAccount(of: row[0], db) else { continue }
      narrow[row[0]] = (row[1], account)
    }
    guard !narrow.isEmpty else { return [] }
    let seen = try times(db)
    return narrow.sorted { $0.key < $1.key }.flatMap { exhibit, named in
      (seen[exhibit] ?? [:]).sorted { $0.key < $1.key }.flatMap { mailbox, times in
        let shown = seen.filter { narrow[$0.key] == nil }.compactMap { $0.value[mailbox] }
        return times.without(shown).map { left in
          Coverage.Span(
            logKind: "unified_audit_log", mailbox: mailbox, from: left.lowerBound, to: left.upperBound, state: "silent",
            basis: basis,
            note:
              "\(named.path) holds what \(named.account) did alone, as a search by user gives: what others did is not "
              + "in it")
        }
      }
    }
  }

  /// The account that all records of an exhibit are of, where there are several and all are of one: read until the second.
  private static func onlyAccount(of exhibit: Int64, _ db: Database) throws -> String? {
    let actors = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT a.actor_ref FROM stored_audit_record AS a
          WHERE \(RowID.isOne("a.audit_record_id", of: ":exhibit")) ORDER BY a.audit_record_id
          """), arguments: ["exhibit": exhibit])
    var refs: Set<Int64> = []
    var account: String?
    var count = 0
    while let row = try actors.next() {
      guard let ref = row[0] as Int64? else { return nil }
      count += 1
      guard refs.insert(ref).inserted else { continue }
      let name = try String.fetchOne(
        db.cachedStatement(sql: "SELECT COALESCE(value_lc, value) FROM text WHERE text_id = ?"), arguments: [ref])
      if let account, account != name { return nil }
      account = name
    }
    return count > 1 ? account : nil
  }

  /// From when to when each exhibit has accesses of each mailbox, those that another has too included.
  private static func times(_ db: Database) throws -> [Int64: [Int64: ClosedRange<Microseconds>]] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        WITH access AS (
          SELECT a.audit_record_id, r.mailbox_id, a.occurred_at_us
          FROM stored_audit_record AS a
          JOIN logged_mailbox_resolution AS r ON r.logged_mailbox_id = a.logged_mailbox_id
          WHERE a.occurred_at_us IS NOT NULL
            AND a.operation_ref IN (SELECT text_id FROM text WHERE COALESCE(value_lc, value) = 'mailitemsaccessed')
        )
        SELECT audit_record_id >> 32 AS exhibit_id, mailbox_id, MIN(occurred_at_us), MAX(occurred_at_us)
        FROM access GROUP BY 1, 2
        UNION ALL
        SELECT c.exhibit_id, x.mailbox_id, MIN(x.occurred_at_us), MAX(x.occurred_at_us)
        FROM audit_record_copy AS c JOIN access AS x ON x.audit_record_id = c.audit_record_id GROUP BY 1, 2
        """)
    var times: [Int64: [Int64: ClosedRange<Microseconds>]] = [:]
    while let row = try rows.next() {
      let (exhibit, mailbox): (Int64, Int64) = (row[0], row[1])
      let range = (row[2] as Microseconds)...(row[3] as Microseconds)
      times[exhibit, default: [:]][mailbox] = times[exhibit]?[mailbox]?.extended(to: range) ?? range
    }
    return times
  }
}

extension ClosedRange<Microseconds> {
  /// What is left of it beside others.
  fileprivate func without(_ others: [Self]) -> [Self] {
    others.reduce([self]) { left, other in
      left.flatMap { part in
        guard part.overlaps(other) else { return [part] }
        var parts: [Self] = []
        if part.lowerBound < other.lowerBound { parts.append(part.lowerBound...other.lowerBound) }
        if other.upperBound < part.upperBound { parts.append(other.upperBound...part.upperBound) }
        return parts
      }
    }
  }
}
