/// What all records of a mailbox have in common.
extension UnifiedAuditBuilder {
  /// A record of the mailbox audit log, as it reaches the unified one. A Bind leaves `ClientIP` out.
  mutating func mailboxRecord(
    _ operation: String, _ recordType: UnifiedAuditRecord.RecordType, _ session: MailboxSession, at moment: Moment,
    result: String = "Succeeded", tellsClientIP: Bool = true, properties: JSON? = nil, _ more: [JSON.Member]
  ) -> UnifiedAuditRecord {
    record(
      operation, recordType, by: session.actor, at: moment, result: result, workload: "Exchange",
      context: accessContext(
        at: moment, sessionID: session.sessionID,
        application: session.client.clientApplicationID ?? session.client.applicationID),
      clientIP: tellsClientIP ? session.address : nil,
      client(of: session) + access(of: session, properties: properties) + more)
  }

  private mutating func client(of session: MailboxSession) -> [JSON.Member] {
    let client = session.client
    let request = schema >= .year2024 ? dice.guid().description : nil
    return members([
      "AppId": client.applicationID.map(JSON.string), "ClientAppId": client.clientApplicationID.map(JSON.string),
      "ClientIPAddress": .string(session.address), "ClientInfoString": .string(client.infoString),
      "ClientProcessName": client.process.map { .string($0.name) }, "ClientRequestId": request.map(JSON.string),
      "ClientVersion": client.process.map { .string($0.version) },
    ])
  }

  private func access(of session: MailboxSession, properties: JSON?) -> [JSON.Member] {
    let mailbox = session.mailbox
    let logonType = JSON.int(session.logonType.rawValue)
    let tellsSession = session.client.carriesSession && schema < .year2025
    return members([
      "ExternalAccess": false, "InternalLogonType": logonType, "LogonType": logonType,
      "LogonUserSid": .string(session.actor.sid), "MailboxGuid": .string(mailbox.guid.description),
      "MailboxOwnerSid": .string(mailbox.sid), "MailboxOwnerUPN": .string(mailbox.address),
      "OperationProperties": properties, "OrganizationName": .string(organisation.tenantDomain),
      "OriginatingServer": .string(server(of: mailbox) + "\r\n"),
      "SessionId": tellsSession ? .string(session.sessionID.description) : nil,
    ])
  }

  /// `{"Id":…,"Path":…}`.
  func folderText(_ folder: Folder, in mailbox: Mailbox) -> JSON {
    .object([
      "Id": .string(EntryIdentifier.unifiedAudit(folder: folder, in: mailbox)), "Path": .string(folder.path),
    ])
  }
}
