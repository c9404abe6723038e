import GRDB
import Records

/// Mailbox exports: `New-MailboxExportRequest` from any log, joined with the replication service's log, with removals,
/// and with other cmdlets about the request.
struct MailboxExports {
  private(set) var jobs: [ExportJob] = []
  private let directory: MailboxDirectory
  /// What the log says that each request is called, by place in `jobs`.
  private var identities: [Int: String] = [:]
  private var guids: [Int: String] = [:]

  init(_ directory: MailboxDirectory, _ db: Database) throws {
    self.directory = directory
    for act in try CmdletAct.fetch(["new-mailboxexportrequest"], db) { add(act) }
    for request in try ReplicationRequest.fetch(db) { join(request) }
    let others = try CmdletAct.fetch(
      [
        "remove-mailboxexportrequest", "set-mailboxexportrequest", "get-mailboxexportrequest",
        "get-mailboxexportrequeststatistics", "suspend-mailboxexportrequest", "resume-mailboxexportrequest",
      ], db)
    for act in others { join(act) }
  }

  private mutating func add(_ act: CmdletAct) {
    guard !act.isOn("whatif") else { return }
    var job = ExportJob(.mailboxExport)
    job.mailboxName = act["mailbox"] ?? act.target
    job.mailboxes = [act["mailbox"], act.target.map(Self.owner)].lazy.compactMap { $0 }
      .compactMap(directory.mailbox(identity:)).prefix(1).map { $0 }
    job.name = act["name"]
    job.requester = act.caller
    job.requested = act.time
    job.server = act.server.map(Self.shortName)
    job.destination = act["filepath"]
    job.filter = act["contentfilter"]
    job.scope = Self.scope(act)
    job.cite(act.records, as: "request")
    place(&job)
    if act.isSuccess == false {
      job.set(.failed, because: "the request was refused: \(act["error"] ?? "the log says that the cmdlet failed")")
      job.cite(act.records, as: "failure")
    }
    identities[jobs.count] = act.target?.lowercased()
    jobs.append(job)
  }

  private func place(_ job: inout ExportJob) {
    guard let path = job.destination.map(TargetPath.init) else { return }
    job.webFolder = path.webFolder
    job.isWebShellWrite = path.isPage
  }

  /// The part of `HOUSE/Staff/Name\MailboxExport` before the request's own name.
  private static func owner(_ identity: String) -> String {
    identity.lastIndex(of: "\\").map { String(identity[..<$0]) } ?? identity
  }

  /// `ATE-EX01 (15.01.2106.002)` as `ate-ex01`.
  private static func shortName(_ server: String) -> String {
    String(server.trimmed.lowercased().prefix { $0 != " " && $0 != "." })
  }

  /// Switches and folders as the request gave them, one `-Name value` after the other.
  private static func scope(_ act: CmdletAct) -> String? {
    let names = [
      "includefolders", "excludefolders", "sourcerootfolder", "isarchive", "excludedumpster",
      "associatedmessagescopyoption", "contentfilterlanguage",
    ]
    let given = names.compactMap { name in act.parameters[name].map { "-\(name) \($0.joined(separator: ","))" } }
    return given.isEmpty ? nil : given.joined(separator: "; ")
  }

  // MARK: The replication service

  private mutating func join(_ request: ReplicationRequest) {
    let place = match(request) ?? jobs.count
    if place == jobs.count { jobs.append(Self.job(of: request)) }
    guids[place] = request.guid
    var job = jobs[place]
    if job.mailboxes.isEmpty, let mailbox = request.mailbox { job.mailboxes = [mailbox] }
    if job.server == nil { job.server = request.server.map(Self.shortName) }
    (job.itemCount, job.byteCount) = (request.itemCount, request.byteCount)
    for line in request.lines { job.cite([line.record], as: Self.role(line.state)) }
    job.started = request.firstWork?.time
    Self.conclude(request, &job)
    jobs[place] = job
  }

  private static func role(_ state: String) -> String {
    if state.hasPrefix("completed") { return "completion" }
    if state.hasPrefix("failed") { return "failure" }
    return state.hasPrefix("removed") ? "removal" : "progress"
  }

  private static func conclude(_ request: ReplicationRequest, _ job: inout ExportJob) {
    if let completed = request.last("completed") {
      job.completed = completed.time
      job.set(.completed, because: "the replication service logged its completion")
    } else if let failed = request.last("failed") {
      job.completed = nil
      job.set(.failed, because: "the replication service failed: \(request.message ?? failed.state)")
    } else if let removed = request.last("removed") {
      job.removed = removed.time
      if request.firstWork == nil {
        job.set(.failed, because: "it was removed before the replication service began")
      } else {
        job.set(.unknown, because: "it was removed while the replication service was at it: part of it may be written")
      }
    } else if request.firstWork != nil {
      job.set(.unknown, because: "the replication service was at it, and its end is not logged")
    }
  }

  private static func job(of request: ReplicationRequest) -> ExportJob {
    var job = ExportJob(.mailboxExport)
    job.requested = request.firstTime
    job.destination = request.path
    let path = request.path.map(TargetPath.init)
    (job.webFolder, job.isWebShellWrite) = (path?.webFolder, path?.isPage ?? false)
    return job
  }

  /// The request for the same file that came last before the service's first line, not yet joined with one.
  private func match(_ request: ReplicationRequest) -> Int? {
    guard let path = request.path?.lowercased() else { return nil }
    let candidates = jobs.indices.filter { place in
      guard guids[place] == nil, jobs[place].destination?.lowercased() == path else { return false }
      guard let asked = jobs[place].requested, let first = request.firstTime else { return true }
      return asked <= first.sum(CmdletAct.tolerance)
    }
    return candidates.max { (jobs[$0].requested ?? .min) < (jobs[$1].requested ?? .min) }
  }

  // MARK: What was done with the request

  private mutating func join(_ act: CmdletAct) {
    guard act.isSuccess != false, let identity = (act["identity"] ?? act.target)?.trimmed.lowercased(),
      !identity.isEmpty, let place = match(identity, at: act.time)
    else { return }
    if act.name == "remove-mailboxexportrequest" {
      jobs[place].removed = jobs[place].removed ?? act.time
      jobs[place].cite(act.records, as: "removal")
    } else {
      jobs[place].cite(act.records, as: "status")
    }
  }

  /// The last request of that name before it that is still there; by the mailbox where only that is said.
  private func match(_ identity: String, at time: Microseconds?) -> Int? {
    let owner = directory.mailbox(identity: Self.owner(identity))
    func there(_ place: Int) -> Bool {
      guard let time, let asked = jobs[place].requested else { return true }
      let stays = jobs[place].removed.map { $0.sum(CmdletAct.tolerance) >= time } ?? true
      return asked <= time && stays
    }
    let named = jobs.indices.filter { place in
      guard there(place) else { return false }
      if identities[place] == identity || guids[place]?.lowercased() == identity { return true }
      return owner != nil && jobs[place].mailboxes.first == owner
    }
    let exact = named.filter { identities[$0] == identity || guids[$0]?.lowercased() == identity }
    let open = (exact.isEmpty ? named : exact).sorted { (jobs[$0].requested ?? .min) < (jobs[$1].requested ?? .min) }
    return open.last { jobs[$0].removed == nil } ?? open.last
  }
}
