import Records

/// The mailbox replication service (Logging\MailboxReplicationService): each state of each export, import and move of a
/// mailbox, with what was copied and where to.
package enum MailboxReplicationReader: FieldLogReader {
  typealias Rows = MailboxReplicationRows

  package static let kind = "mailbox_replication"
  package static let summary = "Mailbox replication service logs: exports, imports and moves, state by state"

  static func reads(_ header: FieldLogHeader) -> Bool {
    guard header.dialect == .commas, header.has("RequestGuid") else { return false }
    return header.column("StatusDetail", "Status", "SyncStage") != nil
  }
}

/// One line as the state that a request was put into. The request's GUID is the session key, which its lines share.
struct MailboxReplicationRows: FieldLogRows {
  private let kind: String
  private let collector: RecordCollector
  private var columns: ServerLogColumns
  private let detail, status, request, type, source, target, path, items, bytes, sourceServer, message: Int?

  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector) {
    self.kind = kind
    self.collector = collector
    columns = ServerLogColumns(header)
    detail = header.column("StatusDetail", "SyncStage")
    status = header.column("Status")
    request = header.column("RequestGuid")
    type = header.column("RequestType")
    source = header.column("SourceExchangeGuid", "ExchangeGuid")
    target = header.column("TargetExchangeGuid")
    path = header.column("FilePath", "RemoteFilePath")
    items = header.column("ItemsTransferred")
    bytes = header.column("BytesTransferred")
    sourceServer = header.column("SourceServer")
    message = header.column("Message", "FailureType")
  }

  mutating func take(_ row: FieldLogRow) {
    let state = row.text(detail) ?? row.text(status)
    guard var record = columns.record(of: row, kind: kind, operation: state, collector) else { return }
    record.server = record.server ?? row.text(sourceServer)
    record.sessionKey = row.text(request)
    record.workload = row.text(type)
    record.mailbox = mailbox(row)
    record.target = row.text(path)
    record.itemCount = row.size(items).flatMap { $0 <= Int64(Ordinal.max) ? $0 : nil }
    record.byteCount = row.size(bytes)
    record.clientInfo = row.text(message)
    if state?.lowercased().hasPrefix("completed") == true { record.isSuccess = true }
    if state?.lowercased().hasPrefix("failed") == true { record.isSuccess = false }
    collector.add(record)
  }

  /// The mailbox whose content is copied; of an import, where there is no source, the one that it goes to.
  private func mailbox(_ row: FieldLogRow) -> LoggedMailbox? {
    let guid = row.text(source) ?? row.text(target)
    return guid.flatMap { AnchorMailbox.isGUID($0[...]) ? LoggedMailbox(guid: $0) : nil }
  }
}
