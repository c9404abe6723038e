import GRDB
import Records

/// Joins mailbox exports with files among the exhibits and with what was fetched from the web server: the file itself,
/// or another in its folder that it was packed or renamed into. Names and extensions lie, so folder, time and size join.
struct StagedFiles {
  private let exhibits: [FoundExhibit]
  private let requests: [FetchedFile]
  private let addresses: FetchAddresses
  /// Servers that the jobs and their logs name, in lower case.
  private let servers: Set<String>

  init(for jobs: [ExportJob], _ db: Database) throws {
    servers = Set(jobs.compactMap(\.server) + jobs.compactMap(Self.host))
    exhibits = try FoundExhibit.fetch(for: jobs, db)
    addresses = try FetchAddresses(for: jobs, db)
    requests = try FetchedFile.fetch(Set(jobs.compactMap(\.webFolder)), db)
  }

  func join(_ jobs: inout [ExportJob]) {
    for place in jobs.indices where jobs[place].kind == .mailboxExport && !jobs[place].isWebShellWrite {
      findTarget(&jobs[place])
    }
    for request in requests.sorted(by: { ($0.first, $0.path) < ($1.first, $1.path) }) { findSource(of: request, &jobs) }
    findPacked(&jobs)
  }

  // MARK: The file itself

  private func findTarget(_ job: inout ExportJob) {
    guard let path = job.destination.map(TargetPath.init), path.isStore else { return }
    if let found = exhibits.first(where: {
      $0.isStore && $0.lies(at: path) && mayBe($0.folders, on: Self.host(of: job))
    }) {
      job.files.append(
        ExportFile(
          role: .target, path: found.path, exhibit: found.id, byteCount: found.byteCount,
          basis: "lies where the export was to be written"))
      complete(&job, because: "the file itself is at hand")
    } else if let found = exhibits.first(where: { $0.isStoreOf(job) }) {
      job.files.append(
        ExportFile(
          role: .target, path: found.path, exhibit: found.id, byteCount: found.byteCount,
          basis: "holds that mailbox and as many items as the service copied"))
      complete(&job, because: "the file itself is at hand")
    }
  }

  private func complete(_ job: inout ExportJob, because reason: String) {
    switch job.state {
    case .unknown where job.isCutShort:
      job.set(.unknown, because: "\(job.stateReason); \(reason): what it holds was taken")
    case .requested, .unknown: job.set(job.webFolder == nil ? .completed : .staged, because: reason)
    case .completed where job.webFolder != nil: job.set(.staged, because: reason + ", in a folder that is served")
    default: break
    }
  }

  /// The server whose drive the target lies on.
  private static func host(of job: ExportJob) -> String? {
    guard let path = job.destination.map(TargetPath.init), !path.isLoopback, !path.isAddress else { return job.server }
    return path.hostName ?? job.server
  }

  /// Whether a path of an exhibit names another server than that one.
  private func mayBe(_ folders: [String], on server: String?) -> Bool {
    guard let server else { return true }
    let named = folders.filter(servers.contains)
    return named.isEmpty || named.contains(server)
  }

  // MARK: What was fetched

  private func findSource(of request: FetchedFile, _ jobs: inout [ExportJob]) {
    let folder = jobs.indices.filter { place in
      let job = jobs[place]
      return job.kind == .mailboxExport && !job.isWebShellWrite && job.state != .failed
        && job.webFolder == request.folder && mayBe(request.folders, on: Self.host(of: job))
        && (job.requested.map { $0 <= request.first } ?? false)
    }
    let exact = folder.filter { jobs[$0].destination.map { TargetPath($0).fileName } == request.name }
    if let place = latest(exact, jobs) {
      fetch(request, for: &jobs[place], basis: "the name of the export's own file")
    } else if !request.isPopular, let place = latest(finished(folder, by: request, jobs), jobs) {
      let others = finished(folder, by: request, jobs).count - 1
      fetch(
        request, for: &jobs[place],
        basis: "a file that nobody else asked for, and nobody before, in its folder, after it was finished"
          + (others > 0 ? "; \(others) earlier exports went to that folder, and this one is the last before" : ""))
    }
  }

  /// Those that were finished by then, small enough and not yet fetched under another name.
  private func finished(_ places: [Int], by request: FetchedFile, _ jobs: [ExportJob]) -> [Int] {
    places.filter { place in
      let job = jobs[place]
      guard let completed = job.completed, completed <= request.first else { return false }
      guard !job.cited.contains(where: { $0.role == "download" }) else { return false }
      // Packing makes smaller; headers and the store's own tables add little.
      guard let sent = request.byteCount, let copied = job.byteCount else { return true }
      return sent <= copied.sum(copied).sum(1_048_576)
    }
  }

  private func latest(_ places: [Int], _ jobs: [ExportJob]) -> Int? {
    // A file still at hand was not packed and deleted.
    func rank(_ place: Int) -> (Int, Microseconds) {
      let isAtHand = jobs[place].files.contains { $0.role == .target }
      return (isAtHand ? 0 : 1, jobs[place].completed ?? jobs[place].requested ?? .min)
    }
    return places.max { rank($0) < rank($1) }
  }

  private func fetch(_ request: FetchedFile, for job: inout ExportJob, basis: String) {
    let atHand = exhibits.first { $0.serves(request) && mayBe($0.folders, on: Self.host(of: job)) }
    let isComplete = request.isComplete(of: atHand?.byteCount)
    let doubt = addresses.doubt(request.clientIP, of: job)
    job.files.append(
      ExportFile(
        role: .fetched, path: request.path, exhibit: atHand?.id, record: request.records.first,
        byteCount: request.byteCount, at: request.first, clientIP: request.clientIP, isComplete: isComplete,
        basis: basis))
    job.cite(request.records, as: doubt == nil ? "download" : "fetch")
    if let doubt { return tell(&job, "\(request.path) was fetched by \(doubt)") }
    guard isComplete != false else {
      return tell(&job, "part of \(request.path) was fetched: fewer bytes than the file at hand has")
    }
    job.downloaded = job.downloaded ?? request.first
    let text =
      isComplete == true
      ? "\(request.path) left: as many bytes were sent as the file at hand has"
      : "\(request.path) was fetched; how many bytes were sent is not known to match"
    if job.isCutShort { tell(&job, text) } else { job.set(.downloaded, because: text) }
  }

  /// What is no download, or not of all that was asked for, takes a finished export no further than into the folder.
  private func tell(_ job: inout ExportJob, _ text: String) {
    switch job.state {
    case .completed, .staged: job.set(.staged, because: text)
    case .requested, .unknown: job.set(job.state, because: "\(job.stateReason); \(text)")
    case .downloaded, .failed: break
    }
  }

  // MARK: Files that nobody is seen to fetch

  /// An archive in the folder of one finished export alone, named nowhere else.
  private func findPacked(_ jobs: inout [ExportJob]) {
    let told = Set(jobs.flatMap { $0.files.compactMap(\.exhibit) })
    for found in exhibits where found.isArchive && !told.contains(found.id) {
      let places = jobs.indices.filter { place in
        let job = jobs[place]
        guard job.kind == .mailboxExport, job.completed != nil, !job.isWebShellWrite, job.state != .failed,
          let path = job.destination.map(TargetPath.init)
        else { return false }
        let isSmallEnough =
          job.byteCount.flatMap { limit in found.byteCount.map { $0 <= limit.sum(limit).sum(1_048_576) } } ?? true
        return found.liesIn(path.folder) && mayBe(found.folders, on: Self.host(of: job)) && isSmallEnough
      }
      guard places.count == 1, let place = places.first else { continue }
      jobs[place].files.append(
        ExportFile(
          role: .packed, path: found.path, exhibit: found.id, byteCount: found.byteCount,
          basis: "an archive in the folder of this export, the only one there that was finished"))
      if jobs[place].state == .completed, jobs[place].webFolder != nil {
        jobs[place].set(.staged, because: "an archive lies in its folder, which the web server serves")
      }
    }
  }
}
