import GRDB
import Records

/// The statements that write evidence rows, in the column order of the schema.
final class EvidenceRows {
  let texts: InternedTexts
  let mailboxes: LoggedMailboxTable
  let folder, message, body, recipient, itemProperty, attachment: BulkInsert
  let record, copy, repeated, access, cmdlet, parameter: BulkInsert
  let original: BulkStatement
  let request, logIdentity, serverBuild, logGap: BulkInsert
  let defect, hint, child, loadItem: BulkInsert

  init(_ db: Database, texts: InternedTexts) throws {
    self.texts = texts
    mailboxes = try LoggedMailboxTable(db)
    folder = try BulkInsert(db, into: "stored_folder", columns: 10)
    message = try BulkInsert(db, into: "stored_message", columns: 29)
    body = try BulkInsert(db, into: "message_body", columns: 4)
    recipient = try BulkInsert(db, into: "stored_recipient", columns: 5)
    itemProperty = try BulkInsert(db, into: "item_property", columns: 8)
    attachment = try BulkInsert(db, into: "attachment", columns: 9)
    record = try BulkInsert(db, into: "stored_audit_record", columns: 29)
    original = try BulkStatement(
      db,
      """
      SELECT a.external_id, a.payload_key, t.value FROM stored_audit_record AS a
      JOIN text AS t ON t.text_id = a.log_kind_ref WHERE a.audit_record_id = ?
      """)
    // One place is one copy, however often its reader names it.
    copy = try BulkInsert(db, into: "audit_record_copy", columns: 6, orIgnore: true)
    repeated = try BulkInsert(db, into: "repeated_record", columns: 3)
    access = try BulkInsert(db, into: "stored_mail_access", columns: 15)
    cmdlet = try BulkInsert(db, into: "stored_cmdlet", columns: 4)
    parameter = try BulkInsert(db, into: "stored_cmdlet_parameter", columns: 5)
    request = try BulkInsert(db, into: "stored_web_request", columns: 27)
    logIdentity = try BulkInsert(db, into: "log_identity", columns: 2)
    serverBuild = try BulkInsert(db, into: "logged_server_build", columns: 8)
    logGap = try BulkInsert(db, into: "log_gap", columns: 6)
    defect = try BulkInsert(db, into: "defect", columns: 7)
    hint = try BulkInsert(db, into: "owner_hint", columns: 6)
    child = try BulkInsert(db, into: "found_child", columns: 6)
    loadItem = try BulkInsert(db, into: "load_item", columns: 17)
  }

  private var all: [BulkInsert] {
    [
      folder, message, body, recipient, itemProperty, attachment, record, copy, repeated, access, cmdlet, parameter,
      request, logIdentity, serverBuild, logGap, defect, hint, child, loadItem,
    ]
  }

  /// Writes what was gathered: only then is all of it in its tables.
  func flush() throws {
    try texts.flush()
    try mailboxes.flush()
    for insert in all { try insert.flush() }
  }

  /// Bytes bound since the last call.
  func takeBoundBytes() -> Int { all.reduce(0) { $0 + $1.takeBoundBytes() } }
}

extension EvidenceRows {
  func add(_ row: Defect, _ ordinal: Ordinal, _ exhibit: Int64) throws {
    defect.bind(RowID.of(exhibit, ordinal))
    defect.bind(exhibit)
    defect.bind(row.offset)
    defect.bind(row.length)
    defect.bind(row.field)
    defect.bind(row.problem)
    defect.bind(row.consequence)
    try defect.endRow()
  }

  func add(_ row: LoggedServerBuild, _ ordinal: Ordinal, _ exhibit: Int64) throws {
    serverBuild.bind(RowID.of(exhibit, ordinal))
    serverBuild.bind(row.server)
    serverBuild.bind(row.build)
    serverBuild.bind(RowID.of(exhibit, row.firstRecord))
    serverBuild.bind(RowID.of(exhibit, row.lastRecord))
    serverBuild.bind(row.firstAt)
    serverBuild.bind(row.lastAt)
    serverBuild.bind(row.recordCount)
    try serverBuild.endRow()
  }

  func add(_ row: LogGap, _ ordinal: Ordinal, _ exhibit: Int64) throws {
    logGap.bind(RowID.of(exhibit, ordinal))
    logGap.bind(exhibit)
    logGap.bind(row.basis.rawValue)
    logGap.bind(row.missingCount)
    logGap.bind(row.offset)
    logGap.bind(row.note)
    try logGap.endRow()
  }

  func add(_ row: LoadItem, _ ordinal: Ordinal, _ exhibit: Int64) throws {
    loadItem.bind(RowID.of(exhibit, ordinal))
    loadItem.bind(exhibit)
    loadItem.bind(row.location.offset)
    loadItem.bind(row.location.length)
    loadItem.bind(row.location.line)
    loadItem.bind(row.documentID)
    loadItem.bind(row.itemID)
    loadItem.bind(row.source)
    loadItem.bind(row.originalPath)
    loadItem.bind(row.targetPath)
    loadItem.bind(row.subject)
    loadItem.bind(row.sender)
    loadItem.bind(row.sentAt)
    loadItem.bind(row.receivedAt)
    loadItem.bind(row.internetMessageID)
    loadItem.bind(row.duplicateOf)
    loadItem.bind(row.timeBasis?.rawValue)
    try loadItem.endRow()
  }

  func add(_ row: OwnerHint, _ ordinal: Ordinal, _ exhibit: Int64) throws {
    hint.bind(RowID.of(exhibit, ordinal))
    hint.bind(exhibit)
    hint.bind(row.kind.rawValue)
    hint.bind(row.value)
    hint.bind(row.basis)
    hint.bind(Int64(row.count))
    try hint.endRow()
  }

  func add(_ row: ChildExhibit, _ ordinal: Ordinal, _ exhibit: Int64) throws {
    child.bind(exhibit)
    child.bind(Int64(ordinal))
    child.bind(row.name)
    child.bind(row.recipe)
    child.bind(row.offset)
    child.bind(row.length)
    try child.endRow()
  }
}
