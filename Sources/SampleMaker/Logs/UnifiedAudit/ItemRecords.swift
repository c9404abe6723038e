/// What somebody did to single items and folders of a mailbox.
extension UnifiedAuditBuilder {
  package enum Deletion: String, Sendable {
    case moveToDeletedItems = "MoveToDeletedItems"
    case softDelete = "SoftDelete"
    case hardDelete = "HardDelete"
  }

  /// Who a mail seems to come from, where that is not its sender.
  package enum SentFor: String, Sendable {
    case sendAs = "SendAs"
    case sendOnBehalf = "SendOnBehalf"
  }

  /// A mail that was sent. Records of 2021 often know no more than its Message-ID and subject: there, leave the copy in
  /// Sent Items out.
  package mutating func send(
    _ session: MailboxSession, _ item: AuditedItem, at moment: Moment, knowsItem: Bool = true,
    for sentFor: SentFor? = nil
  ) -> UnifiedAuditRecord {
    let known: JSON = knowsItem ? .string(EntryIdentifier.unifiedAudit(item: item, in: session.mailbox)) : "Unknown"
    let sender = JSON.string(session.mailbox.address)
    return mailboxRecord(
      sentFor?.rawValue ?? "Send", .exchangeItem, session, at: moment,
      members([
        "Item": .object([
          "Attachments": item.attachmentsText, "Id": known,
          "InternetMessageId": item.internetMessageID.map(JSON.string),
          "ParentFolder": knowsItem ? folderText(item.folder, in: session.mailbox) : nil,
          "SizeInBytes": schema >= .year2023 ? .int(item.byteCount) : nil, "Subject": .string(item.subject),
        ]),
        "SendAsUserSmtp": sentFor == .sendAs ? sender : nil,
        "SendOnBehalfOfUserSmtp": sentFor == .sendOnBehalf ? sender : nil,
      ]))
  }

  /// Items that were deleted from one folder, in one of the three ways. Outlook says of some that they partly failed.
  package mutating func delete(
    _ deletion: Deletion, _ session: MailboxSession, _ items: [AuditedItem], from folder: Folder, at moment: Moment,
    isPartial: Bool = false
  ) -> UnifiedAuditRecord {
    let mailbox = session.mailbox
    let affected = items.map { item -> JSON in
      .object([
        "Attachments": item.attachmentsText, "Id": .string(EntryIdentifier.unifiedAudit(item: item, in: mailbox)),
        "InternetMessageId": item.internetMessageID.map(JSON.string),
        "ParentFolder": folderText(folder, in: mailbox), "Subject": .string(item.subject),
      ])
    }
    let destination = deletion == .moveToDeletedItems ? mailbox.folder(.deleted) : nil
    return mailboxRecord(
      deletion.rawValue, .exchangeItemGroup, session, at: moment,
      result: isPartial ? "PartiallySucceeded" : "Succeeded",
      members([
        "AffectedItems": .array(affected), "CrossMailboxOperation": false,
        "DestFolder": destination.map { folderText($0, in: mailbox) }, "Folder": folderText(folder, in: mailbox),
      ]))
  }

  /// Rights on a folder: `AddFolderPermissions`, `ModifyFolderPermissions` or `RemoveFolderPermissions`.
  package mutating func folderPermissions(
    _ operation: String, _ session: MailboxSession, _ folder: Folder, member: AuditActor, rights: String,
    at moment: Moment
  ) -> UnifiedAuditRecord {
    let id = JSON.string(EntryIdentifier.unifiedAudit(folder: folder, in: session.mailbox))
    let parent: JSON = .object([
      "Id": id, "MemberRights": .string(rights), "MemberSid": .string(member.sid),
      "MemberUpn": .string(member.userID), "Name": .string(folder.name), "Path": .string(folder.path),
    ])
    return mailboxRecord(
      operation, .exchangeItem, session, at: moment, members(["Item": .object(["Id": id, "ParentFolder": parent])]))
  }

  /// A rule made or changed in Outlook: what cmdlets do not show. A rule that lost its name has a member without value.
  package mutating func updateInboxRules(
    _ session: MailboxSession, _ rule: OutlookRule, at moment: Moment
  ) -> UnifiedAuditRecord {
    let inbox = session.mailbox.folder(.inbox)
    let id = inbox.map { JSON.string(EntryIdentifier.unifiedAudit(folder: $0, in: session.mailbox)) }
    let parent = inbox.map { JSON.object(["Id": id, "Name": .string($0.name), "Path": .string($0.path)]) }
    return mailboxRecord(
      "UpdateInboxRules", .exchangeItem, session, at: moment,
      properties: nameValueList([
        ("RuleOperation", rule.operation), ("RuleId", "-\(dice.within(1_000_000...9_999_999))"),
        ("RuleState", "Enabled"), ("RuleCondition", rule.condition), ("RuleName", rule.name),
        ("RuleProvider", "RuleOrganizer"), ("RuleActions", rule.actions.text),
      ]), members(["Item": .object(["Id": id, "ParentFolder": parent])]))
  }

  /// That a mailbox was opened; recorded where the owner's sign-ins are audited.
  package mutating func mailboxLogin(_ session: MailboxSession, at moment: Moment) -> UnifiedAuditRecord {
    mailboxRecord("MailboxLogin", .exchangeItem, session, at: moment, [])
  }

  /// A search in Outlook on the web, where a tenant has that audited.
  package mutating func searchQuery(
    _ session: MailboxSession, _ query: String, at moment: Moment
  ) -> UnifiedAuditRecord {
    mailboxRecord(
      "SearchQueryInitiatedExchange", .exchangeSearch, session, at: moment,
      properties: nameValueList([("QueryText", query), ("QuerySource", "Outlook")]),
      members(["QueryText": .string(query)]))
  }
}

/// A rule of Outlook's, as `UpdateInboxRules` tells it.
package struct OutlookRule: Sendable {
  /// `AddMailboxRule`, `ModifyMailboxRule` or `RemoveMailboxRule`.
  package let operation: String
  package let name: String?
  package let condition: String
  /// `RuleActions`: JSON within a string.
  package let actions: JSON

  package init(operation: String, name: String?, condition: String, actions: JSON) {
    (self.operation, self.name, self.condition, self.actions) = (operation, name, condition, actions)
  }

  /// Forwards every mail to these addresses.
  package static func forwarding(to addresses: [String], name: String?) -> OutlookRule {
    OutlookRule(
      operation: "AddMailboxRule", name: name, condition: "{(Exists(ItemClass))}",
      actions: .array([
        .object([
          "ActionType": "Forward", "Recipients": .array(addresses.map(JSON.string)), "ForwardFlags": "None",
        ])
      ]))
  }
}
