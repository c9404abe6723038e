/// Writes what happens, in the order of time, into those logs that were kept, tells the truth where each record stands,
/// and remembers which acts left none.
final class Chronicle {
  private let truth: TruthBook
  private let servers: [ServerLogs]
  private let publicHost: String
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

  init(studio: Studio, servers: [ServerLogs], publicHost: String, offsetMinutes: Int) throws(MakerError) {
    (truth, self.servers, self.publicHost) = (studio.truth, servers, publicHost)
    for file in [Self.adminFile, Self.mailboxFile] { _ = try studio.folder.path(file) }
    adminAudit = try AuditXML(
      creating: Self.adminFile, inCase: studio.folder.staging, offsetMinutes: offsetMinutes)
    mailboxAudit = try AuditXML(
      creating: Self.mailboxFile, inCase: studio.folder.staging, offsetMinutes: offsetMinutes)
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
    let (iis, httpProxy) = try server.append(request, publicHost: publicHost)
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
