import Records

/// Exchange cmdlets as the servers log them (Logging\CmdletInfra, Powershell-Proxy, LocalPowerShell): name, parameters,
/// caller, outcome.
package enum CmdletInfraReader: FieldLogReader {
  typealias Rows = CmdletInfraRows

  package static let kind = "cmdlet_infra"
  package static let summary = "CmdletInfra (Rps Cmdlet) logs: cmdlets with parameters, caller and outcome"

  static func reads(_ header: FieldLogHeader) -> Bool {
    header.dialect == .commas && header.has("Cmdlet", "Parameters")
  }
}

/// One line as a cmdlet.
struct CmdletInfraRows: FieldLogRows {
  private let kind: String
  private let collector: RecordCollector
  private var columns: ServerLogColumns
  private let cmdlet, parameters, user, sid, application, process, result, objects: Int?

  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector) {
    self.kind = kind
    self.collector = collector
    columns = ServerLogColumns(header)
    cmdlet = header.column("Cmdlet")
    parameters = header.column("Parameters")
    user = header.column("AuthenticatedUser")
    sid = header.column("ExecutingUserSid")
    application = header.column("ClientApplication")
    process = header.column("ProcessName")
    result = header.column("ExecutionResult")
    objects = header.column("OutputObjectCount")
  }

  mutating func take(_ row: FieldLogRow) {
    let name = row.text(cmdlet)
    guard var record = columns.record(of: row, kind: kind, operation: name, collector) else { return }
    record.actor = row.text(user) ?? row.text(sid)
    record.clientInfo = row.text(application) ?? row.text(process)
    if row[result].equalsIgnoringCase("success") { record.isSuccess = true }
    if row[result].equalsIgnoringCase("error") || row[result].equalsIgnoringCase("failure") { record.isSuccess = false }
    record.itemCount = row.size(objects).flatMap { $0 <= Int64(Ordinal.max) ? $0 : nil }
    if let name {
      let parameters = row.text(parameters).map(CommandLine.parameters) ?? []
      record.target = ExchangeManagementEvents.target(of: parameters)
      record.cmdlet = Cmdlet(
        name: name, caller: record.actor, target: record.target,
        parameters: parameters + parameters.flatMap(\.plainRecipients))
    }
    collector.add(record)
  }
}
