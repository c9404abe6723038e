import GRDB
import Records

/// What message traces and tracking logs tell of mail that is not at hand: whether it came into a mailbox, or was sent on
/// in its name. A delivery to where mail is forwarded shows neither: others write to that address themselves.
struct TracedMail {
  private let db: Database
  private var addresses: [Int64: Set<String>] = [:]

  init(_ db: Database) throws {
    self.db = db
    let rows = try Row.fetchCursor(db, sql: "SELECT mailbox_id, value FROM mailbox_alias WHERE kind = 'address'")
    while let row = try rows.next() { addresses[row[0], default: []].insert((row[1] as String).lowercased()) }
  }

  /// Whether the mail was the mailbox's, in the time of the job: delivered to it, sent by its rule in its name, or under a
  /// sender that only what is sent on has (SRS).
  func isMail(of mailbox: Int64, key: Int64, internetMessageID: String, takenBy job: SuspectJob) throws -> Bool {
    let own = addresses[mailbox] ?? []
    let wanted = normalisedMessageID(internetMessageID)
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT m.internet_message_id, a.occurred_at_us, a.operation, a.is_success, a.target, a.actor_lc
          FROM stored_mail_access AS m
          CROSS JOIN audit_record AS a ON a.audit_record_id = m.audit_record_id
          WHERE m.message_key = ? AND a.log_kind IN ('message_trace', 'message_tracking') AND a.target IS NOT NULL
          """), arguments: [key])
    for row in rows {
      guard let id = row[0] as String?, normalisedMessageID(id) == wanted, let time = row[1] as Microseconds?,
        job.stood(at: time), ForwardedMail.outcome((row[2] as String?)?.lowercased(), row[3]) == true
      else { continue }
      let recipients = Forwardings.addresses(in: row[4])
      if recipients.contains(where: own.contains) { return true }
      guard recipients.contains(where: job.destinationAddresses.contains), let sender = row[5] as String? else {
        continue
      }
      if sender.contains("+srs=") || job.kind == "forwarding_inbox_rule" && own.contains(sender) { return true }
    }
    return false
  }
}
