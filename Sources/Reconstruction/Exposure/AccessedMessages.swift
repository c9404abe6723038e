import EvidenceDatabase
import GRDB
import Records

/// `accessed`: messages that a suspect session's records name. Matched by Message-ID within the mailbox; where several
/// messages have it, all are told with `match_count`, and of them the one in the logged folder, else the first, counts.
enum AccessedMessages {
  static func run(_ drafts: inout ExposureDrafts, notes: inout NoteBook) throws {
    try makeNamedItems(drafts.db)
    try matchNamed(&drafts, notes: &notes)
    try tellUnnamed(&drafts, notes: &notes)
    try drafts.db.execute(sql: "DROP TABLE temp.named_item; DROP TABLE temp.unnamed_item")
    try tellHomeless(drafts.db, notes: &notes)
  }

  /// The accesses of one basis to one Message-ID of one mailbox.
  private struct Accessed {
    let internetMessageID: String
    let ground: Int64
    let session: Int64
    let first: Microseconds?
    var last: Microseconds?
    /// The end of what the records cover; nil where one has no time.
    var until: Microseconds?
    var folders: Set<LoggedFolder> = []
    var folderName: String?
    var byteCount: Int64?
  }

  private struct Name: Hashable {
    let text: String
    let basis: String
  }

  private static func matchNamed(_ drafts: inout ExposureDrafts, notes: inout NoteBook) throws {
    let store = try MessageStore(drafts.db)
    let sent = try ActorHandling.sent(in: drafts.db)
    var opened: Set<ActorHandling.Sent> = []
    let accesses = try BulkStatement(
      drafts.db,
      """
      SELECT x.mailbox_id, COALESCE(m.message_key, i.message_key) AS id_key,
        COALESCE(m.internet_message_id, i.internet_message_id) AS id_text, x.access_type, x.time_us, x.session_id,
        x.audit_record_id, x.mail_access_id, m.byte_count, name.value, key.value, x.end_us
      FROM suspect_access AS x
      CROSS JOIN stored_mail_access AS m ON m.mail_access_id = x.mail_access_id
      LEFT JOIN named_item AS i ON m.message_key IS NULL AND i.mailbox_id = x.mailbox_id
        AND i.item_key = COALESCE(m.immutable_id, m.item_key)
      LEFT JOIN text AS name ON name.text_id = m.folder_name_ref
      LEFT JOIN text AS key ON key.text_id = m.folder_key_ref
      WHERE x.access_type IN ('bind', 'attachment') AND x.mailbox_id IS NOT NULL
        AND id_key IS NOT NULL AND id_text IS NOT NULL
      ORDER BY x.mailbox_id, id_key, x.time_us NULLS LAST, x.mail_access_id
      """)
    var place: (mailbox: Int64, key: Int64)?
    var group: [Name: Accessed] = [:]
    var folders = LoggedFolders()
    while try accesses.next() {
      guard let mailbox = accesses.integer(0), let key = accesses.integer(1), let text = accesses.text(2) else {
        continue
      }
      if let place, place != (mailbox, key) {
        try settle(group, at: place, store, drafts)
        group.removeAll(keepingCapacity: true)
      }
      place = (mailbox, key)
      let message = ActorHandling.Sent(mailbox: mailbox, messageID: String(normalisedMessageID(text)))
      if sent.contains(message) {
        opened.insert(message)
      } else {
        try add(accesses, of: message, as: text, to: &group, &folders, &drafts)
      }
    }
    if let place { try settle(group, at: place, store, drafts) }
    try tell(opened, notes: &notes, drafts.db)
  }

  private static func tell(_ opened: Set<ActorHandling.Sent>, notes: inout NoteBook, _ db: Database) throws {
    for (mailbox, messages) in Dictionary(grouping: opened, by: \.mailbox).sorted(by: { $0.key < $1.key }) {
      try notes.write(
        "actor_mail_opened",
        "opened messages that the actor itself sent from the mailbox: \(messages.count), no exposure of the owner's mail",
        mailbox: mailbox, in: db)
    }
  }

  private static func add(
    _ row: BulkStatement, of message: ActorHandling.Sent, as text: String, to group: inout [Name: Accessed],
    _ folders: inout LoggedFolders, _ drafts: inout ExposureDrafts
  ) throws {
    let name = Name(text: message.messageID, basis: row.text(3) ?? "")
    let time = row.integer(4)
    let folderName = row.text(9)
    var accessed =
      group[name]
      ?? Accessed(
        internetMessageID: text, ground: drafts.newGround(), session: row.integer(5) ?? 0, first: time, last: time)
    accessed.last = time ?? accessed.last
    // Those without a time come last.
    accessed.until = row.integer(11).map { max(accessed.until ?? $0, $0) }
    accessed.folders.insert(folders.folder(name: folderName, key: row.text(10)))
    accessed.folderName = accessed.folderName ?? folderName
    if let bytes = row.integer(8) { accessed.byteCount = max(accessed.byteCount ?? bytes, bytes) }
    group[name] = accessed
    try drafts.cite(Citation(record: row.integer(6), access: row.integer(7), role: "access"), under: accessed.ground)
  }

  private static func settle(
    _ group: [Name: Accessed], at place: (mailbox: Int64, key: Int64), _ store: MessageStore, _ drafts: ExposureDrafts
  ) throws {
    for (name, accessed) in group.sorted(by: { ($0.key.text, $0.key.basis) < ($1.key.text, $1.key.basis) }) {
      var draft = ExposureDraft(
        mailbox: place.mailbox, tier: .accessed, basis: name.basis, ground: accessed.ground,
        internetMessageID: accessed.internetMessageID, messageKey: place.key, first: accessed.first,
        last: accessed.last, session: accessed.session)
      let hits = try store.messages(
        mailbox: place.mailbox, key: place.key, internetMessageID: accessed.internetMessageID
      ).filter { hit in
        // What came in after the last access is another message under the same Message-ID.
        guard let until = accessed.until, let received = hit.received else { return true }
        return received <= until.sum(CmdletAct.tolerance)
      }
      guard !hits.isEmpty else {
        draft.folderName = accessed.folderName
        draft.byteCount = accessed.byteCount
        try drafts.add(draft)
        continue
      }
      let counted = counted(of: hits, for: accessed.folders)
      for hit in hits {
        draft.message = hit.id
        draft.folderName = hit.folderPath
        draft.byteCount = hit.byteCount
        draft.matchCount = Int64(hits.count)
        draft.isCounted = counted.messages.contains(hit.id)
        draft.placement = hits.count == 1 ? nil : counted.byFolder.contains(hit.id) ? "by_current_folder" : "unknown"
        try drafts.add(draft)
      }
    }
  }

  /// Of messages with one Message-ID: those that a logged folder points out, and, for folders that point out none or
  /// several, the first of them.
  private static func counted(
    of hits: [MessageStore.Message], for folders: Set<LoggedFolder>
  ) -> (messages: Set<Int64>, byFolder: Set<Int64>) {
    var byFolder: Set<Int64> = []
    var undecided: [[MessageStore.Message]] = []
    for folder in folders {
      let inside = inside(folder, hits)
      if inside.count == 1 { byFolder.insert(inside[0].id) } else { undecided.append(inside.isEmpty ? hits : inside) }
    }
    var messages = byFolder
    // The widest choice last: a narrower one may have settled it.
    for choice in undecided.sorted(by: { ($0.count, $0[0].id) < ($1.count, $1[0].id) })
    where !choice.contains(where: { messages.contains($0.id) }) {
      messages.insert(choice[0].id)
    }
    return (messages, byFolder)
  }

  private static func inside(_ folder: LoggedFolder, _ hits: [MessageStore.Message]) -> [MessageStore.Message] {
    let byID = hits.filter { folder.hasSameID(as: $0.folderKey) }
    if !byID.isEmpty { return byID }
    let byPath = hits.filter { folder.hasSamePath(as: $0.folderPath ?? "") }
    if !byPath.isEmpty { return byPath }
    return hits.filter { folder.endsLike($0.folderPath ?? "", name: $0.folderName ?? "") }
  }

  // MARK: Items without a Message-ID

  /// Item keys that stand alone in records of suspect sessions, and to which other records of the mailbox, whoever made
  /// them, give one Message-ID: then the log itself says which message is meant.
  private static func makeNamedItems(_ db: Database) throws {
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.named_item;
        CREATE TEMP TABLE named_item (
          mailbox_id INTEGER NOT NULL, item_key TEXT NOT NULL, message_key INTEGER NOT NULL,
          internet_message_id TEXT NOT NULL, PRIMARY KEY (mailbox_id, item_key)
        ) STRICT, WITHOUT ROWID;

        DROP TABLE IF EXISTS temp.unnamed_item;
        CREATE TEMP TABLE unnamed_item (
          item_key TEXT NOT NULL, mailbox_id INTEGER NOT NULL, PRIMARY KEY (item_key, mailbox_id)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO unnamed_item
        SELECT DISTINCT COALESCE(m.immutable_id, m.item_key), x.mailbox_id
        FROM suspect_access AS x
        CROSS JOIN stored_mail_access AS m ON m.mail_access_id = x.mail_access_id
        WHERE x.access_type IN ('bind', 'attachment') AND x.mailbox_id IS NOT NULL AND m.message_key IS NULL
          AND COALESCE(m.immutable_id, m.item_key) IS NOT NULL;
        """)
    // One pass over all accesses, where there is anything to be found by it.
    guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM unnamed_item)") ?? false else { return }
    try db.execute(
      sql: """
        INSERT INTO named_item
        SELECT u.mailbox_id, u.item_key, MIN(m.message_key), MIN(m.internet_message_id)
        FROM stored_mail_access AS m
        JOIN stored_audit_record AS a ON a.audit_record_id = m.audit_record_id
        LEFT JOIN logged_mailbox_resolution AS own ON own.logged_mailbox_id = m.logged_mailbox_id
        LEFT JOIN logged_mailbox_resolution AS r ON r.logged_mailbox_id = a.logged_mailbox_id
        CROSS JOIN unnamed_item AS u ON u.item_key = COALESCE(m.immutable_id, m.item_key)
          AND u.mailbox_id = COALESCE(own.mailbox_id, r.mailbox_id)
        WHERE m.message_key IS NOT NULL AND m.internet_message_id IS NOT NULL
        GROUP BY u.mailbox_id, u.item_key
        HAVING MIN(m.message_key) = MAX(m.message_key);
        """)
  }

  /// An item that is logged by its key alone was accessed; which message it is stays open. An attachment so logged is a
  /// candidate only, and counts for none: its message is most likely among those that are named.
  private static func tellUnnamed(_ drafts: inout ExposureDrafts, notes: inout NoteBook) throws {
    let cursor = try Row.fetchCursor(
      drafts.db,
      sql: """
        SELECT x.mailbox_id, COALESCE(m.immutable_id, m.item_key) AS item_key, x.access_type, x.time_us, x.session_id,
          x.audit_record_id, x.mail_access_id, m.byte_count, t.value
        FROM suspect_access AS x
        CROSS JOIN stored_mail_access AS m ON m.mail_access_id = x.mail_access_id
        LEFT JOIN text AS t ON t.text_id = m.folder_name_ref
        WHERE x.access_type IN ('bind', 'attachment') AND x.mailbox_id IS NOT NULL AND m.message_key IS NULL
          AND COALESCE(m.immutable_id, m.item_key) IS NOT NULL
          AND NOT EXISTS (
            SELECT 1 FROM named_item AS i
            WHERE i.mailbox_id = x.mailbox_id AND i.item_key = COALESCE(m.immutable_id, m.item_key))
        ORDER BY x.mailbox_id, item_key, x.time_us NULLS LAST, x.mail_access_id
        """)
    var draft: ExposureDraft?
    var counts: [Int64: Int] = [:]
    while let row = try cursor.next() {
      if draft?.mailbox != row[0] || draft?.itemKey != row[1] {
        if let draft { try drafts.add(draft) }
        counts[row[0], default: 0] += 1
        draft = ExposureDraft(
          mailbox: row[0], tier: .accessed, basis: row[2], ground: drafts.newGround(), itemKey: row[1],
          placement: "unknown", isCounted: false, folderName: row[8], byteCount: row[7],
          first: row[3], session: row[4])
      }
      if let time = row[3] as Microseconds? { draft?.last = time }
      if (row[2] as String) == "bind" {
        draft?.isCounted = true
        draft?.basis = "bind"
      }
      if let draft { try drafts.cite(Citation(record: row[5], access: row[6], role: "access"), under: draft.ground) }
    }
    if let draft { try drafts.add(draft) }
    for (mailbox, count) in counts.sorted(by: { $0.key < $1.key }) {
      try notes.write(
        "item_without_message_id",
        "\(count) accessed items are logged without a Message-ID: which messages they are is not concluded, and they may "
          + "be among those accessed by Message-ID", mailbox: mailbox, in: drafts.db)
    }
  }

  private static func tellHomeless(_ db: Database, notes: inout NoteBook) throws {
    let count =
      try Int.fetchOne(
        db,
        sql: """
          SELECT COUNT(*) FROM suspect_access
          WHERE mailbox_id IS NULL AND access_type IN ('bind', 'attachment', 'sync')
          """) ?? 0
    guard count > 0 else { return }
    try notes.write(
      "access_without_mailbox", "\(count) accesses of suspect sessions name no mailbox and are in no mailbox's figures",
      in: db)
  }
}
