import GRDB
import Records

/// One row for every message at hand of which nothing else is said, with the tier that `mailbox_remainder` has for its
/// mailbox: so that each has a strongest tier. What the actor itself sent has none: it is no exposure, and is counted
/// apart. Written straight into `exposure`, in one pass over the messages: there may be millions.
enum RemainingMessages {
  /// To be called when all other exposures are written. `actor_sent` must be there.
  static func run(in db: Database) throws {
    try db.execute(
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

        INSERT INTO exposure (exposure_id, mailbox_id, message_id, internet_message_id, message_key, tier, tier_rank,
          basis, is_counted, handled_by_actor, folder_name, byte_count, is_strongest)
        SELECT (SELECT COALESCE(MAX(exposure_id), 0) FROM exposure) + ROW_NUMBER() OVER (ORDER BY m.message_id),
          r.mailbox_id, m.message_id, m.internet_message_id, m.message_key, r.tier,
          \(Tier.rank(of: "r.tier")), r.basis,
          CASE WHEN m.parent_message_id IS NULL THEN 1 ELSE 0 END,
          EXISTS (SELECT 1 FROM actor_handled AS h WHERE h.message_id = m.message_id), f.path, m.byte_count,
          1
        FROM stored_message AS m
        JOIN exhibit_mailbox AS e ON e.exhibit_id = m.message_id >> 32
        JOIN mailbox_remainder AS r ON r.mailbox_id = e.mailbox_id
        LEFT JOIN stored_folder AS f ON f.folder_id = m.folder_id
        WHERE m.is_associated = 0
          AND NOT EXISTS (SELECT 1 FROM exposure AS x WHERE x.mailbox_id = e.mailbox_id AND x.message_id = m.message_id)
          AND NOT EXISTS (SELECT 1 FROM sent_inside AS s WHERE s.message_id = m.message_id)
        ORDER BY m.message_id;

        INSERT INTO exposure_record (exposure_id, coverage_id, role)
        SELECT x.exposure_id, r.coverage_id, 'coverage'
        FROM exposure AS x
        JOIN mailbox_remainder AS r ON r.mailbox_id = x.mailbox_id
        WHERE x.tier = 'not_indicated' AND r.coverage_id IS NOT NULL
        ORDER BY x.exposure_id;

        -- What the mailbox's own records do not reach, the tenant's do.
        INSERT INTO exposure_record (exposure_id, coverage_id, role)
        SELECT x.exposure_id, c.coverage_id, 'coverage'
        FROM exposure AS x
        JOIN mailbox_remainder AS r ON r.mailbox_id = x.mailbox_id
        JOIN coverage AS c ON c.log_kind = 'unified_audit_log' AND c.mailbox_id IS NULL AND c.state = 'covered'
          AND c.basis IN ('records', 'administration_records', 'directory_records')
          AND c.from_us < r.window_from_us AND c.to_us > r.window_to_us
        WHERE x.tier = 'not_indicated' AND r.basis = 'unchanged_auditing'
        ORDER BY x.exposure_id, c.coverage_id;
        DROP TABLE temp.sent_inside;
        """)
  }
}
