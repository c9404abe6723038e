import GRDB
import Records

/// Mail taken out of mailboxes as a whole, as far as records tell, before it has a number.
struct ExportJob {
  enum Kind: String {
    case mailboxExport = "mailbox_export", complianceExport = "compliance_export"
    case contentSearchPreview = "content_search_preview", searchMailbox = "search_mailbox"
    case mailboxRestore = "mailbox_restore", forwardingMailbox = "forwarding_mailbox"
    case forwardingInboxRule = "forwarding_inbox_rule", transportRule = "transport_rule", journalRule = "journal_rule"
  }

  /// How far it came. The further wins whatever the order in which records say so; a failure ends it.
  enum State: String {
    case requested, completed, staged, downloaded, failed, unknown
  }

  struct Cited {
    let record: Int64
    let role: String
  }

  let kind: Kind
  /// Whose mail it is; empty where nobody can say.
  var mailboxes: [Int64] = []
  var mailboxName: String?
  var name: String?
  var requester: String?
  var requested: Microseconds?
  var started: Microseconds?
  var completed: Microseconds?
  var downloaded: Microseconds?
  var removed: Microseconds?
  var server: String?
  var destination: String?
  var webFolder: String?
  var filter: String?
  var scope: String?
  var state = State.requested
  var stateReason = "the request is logged, and nothing that it ran"
  var isWebShellWrite = false
  var itemCount: Int64?
  var byteCount: Int64?
  /// The same may stand there twice.
  private(set) var cited: [Cited] = []
  var files: [ExportFile] = []

  init(_ kind: Kind) { self.kind = kind }

  /// Removed while the service was at it, or perhaps so: a file of it holds what was written until then.
  var isCutShort: Bool { state == .unknown && removed != nil }

  mutating func cite(_ records: [Int64], as role: String) {
    cited += records.map { Cited(record: $0, role: role) }
  }

  mutating func set(_ state: State, because reason: String) {
    self.state = state
    stateReason = reason
  }

  /// What it is told by in every run alike.
  var sortKey: (Microseconds, String, String, Int64) {
    (requested ?? completed ?? downloaded ?? .max, kind.rawValue, destination ?? name ?? "", cited.first?.record ?? 0)
  }

  /// Addresses that mail goes to.
  var destinationAddresses: [String] { (destination ?? "").split(separator: ",").map { String($0).trimmed } }
}

/// A file that a job wrote, or may have become.
struct ExportFile {
  enum Role: String { case target, packed, fetched }

  let role: Role
  let path: String
  var exhibit: Int64?
  var record: Int64?
  var byteCount: Int64?
  var at: Microseconds?
  var clientIP: String?
  var isComplete: Bool?
  let basis: String
}

/// Numbers jobs by time and content, and writes them.
enum ExportJobWriter {
  static func write(_ jobs: [ExportJob], in db: Database) throws {
    var fileID: Int64 = 0
    let insertMailbox = try db.makeStatement(sql: "INSERT INTO export_job_mailbox VALUES (?, ?)")
    let insertRecord = try db.makeStatement(sql: "INSERT OR IGNORE INTO export_job_record VALUES (?, ?, ?)")
    let insertFile = try db.makeStatement(
      sql: "INSERT INTO export_file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    // Jobs are large: places are put in order, not the jobs.
    let keys = jobs.map(\.sortKey)
    for (number, place) in jobs.indices.sorted(by: { keys[$0] < keys[$1] }).enumerated() {
      let (id, job) = (Int64(number) + 1, jobs[place])
      try insert(job, id, db)
      for mailbox in Set(job.mailboxes).sorted() {
        try insertMailbox.execute(arguments: [id, mailbox])
      }
      for entry in job.cited {
        try insertRecord.execute(arguments: [id, entry.record, entry.role])
      }
      for file in job.files {
        fileID += 1
        try insertFile.execute(arguments: [
          fileID, id, file.role.rawValue, file.path, file.exhibit, file.record, file.byteCount, file.at, file.clientIP,
          file.isComplete, file.basis,
        ])
      }
    }
  }

  private static func insert(_ job: ExportJob, _ id: Int64, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO export_job (export_job_id, kind, mailbox_id, mailbox_name, name, requester, requester_lc, requested_us,
          started_us, completed_us, downloaded_us, removed_us, server, destination, destination_lc, web_folder_lc, filter,
          scope, state, state_reason, is_webshell_write, item_count, byte_count)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(arguments: [
      id, job.kind.rawValue, job.mailboxes.count == 1 ? job.mailboxes[0] : nil, job.mailboxName, job.name,
      job.requester, job.requester?.lowercased(), job.requested, job.started, job.completed, job.downloaded,
      job.removed, job.server, job.destination, job.destination?.lowercased(), job.webFolder, job.filter, job.scope,
      job.state.rawValue, job.stateReason, job.isWebShellWrite, job.itemCount, job.byteCount,
    ])
  }
}
