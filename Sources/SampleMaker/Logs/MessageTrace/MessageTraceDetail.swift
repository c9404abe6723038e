/// What Exchange Online did with one message on its way to one recipient (`Get-MessageTraceDetail`).
package struct MessageTraceEvent: Sendable {
  package let messageID: String
  package let traceID: GUID
  package let at: Moment
  package let sender: String
  package let recipient: String
  /// `Deliver`, `Send external`, `Fail`…
  package let event: String
  package let detail: String

  package init(
    messageID: String, traceID: GUID, at: Moment, sender: String, recipient: String, event: String, detail: String
  ) {
    (self.messageID, self.traceID, self.at) = (messageID, traceID, at)
    (self.sender, self.recipient) = (sender, recipient)
    (self.event, self.detail) = (event, detail)
  }

  /// What the service says when automatic forwarding out of the tenant is not allowed.
  package static let forwardingRefused =
    "Reason: [{LED=550 5.7.520 Access denied, Your organization does not allow external forwarding. Please contact "
    + "your administrator for further assistance. AS(7555)};{MSG=};{FQDN=};{IP=};{LRT=}]"
}

/// A file of message trace events, as `Get-MessageTrace | Get-MessageTraceDetail | Export-Csv` gives it together with
/// the two addresses.
package final class MessageTraceDetail {
  private let file: String
  private let output: OutputFile
  package private(set) var rowCount = 0
  package var byteCount: Int64 { output.length }

  /// Makes the file below the folder of the case; the folders above it are there.
  package init(creating file: String, inCase folder: String) throws(MakerError) {
    self.file = file
    output = try OutputFile(creating: folder + "/" + file)
    let header = [
      "MessageId", "MessageTraceId", "Date", "SenderAddress", "RecipientAddress", "Event", "Action", "Detail",
    ]
    _ = try output.appendLine(quotedCSV(header))
  }

  package func append(_ event: MessageTraceEvent) throws(MakerError) -> LogPlace {
    rowCount += 1
    let cells = [
      event.messageID, event.traceID.description, event.at.american, event.sender, event.recipient, event.event, "",
      event.detail,
    ]
    return LogPlace(file: file, line: try output.appendLine(quotedCSV(cells)))
  }

  /// Ends the file; returns its SHA-256.
  package func finish() throws(MakerError) -> String { try output.finish() }
}
