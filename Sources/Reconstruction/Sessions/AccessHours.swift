import EvidenceDatabase
import GRDB
import Records

/// Accesses by session, type and hour, and the items and bytes of each session, in one pass over all accesses.
///
/// Sums are kept for some hundred thousand hours at a time; accesses lie in the order of their logs, so that an hour
/// is nearly always whole when it is written.
enum AccessHours {
  private static let limit = 200_000

  private struct Hour: Hashable {
    let session: Int64
    let accessType: Int64
    let hour: Microseconds?
  }

  private struct Sum {
    var items: Int64 = 0
    var bytes: Int64?

    mutating func add(items more: Int64, bytes count: Int64?) {
      items += more
      if let count { bytes = (bytes ?? 0).sum(count) }
    }
  }

  static func run(in db: Database) throws {
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.hour_sum;
        CREATE TEMP TABLE hour_sum (
          session_id INTEGER NOT NULL, access_type_ref INTEGER NOT NULL, hour_us INTEGER NOT NULL,
          item_count INTEGER NOT NULL, byte_count INTEGER,
          PRIMARY KEY (session_id, access_type_ref, hour_us)
        ) STRICT, WITHOUT ROWID;
        """)
    try sum(in: db)
    try fill(in: db)
    try db.execute(sql: "DROP TABLE temp.hour_sum")
  }

  private static func sum(in db: Database) throws {
    let accesses = try BulkStatement(
      db,
      """
      SELECT s.session_id, m.access_type_ref, m.occurred_at_us, m.byte_count,
        m.internet_message_id IS NOT NULL OR m.item_key IS NOT NULL OR m.immutable_id IS NOT NULL
      FROM stored_mail_access AS m
      CROSS JOIN session_record AS s INDEXED BY session_record_by_record ON s.audit_record_id = m.audit_record_id
      """)
    var sums: [Hour: Sum] = [:]
    while try accesses.next() {
      let hour = Hour(
        session: accesses.integer(0) ?? 0, accessType: accesses.integer(1) ?? 0,
        hour: accesses.integer(2).map(startOfHour))
      sums[hour, default: Sum()].add(items: accesses.integer(4) ?? 0, bytes: accesses.integer(3))
      if sums.count >= limit {
        try write(sums, in: db)
        sums.removeAll(keepingCapacity: true)
      }
    }
    try write(sums, in: db)
  }

  private static func startOfHour(_ time: Microseconds) -> Microseconds {
    let rest = time % microsecondsPerHour
    return time - (rest < 0 ? rest + microsecondsPerHour : rest)
  }

  /// Accesses without a time stand under the smallest number there is, until the sessions have their sums.
  private static let untimed = Int64.min

  private static func write(_ sums: [Hour: Sum], in db: Database) throws {
    let insert = try BulkStatement(
      db,
      """
      INSERT INTO hour_sum (session_id, access_type_ref, hour_us, item_count, byte_count) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET item_count = item_count + excluded.item_count,
        byte_count = COALESCE(byte_count + excluded.byte_count, byte_count, excluded.byte_count)
      """)
    for (hour, sum) in sums {
      for figure in [hour.session, hour.accessType, hour.hour ?? untimed, sum.items, sum.bytes] { insert.bind(figure) }
      try insert.run()
    }
  }

  private static func fill(in db: Database) throws {
    try db.run(
      """
      INSERT INTO access_hour (mailbox_id, session_id, access_type, hour_us, item_count, byte_count)
      SELECT s.mailbox_id, h.session_id, t.value, h.hour_us, h.item_count, h.byte_count
      FROM hour_sum AS h
      JOIN stored_session AS s ON s.session_id = h.session_id
      JOIN text AS t ON t.text_id = h.access_type_ref
      WHERE h.hour_us <> ?
      ORDER BY h.session_id, t.value, h.hour_us
      """, [untimed])
    // A record may tell how many items it covers and not which, and the other way round.
    try db.run(
      """
      UPDATE stored_session AS s
      SET item_count = MAX(s.item_count, h.item_count), byte_count = COALESCE(h.byte_count, s.byte_count)
      FROM (
        SELECT session_id, SUM(item_count) AS item_count, SUM(byte_count) AS byte_count
        FROM hour_sum
        GROUP BY session_id
      ) AS h
      WHERE h.session_id = s.session_id
      """)
  }
}
