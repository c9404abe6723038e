import GRDB
import Records

/// The statements that write evidence rows, in the column order of the schema.
final class EvidenceRows {
  private let texts: InternedTexts
  private let mailboxes: LoggedMailboxTable
  private let folder, message, body, recipient, itemProperty, attachment: BulkInsert
  private let record, copy, repeated, access, cmdlet, parameter: BulkInsert
  private let original: BulkStatement
  private let request, logIdentity, serverBuild, logGap: BulkInsert
  private let defect, hint, child, loadItem: BulkInsert

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

// MARK: - Stores

extension EvidenceRows {
  func add(_ row: Folder, _ exhibit: Int64) throws {
    folder.bind(RowID.of(exhibit, row.ordinal))
    folder.bind(RowID.optional(exhibit, row.parent))
    folder.bind(row.name)
    folder.bind(row.path)
    folder.bind(row.sourceNode)
    folder.bind(row.declaredCount)
    folder.bind(row.foundCount)
    folder.bind(row.folderKey)
    folder.bind(row.isSearchFolder)
    folder.bind(row.recoveryMethod)
    try folder.endRow()
  }

  func add(_ row: Message, _ exhibit: Int64) throws {
    let id = RowID.of(exhibit, row.ordinal)
    message.bind(id)
    message.bind(RowID.optional(exhibit, row.folder))
    message.bind(RowID.optional(exhibit, row.parent))
    message.bind(row.sourceNode)
    message.bind(row.location?.offset)
    message.bind(row.location?.length)
    message.bind(try texts.id(row.messageClass, .messageClass))
    message.bind(row.internetMessageID)
    message.bind(row.messageKey)
    message.bind(row.messageIDHash)
    message.bind(row.subject)
    message.bind(try texts.id(row.senderAddress, .senderAddress))
    message.bind(try texts.id(row.senderName, .senderName))
    message.bind(row.sentAt)
    message.bind(row.receivedAt)
    message.bind(row.createdAt)
    message.bind(row.modifiedAt)
    message.bind(row.byteCount)
    message.bind(row.attachmentCount)
    message.bind(row.isRead)
    message.bind(row.storeArea?.rawValue)
    message.bind(row.entryID)
    message.bind(row.sourceKey)
    message.bind(row.searchKey)
    message.bind(row.conversationID)
    message.bind(row.isAssociated)
    message.bind(row.isRecovered)
    message.bind(row.recoveryMethod)
    message.bind(row.contentSHA256?.hex)
    try message.endRow()
    if let text = row.body { try add(text, message: id) }
    for (place, one) in row.recipients.enumerated() { try add(one, place, message: id) }
    for (place, one) in row.properties.enumerated() { try add(one, place, message: id) }
  }

  private func add(_ row: MessageBody, message id: Int64) throws {
    body.bind(id)
    body.bind(row.text)
    body.bind(row.source?.rawValue)
    body.bind(row.headers)
    try body.endRow()
  }

  private func add(_ row: Recipient, _ place: Int, message id: Int64) throws {
    recipient.bind(id)
    recipient.bind(Int64(place) + 1)
    recipient.bind(try texts.id(row.kind.rawValue, .recipientKind))
    recipient.bind(try texts.id(row.address, .recipientAddress))
    recipient.bind(try texts.id(row.displayName, .recipientName))
    try recipient.endRow()
  }

  private func add(_ row: ItemProperty, _ place: Int, message id: Int64) throws {
    itemProperty.bind(id)
    itemProperty.bind(Int64(place) + 1)
    itemProperty.bind(row.tag)
    itemProperty.bind(row.name)
    itemProperty.bind(row.type)
    itemProperty.bind(row.value)
    itemProperty.bind(row.byteCount)
    itemProperty.bind(row.isCut)
    try itemProperty.endRow()
  }

  func add(_ row: Attachment, _ exhibit: Int64) throws {
    attachment.bind(RowID.of(exhibit, row.ordinal))
    attachment.bind(RowID.of(exhibit, row.message))
    attachment.bind(row.name)
    attachment.bind(row.mediaType)
    attachment.bind(row.byteCount)
    attachment.bind(row.sha256?.hex)
    attachment.bind(RowID.optional(exhibit, row.embeddedMessage))
    attachment.bind(row.location?.offset)
    attachment.bind(row.location?.length)
    try attachment.endRow()
  }
}

// MARK: - Logs

extension EvidenceRows {
  /// Writes a record and what it touched; `firstAccess` is the ordinal of its first access.
  func add(_ row: borrowing AuditRecord, eventKey: Int64?, firstAccess: Ordinal, _ exhibit: Int64) throws {
    let id = RowID.of(exhibit, row.ordinal)
    let mailbox = try mailboxes.id(row.mailbox)
    record.bind(id)
    record.bind(row.location.offset)
    record.bind(row.location.length)
    record.bind(row.location.line)
    record.bind(try texts.id(row.logKind, .logKind))
    record.bind(row.externalID)
    record.bind(eventKey)
    record.bind(row.payloadSHA256.key)
    record.bind(row.occurredAt)
    record.bind(row.occurredTo)
    record.bind(try texts.id(row.timeBasis.rawValue, .timeBasis))
    record.bind(row.recordType)
    record.bind(try texts.id(row.workload, .workload))
    record.bind(try texts.id(row.operation, .operation))
    record.bind(try texts.id(row.actor, .actor))
    record.bind(row.userType)
    record.bind(try texts.id(row.logonType, .logonType))
    record.bind(mailbox)
    record.bind(try texts.id(row.clientIP, .clientIP))
    record.bind(row.clientPort)
    record.bind(try texts.id(row.clientInfo, .clientInfo))
    record.bind(try texts.id(row.userAgent, .userAgent))
    record.bind(try texts.id(row.appID, .appID))
    record.bind(try texts.id(row.sessionKey, .sessionKey))
    record.bind(try texts.id(row.server, .server))
    record.bind(row.target)
    record.bind(row.isSuccess)
    record.bind(row.itemCount)
    record.bind(row.byteCount)
    try record.endRow()
    var ordinal = firstAccess
    let accesses = row.accesses.span
    for place in accesses.indices {
      try add(accesses[place], RowID.of(exhibit, ordinal), record: id, row.occurredAt, mailbox)
      ordinal &+= 1
    }
    if let one = row.cmdlet { try add(one, record: id) }
  }

  private func add(
    _ row: borrowing MailAccess, _ id: Int64, record: Int64, _ occurredAt: Microseconds?, _ mailbox: Int64?
  ) throws {
    access.bind(id)
    access.bind(record)
    access.bind(occurredAt)
    access.bind(mailbox)
    access.bind(try texts.id(row.accessType.rawValue, .accessType))
    access.bind(try texts.id(row.folderName, .folderName))
    access.bind(try texts.id(row.folderKey, .folderKey))
    access.bind(try texts.id(row.destinationFolderName, .destinationFolderName))
    access.bind(row.internetMessageID)
    access.bind(row.messageKey)
    access.bind(row.itemKey)
    access.bind(row.immutableID)
    access.bind(row.subject)
    access.bind(row.byteCount)
    access.bind(row.isThrottled)
    try access.endRow()
  }

  private func add(_ row: borrowing Cmdlet, record: Int64) throws {
    cmdlet.bind(record)
    cmdlet.bind(try texts.id(row.name, .cmdlet))
    cmdlet.bind(try texts.id(row.caller, .caller))
    cmdlet.bind(row.target)
    try cmdlet.endRow()
    let parameters = row.parameters.span
    for place in parameters.indices {
      parameter.bind(record)
      parameter.bind(Int64(place) + 1)
      parameter.bind(try texts.id(parameters[place].name, .parameterName))
      parameter.bind(parameters[place].value)
      parameter.bind(lowerCaseOf: parameters[place].value)
      try parameter.endRow()
    }
  }

  func add(_ row: borrowing WebRequest, _ exhibit: Int64) throws {
    request.bind(RowID.of(exhibit, row.ordinal))
    request.bind(row.location.offset)
    request.bind(row.location.length)
    request.bind(row.location.line)
    request.bind(try texts.id(row.logKind, .logKind))
    request.bind(row.payloadKey)
    request.bind(row.occurredAt)
    request.bind(try texts.id(row.timeBasis.rawValue, .timeBasis))
    request.bind(try texts.id(row.actor, .actor))
    request.bind(try mailboxes.id(row.mailbox))
    request.bind(try texts.id(row.clientIP, .clientIP))
    request.bind(try texts.id(row.userAgent, .userAgent))
    request.bind(try texts.id(row.server, .server))
    request.bind(try texts.id(row.method, .method))
    request.bind(try texts.id(row.host, .host))
    request.bind(try texts.id(row.path, .path))
    request.bind(row.query)
    // What detections match text in: decoded, as the server that is asked last takes it.
    if let query = row.query, query.utf8.contains(UInt8(ascii: "%")) {
      request.bind(query.percentDecoded.lowercased())
    } else {
      request.bind(lowerCaseOf: row.query)
    }
    request.bind(row.status)
    request.bind(row.backEndStatus)
    request.bind(try texts.id(row.anchorMailbox, .anchorMailbox))
    request.bind(try texts.id(row.routingHint, .routingHint))
    request.bind(try texts.id(row.soapAction, .soapAction))
    request.bind(row.requestBytes)
    request.bind(row.responseBytes)
    request.bind(row.durationMilliseconds)
    request.bind(try texts.id(row.serverBuild, .serverBuild))
    try request.endRow()
  }

  func add(_ row: LogIdentity, _ exhibit: Int64) throws {
    logIdentity.bind(exhibit)
    logIdentity.bind(row.digest.hex)
    try logIdentity.endRow()
  }

  /// Whether the record `id` is of the same event, with the same payload.
  func isSame(_ row: borrowing AuditRecord, as id: Int64) throws -> Bool {
    if let isSame = try comparison(row, with: id) { return isSame }
    try flush()
    return try comparison(row, with: id) ?? false
  }

  /// nil where the table does not have the record.
  private func comparison(_ row: borrowing AuditRecord, with id: Int64) throws -> Bool? {
    original.bind(id)
    guard try original.next() else { return nil }
    let isSame =
      original.integer(1) == row.payloadSHA256.key && ExactText.isSame(original.text(0), row.externalID)
      && ExactText.isSame(original.text(2), row.logKind)
    while try original.next() {}
    return isSame
  }

  /// Writes a further place where the event of `original` stands.
  func addCopy(_ row: borrowing AuditRecord, of original: Int64, _ exhibit: Int64) throws {
    copy.bind(original)
    copy.bind(exhibit)
    copy.bind(row.location.offset)
    copy.bind(row.location.length)
    copy.bind(row.location.line)
    copy.bind(row.payloadSHA256.hex)
    try copy.endRow()
  }

  /// Notes a record whose event perhaps stands elsewhere too, for the step `deduplicate`.
  func noteRepeat(_ row: borrowing AuditRecord, eventKey: Int64, _ exhibit: Int64) throws {
    repeated.bind(RowID.of(exhibit, row.ordinal))
    repeated.bind(eventKey)
    repeated.bind(row.payloadSHA256.hex)
    try repeated.endRow()
  }
}

// MARK: - Beside the records

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
