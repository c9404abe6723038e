import GRDB
import Records

/// One export in the log of the mailbox replication service: the lines that share a request's GUID.
struct ReplicationRequest {
  struct Line {
    let record: Int64
    let time: Microseconds?
    let state: String
  }

  let guid: String
  private(set) var lines: [Line] = []
  private(set) var mailbox: Int64?
  private(set) var path: String?
  private(set) var server: String?
  private(set) var itemCount: Int64?
  private(set) var byteCount: Int64?
  private(set) var message: String?

  var firstTime: Microseconds? { lines.lazy.compactMap(\.time).first }

  func last(_ prefix: String) -> Line? { lines.last { $0.state.hasPrefix(prefix) } }

  /// The first line of work on it: it was no longer only waiting.
  var firstWork: Line? { lines.first { line in !Self.idle.contains { line.state.hasPrefix($0) } } }

  private static let idle = ["queued", "removed", "suspended", "failed", "creatingfolder", "none"]

  /// Exports only: moves and imports take nothing out. By request, each in the order of its lines.
  static func fetch(_ db: Database) throws -> [ReplicationRequest] {
    // Records are many; a case without such a log is not searched for its lines.
    let kinds = try Int64.fetchAll(db, sql: "SELECT text_id FROM text WHERE value = 'mailbox_replication'")
    guard let kind = kinds.first else { return [] }
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT audit_record_id, occurred_at_us, operation_lc, session_key, mailbox_id, target, server, item_count,
          byte_count, client_info
        FROM audit_record
        WHERE audit_record_id IN (SELECT audit_record_id FROM stored_audit_record WHERE log_kind_ref = ?)
          AND session_key IS NOT NULL
          AND (LOWER(workload) LIKE '%export%' OR (workload IS NULL AND LOWER(target) LIKE '%.pst'))
        ORDER BY session_key, occurred_at_us NULLS LAST, audit_record_id
        """, arguments: [kind])
    var requests: [ReplicationRequest] = []
    while let row = try cursor.next() {
      let guid: String = row[3]
      if requests.last?.guid != guid { requests.append(ReplicationRequest(guid: guid)) }
      requests[requests.count - 1].add(row)
    }
    return requests
  }

  private init(guid: String) { self.guid = guid }

  private mutating func add(_ row: Row) {
    lines.append(Line(record: row[0], time: row[1], state: row[2] ?? ""))
    mailbox = mailbox ?? row[4]
    path = path ?? row[5]
    server = server ?? row[6]
    itemCount = row[7] ?? itemCount
    byteCount = row[8] ?? byteCount
    message = row[9] ?? message
  }
}
