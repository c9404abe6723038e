import GRDB
import Records

/// One row for every message at hand of which nothing else is said, with the tier that `mailbox_remainder` has for its
/// mailbox: so that each has a strongest tier. What the actor itself sent has none: it is no exposure, and is counted
/// apart. In one pass over the messages: there may be millions.
enum RemainingMessages {
  /// To be called when all other exposures are written. `actor_sent` must be there.
  static func run(_ drafts: inout ExposureDrafts) throws {
    try citeCoverage(&drafts)
    try drafts.db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.sent_inside;
        CREATE TEMP TABLE sent_inside (message_id INTEGER PRIMARY KEY) STRICT;
        INSERT INTO sent_inside
        WITH RECURSIVE inside (message_id, depth) AS (
          SELECT message_id, 0 FROM actor_sent
          UNION
          SELECT m.message_id, i.depth + 1
          FROM inside AS i JOIN stored_message AS m ON m.parent_message_id = i.message_id
          WHERE i.depth < 100
        )
        SELECT DISTINCT message_id FROM inside;

        INSERT INTO exposure (mailbox_id, message_id, internet_message_id, message_key, tier, tier_rank, basis,
          is_counted, handled_by_actor, folder_name, byte_count, ground_id, is_strongest)
        SELECT r.mailbox_id, m.message_id, m.internet_message_id, m.message_key, r.tier,
          \(Tier.rank(of: "r.tier")), r.basis,
          CASE WHEN m.parent_message_id IS NULL THEN 1 ELSE 0 END,
          EXISTS (SELECT 1 FROM actor_handled AS h WHERE h.message_id = m.message_id), f.path, m.byte_count, g.ground_id,
          1
        FROM stored_message AS m
        JOIN exhibit_mailbox AS e ON e.exhibit_id = m.message_id >> 32
        JOIN mailbox_remainder AS r ON r.mailbox_id = e.mailbox_id
        LEFT JOIN stored_folder AS f ON f.folder_id = m.folder_id
        LEFT JOIN remainder_ground AS g ON g.mailbox_id = r.mailbox_id
        WHERE m.is_associated = 0
          AND NOT EXISTS (SELECT 1 FROM exposure AS x WHERE x.mailbox_id = e.mailbox_id AND x.message_id = m.message_id)
          AND NOT EXISTS (SELECT 1 FROM sent_inside AS s WHERE s.message_id = m.message_id)
        ORDER BY m.message_id;

        DROP TABLE temp.sent_inside;
        DROP TABLE temp.remainder_ground;
        """)
  }

  /// Makes the temporary table `remainder_ground`: what `not_indicated` of a mailbox rests on, for all of its messages.
  private static func citeCoverage(_ drafts: inout ExposureDrafts) throws {
    try drafts.db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.remainder_ground;
        CREATE TEMP TABLE remainder_ground (mailbox_id INTEGER PRIMARY KEY, ground_id INTEGER NOT NULL) STRICT;
        """)
    let insert = try drafts.db.makeStatement(sql: "INSERT INTO remainder_ground VALUES (?, ?)")
    let rows = try Row.fetchAll(
      drafts.db,
      sql: """
        SELECT mailbox_id, coverage_id FROM mailbox_remainder WHERE tier = 'not_indicated' AND coverage_id IS NOT NULL
        UNION
        -- What the mailbox's own records do not reach, the tenant's do.
        SELECT r.mailbox_id, c.coverage_id
        FROM mailbox_remainder AS r
        JOIN coverage AS c ON c.log_kind = 'unified_audit_log' AND c.mailbox_id IS NULL AND c.state = 'covered'
          AND c.basis IN ('records', 'administration_records', 'directory_records')
          AND c.from_us < r.window_from_us AND c.to_us > r.window_to_us
        WHERE r.tier = 'not_indicated' AND r.basis = 'unchanged_auditing'
        ORDER BY 1, 2
        """)
    for (mailbox, spans) in Dictionary(grouping: rows, by: { $0[0] as Int64 }).sorted(by: { $0.key < $1.key }) {
      let ground = try drafts.ground(spans.map { Citation(coverage: $0[1], role: "coverage") })
      try insert.execute(arguments: [mailbox, ground])
    }
  }
}
