import GRDB

/// Of one mailbox: what was exposed, how surely, when and to whom.
package struct MailboxSummary: Encodable {
  package struct Tier: Encodable {
    let tier: String
    let basis: String
    /// Messages at hand, each counted once; those embedded in them; ids that no store at hand holds.
    let messages: Int
    let embeddedMessages: Int
    /// Messages that the same log entry fits as well, for which another one is counted, and of which nothing else is
    /// stated.
    let alternatives: Int
    let withoutContent: Int
    /// Of messages at hand and of logged sizes; nil where not one size is known.
    let bytes: Int64?
    let sizeUnknown: Int
    let first: String?
    let last: String?

    /// Whether it says that messages were, or could have been, in an attacker's hands.
    var isExposed: Bool { tier != "not_indicated" && tier != "unknown" }
    var counted: Int { messages + withoutContent }
  }
  package struct Handling: Encodable {
    let accessType: String
    let items: Int
  }
  let mailbox: String
  let kind: String
  let location: String?
  /// Items in the stores at hand, embedded and associated ones not counted.
  let messages: Int
  let tiers: [Tier]
  /// What is said of all of it that no record speaks of, also where no message is at hand: `reachable`, `not_indicated` or
  /// `unknown`, and why.
  let remainder: String
  let remainderBasis: String
  /// Whether an attacker could act in it, by sessions, rights or control of its server (`compromise_window`).
  let isOpenToAttacker: Bool
  /// Of `messages`, those that the actor itself sent: no exposure of the owner's mail, and the only ones without a tier.
  let sentByActor: Int
  let handledByActor: [Handling]
  let suspectSessions: [SessionList.Session]

  var isConcerned: Bool { tiers.contains(where: \.isExposed) || !suspectSessions.isEmpty || !handledByActor.isEmpty }

  /// Open to an attacker, with nothing at hand that a tier could be said of: all that was in it was reachable.
  var isReachableWithoutMessages: Bool { isOpenToAttacker && tiers.isEmpty }

  /// Messages and ids of one tier, whatever the basis.
  func count(_ tier: String) -> Int { tiers.filter { $0.tier == tier }.reduce(0) { $0 + $1.counted } }

  /// One pass over the exposures, one over the messages.
  static func fetch(_ db: Database, _ labels: MailboxLabels, _ suspect: [SessionList.Session]) throws
    -> [MailboxSummary]
  {
    let tiers = try tiers(db)
    let messages = try messageCounts(db)
    let handling = try handling(db)
    let open = try Int64.fetchSet(
      db, sql: "SELECT DISTINCT mailbox_id FROM compromise_window WHERE mailbox_id IS NOT NULL")
    let sessions = Dictionary(grouping: suspect) { $0.mailbox ?? "" }
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT m.mailbox_id, m.kind, m.location, r.tier, r.basis
        FROM mailbox AS m LEFT JOIN mailbox_remainder AS r ON r.mailbox_id = m.mailbox_id ORDER BY m.mailbox_id
        """)
    let all = rows.map { row in
      let id: Int64 = row[0]
      let own = tiers[id] ?? []
      let said = own.reduce(0) { $0 + $1.messages + $1.alternatives }
      return MailboxSummary(
        mailbox: labels[id], kind: row[1], location: row[2], messages: messages[id] ?? 0, tiers: own,
        remainder: row[3] ?? "unknown", remainderBasis: row[4] ?? "unknown",
        isOpenToAttacker: open.contains(id),
        sentByActor: max(0, (messages[id] ?? 0) - said),
        handledByActor: handling[id] ?? [], suspectSessions: sessions[labels[id]] ?? [])
    }
    return all.enumerated().sorted { a, b in
      let (left, right) = (a.element.severity, b.element.severity)
      return left == right ? a.offset < b.offset : right.lexicographicallyPrecedes(left)
    }.map(\.element)
  }

  private static let strengths = ["exported", "accessed", "synced", "unlogged", "reachable"]

  /// To sort by: figures of the strongest tier first.
  private var severity: [Int] {
    Self.strengths.map(count) + [suspectSessions.count, remainder == "unknown" ? 1 : 0, messages]
  }

  private static func tiers(_ db: Database) throws -> [Int64: [Tier]] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT x.mailbox_id, x.tier, x.basis,
          SUM(CASE WHEN x.message_id IS NOT NULL AND m.parent_message_id IS NULL THEN x.is_counted ELSE 0 END)
            AS messages,
          SUM(CASE WHEN m.parent_message_id IS NULL THEN 1 - x.is_counted ELSE 0 END) AS alternatives,
          SUM(CASE WHEN m.parent_message_id IS NOT NULL THEN 1 ELSE 0 END) AS embedded,
          SUM(CASE WHEN x.message_id IS NULL THEN x.is_counted ELSE 0 END) AS without_content,
          SUM(CASE WHEN x.is_counted = 1 THEN COALESCE(m.byte_count, x.byte_count) END) AS bytes,
          SUM(CASE WHEN x.is_counted = 1 AND COALESCE(m.byte_count, x.byte_count) IS NULL THEN 1 ELSE 0 END)
            AS size_unknown,
          MIN(x.first_us) AS first_us, MAX(x.last_us) AS last_us
        FROM exposure_strongest AS x LEFT JOIN stored_message AS m ON m.message_id = x.message_id
        GROUP BY x.mailbox_id, x.tier_rank, x.tier, x.basis ORDER BY x.mailbox_id, x.tier_rank, x.basis
        """)
    return rows.reduce(into: [:]) { found, row in
      found[row["mailbox_id"], default: []].append(
        Tier(
          tier: row["tier"], basis: row["basis"], messages: row["messages"], embeddedMessages: row["embedded"],
          alternatives: row["alternatives"], withoutContent: row["without_content"], bytes: row["bytes"],
          sizeUnknown: row["size_unknown"], first: Timestamp.text(row["first_us"] as Int64?),
          last: Timestamp.text(row["last_us"] as Int64?)))
    }
  }

  private static func messageCounts(_ db: Database) throws -> [Int64: Int] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT e.mailbox_id, COUNT(*) FROM stored_message AS m
        JOIN exhibit_mailbox AS e ON e.exhibit_id = m.message_id >> 32
        WHERE m.parent_message_id IS NULL AND m.is_associated = 0 GROUP BY e.mailbox_id
        """)
    return rows.reduce(into: [:]) { $0[$1[0]] = $1[1] }
  }

  private static func handling(_ db: Database) throws -> [Int64: [Handling]] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT mailbox_id, access_type, COUNT(DISTINCT mail_access_id) FROM actor_handling
        GROUP BY mailbox_id, access_type ORDER BY mailbox_id, access_type
        """)
    return rows.reduce(into: [:]) {
      $0[$1[0], default: []].append(Handling(accessType: $1[1], items: $1[2]))
    }
  }
}
