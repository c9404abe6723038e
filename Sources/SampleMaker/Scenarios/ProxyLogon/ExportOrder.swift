/// One mailbox export of the story: what the cmdlet was told and what came of it.
struct ExportOrder: Sendable {
  enum Outcome: Sendable {
    /// The replication service finished it after so many minutes.
    case completed(minutes: Int)
    /// It could not write to the place that it was given.
    case failed(minutes: Int)
    /// It was taken away before it began.
    case removed(seconds: Int)
  }

  let job: String
  let mailbox: Mailbox
  let requestedAt: Moment
  let filePath: String
  /// The server whose replication service does it.
  var server = 0
  var includeFolders: String?
  var contentFilter: String?
  /// Which items the service takes.
  var takes: @Sendable (_ folder: Folder, _ receivedAt: Moment) -> Bool = { _, _ in true }
  var outcome: Outcome
  let requestGUID: GUID

  init(
    _ job: String, of mailbox: Mailbox, at moment: Moment, to filePath: String, _ outcome: Outcome, guid: GUID
  ) {
    (self.job, self.mailbox, self.filePath) = (job, mailbox, filePath)
    requestedAt = moment + .milliseconds(Int(guid.bytes[0]) * 3)
    (self.outcome, requestGUID) = (outcome, guid)
  }

  /// The end of its file's path.
  var fileName: String { String(filePath.split(separator: "\\").last ?? "") }

  var completedAt: Moment? {
    guard case .completed(let minutes) = outcome else { return nil }
    return requestedAt + .minutes(minutes)
  }

  /// The cmdlet as the administrator audit log has it.
  func cmdlet(caller: String, path: String, originatingServer: String) -> AdminAuditEvent {
    let target = "\(path)\\MailboxExport"
    let parameters: KeyValuePairs<String, String> =
      switch (includeFolders, contentFilter) {
      case (let folders?, let filter?):
        [
          "Mailbox": mailbox.address, "IncludeFolders": folders, "ContentFilter": filter, "FilePath": filePath,
        ]
      case (let folders?, nil): ["Mailbox": mailbox.address, "IncludeFolders": folders, "FilePath": filePath]
      case (nil, let filter?): ["Mailbox": mailbox.address, "ContentFilter": filter, "FilePath": filePath]
      case (nil, nil): ["Mailbox": mailbox.address, "FilePath": filePath]
      }
    return AdminAuditEvent(
      caller: caller, "New-MailboxExportRequest", parameters, on: target, at: requestedAt,
      originatingServer: originatingServer)
  }

  /// What the replication service logs of it, up to its end.
  func replication(
    items: Int, bytes: Int, of total: (items: Int, bytes: Int), databaseGUID: GUID
  ) -> [MailboxReplicationRecord] {
    var queued = MailboxReplicationRecord(
      at: requestedAt + .seconds(1), status: .queued, statusDetail: "Queued", requestGUID: requestGUID,
      mailboxGUID: mailbox.guid, database: "DB01", databaseGUID: databaseGUID, filePath: filePath,
      createdAt: requestedAt)
    (queued.mailboxItems, queued.mailboxBytes) = total
    switch outcome {
    case .removed(let seconds):
      var removed = queued
      (removed.at, removed.statusDetail) = (requestedAt + .seconds(seconds), "Removed")
      return [queued, removed]
    case .completed(let minutes):
      let running = running(queued)
      var completed = running
      completed.at = requestedAt + .minutes(minutes)
      (completed.status, completed.statusDetail, completed.completedAt) = (.completed, "Completed", completed.at)
      (completed.itemsTransferred, completed.bytesTransferred) = (items, bytes)
      completed.percentComplete = 100
      return [queued, running, completed]
    case .failed(let minutes):
      let running = running(queued)
      var failed = running
      failed.at = requestedAt + .minutes(minutes)
      (failed.status, failed.statusDetail, failed.failedAt) = (.failed, "Failed", failed.at)
      failed.failureType = "RemotePermanentException"
      failed.message = "Unable to open PST file '\(filePath)'. Error details: Access to the path is denied."
      return [queued, running, failed]
    }
  }

  private func running(_ queued: MailboxReplicationRecord) -> MailboxReplicationRecord {
    var running = queued
    running.at = requestedAt + .seconds(52)
    (running.status, running.statusDetail, running.startedAt) = (.inProgress, "CopyingMessages", running.at)
    running.percentComplete = 25
    return running
  }
}
