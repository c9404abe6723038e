/// One event of a mailbox audit log, as `New-MailboxAuditLogSearch` delivers it.
package struct MailboxAuditEvent: Sendable {
  package enum Operation: String, Sendable {
    case create = "Create"
    case folderBind = "FolderBind"
    case hardDelete = "HardDelete"
    case mailboxLogin = "MailboxLogin"
    /// Recorded for administrators only.
    case messageBind = "MessageBind"
    case move = "Move"
    case moveToDeletedItems = "MoveToDeletedItems"
    case sendAs = "SendAs"
    case sendOnBehalf = "SendOnBehalf"
    case softDelete = "SoftDelete"
    case update = "Update"
  }

  package let operation: Operation
  package let session: MailboxSession
  package let at: Moment
  /// `Succeeded`, `PartiallySucceeded` or `Failed`.
  package let result: String
  package let folder: Folder?
  package let items: [AuditedItem]

  package init(
    _ operation: Operation, _ session: MailboxSession, at moment: Moment, result: String = "Succeeded",
    folder: Folder? = nil, items: [AuditedItem] = []
  ) {
    (self.operation, self.session, at, self.result) = (operation, session, moment, result)
    (self.folder, self.items) = (folder, items)
  }

  func element(offsetMinutes: Int) -> XMLElement {
    let items = items.map { XMLElement(name: "Item", attributes: attributes(of: $0)) }
    return XMLElement(
      name: "Event", attributes: attributes(offsetMinutes: offsetMinutes),
      elements: items.isEmpty ? [] : [XMLElement(name: "SourceItems", attributes: [], elements: items)])
  }

  private func attributes(offsetMinutes: Int) -> [(name: String, value: String)] {
    let mailbox = session.mailbox
    let place = folder.map { folder in
      [
        ("FolderId", EntryIdentifier.hexadecimalDigits(folder: folder, in: mailbox)), ("FolderPathName", folder.path),
      ]
    }
    return [
      ("MailboxGuid", mailbox.guid.description), ("Owner", mailbox.person.displayName),
      ("LastAccessed", at.isoOffset(minutes: offsetMinutes)), ("Operation", operation.rawValue),
      ("OperationResult", result), ("LogonType", session.logonType.auditName),
    ] + (place ?? []) + [
      ("ClientInfoString", session.client.infoString), ("ClientIPAddress", session.address),
      ("InternalLogonType", "Owner"), ("MailboxOwnerUPN", mailbox.address), ("MailboxOwnerSid", mailbox.sid),
      ("CrossMailboxOperation", "false"), ("LogonUserDN", session.actor.userID), ("LogonUserSid", session.actor.sid),
    ]
  }

  private func attributes(of item: AuditedItem) -> [(name: String, value: String)] {
    [
      ("Id", EntryIdentifier.hexadecimalDigits(item: item, in: session.mailbox)), ("Subject", item.subject),
      ("FolderPathName", item.folder.path),
    ]
  }
}

extension MailboxSession.LogonType {
  fileprivate var auditName: String {
    switch self {
    case .owner: "Owner"
    case .administrator: "Admin"
    case .delegate: "Delegate"
    }
  }
}
