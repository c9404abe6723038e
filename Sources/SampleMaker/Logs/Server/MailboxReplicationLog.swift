/// A state that the mailbox replication service put a request into.
package struct MailboxReplicationRecord: Sendable {
  package enum Status: String, Sendable {
    case queued = "Queued", inProgress = "InProgress", completed = "Completed", failed = "Failed"
  }

  package var at: Moment
  package var status: Status
  /// What the service was doing: `Queued`, `CopyingMessages`, `Completed`, `Failed`, `Removed`…
  package var statusDetail: String
  package var requestGUID: GUID
  package var mailboxGUID: GUID
  package var database: String
  package var databaseGUID: GUID
  package var filePath: String
  package var createdAt: Moment
  package var startedAt: Moment?
  package var completedAt: Moment?
  package var failedAt: Moment?
  package var mailboxItems = 0
  package var mailboxBytes = 0
  package var itemsTransferred: Int?
  package var bytesTransferred: Int?
  package var percentComplete = 0
  package var failureType = ""
  package var message = ""

  package init(
    at: Moment, status: Status, statusDetail: String, requestGUID: GUID, mailboxGUID: GUID, database: String,
    databaseGUID: GUID, filePath: String, createdAt: Moment
  ) {
    (self.at, self.status, self.statusDetail, self.requestGUID) = (at, status, statusDetail, requestGUID)
    (self.mailboxGUID, self.database, self.databaseGUID) = (mailboxGUID, database, databaseGUID)
    (self.filePath, self.createdAt) = (filePath, createdAt)
  }
}

/// The request log of the mailbox replication service: `Logging\MailboxReplicationService\Requests`, a file a day.
///
/// Unproven: no file of it has been published. Known of Exchange are the folder, the beginning of the file names, the
/// `#Software` and `#Log-type` lines, that times go by the name `Time`, and the names of the columns, but neither their
/// order nor all of them; that the names of the columns stand above the `#` lines is taken from Exchange's other logs of
/// the same make. The name that a request was given, its folders and its content filter are not logged.
package final class MailboxReplicationLog {
  private let log: RollingLog
  private let serverName: String

  /// `folder` is that of the server's `MailboxReplicationService` logs, relative to the case folder.
  package init(
    in folder: String, serverName: String, build: ExchangeBuild, on shelf: LogShelf
  ) {
    self.serverName = serverName
    let shape = RollingLog.Shape(
      format: "mrs", period: .day, path: { "\(folder)/Requests/MRS_Request_\(RollingLog.Period.day.stamp($0))-1.LOG" },
      head: {
        ExchangeLogText.head(
          software: "Microsoft Exchange Mailbox Replication Service", version: build.text, logType: "Request Log",
          fields: Self.fields, namesFirst: true, at: $0)
      })
    log = RollingLog(shape, on: shelf)
  }

  package func append(_ record: MailboxReplicationRecord) throws(MakerError) -> LogPlace {
    let cells = cells(of: record)
    return try log.append(ExchangeLogText.row(Self.fields.map { cells[$0] ?? "" }), at: record.at)
  }

  package func finish() throws(MakerError) { try log.finish() }

  private static let fields = [
    "Time", "StatusDetail", "TS_Creation", "TS_Start", "TS_LastUpdate", "TS_Completion", "TS_Failure",
    "Duration_Queued", "Duration_InProgress", "RequestGuid", "Status", "Flags", "SourceExchangeGuid",
    "SourceDatabase_Guid", "SourceDatabase", "SourceServer", "MRSServerName", "TotalMailboxItemCount",
    "ItemsTransferred", "PercentComplete", "TotalMailboxSize", "BytesTransferred", "BadItemsEncountered",
    "FailureType", "FailureSide", "Message", "RequestType", "FilePath",
  ]

  private func cells(of record: MailboxReplicationRecord) -> [String: String] {
    let ended = record.completedAt ?? record.failedAt ?? record.at
    var cells = [
      "Time": record.at.isoMilliseconds, "StatusDetail": record.statusDetail, "Status": record.status.rawValue,
      "TS_Creation": record.createdAt.isoMilliseconds, "TS_LastUpdate": record.at.isoMilliseconds,
      "Flags": "IntraOrg, Pull",
      "RequestGuid": record.requestGUID.description, "SourceExchangeGuid": record.mailboxGUID.description,
      "SourceDatabase_Guid": record.databaseGUID.description, "SourceDatabase": record.database,
      "SourceServer": serverName, "MRSServerName": serverName, "RequestType": "MailboxExport",
      "FilePath": record.filePath, "Message": record.message, "FailureType": record.failureType,
      "FailureSide": record.failureType.isEmpty ? "" : "Target",
    ]
    cells["TS_Start"] = record.startedAt?.isoMilliseconds
    cells["TS_Completion"] = record.completedAt?.isoMilliseconds
    cells["TS_Failure"] = record.failedAt?.isoMilliseconds
    cells["Duration_Queued"] = milliseconds((record.startedAt ?? ended) - record.createdAt)
    cells["Duration_InProgress"] = record.startedAt.map { milliseconds(ended - $0) }
    for (name, count) in [
      ("TotalMailboxItemCount", record.mailboxItems), ("TotalMailboxSize", record.mailboxBytes),
      ("PercentComplete", record.percentComplete),
    ] where count > 0 {
      cells[name] = String(count)
    }
    cells["ItemsTransferred"] = record.itemsTransferred.map(String.init)
    cells["BytesTransferred"] = record.bytesTransferred.map(String.init)
    return cells
  }

  private func milliseconds(_ span: Span) -> String { String(span.microseconds / 1000) }
}
