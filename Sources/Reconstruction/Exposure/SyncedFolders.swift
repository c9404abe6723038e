import EvidenceDatabase
import GRDB
import Records

/// `synced`: messages in a folder that a suspect session synchronised, received no later than that. Where they lie is
/// known as of the export, hence `by_current_folder`; without a received time, and of items that were recovered, the
/// placement is `unknown`, and what was sent later, as drafts and sent mail in files say of themselves alone, was not
/// there either.
enum SyncedFolders {
  /// The synchronisations of one mailbox, as far as they reach into the rest of it.
  struct Context {
    let mailbox: Int64
    let first: Sync
    let last: Sync
    /// Nil where one of them has no time.
    let until: Microseconds?
  }

  struct Sync {
    let time: Microseconds?
    let session: Int64
    let record: Int64
    let access: Int64

    var citation: Citation { Citation(record: record, access: access, role: "sync") }
  }

  private struct Logged {
    let folder: LoggedFolder
    let sync: Sync
  }

  static func run(_ drafts: inout ExposureDrafts, notes: inout NoteBook) throws -> [Context] {
    let mailboxes = try Int64.fetchAll(
      drafts.db,
      sql: """
        SELECT DISTINCT mailbox_id FROM suspect_access
        WHERE access_type = 'sync' AND mailbox_id IS NOT NULL ORDER BY mailbox_id
        """)
    var contexts: [Context] = []
    for mailbox in mailboxes {
      let logged = try syncs(of: mailbox, drafts.db)
      guard let first = logged.first?.sync, let last = logged.last?.sync else { continue }
      try place(logged, in: mailbox, &drafts, notes: &notes)
      contexts.append(Context(mailbox: mailbox, first: first, last: last, until: last.time))
    }
    return contexts
  }

  /// By time, those without one last. As many as the sessions have synchronisations of this mailbox.
  private static func syncs(of mailbox: Int64, _ db: Database) throws -> [Logged] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT x.time_us, x.session_id, x.audit_record_id, x.mail_access_id, name.value, key.value
        FROM suspect_access AS x
        CROSS JOIN stored_mail_access AS m ON m.mail_access_id = x.mail_access_id
        LEFT JOIN text AS name ON name.text_id = m.folder_name_ref
        LEFT JOIN text AS key ON key.text_id = m.folder_key_ref
        WHERE x.access_type = 'sync' AND x.mailbox_id = ?
        ORDER BY x.time_us NULLS LAST, x.mail_access_id
        """, arguments: [mailbox]
    ).map { row in
      Logged(
        folder: LoggedFolder(name: row[4], key: row[5]),
        sync: Sync(time: row[0], session: row[1], record: row[2], access: row[3]))
    }
  }

  private static func place(
    _ logged: [Logged], in mailbox: Int64, _ drafts: inout ExposureDrafts, notes: inout NoteBook
  ) throws {
    let folders = try StoredFolders(mailbox: mailbox, drafts.db)
    guard !folders.isEmpty else {
      return try notes.write(
        "sync_without_folders",
        "folders were synchronised (records: \(logged.count)), and the messages at hand have none (single messages, an "
          + "archive's alone, or no store at all): none is stated as synced, those at hand are reachable",
        mailbox: mailbox, record: logged.first?.sync.record, in: drafts.db)
    }
    var found: [LoggedFolder: [Int64]] = [:]
    var syncs: [Int64: [Sync]] = [:]
    for entry in logged {
      if found[entry.folder] == nil {
        let match = folders.match(entry.folder)
        found[entry.folder] = match.folders
        try tell(match, entry, mailbox, notes: &notes, drafts.db)
      }
      for folder in found[entry.folder] ?? [] { syncs[folder, default: []].append(entry.sync) }
    }
    for (folder, syncs) in syncs.sorted(by: { $0.key < $1.key }) {
      try cover(folder, syncs, mailbox, &drafts)
    }
  }

  private static func tell(
    _ match: StoredFolders.Match, _ entry: Logged, _ mailbox: Int64, notes: inout NoteBook, _ db: Database
  ) throws {
    let name = entry.folder.name ?? "without a name"
    if match.isAmbiguous {
      try notes.write(
        "sync_folder_ambiguous",
        "several folders of a store are called \(name), like the one that was synchronised, and no id tells them apart: "
          + "none of them is stated as synced, their messages are reachable", mailbox: mailbox,
        record: entry.sync.record, in: db)
    } else if match.folders.isEmpty {
      try notes.write(
        "sync_folder_absent",
        "the synchronised folder \(name) is in no store at hand (names may be in another language)",
        mailbox: mailbox, record: entry.sync.record, in: db)
    }
  }

  /// Each message cites the first synchronisation that it was there for.
  private static func cover(_ folder: Int64, _ syncs: [Sync], _ mailbox: Int64, _ drafts: inout ExposureDrafts) throws {
    let grounds = try syncs.map { try drafts.ground([$0.citation]) }
    let cursor = try Row.fetchCursor(
      drafts.db,
      sql: """
        SELECT m.message_id, m.received_at_us, m.internet_message_id, m.message_key, m.byte_count,
          m.sent_at_us, (SELECT f.path FROM folder AS f WHERE f.folder_id = p.folder_id), m.is_recovered,
          CASE WHEN m.message_id >> 32 IN (SELECT exhibit_id FROM store_of_server_times) THEN m.created_at_us END
        FROM message_folder AS p
        JOIN stored_message AS m ON m.message_id = p.message_id
        WHERE p.folder_id = ? AND m.parent_message_id IS NULL AND m.is_associated = 0
          AND NOT EXISTS (SELECT 1 FROM actor_sent AS s WHERE s.message_id = m.message_id)
        ORDER BY COALESCE(m.received_at_us, m.sent_at_us) NULLS FIRST, m.message_id
        """, arguments: [folder])
    var next = 0
    while let row = try cursor.next() {
      let received: Microseconds? = row[1]
      if let from = received ?? row[5] {
        while next < syncs.count, let time = syncs[next].time, time < from { next += 1 }
      }
      guard next < syncs.count else { break }
      let time = syncs[next].time
      // Made there later, by import or migration, it may have lain elsewhere.
      let isLate = (row[8] as Microseconds?).map { $0 > (time ?? .max).sum(CmdletAct.tolerance) } ?? false
      let isPlaced = received != nil && time != nil && !(row[7] as Bool) && !isLate
      try drafts.add(
        ExposureDraft(
          mailbox: mailbox, tier: .synced, basis: "sync", ground: grounds[next], message: row[0],
          internetMessageID: row[2], messageKey: row[3], placement: isPlaced ? "by_current_folder" : "unknown",
          folderName: row[6], byteCount: row[4], first: time,
          last: syncs.last(where: { $0.time != nil })?.time,
          session: syncs[next].session))
    }
  }
}

/// The folders of a mailbox's stores. Those of an archive go by the same names, and are no folders of the mailbox itself.
struct StoredFolders {
  struct Match {
    var folders: [Int64] = []
    var isAmbiguous = false
  }

  private struct Folder {
    let id: Int64
    let name: String
    let path: String
    let key: String?
    /// No longer in the store, recovered.
    let isFormer: Bool
  }

  private let stores: [[Folder]]

  var isEmpty: Bool { stores.isEmpty }

  init(mailbox: Int64, _ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT f.folder_id, f.name, f.path, f.folder_key, e.exhibit_id AS store, f.recovery_method IS NOT NULL
        FROM exhibit_mailbox AS e
        JOIN mailbox AS m ON m.mailbox_id = e.mailbox_id
        CROSS JOIN stored_folder AS f
          ON \(RowID.isOne("f.folder_id", of: "e.exhibit_id"))
        WHERE e.mailbox_id = :mailbox AND f.is_search_folder = 0
          AND (m.kind = 'archive' OR 'archive' IS NOT (
            SELECT x.store_area FROM stored_message AS x WHERE x.folder_id = f.folder_id ORDER BY x.message_id LIMIT 1))
        UNION ALL
        SELECT f.folder_id, f.name, f.path, NULL, f.tree_id, 0
        FROM exhibit_mailbox AS e
        JOIN file_folder AS f ON f.tree_id = e.exhibit_id
        WHERE e.mailbox_id = :mailbox
        ORDER BY store, folder_id
        """, arguments: ["mailbox": mailbox])
    let folders = rows.map {
      (store: $0[4] as Int64, folder: Folder(id: $0[0], name: $0[1], path: $0[2], key: $0[3], isFormer: $0[5]))
    }
    stores = Dictionary(grouping: folders, by: \.store).sorted { $0.key < $1.key }.map { $0.value.map(\.folder) }
  }

  /// The folder that a log means, in each store: by id where the store keeps the server's, else by path or name where one
  /// folder alone fits; a former folder by its path, where none that is there fits.
  func match(_ logged: LoggedFolder) -> Match {
    var match = Match()
    for store in stores {
      var fits = store.filter { logged.hasSameID(as: $0.key) }
      if fits.isEmpty { fits = store.filter { !$0.isFormer && logged.hasSamePath(as: $0.path) } }
      if fits.isEmpty { fits = store.filter { !$0.isFormer && logged.endsLike($0.path, name: $0.name) } }
      if fits.isEmpty { fits = store.filter { $0.isFormer && logged.hasSamePath(as: $0.path) } }
      if fits.count == 1 { match.folders.append(fits[0].id) }
      if fits.count > 1 { match.isAmbiguous = true }
    }
    return match
  }
}
