package import GRDB

/// Messages and how surely each was exposed: the strongest counted statement of each, and beside it a stronger one that
/// fits the message and for which another one counts (`match_count` above 1).
package struct ExposureList: Encodable {
  package struct Exposure: Encodable {
    let exposureID: Int64
    let mailbox: String
    let tier: String
    let basis: String
    let placement: String?
    let matchCount: Int64?
    /// Whether the summary's figures count it; else another match, or the message that it is embedded in, counts.
    let isCounted: Bool
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
    /// Of `exportJobs`: the job that it rests on.
    let exportJobID: Int64?
    /// Ids of the records that it rests on, with their part in it.
    let records: [Ground]
  }
  package struct Ground: Encodable {
    let role: String
    let recordID: Int64?
    let coverageID: Int64?
  }
  package let exposures: [Exposure]
  /// The exports, searches and forwardings that some of them rest on.
  let exportJobs: [ExportJobLine]
  private let isOfOneTier: Bool

  private enum CodingKeys: CodingKey { case exposures, exportJobs }

  /// All tiers, the strongest first.
  package static let tiers = ["exported", "accessed", "synced", "unlogged", "reachable", "not_indicated", "unknown"]

  /// All of them, or those of one mailbox (by any name that it goes by or is shown as, any case) or one tier.
  package init(_ db: Database, mailbox: String? = nil, tier: String? = nil) throws {
    isOfOneTier = tier != nil
    let grounds = try Self.grounds(db)
    let labels = try MailboxLabels(db)
    let mailboxes = mailbox.map { "x.mailbox_id IN (\(labels.mailboxes(named: $0)))" } ?? "1 = 1"
    exposures = try Row.fetchAll(
      db,
      sql: """
        WITH strongest AS (SELECT exposure_id FROM exposure_strongest)
        SELECT x.exposure_id, x.mailbox_id, x.tier, x.basis,
          x.placement, x.match_count, x.is_counted, x.handled_by_actor, x.message_id,
          COALESCE(x.internet_message_id, m.internet_message_id) AS internet_message_id, m.subject, m.sender_address,
          m.received_at_us, COALESCE(f.path, x.folder_name) AS folder, COALESCE(m.byte_count, x.byte_count) AS bytes,
          x.first_us, x.last_us, x.session_id, x.export_job_id
        FROM exposure AS x
        LEFT JOIN message AS m ON m.message_id = x.message_id
        LEFT JOIN folder AS f ON f.folder_id = m.folder_id
        WHERE \(mailboxes) AND (:tier IS NULL OR x.tier = :tier)
          AND (x.exposure_id IN (SELECT exposure_id FROM strongest) OR (x.is_counted = 0 AND x.match_count > 1
            AND NOT EXISTS (
              SELECT 1 FROM exposure AS c
              WHERE c.mailbox_id = x.mailbox_id AND c.message_id = x.message_id AND c.is_counted = 1 AND c.tier_rank <= x.tier_rank)))
        ORDER BY x.mailbox_id, x.tier_rank, x.first_us, x.message_id NULLS LAST, x.message_key NULLS LAST,
          x.internet_message_id, x.basis, x.exposure_id
        """, arguments: ["tier": tier]
    ).map { row in
      Exposure(
        exposureID: row["exposure_id"], mailbox: labels[row["mailbox_id"]], tier: row["tier"], basis: row["basis"],
        placement: row["placement"], matchCount: row["match_count"], isCounted: row["is_counted"],
        handledByActor: row["handled_by_actor"],
        messageID: row["message_id"], internetMessageID: row["internet_message_id"], subject: row["subject"],
        sender: row["sender_address"], received: Timestamp.text(row["received_at_us"] as Int64?),
        folder: row["folder"], bytes: row["bytes"], first: Timestamp.text(row["first_us"] as Int64?),
        last: Timestamp.text(row["last_us"] as Int64?), sessionID: row["session_id"],
        exportJobID: row["export_job_id"], records: grounds[row["exposure_id"]] ?? [])
    }
    let cited = Set(exposures.compactMap(\.exportJobID))
    exportJobs = cited.isEmpty ? [] : try ExportJobLine.fetch(db, labels, .of(cited))
  }

  /// Whether a mailbox is shown by this name or goes by it: a mistyped one must not read as an all-clear.
  package static func hasMailbox(_ name: String, _ db: Database) throws -> Bool {
    try !MailboxLabels(db).mailboxes(named: name).isEmpty
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
    let rest = Dictionary(grouping: exposures.filter { Self.isRemainder($0.tier) }, by: \.tier)
    let exposures = isOfOneTier ? exposures : exposures.filter { !Self.isRemainder($0.tier) }
    if exposures.isEmpty {
      return "No exposed message is known. That is no proof that none was taken.\n" + Self.told(rest)
    }
    var result = ""
    var mailbox: String?
    var table = table
    for exposure in exposures {
      if exposure.mailbox != mailbox {
        if let mailbox { result += "\(TerminalText.safe(mailbox))\n\(table.text(indent: "  "))\n" }
        mailbox = exposure.mailbox
        table = self.table
      }
      let job = exposure.exportJobID.map { "[\($0)]" }
      table.add(
        [
          exposure.tier + Self.match(exposure), exposure.basis, exposure.received.map { String($0.prefix(16)) },
          TerminalText.cut(exposure.subject ?? exposure.internetMessageID ?? "-", to: exportJobs.isEmpty ? 40 : 34),
          exposure.records.first?.recordID.map(recordName),
        ] + (exportJobs.isEmpty ? [] : [job]))
    }
    if let mailbox { result += "\(TerminalText.safe(mailbox))\n\(table.text(indent: "  "))" }
    if exposures.contains(where: { Self.match($0) == " *" }) {
      result += "  * not among the summary's figures: a copy of a message that is, or embedded in one\n"
    }
    if !exportJobs.isEmpty {
      result += "\nThe jobs that these rest on (column job)\n" + exportJobs.map(\.text).joined()
    }
    return isOfOneTier ? result : result + Self.told(rest)
  }

  private static func isRemainder(_ tier: String) -> Bool { tier == "not_indicated" || tier == "unknown" }

  /// What is left out of the text where no tier was asked for.
  private static func told(_ rest: [String: [Exposure]]) -> String {
    rest.sorted { $0.key < $1.key }.map { tier, messages in
      let reasons = Dictionary(grouping: messages, by: \.basis).sorted { $0.key < $1.key }
        .map { "\($0.key) \($0.value.count)" }.joined(separator: ", ")
      return TerminalText.wrapped(
        "\(tier): \(counted(messages.count, "message")) (\(reasons)); --tier \(tier) lists them", first: "",
        hanging: "  ")
    }.joined()
  }

  private static func match(_ exposure: Exposure) -> String {
    guard let count = exposure.matchCount, count > 1 else { return exposure.isCounted ? "" : " *" }
    return exposure.isCounted ? " (1 of \(count))" : " (or this)"
  }

  private var table: TextTable {
    TextTable(
      [("tier", .left), ("basis", .left), ("received", .left), ("subject", .left), ("record", .right)]
        + (exportJobs.isEmpty ? [] : [("job", .left)]))
  }
}
