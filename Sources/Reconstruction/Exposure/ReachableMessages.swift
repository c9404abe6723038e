import GRDB
import Records

/// `reachable`: the actor had the means, and nothing names items. Said of messages that no stronger tier is said of.
enum ReachableMessages {
  private static let stronger: [Tier] = [.exported, .accessed, .synced, .unlogged, .reachable]

  static func run(
    _ drafts: inout ExposureDrafts, synced: [SyncedFolders.Context], exported: ExportedMessages, notes: inout NoteBook
  ) throws {
    for context in synced { try cover(context, &drafts) }
    try exported.coverRequested(drafts)
    let opened = try coverOpened(&drafts, notes: &notes)
    let granted = try coverGranted(&drafts, notes: &notes).union(coverConsented(&drafts))
    try exported.coverForwarded(&drafts)
    let controlled = try coverControlled(&drafts)
    try tellWithoutMessages(
      opened.union(granted).union(controlled).union(synced.map(\.mailbox)), notes: &notes, drafts.db)
  }

  /// Where no message is at hand, none can be listed as reachable; that the mailbox was is told all the same.
  private static func tellWithoutMessages(_ mailboxes: Set<Int64>, notes: inout NoteBook, _ db: Database) throws {
    let ids = mailboxes.sorted().map(String.init).joined(separator: ", ")
    let names = try String.fetchAll(
      db,
      sql: """
        SELECT COALESCE(address, display_name, 'without a name') FROM mailbox
        WHERE mailbox_id IN (\(ids)) AND mailbox_id NOT IN (SELECT mailbox_id FROM exhibit_mailbox)
        ORDER BY mailbox_id
        """)
    guard !names.isEmpty else { return }
    let more = names.count > 10 ? ", …" : ""
    try notes.write(
      "reachable_without_messages",
      "mailboxes that a suspect session, a right given to its account or control of a server opens, with no message at "
        + "hand that could be listed as reachable: \(names.count) (\(names.prefix(10).joined(separator: ", "))\(more))",
      in: db)
  }

  /// Who synchronised one folder had the others of the mailbox at hand.
  private static func cover(_ context: SyncedFolders.Context, _ drafts: inout ExposureDrafts) throws {
    let draft = ExposureDraft(
      mailbox: context.mailbox, tier: .reachable, basis: "sync_context",
      ground: try drafts.ground([context.first.citation, context.last.citation]), first: context.first.time,
      last: context.last.time, session: context.first.session)
    try drafts.cover(draft, until: context.until, except: stronger)
  }

  /// Who was in the mailbox could open what it held until then. Who signed in to its account and is in no record of the
  /// mailbox could too, unless the mailbox's log of accesses, with records before and after, shows that nothing came of
  /// it.
  private static func coverOpened(_ drafts: inout ExposureDrafts, notes: inout NoteBook) throws -> Set<Int64> {
    let unused = try tellUnusedSignIns(notes: &notes, drafts.db)
    let rows = try Row.fetchAll(
      drafts.db,
      sql: """
        SELECT mailbox_id, session_id, first_us, last_us, first_record, last_record, until_us, is_by_name
        FROM suspect_session
        WHERE mailbox_id IS NOT NULL AND opens = 1
        ORDER BY mailbox_id, first_us NULLS LAST, session_id
        """)
    let groups = Dictionary(grouping: rows) { $0[0] as Int64 }.filter { !unused.contains($0.key) }
    for (mailbox, sessions) in groups.sorted(by: { $0.key < $1.key }) {
      if sessions.allSatisfy({ $0[7] }) {
        try notes.write(
          "account_by_name",
          "sessions by POP3 or IMAP4 whose account the log calls by its bare name are taken to be in this mailbox because "
            + "it alone has an address that begins so; no record confirms it",
          mailbox: mailbox, record: sessions.first?[4], in: drafts.db)
      }
      let ends = sessions.map { $0[3] as Microseconds? }
      let isTimed = !ends.contains(nil)
      let last = ends.compactMap { $0 }.max()
      guard let first = sessions.first, let end = sessions.last(where: { $0[3] as Microseconds? == last }) else {
        continue
      }
      let draft = ExposureDraft(
        mailbox: mailbox, tier: .reachable, basis: "session",
        ground: try drafts.ground([
          Citation(record: first[4], role: "session"), Citation(record: end[5], role: "session"),
        ]), placement: isTimed ? nil : "unknown", first: first[2], last: last, session: first[1])
      let until = sessions.compactMap { $0[6] as Microseconds? }.max()
      try drafts.cover(draft, until: isTimed ? until : nil, except: stronger)
    }
    return Set(groups.keys)
  }

  private static func tellUnusedSignIns(notes: inout NoteBook, _ db: Database) throws -> Set<Int64> {
    let logged = Dictionary(grouping: try LoggedAccesses.fetch(db), by: \.mailbox)
    let rows = try Row.fetchAll(
      db,
      sql: """
        WITH signed_in AS (
          SELECT mailbox_id, MIN(first_us) AS from_us, MAX(last_us) AS to_us, MIN(first_record) AS record
          FROM suspect_session
          WHERE mailbox_id IS NOT NULL AND opens = 1
          GROUP BY mailbox_id
          HAVING MIN(is_account) = 1 AND COUNT(first_us) = COUNT(*)
        )
        SELECT x.mailbox_id, x.record, x.from_us, x.to_us
        FROM signed_in AS x
        WHERE NOT EXISTS (
            SELECT 1 FROM coverage AS c
            WHERE c.state <> 'covered' AND c.basis <> 'audit_bypass'
              AND (c.mailbox_id = x.mailbox_id OR c.mailbox_id IS NULL)
              AND COALESCE(c.from_us, x.from_us) <= x.to_us AND COALESCE(c.to_us, x.to_us) >= x.from_us)
        ORDER BY x.mailbox_id
        """
    ).filter { row in
      let (from, to): (Microseconds, Microseconds) = (row[2], row[3])
      return logged[row[0]]?.contains { $0.from < from && $0.to > to } ?? false
    }
    for row in rows {
      try notes.write(
        "sign_in_without_access",
        "suspect sessions signed in to the account or acted by it; the mailbox's log of accesses has records from before "
          + "and after, and none by them: the mailbox is not stated as reachable for that",
        mailbox: row[0], record: row[1], in: db)
    }
    return Set(rows.map { $0[0] as Int64 })
  }

  /// Who was given the right to read a mailbox could, until it was taken back: that the account's last suspect record lies
  /// before that is no proof that the actor had lost it.
  private static func coverGranted(_ drafts: inout ExposureDrafts, notes: inout NoteBook) throws -> Set<Int64> {
    var granted: Set<Int64> = []
    let directory = try MailboxDirectory(drafts.db)
    let accounts = try SuspectAccount.fetch(drafts.db)
    for grant in try PermissionGrant.fetch(directory, drafts.db) {
      for account in accounts where grant.isFor(account, directory) {
        if let name = grant.unknownMailbox {
          try notes.write(
            "permission_on_unknown_mailbox",
            "\(account.name), an account with suspect sessions, was given full access to \(name), a name that no mailbox "
              + "at hand goes by, or several do", record: grant.record, in: drafts.db)
        }
        if let scope = grant.scope {
          try notes.write(
            "permission_scoped",
            "\(account.name), an account with suspect sessions, could act as the mailboxes of the scope \(scope): which these "
              + "are no log says, and none is stated as reachable for that", record: grant.record, in: drafts.db)
        }
        let ground = try drafts.ground([
          Citation(record: grant.record, role: "permission"), Citation(record: account.firstRecord, role: "session"),
        ])
        for mailbox in grant.mailboxes {
          let draft = ExposureDraft(
            mailbox: mailbox, tier: .reachable, basis: "permission", ground: ground, first: grant.from,
            last: grant.to, session: account.session)
          try drafts.cover(draft, until: grant.to, except: stronger)
        }
        granted.formUnion(grant.mailboxes)
      }
    }
    return granted
  }

  /// What an application of the actor's was let into stays open to it until the right is taken back.
  private static func coverConsented(_ drafts: inout ExposureDrafts) throws -> Set<Int64> {
    let applications = try SuspectApplication.fetch(drafts.db)
    guard !applications.isEmpty else { return [] }
    var opened: Set<Int64> = []
    let directory = try MailboxDirectory(drafts.db)
    let online = try Int64.fetchAll(
      drafts.db, sql: "SELECT mailbox_id FROM mailbox WHERE location = 'online' ORDER BY mailbox_id")
    for grant in try ApplicationGrant.fetch(drafts.db) {
      guard let application = applications.first(where: { grant.ids.contains($0.id) }) else { continue }
      let mailboxes = grant.account.map { directory.mailbox(ofAccount: $0).map { [$0] } ?? [] } ?? online
      var citations = [Citation(record: grant.record, role: "permission")]
      if let record = application.firstRecord { citations.append(Citation(record: record, role: "session")) }
      let ground = try drafts.ground(citations)
      for mailbox in mailboxes {
        let draft = ExposureDraft(
          mailbox: mailbox, tier: .reachable, basis: "permission", ground: ground, first: grant.from, last: grant.to,
          session: application.session)
        try drafts.cover(draft, until: grant.to, except: stronger)
      }
      opened.formUnion(mailboxes)
    }
    return opened
  }

  /// From the first code execution on a server on, every mailbox kept on premises (row 26). Nothing shows an end of it.
  private static func coverControlled(_ drafts: inout ExposureDrafts) throws -> Set<Int64> {
    let controls = try ServerControl.fetch(in: drafts.db)
    guard let first = controls.first else { return [] }
    let ground = try drafts.ground(controls.map { Citation(record: $0.record, role: "server_control") })
    let mailboxes = try ServerControl.mailboxes(in: drafts.db)
    for open in mailboxes {
      let draft = ExposureDraft(
        mailbox: open.mailbox, tier: .reachable, basis: "server_control", ground: ground, first: first.from,
        last: open.until)
      try drafts.cover(draft, until: open.until, except: stronger)
    }
    return Set(mailboxes.map(\.mailbox))
  }
}
