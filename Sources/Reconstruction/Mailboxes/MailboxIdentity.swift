import EvidenceDatabase
package import GRDB
import Records

/// Which mailboxes there are, and which of them each naming in a log and each store is taken for. Fills `mailbox`,
/// `mailbox_alias`, `logged_mailbox_resolution` and `exhibit_mailbox`, the basis of every join beside it; and the folders
/// that files of mail lie in, `file_folder` and `exhibit_folder`.
package enum MailboxIdentity {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 16

  package static func run(in db: Database) throws {
    let tables = [
      "mailbox", "mailbox_alias", "logged_mailbox_resolution", "exhibit_mailbox", "load_item_place", "file_folder",
      "exhibit_folder",
    ]
    for table in tables {
      try db.run("DELETE FROM \(table)")
    }
    try AccountNamings.fill(in: db)
    let asLogged = try Row.fetchAll(db, sql: "SELECT * FROM logged_mailbox").map(LoggedNaming.init)
    let accounts = try AccountNamings(asLogged, in: db)
    let namings = asLogged.map(accounts.joined)
    let uses = try MailboxUse.fetch(db)
    let seen = MailboxUse.times(of: uses)
    var logged = LoggedMailboxes(
      namings, exported: try ExportNamings.fetch(db), changes: try AddressChange.fetch(db), times: seen)
    let decided = logged.apply(try MailboxDecision.fetch(db), namings)
    var register = logged.register
    name(&register, byOwnersOf: logged.resolutions, uses)
    let archives = MailboxKinds.tell(&register, logged.resolutions, uses)
    var exhibits = try MailExhibits.fetch(db)
    let load = try LoadData(exhibits, in: db)
    try load.write(in: db)
    for place in exhibits.indices { exhibits[place].addHints(of: load) }
    let owners = try ExhibitOwners(
      exhibits, register: register, logged: LoggedItems(logged.resolutions), holders: logged.holders, in: db)

    let writer = MailboxWriter(owners.register.mailboxes)
    try writer.writeMailboxes(
      times: logged.holders.addTimes(to: LoggedMailboxes.times(namings, logged.resolutions, seen)), in: db)
    try writer.write(resolutions: logged.resolutions, in: db)
    try writer.write(owners: owners.owners, in: db)
    try FileFolders(exhibits, owners: owners.owners.mapValues(\.mailbox)).write(in: db)
    var notes = try NoteBook(.mailboxIdentity, in: db)
    for note in decided + archives { try notes.write(note.topic, note.text, in: db) }
    try logged.holders.tell(to: &notes, in: db)
    try writer.write(ambiguities: logged, to: &notes, in: db)
    try writer.write(displayNames: logged.resolutions, owners: owners.owners, to: &notes, in: db)
    try writer.write(notes: owners.notes, to: &notes, in: db)
    try load.tell(exhibits, to: &notes, in: db)
  }

  /// Who logs on as owner names the mailbox, unless the name is another mailbox's or logs on to several.
  private static func name(
    _ register: inout MailboxRegister, byOwnersOf resolutions: [Int64: (mailbox: Int, basis: String)],
    _ uses: [MailboxUse]
  ) {
    var owned: [MailboxName: Set<Int>] = [:]
    for use in uses {
      guard let mailbox = resolutions[use.loggedMailbox]?.mailbox else { continue }
      if use.logKind == "unified_audit_log" { register.markOnline(mailbox) }
      guard use.logonType == "owner", let actor = use.actor, actor.contains("@"),
        let name = MailboxName(.address, actor), register.mailboxes[mailbox].kind == .user
      else { continue }
      owned[name, default: []].insert(mailbox)
    }
    for (name, mailboxes) in owned.sorted(by: { $0.key < $1.key }) {
      guard mailboxes.count == 1, let mailbox = mailboxes.first, register.matches(name).isEmpty else { continue }
      register.name(mailbox, [name], basis: "owner_logon")
    }
  }
}

extension ClosedRange<Int64> {
  func extended(to other: Self) -> Self {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}

/// How the records of a log name a mailbox: with which logon, by whom, when.
struct MailboxUse {
  let loggedMailbox: Int64
  let logKind: String
  let logonType: String?
  let actor: String?
  let times: ClosedRange<Int64>?
  let recordCount: Int64

  /// By logged mailbox.
  static func times(of uses: [MailboxUse]) -> [Int64: ClosedRange<Int64>] {
    var seen: [Int64: ClosedRange<Int64>] = [:]
    for use in uses {
      guard let times = use.times else { continue }
      seen[use.loggedMailbox] = seen[use.loggedMailbox]?.extended(to: times) ?? times
    }
    return seen
  }

  static func fetch(_ db: Database) throws -> [MailboxUse] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT u.logged_mailbox_id, log_kind.value AS log_kind, logon_type.value AS logon_type, actor.value AS actor,
          u.first_us, u.last_us, u.record_count
        FROM (
          SELECT logged_mailbox_id, log_kind_ref, logon_type_ref, actor_ref, MIN(occurred_at_us) AS first_us,
            MAX(occurred_at_us) AS last_us, COUNT(*) AS record_count
          FROM stored_audit_record
          WHERE logged_mailbox_id IS NOT NULL
          GROUP BY logged_mailbox_id, log_kind_ref, logon_type_ref, actor_ref
        ) AS u
        JOIN text AS log_kind ON log_kind.text_id = u.log_kind_ref
        LEFT JOIN text AS logon_type ON logon_type.text_id = u.logon_type_ref
        LEFT JOIN text AS actor ON actor.text_id = u.actor_ref
        """
    ).map { row in
      let first: Int64? = row["first_us"]
      let last: Int64? = row["last_us"]
      let times = first.flatMap { first in last.map { first...$0 } }
      return MailboxUse(
        loggedMailbox: row["logged_mailbox_id"], logKind: row["log_kind"], logonType: row["logon_type"],
        actor: row["actor"], times: times, recordCount: row["record_count"])
    }
  }
}
