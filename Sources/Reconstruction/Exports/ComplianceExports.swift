import GRDB
import Records

/// eDiscovery: compliance searches with their queries and places, what was exported or shown of their results, and what
/// was downloaded. `SearchExported` comes before `SearchExportDownloaded`; none of them leads to a MailItemsAccessed.
struct ComplianceExports {
  private(set) var jobs: [ExportJob] = []
  private let directory: MailboxDirectory
  private let everyone: [Int64]
  private var definitions: [String: [Definition]] = [:]

  /// What a record changes of a search.
  private struct Definition {
    let time: Microseconds?
    let records: [Int64]
    /// What it leaves out stays as it was: a change of a search, not the search as a whole.
    let isChange: Bool
    /// A new search has no places excluded; the service's own records name none, whatever was set.
    let isNew: Bool
    let query: String?
    let places, added, removed: [String]
    let excluded: [String]?
    let alsoExcluded, noLongerExcluded: [String]

    var changesExclusions: Bool {
      excluded != nil || !alsoExcluded.isEmpty || !noLongerExcluded.isEmpty || !removed.isEmpty
    }
    var changesPlaces: Bool { !added.isEmpty || changesExclusions }
  }

  /// What a search was set to look for, and by which records.
  private struct Search {
    var records: [Int64] = []
    var exclusionRecords: [Int64] = []
    var query: String?
    var places: [String] = []
    var excluded: [String] = []
  }

  init(_ directory: MailboxDirectory, _ db: Database) throws {
    self.directory = directory
    everyone = try Int64.fetchAll(db, sql: "SELECT mailbox_id FROM mailbox ORDER BY mailbox_id")
    let acts = try CmdletAct.fetch(
      [
        "new-compliancesearch", "set-compliancesearch", "searchcreated", "searchupdated", "searchstarted",
        "new-compliancesearchaction", "searchexported", "searchresultsexported", "searchpreviewed",
        "searchexportdownloaded", "searchpreviewdownloaded", "viewedsearchpreviewed", "previewitemlisted",
        "previewitemviewed", "previewitemdownloaded", "removedsearchexported",
      ], db)
    for act in acts where act.isSuccess != false { define(act) }
    for act in acts { order(act) }
    for act in acts where act.isSuccess != false { follow(act) }
  }

  // MARK: Searches

  private static let defining: Set<String> = [
    "new-compliancesearch", "set-compliancesearch", "searchcreated", "searchupdated", "searchstarted", "searchexported",
    "searchresultsexported", "searchexportdownloaded", "searchpreviewed",
  ]

  private mutating func define(_ act: CmdletAct) {
    guard Self.defining.contains(act.name), let name = Self.search(act) else { return }
    func list(_ names: String...) -> [String] { names.flatMap { act.values($0) }.flatMap(Self.list) }
    let isChange = act.name == "set-compliancesearch"
    let query = act["contentmatchquery"] ?? act["query"]
    let definition = Definition(
      time: act.time, records: act.records, isChange: isChange, isNew: act.name == "new-compliancesearch",
      query: query ?? (isChange ? nil : ""), places: list("exchangelocation", "exchangelocations"),
      added: list("addexchangelocation"), removed: list("removeexchangelocation"),
      excluded: act.parameters["exchangelocationexclusion"].map { $0.flatMap(Self.list) },
      alsoExcluded: list("addexchangelocationexclusion"), noLongerExcluded: list("removeexchangelocationexclusion"))
    // A record of the service names its places, and no query where there is none; a change may leave either out.
    guard query != nil || !definition.places.isEmpty || definition.changesPlaces else { return }
    definitions[name, default: []].append(definition)
  }

  /// The name of the search that an act is about: an action is called `NAME_Export` or `NAME_Preview`.
  private static func search(_ act: CmdletAct) -> String? {
    let isAction = act.name.contains("export") || act.name.contains("preview") || act.name.hasSuffix("action")
    var name = act["searchname"] ?? (isAction ? act.target : act["name"] ?? act["identity"] ?? act.target) ?? ""
    name = name.trimmed.lowercased()
    for suffix in ["_export", "_preview"] where isAction && name.hasSuffix(suffix) { name.removeLast(suffix.count) }
    return name.isEmpty ? nil : name
  }

  private static func list(_ text: String) -> [String] {
    text.split { ",;".contains($0) }.map { String($0).trimmed.trimmingMarks }
      .filter { !$0.isEmpty && $0.lowercased() != "$null" }
  }

  /// What the search was set to when it was exported.
  private func search(_ name: String, at time: Microseconds?) -> Search? {
    let until = time.map { $0.sum(CmdletAct.tolerance) } ?? .max
    let told = (definitions[name] ?? []).filter { $0.time ?? .min <= until }
    guard !told.isEmpty else { return nil }
    return told.reduce(into: Search()) { change(&$0, $1) }
  }

  private func change(_ search: inout Search, _ definition: Definition) {
    search.records = definition.isChange ? search.records + definition.records : definition.records
    if !definition.isChange { search.places = [] }
    if !definition.places.isEmpty { search.places = definition.places }
    search.query = definition.query ?? search.query
    search.places += definition.added
    if definition.isNew { (search.excluded, search.exclusionRecords) = ([], []) }
    if let excluded = definition.excluded { search.excluded = excluded }
    search.excluded += definition.alsoExcluded
    search.excluded.removeAll { place in definition.noLongerExcluded.contains { isSame($0, place) } }
    for place in definition.removed {
      // Of a place that stands in a group, or under a name not known here, no list shows that it went.
      if !search.places.contains(where: { isSame($0, place) }) { search.excluded.append(place) }
      search.places.removeAll { isSame($0, place) }
    }
    if definition.changesExclusions { search.exclusionRecords += definition.records }
  }

  private func isSame(_ place: String, _ other: String) -> Bool {
    guard place.lowercased() != other.lowercased() else { return true }
    return directory.mailbox(identity: place).map { $0 == directory.mailbox(identity: other) } ?? false
  }

  // MARK: Exports and previews

  private mutating func order(_ act: CmdletAct) {
    switch act.name {
    case "new-compliancesearchaction" where act.isOn("export"): begin(.complianceExport, act, isDone: false)
    case "new-compliancesearchaction" where act.isOn("preview"): begin(.contentSearchPreview, act, isDone: false)
    case "searchexported", "searchresultsexported": begin(.complianceExport, act, isDone: true)
    case "searchpreviewed", "previewitemlisted": begin(.contentSearchPreview, act, isDone: true)
    default: break
    }
  }

  /// The cmdlet and the service's own record of it are one export.
  private mutating func begin(_ kind: ExportJob.Kind, _ act: CmdletAct, isDone: Bool) {
    guard let name = Self.search(act) else { return }
    let near = jobs.lastIndex { job in
      guard job.kind == kind, job.name == name else { return false }
      guard let asked = job.requested, let time = act.time else { return true }
      return time <= asked.sum(CmdletAct.tolerance) && asked <= time.sum(CmdletAct.tolerance)
    }
    let place = near ?? jobs.count
    if near == nil { jobs.append(job(kind, name, act)) }
    jobs[place].cite(act.records, as: "request")
    if act.isSuccess == false {
      if jobs[place].state == .requested { jobs[place].set(.failed, because: "the log says that it failed") }
    } else if isDone {
      jobs[place].completed = jobs[place].completed ?? act.time
      jobs[place].set(
        .completed,
        because: kind == .complianceExport
          ? "the service exported the results; no download is logged" : "the service showed results of the search")
    }
  }

  private func job(_ kind: ExportJob.Kind, _ name: String, _ act: CmdletAct) -> ExportJob {
    var job = ExportJob(kind)
    (job.name, job.requester, job.requested) = (name, act.caller, act.time)
    guard let known = search(name, at: act.time) else { return job }
    let excluded = known.excluded.isEmpty ? nil : ExportScope.excluding(known.excluded)
    job.filter = known.query
    job.mailboxName = known.places.joined(separator: ", ")
    job.scope = [known.places.joined(separator: ", "), excluded].compactMap { $0 }.joined(separator: "; ")
    let without = Set(known.excluded.compactMap(directory.mailbox(identity:)))
    job.mailboxes = mailboxes(known.places).filter { !without.contains($0) }
    job.cite(known.records + known.exclusionRecords, as: "definition")
    return job
  }

  private func mailboxes(_ places: [String]) -> [Int64] {
    if places.contains(where: { $0.lowercased() == "all" }) { return everyone }
    return Set(places.compactMap { directory.mailbox(identity: $0) }).sorted()
  }

  // MARK: Downloads

  private mutating func follow(_ act: CmdletAct) {
    guard let name = Self.search(act) else { return }
    switch act.name {
    case "searchexportdownloaded":
      let place = latest(.complianceExport, name, act.time) ?? jobs.count
      if place == jobs.count {
        jobs.append(job(.complianceExport, name, act))
        // When it was exported is not at hand: between the search and this.
        jobs[place].started = earliestExport(name, before: act.time)
        jobs[place].completed = act.time
      }
      jobs[place].cite(act.records, as: "download")
      jobs[place].downloaded = jobs[place].downloaded ?? act.time
      jobs[place].set(.downloaded, because: "the download of the results is logged")
    case "removedsearchexported":
      guard let place = latest(.complianceExport, name, act.time) else { return }
      jobs[place].removed = jobs[place].removed ?? act.time
      jobs[place].cite(act.records, as: "removal")
    case "viewedsearchpreviewed", "previewitemviewed", "previewitemdownloaded", "searchpreviewdownloaded":
      guard let place = latest(.contentSearchPreview, name, act.time) else { return }
      jobs[place].cite(act.records, as: "status")
    default: break
    }
  }

  /// Not before the search is known to be there. Results of an export are kept for two weeks; twice that is granted.
  private func earliestExport(_ name: String, before download: Microseconds?) -> Microseconds? {
    guard let download else { return nil }
    let known = (definitions[name] ?? []).compactMap(\.time).filter { $0 < download }.min()
    return max(known ?? .min, download.sum(-30 * microsecondsPerDay))
  }

  private func latest(_ kind: ExportJob.Kind, _ name: String, _ time: Microseconds?) -> Int? {
    jobs.lastIndex { job in
      guard job.kind == kind, job.name == name else { return false }
      guard let asked = job.requested, let time else { return true }
      return asked <= time
    }
  }
}

extension String {
  /// Without quotation marks at its ends.
  var trimmingMarks: String {
    var text = self[...]
    while let first = text.first, "\"'".contains(first) { text.removeFirst() }
    while let last = text.last, "\"'".contains(last) { text.removeLast() }
    return String(text)
  }
}
