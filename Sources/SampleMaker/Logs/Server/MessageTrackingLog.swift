/// A step of a message through a server: taken from a mailbox (`SUBMIT`) or put into one (`DELIVER`).
package struct MessageTrackingRecord: Sendable {
  package enum Step: String, Sendable { case submit = "SUBMIT", deliver = "DELIVER" }

  package var at: Moment
  package var step: Step
  /// With angle brackets.
  package var messageID: String
  package var networkMessageID: GUID
  package var internalID: Int
  package var sender: String
  package var recipients: [String]
  package var subject: String
  package var byteCount: Int
  package var clientAddress: String
  package var databaseGUID: GUID
  package var sentAt: Moment
}

/// `TransportRoles\Logs\MessageTracking`, a file for each hour: deliveries in files that begin `MSGTRKMD`, submissions in
/// such as begin `MSGTRKMS`. Columns as of build 15.1.2375 (Microsoft's "Message tracking", field names).
package final class MessageTrackingLog {
  private let submissions: RollingLog
  private let deliveries: RollingLog
  private let serverName: String
  private let serverAddress: String
  private let build: ExchangeBuild

  /// `folder` is that of the server's tracking logs, relative to the case folder.
  package init(in folder: String, serverName: String, serverAddress: String, build: ExchangeBuild, on shelf: LogShelf) {
    (self.serverName, self.serverAddress, self.build) = (serverName, serverAddress, build)
    func log(_ prefix: String) -> RollingLog {
      let shape = RollingLog.Shape(
        format: "message-tracking", period: .hour,
        path: { "\(folder)/\(prefix)\(RollingLog.Period.hour.stamp($0))-1.LOG" },
        head: {
          ExchangeLogText.head(version: build.text, logType: "Message Tracking Log", fields: Self.fields, at: $0)
        })
      return RollingLog(shape, on: shelf)
    }
    (submissions, deliveries) = (log("MSGTRKMS"), log("MSGTRKMD"))
  }

  package func append(_ record: MessageTrackingRecord) throws(MakerError) -> LogPlace {
    let cells = cells(of: record)
    let log = record.step == .submit ? submissions : deliveries
    return try log.append(ExchangeLogText.row(Self.fields.map { cells[$0] ?? "" }), at: record.at)
  }

  package func finish() throws(MakerError) {
    try submissions.finish()
    try deliveries.finish()
  }

  private func cells(of record: MessageTrackingRecord) -> [String: String] {
    var cells = [
      "date-time": record.at.isoMilliseconds, "client-ip": record.clientAddress, "client-hostname": serverName,
      "server-ip": serverAddress, "server-hostname": serverName, "source": "STOREDRIVER",
      "event-id": record.step.rawValue, "internal-message-id": "\(record.internalID)", "message-id": record.messageID,
      "network-message-id": record.networkMessageID.description,
      "recipient-address": record.recipients.joined(separator: ";"), "total-bytes": "\(record.byteCount)",
      "recipient-count": "\(record.recipients.count)", "message-subject": record.subject,
      "sender-address": record.sender, "return-path": record.sender, "transport-traffic-type": "Email",
      "log-id": record.networkMessageID.description, "schema-version": build.text,
    ]
    if record.step == .submit {
      cells["source-context"] =
        "MDB:\(record.databaseGUID), Event:\(record.internalID), MessageClass:IPM.Note, "
        + "CreationTime:\(record.sentAt.isoMilliseconds), ClientType:MOMT"
      (cells["directionality"], cells["message-info"]) = ("Originating", "04I: ")
    } else {
      cells["source-context"] = "\(record.networkMessageID);\(record.sentAt.isoMilliseconds);ClientSubmitTime:"
      cells["recipient-status"] = ""
      (cells["directionality"], cells["message-info"]) = (
        "Originating", record.sentAt.isoMilliseconds + ";SRV=\(serverName)"
      )
      cells["custom-data"] = "S:MailboxDatabaseGuid=\(record.databaseGUID);S:DeliveryPriority=Normal"
    }
    return cells
  }

  private static let fields = [
    "date-time", "client-ip", "client-hostname", "server-ip", "server-hostname", "source-context", "connector-id",
    "source", "event-id", "internal-message-id", "message-id", "network-message-id", "recipient-address",
    "recipient-status", "total-bytes", "recipient-count", "related-recipient-address", "reference", "message-subject",
    "sender-address", "return-path", "message-info", "directionality", "tenant-id", "original-client-ip",
    "original-server-ip", "custom-data", "transport-traffic-type", "log-id", "schema-version",
  ]
}
