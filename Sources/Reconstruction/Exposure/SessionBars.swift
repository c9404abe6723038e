import GRDB
import Records

/// Sessions and accesses that keep `not_indicated` from a mailbox.
extension RemainderBars {
  /// Sessions that an examiner judged the attacker's, and that have changed since: what they did is in no tier.
  mutating func barUnconfirmed(_ db: Database) throws {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT DISTINCT s.mailbox_id
        FROM judgement AS j
        JOIN judgement_state AS x ON x.judgement_id = j.judgement_id
        LEFT JOIN stored_session AS s ON s.session_id = x.session_id
        WHERE j.decision = 'attacker' AND x.state = 'to_be_confirmed' ORDER BY s.mailbox_id
        """)
    while let row = try rows.next() {
      bar(
        row[0], "judgement_unconfirmed",
        orAll: "a session judged the attacker's is to be confirmed, in no mailbox known")
    }
  }

  /// Findings of severity high, whenever; weaker ones of somebody's doings in the mailbox while an attacker could act.
  mutating func barFindings(_ from: Microseconds, _ to: Microseconds, _ db: Database) throws {
    let mailboxes = try Int64.fetchAll(
      db,
      sql: """
        SELECT mailbox_id FROM finding WHERE severity = 'high' AND mailbox_id IS NOT NULL
        UNION
        SELECT COALESCE(f.mailbox_id, s.mailbox_id)
        FROM finding AS f
        JOIN finding_record AS r ON r.finding_id = f.finding_id AND r.role = 'actor'
        LEFT JOIN session_record AS x ON x.audit_record_id = r.audit_record_id
        JOIN stored_session AS s ON s.session_id = COALESCE(r.session_id, x.session_id)
        WHERE f.severity = 'medium' AND COALESCE(f.mailbox_id, s.mailbox_id) IS NOT NULL
          AND s.first_us <= :to AND s.last_us >= :from AND \(Self.undecided)
        ORDER BY 1
        """, arguments: ["from": from, "to": to])
    for mailbox in mailboxes { bar(mailbox, "finding") }
  }

  /// Sessions that are proposed to be an attacker's, and that nobody has decided on.
  mutating func barProposed(_ db: Database) throws {
    let mailboxes = try Int64.fetchAll(
      db,
      sql: """
        SELECT DISTINCT s.mailbox_id
        FROM proposed_actor_session AS p
        CROSS JOIN stored_session AS s ON s.session_id = p.session_id
        WHERE s.mailbox_id IS NOT NULL AND \(Self.undecided) ORDER BY 1
        """)
    for mailbox in mailboxes { bar(mailbox, "session_proposed") }
  }

  /// Row 27 asks for the owner alone: accounts of others that were in the mailbox for the first time while an attacker
  /// could act.
  mutating func barStrangers(_ from: Microseconds, _ to: Microseconds, _ db: Database) throws {
    let directory = try MailboxDirectory(db)
    let earlier = try db.makeStatement(
      sql: """
        SELECT EXISTS (
          SELECT 1 FROM stored_session AS s
          WHERE s.mailbox_id = ? AND s.actor_ref = ? AND s.first_us < ? AND \(Self.undecided))
        """)
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT DISTINCT s.mailbox_id, s.actor_ref, COALESCE(t.value_lc, t.value)
        FROM stored_session AS s
        JOIN text AS t ON t.text_id = s.actor_ref
        WHERE s.mailbox_id IS NOT NULL AND s.first_us BETWEEN :from AND :to AND \(Self.undecided)
        ORDER BY s.mailbox_id, s.actor_ref
        """, arguments: ["from": from, "to": to])
    while let row = try rows.next() {
      let mailbox: Int64 = row[0]
      guard directory.mailbox(ofAccount: row[2]) != mailbox else { continue }
      let isKnown = try Bool.fetchOne(earlier, arguments: [mailbox, row[1] as Int64, from]) ?? false
      if !isKnown { bar(mailbox, "session_of_others") }
    }
  }

  /// `suspect_access` must be there.
  mutating func barOpenAccesses(_ db: Database) throws {
    let homeless = try Int.fetchOne(
      db,
      sql: """
        SELECT COUNT(*) FROM suspect_access AS x
        LEFT JOIN mailbox AS m ON m.mailbox_id = x.mailbox_id
        WHERE x.access_type IN ('bind', 'attachment', 'sync')
          AND (x.mailbox_id IS NULL OR m.kind IN ('ambiguous', 'unknown_owner'))
        """)
    if let homeless, homeless > 0 {
      bar(nil, "access_unplaced", orAll: "accesses of suspect sessions name no mailbox that is known: \(homeless)")
    }
    let unnamed = try Int64.fetchAll(
      db,
      sql: """
        SELECT DISTINCT mailbox_id FROM exposure
        WHERE tier = 'accessed' AND message_id IS NULL AND internet_message_id IS NULL
        UNION
        SELECT x.mailbox_id
        FROM suspect_access AS x
        CROSS JOIN stored_mail_access AS m ON m.mail_access_id = x.mail_access_id
        WHERE x.access_type IN ('bind', 'attachment') AND x.mailbox_id IS NOT NULL AND m.message_key IS NULL
          AND m.item_key IS NULL AND m.immutable_id IS NULL
        ORDER BY mailbox_id
        """)
    for mailbox in unnamed { bar(mailbox, "item_unnamed") }
  }

  /// Of `s`: neither a suspect session, of which the tiers tell, nor one that an examiner knows, or found, to be in order.
  private static let undecided = """
    NOT EXISTS (SELECT 1 FROM session_suspicion AS own WHERE own.session_id = s.session_id)
    AND NOT EXISTS (SELECT 1 FROM session_trait AS own WHERE own.session_id = s.session_id AND own.trait = 'trusted')
    AND s.session_id NOT IN (
      SELECT x.session_id FROM judgement_state AS x JOIN judgement AS j ON j.judgement_id = x.judgement_id
      WHERE x.state = 'applied' AND j.decision = 'legitimate' AND x.session_id IS NOT NULL)
    """
}
