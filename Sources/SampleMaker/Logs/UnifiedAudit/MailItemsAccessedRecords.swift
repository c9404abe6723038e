/// `MailItemsAccessed` and its companion for attachments.
extension UnifiedAuditBuilder {
  /// Single items that were opened within two minutes, by folder.
  ///
  /// A throttled record says that the mailbox passed a thousand records within a day, and that Binds go unrecorded for
  /// the next one. From 2025 on records no longer say so.
  package mutating func bind(
    _ session: MailboxSession, _ items: [AuditedItem], at moment: Moment, isThrottled: Bool = false
  ) -> UnifiedAuditRecord {
    var folders: [Folder] = []
    for item in items where !folders.contains(where: { $0.number == item.folder.number }) {
      folders.append(item.folder)
    }
    let groups = folders.map { folder -> JSON in
      let inside = items.filter { $0.folder.number == folder.number }
      return .object([
        "FolderItems": .array(inside.map { boundItem($0, in: session.mailbox) }),
        "Id": .string(EntryIdentifier.unifiedAudit(folder: folder, in: session.mailbox)), "Path": .string(folder.path),
      ])
    }
    return mailboxRecord(
      "MailItemsAccessed", .exchangeItemAggregated, session, at: moment, tellsClientIP: false,
      properties: accessProperties("Bind", isThrottled: schema < .year2025 ? isThrottled : nil),
      members(["Folders": .array(groups), "OperationCount": .int(items.count)]))
  }

  /// A folder that Outlook synchronised as a whole. The record has another type than a Bind, no list of folders, and
  /// says of the path that it is not available.
  package mutating func sync(_ session: MailboxSession, _ folder: Folder, at moment: Moment) -> UnifiedAuditRecord {
    let id = JSON.string(EntryIdentifier.unifiedAudit(folder: folder, in: session.mailbox))
    let parent: JSON = .object(["Id": id, "Name": .string(folder.name), "Path": "Not Available"])
    return mailboxRecord(
      "MailItemsAccessed", .exchangeItem, session, at: moment, properties: accessProperties("Sync", isThrottled: false),
      members(["Item": .object(["Id": id, "ParentFolder": parent])]))
  }

  /// Attachments that were opened: items stand with their id and without a Message-ID (from 2025 on).
  package mutating func attachmentAccess(
    _ session: MailboxSession, _ items: [AuditedItem], at moment: Moment
  ) -> UnifiedAuditRecord {
    let messages = items.map { item -> JSON in
      let attachments = item.attachments.map { attachment -> JSON in
        .object([
          "Id": .string(base64(dice.bytes(90))), "Name": .string(attachment.name),
          "SizeInBytes": .int(attachment.byteCount),
        ])
      }
      return .object([
        "Id": .string(EntryIdentifier.unifiedAudit(item: item, in: session.mailbox)),
        "Path": .string(item.folder.path), "MessageItems": .array(attachments),
      ])
    }
    return mailboxRecord(
      "AttachmentAccess", .exchangeItemAggregated, session, at: moment, tellsClientIP: false,
      properties: nameValueList([("AttachmentAccessType", "Bind")]),
      members(["Messages": .array(messages), "OperationCount": .int(items.count)]))
  }

  private mutating func boundItem(_ item: AuditedItem, in mailbox: Mailbox) -> JSON {
    .object([
      "ClientRequestId": schema == .year2024 ? .string(dice.guid().description) : nil,
      "Id": schema >= .year2024 ? .string(EntryIdentifier.unifiedAudit(item: item, in: mailbox)) : nil,
      "ImmutableId": schema >= .year2025 ? .string(base64(mailbox.guid.structureBytes + item.longTermID)) : nil,
      "InternetMessageId": item.internetMessageID.map(JSON.string),
      "SizeInBytes": schema >= .year2023 ? .int(item.byteCount) : nil,
    ])
  }

  private func accessProperties(_ type: String, isThrottled: Bool?) -> JSON {
    nameValueList([("MailAccessType", type)] + (isThrottled.map { [("IsThrottled", $0 ? "True" : "False")] } ?? []))
  }
}
