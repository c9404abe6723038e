import EvidenceDatabase
import GRDB

/// Items of a mailbox's stores that the file of a job holds too: whatever its filter says of them, it took them.
///
/// One item where the store's own key of it agrees (PidTagSourceKey, [MS-OXPROPS] 2.1020, which exports keep); a message
/// too where both of its hashes do, as in files of mail, which have no such key.
enum FileMatches {
  /// `stores` are the exhibits that are the job's own file.
  static func items(of mailbox: Int64, alsoIn stores: Set<Int64>, _ db: Database) throws -> Set<Int64> {
    guard !stores.isEmpty else { return [] }
    let own = stores.sorted().map(String.init).joined(separator: ", ")
    return try Int64.fetchSet(
      db,
      sql: """
        WITH held AS MATERIALIZED (
          SELECT m.source_key, m.message_id_hash || ' ' || m.content_sha256 AS identity
          FROM exhibit_mailbox AS e
          CROSS JOIN stored_message AS m ON \(RowID.isOne("m.message_id", of: "e.exhibit_id"))
          WHERE e.mailbox_id = :mailbox AND e.exhibit_id IN (\(own)) AND m.parent_message_id IS NULL
        )
        SELECT m.message_id
        FROM exhibit_mailbox AS e
        CROSS JOIN stored_message AS m ON \(RowID.isOne("m.message_id", of: "e.exhibit_id"))
        WHERE e.mailbox_id = :mailbox AND e.exhibit_id NOT IN (\(own)) AND m.parent_message_id IS NULL
          AND (m.source_key IN (SELECT source_key FROM held WHERE source_key IS NOT NULL)
            OR m.message_id_hash || ' ' || m.content_sha256 IN (SELECT identity FROM held WHERE identity IS NOT NULL))
        """, arguments: ["mailbox": mailbox])
  }
}
