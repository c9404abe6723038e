import Records

/// What stores hold.
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
