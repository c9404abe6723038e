/// Writes what happens, in the order of time, into those logs that were kept, tells the truth where each record stands,
/// and remembers which acts left none.
final class Chronicle {
  private let truth: TruthBook
  private let servers: [ServerLogs]
  private let plan: Break
  private let adminAudit: AuditXML
  private let mailboxAudit: AuditXML
  private var counts = (admin: 0, mailbox: 0)
  /// By the number of the act; what no log shows of it.
  private var missing: [String: [Missing]] = [:]

  private struct Missing {
    let what: String
    let why: Unseen
    var from: Moment
    var to: Moment
  }

  private static let adminFile = "evidence/logs/audit/AdminAuditLog/SearchResult.xml"
  private static let mailboxFile = "evidence/logs/audit/MailboxAuditLog/SearchResult.xml"

  init(studio: Studio, servers: [ServerLogs], plan: Break) throws(MakerError) {
    (truth, self.servers, self.plan) = (studio.truth, servers, plan)
    for file in [Self.adminFile, Self.mailboxFile] { _ = try studio.folder.path(file) }
    adminAudit = try AuditXML(
      creating: Self.adminFile, inCase: studio.folder.staging, offsetMinutes: plan.offsetMinutes)
    mailboxAudit = try AuditXML(
      creating: Self.mailboxFile, inCase: studio.folder.staging, offsetMinutes: plan.offsetMinutes)
  }

  /// Happenings in the order of time; no call may come before what an earlier one wrote.
  func write(_ happenings: [Happening]) throws(MakerError) {
    for happening in happenings { try write(happening) }
  }

  /// Ends all logs and tells what none of them shows.
  func finish() throws(MakerError) {
    for server in servers { try server.finish() }
    try finish(adminAudit, Self.adminFile, "admin-audit-xml", counts.admin)
    try finish(mailboxAudit, Self.mailboxFile, "mailbox-audit-xml", counts.mailbox)
    for act in truth.acts {
      for hole in missing[act.id] ?? [] {
        try truth.hide(
          act, hole.what, because: hole.why, from: hole.from, to: hole.to, mailboxes: act.mailboxes)
      }
    }
  }

  private func finish(_ log: AuditXML, _ file: String, _ format: String, _ count: Int) throws(MakerError) {
    let digest = try log.finish()
    truth.deliver(EvidenceFile(path: file, format: format, byteCount: log.byteCount, sha256: digest, count: count))
  }

  private func write(_ happening: Happening) throws(MakerError) {
    let trace = happening.trace
    switch happening.event {
    case .request(let request):
      try write(request, trace)
    case .replication(let number, let record):
      guard let line = try servers[number].append(record) else {
        return miss(servers[number].setting, "mailbox replication log", \.replication, trace, happening.at)
      }
      try note(line, at: happening.at, trace, trace.statements)
    case .cmdlet(let event):
      counts.admin += 1
      let place = try adminAudit.append(event)
      try truth.note(
        WrittenRecord(place: place, log: "admin_audit", at: event.at, operation: event.cmdlet, trace: trace))
      try writeOnServer(event, trace)
    case .failedCmdlet(let event): try writeOnServer(event, trace)
    case .controlPanel(let server, let call):
      try note(servers[server].backEnd.append(call, at: happening.at), at: happening.at, trace)
    case .tracking(let server, let record):
      if let line = try servers[server].backEnd.append(record) { try note([line], at: happening.at, trace) }
    case .windowsEvent(let server, let event):
      if let line = try servers[server].backEnd.append(event) { try note([line], at: happening.at, trace) }
    case .mailboxAudit(let event):
      counts.mailbox += 1
      let place = try mailboxAudit.append(event)
      try truth.note(
        WrittenRecord(
          place: place, log: "mailbox_audit", at: event.at, operation: event.operation.rawValue, trace: trace))
    case .restart(let server): try servers[server].restart(at: happening.at)
    case .updated(let server, let build): servers[server].update(to: build)
    }
  }

  private func write(_ request: WebRequest, _ trace: Trace) throws(MakerError) {
    let server = servers[request.server]
    let (iis, httpProxy) = try server.append(request, publicHost: plan.publicHost)
    if let iis {
      try note(iis, at: request.at, trace, request.iisSays)
    } else {
      miss(server.setting, "IIS", \.iis, trace, request.at)
    }
    if let httpProxy {
      try note(httpProxy, at: request.at, trace, request.proxySays)
    } else if request.access != nil {
      miss(server.setting, "HttpProxy", \.httpProxy, trace, request.at)
    }
    if let call = request.ews {
      if let line = try server.backEnd.append(call, of: request) {
        try note(line, at: request.at, trace, request.ewsSays)
      } else {
        miss(server.setting, "EWS", \.backEnd.services, trace, request.at)
      }
    }
    if let call = request.controlPanel {
      try note(server.backEnd.append(call, at: request.at), at: request.at, trace)
    }
  }

  /// A cmdlet in the logs of the server that ran it, which say what the administrator audit log says.
  private func writeOnServer(_ event: AdminAuditEvent, _ trace: Trace) throws(MakerError) {
    for server in servers where event.originatingServer.hasPrefix(server.setting.name + " ") {
      try note(server.backEnd.append(event, by: plan.caller(of: event), of: plan.domain), at: event.at, trace)
    }
  }

  /// Lines that all say what their trace says.
  private func note(_ lines: [ServerLogs.Line], at moment: Moment, _ trace: Trace) throws(MakerError) {
    for line in lines { try note(line, at: moment, trace, trace.statements) }
  }

  private func note(
    _ line: ServerLogs.Line, at moment: Moment, _ trace: Trace, _ statements: [Statement]
  ) throws(MakerError) {
    let told = trace.stating(statements)
    let first = WrittenRecord(
      place: line.place, log: line.log, id: line.id, at: moment, operation: line.operation, trace: told)
    try truth.note(first)
    guard let copy = line.copy else { return }
    try truth.note(
      WrittenRecord(
        place: copy, log: line.log, id: line.id, at: moment, operation: line.operation, trace: told,
        firstPlace: line.place))
  }

  private func miss(
    _ setting: ServerLogs.Setting, _ log: String, _ kept: KeyPath<ServerLogs.Setting, ServerLogs.Kept>,
    _ trace: Trace, _ moment: Moment
  ) {
    guard let act = trace.act else { return }
    let what = "\(log) of \(setting.name)"
    let why = setting[keyPath: kept].reason(at: moment)
    var holes = missing[act.id] ?? []
    if let known = holes.firstIndex(where: { $0.what == what && $0.why == why }) {
      holes[known].to = moment
    } else {
      holes.append(Missing(what: what, why: why, from: moment, to: moment))
    }
    missing[act.id] = holes
  }
}

extension Trace {
  fileprivate func stating(_ statements: [Statement]) -> Trace {
    guard let act else { return Trace(ordinary: hand, mailbox: mailbox, stating: statements) }
    return Trace(act, mailbox: mailbox, stating: statements)
  }
}
