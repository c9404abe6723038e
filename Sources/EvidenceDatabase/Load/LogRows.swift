import Records

/// What logs hold.
extension EvidenceRows {
  /// Writes a record and what it touched; `firstAccess` is the ordinal of its first access.
  func add(_ row: AuditRecord, eventKey: Int64?, firstAccess: Ordinal, _ exhibit: Int64) throws {
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
    _ row: MailAccess, _ id: Int64, record: Int64, _ occurredAt: Microseconds?, _ mailbox: Int64?
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

  private func add(_ row: Cmdlet, record: Int64) throws {
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

  func add(_ row: WebRequest, _ exhibit: Int64) throws {
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
  func isSame(_ row: AuditRecord, as id: Int64) throws -> Bool {
    if let isSame = try comparison(row, with: id) { return isSame }
    try flush()
    return try comparison(row, with: id) ?? false
  }

  /// nil where the table does not have the record.
  private func comparison(_ row: AuditRecord, with id: Int64) throws -> Bool? {
    original.bind(id)
    guard try original.next() else { return nil }
    let isSame =
      original.integer(1) == row.payloadSHA256.key && ExactText.isSame(original.text(0), row.externalID)
      && ExactText.isSame(original.text(2), row.logKind)
    while try original.next() {}
    return isSame
  }

  /// Writes a further place where the event of `original` stands.
  func addCopy(_ row: AuditRecord, of original: Int64, _ exhibit: Int64) throws {
    copy.bind(original)
    copy.bind(exhibit)
    copy.bind(row.location.offset)
    copy.bind(row.location.length)
    copy.bind(row.location.line)
    copy.bind(row.payloadSHA256.hex)
    try copy.endRow()
  }

  /// Notes a record whose event perhaps stands elsewhere too, for the step `deduplicate`.
  func noteRepeat(_ row: AuditRecord, eventKey: Int64, _ exhibit: Int64) throws {
    repeated.bind(RowID.of(exhibit, row.ordinal))
    repeated.bind(eventKey)
    repeated.bind(row.payloadSHA256.hex)
    try repeated.endRow()
  }
}
