import Bytes
package import Records

/// Exchange Online's message trace: Get-MessageTrace and Get-MessageTraceDetail as CSV, historical searches (UTF-16), and
/// the JSON of the reporting services.
package enum MessageTraceReader: Reader {
  package static let kind = "message_trace"
  package static let summary =
    "Message trace of Exchange Online (CSV, historical search, JSON): who sent which message to whom, and what became of it"
  package static let access = SourceAccess.sequential
  package static let timeBases: [TimeBasis]? = [.utc, .offset]

  private static var records: LoggedRecords {
    LoggedRecords(
      kind: kind, knows: knows, timeFields: ["Received", "Date"],
      rowLimits: [(1000, "a message trace gives unless asked for more"), (5000, "a message trace gives in one answer")])
  }

  private static func knows(_ names: Set<String>) -> Bool {
    if names.isSuperset(of: ["sender_address", "message_id", "recipient_status"]) { return true }
    // Steps of Get-MessageTraceDetail, which names neither sender nor recipient.
    if names.isSuperset(of: ["messageid", "messagetraceid", "event", "detail"]) { return true }
    return names.isSuperset(of: ["messageid", "senderaddress", "recipientaddress"])
      && !names.isDisjoint(with: ["messagetraceid", "status", "event"])
  }

  package static func recognises(_ opening: Opening) -> Bool { records.recognises(opening) }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    try await records.read(source.openStream(), into: collector) { record, location, culture in
      guard record.fields.first("MessageId", "message_id", "SenderAddress", "sender_address") != nil else {
        return "neither a message id nor a sender"
      }
      for recipient in TracedRecipient.all(in: record.fields) {
        guard
          let mapping = MessageTraceMapping(
            record.fields, to: recipient, culture: culture, location: location, collector.nextAuditRecord)
        else { return "no digest of it could be made" }
        collector.add(mapping.record)
        if let defect = mapping.defect { collector.add(defect) }
      }
      return nil
    }
  }
}

/// To whom a row tells of, and what became of the message there.
struct TracedRecipient: Equatable {
  let address: String?
  let outcome: String?

  /// A historical search names all recipients in one row, `ann@x##Receive, Deliver;bob@y##Receive, Fail`: the last word of
  /// each is what became of it. In all other traces a row has one.
  static func all(in fields: LoggedFields) -> [TracedRecipient] {
    let outcome = fields.first("Event", "event_id", "Status")
    guard let listed = fields["recipient_status"], listed.contains("##"), outcome == nil else {
      let address = fields.first("RecipientAddress", "recipient_address", "recipient_status")
      return [TracedRecipient(address: address, outcome: outcome)]
    }
    return listed.split(separator: ";").map { one in
      let parts = one.split(separator: "##", maxSplits: 1)
      let steps = parts.count == 2 ? parts[1].split(separator: ",").map(\.trimmingSpace) : []
      return TracedRecipient(address: parts.first?.trimmingSpace, outcome: steps.last.map(Self.lastStep))
    }
  }
}

extension TracedRecipient {
  /// `Receive Deliver` are two steps, `Send External` is one.
  private static func lastStep(_ steps: String) -> String {
    let words = steps.split(separator: " ")
    guard words.count > 1, let last = words.last else { return steps }
    return last.lowercased() == "external" ? words.suffix(2).joined(separator: " ") : String(last)
  }
}

/// One row of a message trace as an `AuditRecord`, for one recipient: the sender as actor, the recipient as target,
/// where it came from as client, where it went as server, the message as one access of type `send`. Which mailbox sent
/// it is not said: a sender may be anybody.
struct MessageTraceMapping {
  private(set) var record: AuditRecord
  private(set) var defect: Defect?

  /// Nil where no digest of it can be made.
  init?(
    _ fields: LoggedFields, to recipient: TracedRecipient, culture: CultureTime, location: SourceLocation,
    _ nextOrdinal: () -> Ordinal
  ) {
    let logged = fields.first("Received", "origin_timestamp_utc", "date_time_utc", "Date", "ReceivedDateTime")
    let time = logged.flatMap { LoggedTime($0, zoneless: .utc, culture: culture) }
    let operation = recipient.outcome ?? "MessageTrace"
    guard let payload = Self.payload(fields, operation, recipient.address, at: time) else { return nil }
    // Times are in UTC whatever the culture they are written in (Get-MessageTrace).
    record = AuditRecord(
      ordinal: nextOrdinal(), location: location, payloadSHA256: payload, logKind: MessageTraceReader.kind,
      timeBasis: time?.basis == .offset ? .offset : .utc, operation: operation)
    record.occurredAt = time?.microseconds
    // An id of the trace stands for a message: its recipients and steps share it.
    record.externalID = payload.externalID
    record.workload = "Exchange"
    record.actor = fields.first("SenderAddress", "sender_address")
    record.target = recipient.address
    readOutcome(operation, fields)
    if var address = fields.first("FromIP", "original_client_ip", "client_ip") {
      let client = address.withUTF8 { LoggedAddress($0) }
      (record.clientIP, record.clientPort) = (client?.address, client?.port)
    }
    record.server = fields.first("ToIP", "server_hostname", "server_ip")
    record.accesses = [Self.access(fields)]
    record.itemCount = 1
    record.byteCount = record.accesses[0].byteCount
    guard time == nil else { return }
    defect = Defect(
      field: "Received", problem: location.line.map { "line \($0): \(logged ?? "absent")" } ?? logged ?? "absent",
      consequence: "record kept, its time not known", offset: location.offset, length: location.length)
  }

  /// What became of it, and the reason given, as `Detail` of a cmdlet that bears the name of the step: there is no other
  /// place for text that is asked for.
  private mutating func readOutcome(_ operation: String, _ fields: LoggedFields) {
    record.isSuccess = Self.isSuccess(operation)
    guard let detail = fields.first("Detail", "Data", "custom_data", "recipient_detail") else { return }
    let isRefusal = Self.isRefusal(detail)
    if record.isSuccess == nil, isRefusal { record.isSuccess = false }
    guard isRefusal || record.isSuccess == false else { return }
    record.cmdlet = Cmdlet(
      name: operation, caller: nil, target: record.target, parameters: [.init(name: "Detail", value: detail)])
  }

  /// Whether a text names a permanent failure: an enhanced status of class 5 (`5.7.520`, RFC 3463 2), or a reply 550 to
  /// 559 (RFC 5321 4.2.1) where a reply begins: the text, or what stands behind `LED=`. Elsewhere such numbers are
  /// sizes and ids.
  static func isRefusal(_ text: String) -> Bool {
    let hasStatus = text.split { !$0.isNumber && $0 != "." }.contains { word in
      let parts = word.split(separator: ".", omittingEmptySubsequences: false)
      return parts.count == 3 && parts[0] == "5" && parts.allSatisfy { (1...3).contains($0.count) }
    }
    if hasStatus || beginsWithRefusal(text) { return true }
    return text.lowercased().ranges(of: "led=").contains {
      beginsWithRefusal(String(text.lowercased()[$0.upperBound...]))
    }
  }

  private static func beginsWithRefusal(_ text: String) -> Bool {
    let reply = text.drop { " \"'{[".contains($0) }
    let code = reply.prefix { $0.isNumber }
    guard code.count == 3, ("550"..."559").contains(String(code)) else { return false }
    return reply.dropFirst(3).first.map { !($0.isLetter || $0 == ".") } ?? true
  }

  private static func access(_ fields: LoggedFields) -> MailAccess {
    var access = MailAccess(.send)
    access.internetMessageID = fields.first("MessageId", "message_id")
    access.messageKey = access.internetMessageID.flatMap(messageKey(of:))
    access.subject = fields.first("Subject", "message_subject")
    access.byteCount = fields.first("Size", "total_bytes").flatMap { Int64($0) }.flatMap {
      (0..<itemSizeLimit).contains($0) ? $0 : nil
    }
    return access
  }

  /// Delivered, or handed on, to the recipient; nil while it is on its way, and for words that nobody knows.
  private static func isSuccess(_ operation: String) -> Bool? {
    switch operation.lowercased() {
    case "delivered", "deliver", "expanded", "expand", "send external", "sendexternal", "send": true
    case "failed", "fail", "dsn", "drop", "quarantined", "filteredasspam": false
    default: nil
    }
  }

  /// Of what says which step of which message it is: two queries that overlap agree.
  private static func payload(
    _ fields: LoggedFields, _ operation: String, _ recipient: String?, at time: LoggedTime?
  ) -> Digest? {
    let parts = [
      fields.first("MessageTraceId", "network_message_id"), fields.first("MessageId", "message_id"),
      fields.first("SenderAddress", "sender_address"), recipient, operation, time.map { "\($0.microseconds)" },
      fields.first("Action", "source"), fields.first("Detail", "source_context", "reference"),
      fields.first("Subject", "message_subject"), fields.first("Size", "total_bytes"),
      fields.first("FromIP", "original_client_ip", "client_ip"), fields.first("ToIP", "server_ip"),
    ]
    return LoggedFields.sha256(parts.map { $0 ?? "" }.joined(separator: "\u{2}"))
  }
}
