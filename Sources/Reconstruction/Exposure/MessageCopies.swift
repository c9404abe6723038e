import EvidenceDatabase
import GRDB

/// Copies of one mailbox exported more than once: of a message that lies in several of its stores one item counts.
///
/// Two items are one message where both hashes are there and agree. A mailbox may itself hold a message twice: the second
/// in one store is a copy of the second in the other, not of the first. Messages in files of their own, and files of one
/// folder each (mbox), are one store together.
enum MessageCopies {
  /// To be called when all that is exposed is written: takes the further copies out of the figures, as far as the one
  /// that is kept has a row as strong. What is said of each of them stays.
  static func discount(in db: Database) throws {
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.message_copy;
        CREATE TEMP TABLE message_copy (
          message_id INTEGER PRIMARY KEY, kept_id INTEGER NOT NULL, mailbox_id INTEGER NOT NULL
        ) STRICT;

        INSERT INTO message_copy
        WITH store AS (
          SELECT x.mailbox_id, x.exhibit_id,
            CASE WHEN e.kind IN ('eml', 'emlx', 'msg', 'tnef', 'mbox') THEN 0 ELSE x.exhibit_id END AS store_id
          FROM exhibit_mailbox AS x
          JOIN exhibit AS e ON e.exhibit_id = x.exhibit_id
          WHERE x.mailbox_id IN (SELECT DISTINCT mailbox_id FROM exposure)
        ), several AS (
          SELECT mailbox_id FROM store GROUP BY mailbox_id HAVING COUNT(DISTINCT store_id) > 1
        ), numbered AS (
          SELECT s.mailbox_id, m.message_id, m.message_id_hash, m.content_sha256, m.byte_count,
            ROW_NUMBER() OVER (
              PARTITION BY s.mailbox_id, s.store_id, m.message_id_hash, m.content_sha256 ORDER BY m.message_id) AS place
          FROM several
          CROSS JOIN store AS s ON s.mailbox_id = several.mailbox_id
          CROSS JOIN stored_message AS m
            ON \(RowID.isOne("m.message_id", of: "s.exhibit_id"))
          WHERE m.parent_message_id IS NULL AND m.message_id_hash IS NOT NULL AND m.content_sha256 IS NOT NULL
        ), kept AS (
          SELECT mailbox_id, message_id, FIRST_VALUE(message_id) OVER (
            PARTITION BY mailbox_id, message_id_hash, content_sha256, place
            ORDER BY byte_count DESC NULLS LAST, message_id) AS kept_id
          FROM numbered
        )
        SELECT message_id, kept_id, mailbox_id FROM kept WHERE message_id <> kept_id;

        UPDATE exposure SET is_counted = 0
        WHERE exposure_id IN (
          SELECT d.exposure_id
          FROM message_copy AS c
          CROSS JOIN exposure AS d ON d.mailbox_id = c.mailbox_id AND d.message_id = c.message_id AND d.is_counted = 1
            AND d.tier <> 'accessed'
          WHERE EXISTS (
            SELECT 1 FROM exposure AS k
            WHERE k.mailbox_id = c.mailbox_id AND k.message_id = c.kept_id AND k.is_counted = 1
              AND k.tier_rank <= d.tier_rank));

        DROP TABLE temp.message_copy;
        """)
  }
}
