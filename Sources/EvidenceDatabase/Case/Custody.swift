import Crypto
import GRDB
package import Records

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One act on the case, chained to the one before it.
///
/// `entry_sha256` is SHA-256 over six texts in this order, each as its length in bytes in decimal digits, a colon, the
/// bytes in UTF-8 and a line feed: `mailtrail custody 1`, previous_sha256, custody_entry_id, at_us, action, detail.
/// The first entry's previous_sha256 is 64 zeros. Numbers are in decimal digits.
package struct CustodyEntry: Sendable, Equatable {
  package let id: Int64
  package let at: Microseconds
  package let action: String
  package let detail: String
  package let previousSHA256: String
  package let entrySHA256: String

  static let beginning = String(repeating: "0", count: 64)

  init(id: Int64, at: Microseconds, action: String, detail: String, previousSHA256: String) {
    self.id = id
    self.at = at
    self.action = action
    self.detail = detail
    self.previousSHA256 = previousSHA256
    entrySHA256 = Self.hash(["mailtrail custody 1", previousSHA256, String(id), String(at), action, detail])
  }

  /// Enters an act inside the caller's transaction, so that act and entry are there together or not at all.
  static func append(_ action: String, detail: String, _ db: Database) throws {
    let last = try Row.fetchOne(
      db, sql: "SELECT custody_entry_id, entry_sha256 FROM custody_entry ORDER BY custody_entry_id DESC LIMIT 1")
    let entry = CustodyEntry(
      id: (last?[0] ?? 0) + 1, at: now(), action: action, detail: detail, previousSHA256: last?[1] ?? beginning)
    try db.execute(
      sql: "INSERT INTO custody_entry VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [entry.id, entry.at, entry.action, entry.detail, entry.previousSHA256, entry.entrySHA256])
  }

  /// Enters that all evidence is in, and how much: before anything is concluded from it.
  static func appendEvidence(_ db: Database) throws {
    let sql = "SELECT COUNT(*), COALESCE(SUM(record_count), 0), COALESCE(SUM(defect_count), 0) FROM exhibit"
    guard let row = try Row.fetchOne(db, sql: sql) else { return }
    let (exhibits, records, defects): (Int64, Int64, Int64) = (row[0], row[1], row[2])
    try append("read", detail: "the case holds \(exhibits) exhibits, \(records) records, \(defects) defects", db)
  }

  private static func hash(_ parts: [String]) -> String {
    var canonical: [UInt8] = []
    for part in parts { canonical += Array("\(part.utf8.count):".utf8) + Array(part.utf8) + [0x0A] }
    return hexadecimal(Array(SHA256.hash(data: canonical)))
  }
}

extension EvidenceDatabase {
  /// Enters an act: what was done, and the particulars.
  package func appendCustody(_ action: String, detail: String) throws {
    try write { try CustodyEntry.append(action, detail: detail, $0) }
  }

  /// Follows the chain from its beginning. Returns the entries; throws, naming the first that does not fit.
  ///
  /// Entries cut off at the end leave no trace in the chain; the last hash belongs in the report.
  @discardableResult
  package func verifyCustody() throws -> [CustodyEntry] {
    let rows = try read { try Row.fetchAll($0, sql: "SELECT * FROM custody_entry ORDER BY custody_entry_id") }
    var entries: [CustodyEntry] = []
    for row in rows {
      let previous = entries.last
      let expected = CustodyEntry(
        id: (previous?.id ?? 0) + 1, at: row["at_us"], action: row["action"], detail: row["detail"],
        previousSHA256: previous?.entrySHA256 ?? CustodyEntry.beginning)
      let (id, stated, before): (Int64, String, String) = (row[0], row["entry_sha256"], row["previous_sha256"])
      guard id == expected.id, stated == expected.entrySHA256, before == expected.previousSHA256 else {
        throw CaseError(
          .custodyBroken, at: path, reason: "custody entry \(id) was changed, or an entry before it is missing",
          remedy: "do not rely on this copy of the case; compare it with another")
      }
      entries.append(expected)
    }
    return entries
  }
}

/// The time now.
package func now() -> Microseconds {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return Microseconds(time.tv_sec) * 1_000_000 + Microseconds(time.tv_nsec) / 1000
}
