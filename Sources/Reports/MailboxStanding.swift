import GRDB

/// What is said of those messages of a mailbox that no record speaks of, and why: the first thing to know before its
/// spans of coverage are read, most of which are of whole logs.
package struct MailboxStanding: Encodable {
  let mailbox: String
  /// `reachable`, `not_indicated` or `unknown`; nil in a case without conclusions on it.
  let remainder: String?
  let basis: String?
  /// The same for people.
  let meaning: String

  /// Of the mailboxes with `ids`, joined with commas.
  static func fetch(_ ids: String, _ labels: MailboxLabels, _ db: Database) throws -> [MailboxStanding] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT m.mailbox_id, r.tier, r.basis FROM mailbox AS m
        LEFT JOIN mailbox_remainder AS r ON r.mailbox_id = m.mailbox_id
        WHERE m.mailbox_id IN (\(ids)) ORDER BY m.mailbox_id
        """)
    return rows.map { row in
      MailboxStanding(
        mailbox: labels[row[0]], remainder: row[1], basis: row[2],
        meaning: (row[2] as String?).map { meaning(ofBasis: $0) } ?? "nothing was concluded on it")
    }
  }

  var text: String {
    let tier = remainder.map { "\($0) (\(basis ?? "-")): " } ?? ""
    return TerminalText.wrapped(
      "\(mailbox): of messages that no record speaks of, \(tier)\(meaning)", first: "", hanging: "  ")
  }

  /// What a `basis` of `mailbox_remainder` means.
  static func meaning(ofBasis basis: String) -> String {
    meanings[basis]
      ?? (basis.hasPrefix("audit")
        ? "auditing of it was off while an attacker could act" : basis.replacing("_", with: " "))
  }

  private static let meanings = [
    "mail_items_accessed": "its own records from before and after the attacker show no suspect access",
    "unchanged_auditing":
      "the log goes on without a gap, and shows neither an access of it nor a change of its auditing",
    "no_log":
      "no record of an access, nor of a sign-in, is of this mailbox. The spans below are of whole logs: that they are covered "
      + "shows nothing of it",
    "delegates_alone":
      "its records are of delegates and administrators alone, and prove nothing of what is logged of its owner",
    "one_account_exported":
      "its records are of exports that hold what one account did alone: what others did in it is not in them",
    "server_control": "whoever controls its server could open all of it",
    "no_window": "no attacker is known, so there is no time for which an access could be excluded",
    "window_open": "no record tells when the attacker's access ended",
    "log_incomplete": "its records do not reach from before the attacker's first act to after the last",
    "on_premises": "it lies on a server of one's own, whose logs do not show every access",
    "owner_unknown": "whose mailbox it is nobody has told; `mailtrail examine --mailbox FILE=ADDRESS` does",
    "mailbox_ambiguous": "its names belong to several mailboxes; `mailtrail examine --same-mailbox` settles it",
    "throttled": "its logging was throttled, or may have been, while an attacker could act, or in the day after",
    "licence_changed": "its licence, on which its auditing depends, changed while an attacker could act",
    "log_gap": "the log has a gap while an attacker could act",
    "audit_bypassed": "an account that could open it was exempted from auditing",
    "forwarding": "its mail is, or may be, forwarded out of the organisation",
    "export": "an export or a search of it was ordered, and no record of an access shows what that took",
    "finding": "a finding bears on it",
    "session_proposed": "somebody was in it who may be the attacker; `mailtrail judge` decides it",
    "session_of_others": "an account that is not the owner's was in it for the first time while an attacker could act",
    "judgement_unconfirmed": "a session judged the attacker's has changed since, and is to be judged again",
    "access_unplaced": "an access of the attacker's names no mailbox that is known, and may have been in it",
    "item_unnamed": "an access of the attacker's in it names no item, and may have been of any",
  ]
}
