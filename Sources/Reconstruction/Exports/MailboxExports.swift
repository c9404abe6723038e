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
  /// The mailbox that each archive belongs to.
  private let parents: [Int64: Int64]

  init(_ directory: MailboxDirectory, _ db: Database) throws {
    self.directory = directory
    parents = try Row.fetchAll(
      db, sql: "SELECT mailbox_id, parent_mailbox_id FROM mailbox WHERE parent_mailbox_id IS NOT NULL"
    ).reduce(into: [:]) { $0[$1[0]] = $1[1] }
    try CmdletAct.each(["new-mailboxexportrequest"], db) { add($0) }
    joinReplication(try ReplicationRequest.fetch(db))
    try joinActs(db)
  }

  private mutating func add(_ act: CmdletAct) {
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
    var given = names.compactMap { name in act.parameters[name].map { "-\(name) \($0.joined(separator: ","))" } }
    let splatted = act.parameters.values.joined().filter { $0.hasPrefix("@") && $0.dropFirst().first?.isLetter == true }
    if !splatted.isEmpty { given.append("-splatted \(splatted.sorted().joined(separator: ","))") }
    return given.isEmpty ? nil : given.joined(separator: "; ")
  }

  // MARK: The replication service

  private mutating func joinReplication(_ requests: [ReplicationRequest]) {
    var asked = AskedRequests<String>()
    for place in jobs.indices.sorted(by: { (order($0), $1) < (order($1), $0) }) {
      if let path = jobs[place].destination { asked.add(place, asked: jobs[place].requested, under: path.lowercased()) }
    }
    for request in requests {
      // The request for the same file that came last before the service's first line, not yet joined with one.
      let until = request.firstTime.map { $0.sum(CmdletAct.tolerance) }
      join(request, at: request.path.flatMap { asked.take($0.lowercased(), until: until) { mayBe(request, $0) } })
    }
  }

  /// A file of one name may be written again: what the service says of another mailbox is of another request.
  private func mayBe(_ request: ReplicationRequest, _ place: Int) -> Bool {
    guard let mailbox = request.mailbox, let asked = jobs[place].mailboxes.first else { return true }
    return asked == mailbox || asked == parents[mailbox] || jobs[place].scope?.contains("-isarchive") == true
  }

  private func order(_ place: Int) -> Microseconds { jobs[place].requested ?? .min }

  private mutating func join(_ request: ReplicationRequest, at match: Int?) {
    let place = match ?? jobs.count
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

  // MARK: What was done with the request

  /// Each is joined with the last request of its name before it that is still there; by the mailbox where only that is
  /// said.
  private mutating func joinActs(_ db: Database) throws {
    var (byName, byOwner) = (AskedRequests<String>(), AskedRequests<Int64>())
    for place in jobs.indices.sorted(by: { (order($0), $0) < (order($1), $1) }) {
      for name in Set([identities[place], guids[place]?.lowercased()].compactMap { $0 }) {
        byName.add(place, asked: jobs[place].requested, under: name)
      }
      if let owner = jobs[place].mailboxes.first { byOwner.add(place, asked: jobs[place].requested, under: owner) }
    }
    try CmdletAct.each(
      [
        "remove-mailboxexportrequest", "set-mailboxexportrequest", "get-mailboxexportrequest",
        "get-mailboxexportrequeststatistics", "suspend-mailboxexportrequest", "resume-mailboxexportrequest",
      ], db
    ) { act in
      guard act.isSuccess != false, let name = (act["identity"] ?? act.target)?.trimmed.lowercased(), !name.isEmpty
      else { return }
      let owner = directory.mailbox(identity: Self.owner(name))
      if let place = byName.last(name, at: act.time, removed: { jobs[$0].removed })
        ?? owner.flatMap({ byOwner.last($0, at: act.time, removed: { jobs[$0].removed }) })
      {
        join(act, at: place)
      }
    }
  }

  private mutating func join(_ act: CmdletAct, at place: Int) {
    if act.name == "remove-mailboxexportrequest" {
      jobs[place].removed = jobs[place].removed ?? act.time
      jobs[place].cite(act.records, as: "removal")
    } else {
      jobs[place].cite(act.records, as: "status")
    }
  }
}
