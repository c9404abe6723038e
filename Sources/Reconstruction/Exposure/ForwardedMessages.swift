import GRDB
import Queries
import Records

/// What a forwarding or a rule sent on: `exported` (basis `delivery`) where a trace or the tracking log shows the
/// delivery; `reachable` what came in while it stood.
enum ForwardedMessages {
  /// `items` and `predicate` say which of the mail that was delivered the rule's condition would not have taken.
  static func deliver(
    _ job: SuspectJob, _ items: QueriedItems, _ predicate: Predicate, _ drafts: inout ExposureDrafts,
    notes: inout NoteBook
  ) throws {
    let db = drafts.db
    let store = try MessageStore(db)
    let sent = try ActorHandling.sent(in: db)
    let traced = try TracedMail(db)
    var isTold = job.state == "failed"
    var others = Others()
    var contradicted = 0
    for group in grouped(try deliveries(job, db)) {
      let (key, id): (Int64, String) = (group[0][0], group[0][1])
      let isOnly = group.allSatisfy { $0[5] as Bool }
      let citations =
        group.map { Citation(record: $0[2], role: "delivery") }
        + (job.firstRecord.map { [Citation(record: $0, role: "export_request")] } ?? [])
      for mailbox in job.mailboxes {
        if sent.contains(ActorHandling.Sent(mailbox: mailbox, messageID: String(normalisedMessageID(id)))) { continue }
        let found = try store.messages(mailbox: mailbox, key: key, internetMessageID: id)
        let hits = found.filter { job.stood(at: $0.received ?? group[0][3]) }
        if found.isEmpty {
          // Of a rule for all mailboxes, or where several forward to one address, a trace alone does not say whose mail
          // it was.
          guard isOnly, job.mailboxes.count == 1 else { continue }
          guard try traced.isMail(of: mailbox, key: key, internetMessageID: id, takenBy: job) else {
            others.unknown += 1
            continue
          }
        } else if hits.isEmpty {
          others.untimely += 1
          continue
        } else if try found.contains(where: { try isAddressed($0.id, to: job.destinationAddresses, db) }) {
          others.direct += 1
          continue
        }
        var draft = ExposureDraft(
          mailbox: mailbox, tier: .exported, basis: "delivery", ground: try drafts.ground(citations),
          internetMessageID: id, messageKey: key, byteCount: group[0][4], first: group[0][3],
          last: group[group.count - 1][3], session: job.session, exportJob: job.id)
        isTold = true
        if hits.isEmpty { try drafts.add(draft) }
        if let hit = hits.first, !predicate.takesEverything,
          predicate.verdict(on: try items.mail(hit.id, withBody: predicate.needsBody)) == .outside
        {
          contradicted += 1
        }
        for (place, hit) in hits.enumerated() {
          (draft.message, draft.folderName, draft.byteCount) = (hit.id, hit.folderPath, hit.byteCount)
          (draft.matchCount, draft.isCounted) = (Int64(hits.count), place == 0)
          try drafts.add(draft)
        }
      }
    }
    let mailbox = job.mailboxes.count == 1 ? job.mailboxes[0] : nil
    if let text = others.text {
      try notes.write(
        "forwarding_of_others", "\(job.title): of what was delivered there, not stated as exported by it: \(text)",
        mailbox: mailbox, record: job.firstRecord, in: db)
    }
    if contradicted > 0 {
      try notes.write(
        "delivery_against_condition",
        "\(job.title): messages delivered there that its condition leaves out: \(contradicted); they went there, and by what "
          + "no log at hand says", mailbox: mailbox, record: job.firstRecord, in: db)
    }
    guard job.state == "failed" || !isTold else { return }
    try notes.write(
      "forwarding", "\(job.title): \(job.stateReason)", mailbox: mailbox, record: job.firstRecord, in: db)
  }

  /// Mail that was delivered to where mail is forwarded, and not by that.
  private struct Others {
    var unknown = 0
    var untimely = 0
    var direct = 0

    var text: String? {
      var parts: [String] = []
      if unknown > 0 { parts.append("of which no log shows that it came into the mailbox: \(unknown)") }
      if untimely > 0 { parts.append("that came in while mail was not forwarded: \(untimely)") }
      if direct > 0 { parts.append("that was sent to that address itself: \(direct)") }
      return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
  }

  private static func deliveries(_ job: SuspectJob, _ db: Database) throws -> [Row] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT m.message_key, m.internet_message_id, x.audit_record_id, a.occurred_at_us, m.byte_count,
          NOT EXISTS (
            SELECT 1 FROM export_job_record AS other
            JOIN export_job AS its ON its.export_job_id = other.export_job_id
            WHERE other.audit_record_id = x.audit_record_id AND other.role = 'delivery'
              AND its.mailbox_id IS NOT j.mailbox_id)
        FROM export_job_record AS x
        JOIN export_job AS j ON j.export_job_id = x.export_job_id
        JOIN stored_audit_record AS a ON a.audit_record_id = x.audit_record_id
        JOIN stored_mail_access AS m ON m.audit_record_id = x.audit_record_id
        WHERE x.export_job_id = ? AND x.role = 'delivery' AND m.message_key IS NOT NULL
          AND m.internet_message_id IS NOT NULL
        ORDER BY m.message_key, a.occurred_at_us NULLS LAST, x.audit_record_id
        """, arguments: [job.id])
  }

  /// Whether a message itself names one of the addresses as a recipient: it went there with or without the forwarding.
  private static func isAddressed(_ message: Int64, to addresses: [String], _ db: Database) throws -> Bool {
    let recipients = try String.fetchAll(
      db.cachedStatement(sql: "SELECT LOWER(address) FROM recipient WHERE message_id = ? AND address IS NOT NULL"),
      arguments: [message])
    return recipients.contains(where: addresses.contains)
  }

  private static func grouped(_ rows: [Row]) -> [[Row]] {
    var groups: [[Row]] = []
    for row in rows {
      if let last = groups.last, last[0][0] as Int64 == row[0], last[0][1] as String == row[1] {
        groups[groups.count - 1].append(row)
      } else {
        groups.append([row])
      }
    }
    return groups
  }

  /// Notes in `export_reach` what came in while it stood and its condition does not leave out.
  static func reach(
    _ job: SuspectJob, _ items: QueriedItems, _ predicate: Predicate, _ drafts: inout ExposureDrafts
  ) throws {
    let ground = try drafts.ground(job.citations)
    let insert = try drafts.db.makeStatement(sql: "INSERT OR IGNORE INTO export_reach VALUES (?, ?, ?, ?, ?)")
    for mailbox in job.mailboxes {
      try items.forEach(in: mailbox) { item in
        guard !item.isAssociated, let arrived = item.arrived ?? item.written, arrived >= job.stoodFrom,
          arrived <= job.stoodUntil
        else { return }
        if !predicate.takesEverything {
          let mail = try items.mail(item.id, withBody: predicate.needsBody)
          guard predicate.verdict(on: mail) != .outside else { return }
        }
        try insert.execute(arguments: [item.id, job.id, mailbox, ground, true])
      }
    }
  }
}
