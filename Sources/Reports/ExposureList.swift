package import GRDB

/// Messages and how surely each was exposed, the strongest statement of each.
package struct ExposureList: Encodable {
  package struct Exposure: Encodable {
    let exposureID: Int64
    let mailbox: String
    let tier: String
    let basis: String
    let placement: String?
    let matchCount: Int64?
    let handledByActor: Bool
    let messageID: Int64?
    let internetMessageID: String?
    let subject: String?
    let sender: String?
    let received: String?
    let folder: String?
    let bytes: Int64?
    let first: String?
    let last: String?
    let sessionID: Int64?
    /// Ids of the records that it rests on, with their part in it.
    let records: [Ground]
  }
  package struct Ground: Encodable {
    let role: String
    let recordID: Int64?
    let coverageID: Int64?
  }
  package let exposures: [Exposure]

  /// All tiers, the strongest first.
  package static let tiers = ["exported", "accessed", "synced", "unlogged", "reachable", "not_indicated", "unknown"]

  /// All of them, or those of one mailbox (by address, any case) or one tier.
  package init(_ db: Database, mailbox: String? = nil, tier: String? = nil) throws {
    let grounds = try Self.grounds(db)
    exposures = try Row.fetchAll(
      db,
      sql: """
        SELECT x.exposure_id, COALESCE(b.address, b.display_name, '(unknown)') AS mailbox, x.tier, x.basis,
          x.placement, x.match_count, x.handled_by_actor, x.message_id,
          COALESCE(x.internet_message_id, m.internet_message_id) AS internet_message_id, m.subject, m.sender_address,
          m.received_at_us, COALESCE(f.path, x.folder_name) AS folder, COALESCE(m.byte_count, x.byte_count) AS bytes,
          x.first_us, x.last_us, x.session_id
        FROM exposure_strongest AS x
        JOIN mailbox AS b ON b.mailbox_id = x.mailbox_id
        LEFT JOIN message AS m ON m.message_id = x.message_id
        LEFT JOIN folder AS f ON f.folder_id = m.folder_id
        WHERE (:mailbox IS NULL OR LOWER(COALESCE(b.address, b.display_name)) = :mailbox)
          AND (:tier IS NULL OR x.tier = :tier)
        ORDER BY b.mailbox_id, x.tier_rank, x.first_us, x.exposure_id
        """, arguments: ["mailbox": mailbox?.lowercased(), "tier": tier]
    ).map { row in
      Exposure(
        exposureID: row["exposure_id"], mailbox: row["mailbox"], tier: row["tier"], basis: row["basis"],
        placement: row["placement"], matchCount: row["match_count"], handledByActor: row["handled_by_actor"],
        messageID: row["message_id"], internetMessageID: row["internet_message_id"], subject: row["subject"],
        sender: row["sender_address"], received: Timestamp.text(row["received_at_us"] as Int64?),
        folder: row["folder"], bytes: row["bytes"], first: Timestamp.text(row["first_us"] as Int64?),
        last: Timestamp.text(row["last_us"] as Int64?), sessionID: row["session_id"],
        records: grounds[row["exposure_id"]] ?? [])
    }
  }

  /// Whether the case knows a mailbox of this address: a mistyped one must not read as an all-clear.
  package static func hasMailbox(_ address: String, _ db: Database) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM mailbox WHERE LOWER(COALESCE(address, display_name)) = ?)",
      arguments: [address.lowercased()]) ?? false
  }

  /// The grounds of every exposure, in one pass over the table.
  private static func grounds(_ db: Database) throws -> [Int64: [Ground]] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT DISTINCT exposure_id, role, audit_record_id, coverage_id FROM exposure_record
        ORDER BY exposure_id, role, audit_record_id, coverage_id
        """)
    var grounds: [Int64: [Ground]] = [:]
    while let row = try rows.next() {
      grounds[row[0], default: []].append(Ground(role: row[1], recordID: row[2], coverageID: row[3]))
    }
    return grounds
  }

  package var text: String {
    if exposures.isEmpty { return "No exposed message is known. That is no proof that none was taken.\n" }
    var result = ""
    var mailbox: String?
    var table = Self.table
    for exposure in exposures {
      if exposure.mailbox != mailbox {
        if let mailbox { result += "\(TerminalText.safe(mailbox))\n\(table.text(indent: "  "))\n" }
        mailbox = exposure.mailbox
        table = Self.table
      }
      table.add([
        exposure.tier + (exposure.matchCount.map { $0 > 1 ? " (1 of \($0))" : "" } ?? ""), exposure.basis,
        exposure.received ?? exposure.first,
        TerminalText.cut(exposure.subject ?? exposure.internetMessageID ?? "-", to: 44),
        exposure.records.first?.recordID.map(recordName),
      ])
    }
    if let mailbox { result += "\(TerminalText.safe(mailbox))\n\(table.text(indent: "  "))" }
    return result
  }

  private static var table: TextTable {
    TextTable([("tier", .left), ("basis", .left), ("received", .left), ("subject", .left), ("record", .right)])
  }
}
