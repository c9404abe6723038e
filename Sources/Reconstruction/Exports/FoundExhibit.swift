import GRDB
import Records

/// An exhibit that may be a file an export became.
struct FoundExhibit {
  let id: Int64
  let path: String
  /// In lower case.
  let name: String
  let folders: [String]
  let byteCount: Int64?
  let isArchive: Bool
  /// Whether it is a store that could be read: anything may lie under an export's name.
  let isStore: Bool
  private let mailbox: Int64?
  private let itemCount: Int64?
  private let lastReceived: Microseconds?

  /// Stores, archives, and whatever else lies in the folder of an export, in the order of exhibits.
  static func fetch(for jobs: [ExportJob], _ db: Database) throws -> [FoundExhibit] {
    let targets = jobs.filter { $0.kind == .mailboxExport }.compactMap { $0.destination.map(TargetPath.init) }
    guard !targets.isEmpty else { return [] }
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT e.exhibit_id, e.relative_path, e.kind, e.byte_count, x.mailbox_id, e.state
        FROM exhibit AS e
        LEFT JOIN exhibit_mailbox AS x ON x.exhibit_id = e.exhibit_id
        WHERE e.child_recipe IS NULL
          AND (e.kind IN ('pst', 'zip', '7z', 'tar', 'gzip') OR e.kind IS NULL OR e.state = 'unrecognised')
        ORDER BY e.exhibit_id
        """)
    var found: [FoundExhibit] = []
    while let row = try cursor.next() {
      let exhibit = try FoundExhibit(row, db)
      if exhibit.name.hasSuffix(".pst") || exhibit.mailbox != nil
        || targets.contains(where: { exhibit.liesIn($0.folder) })
      {
        found.append(exhibit)
      }
    }
    return found
  }

  private init(_ row: Row, _ db: Database) throws {
    (id, path, byteCount, mailbox) = (row[0], row[1], row[3], row[4])
    var parts = path.lowercased().split(separator: "/").map(String.init)
    name = parts.popLast() ?? ""
    folders = parts
    let kind: String = row[2] ?? ""
    isStore = kind == "pst" && ["read", "partial"].contains(row[5] as String?)
    let lower = name
    isArchive =
      ["zip", "7z", "tar", "gzip"].contains(kind) || [".rar", ".7z", ".zip", ".cab"].contains { lower.hasSuffix($0) }
    guard kind == "pst", mailbox != nil else {
      (itemCount, lastReceived) = (nil, nil)
      return
    }
    let range = (id << 32)...(id << 32 + 0xFFFF_FFFF)
    let content = try Row.fetchOne(
      db,
      sql: """
        SELECT COUNT(*), MAX(received_at_us) FROM stored_message
        WHERE message_id BETWEEN ? AND ? AND parent_message_id IS NULL AND is_associated = 0 AND is_recovered = 0
        """, arguments: [range.lowerBound, range.upperBound])
    (itemCount, lastReceived) = (content?[0], content?[1])
  }

  /// In that folder, its last two parts at least.
  func liesIn(_ folder: [String]) -> Bool {
    let shared = zip(folder.reversed(), folders.reversed()).prefix { $0 == $1 }.count
    return shared >= min(2, folder.count) && shared > 0
  }

  func lies(at path: TargetPath) -> Bool { name == path.fileName && liesIn(path.folder) }

  /// Where the web server would find what was asked for.
  func serves(_ request: FetchedFile) -> Bool {
    let folder = request.folder.split(separator: "/").map(String.init)
    return name == request.name && !folder.isEmpty && liesIn(folder)
  }

  /// A store of that mailbox with as many items as the service says it copied, and none that came later. A name proves
  /// nothing: whoever exports a mailbox calls the file by its owner, responders too.
  func isStoreOf(_ job: ExportJob) -> Bool {
    guard isStore, let mailbox, job.mailboxes == [mailbox], job.state == .completed, let itemCount, itemCount > 0,
      itemCount == job.itemCount
    else { return false }
    guard let completed = job.completed, let lastReceived else { return true }
    return lastReceived <= completed
  }
}

/// A file that was asked for from a web server and sent, by one client.
struct FetchedFile {
  let path: String
  let folder: String
  let name: String
  let clientIP: String?
  /// Folders that its log lay in, in lower case.
  let folders: [String]
  private(set) var first: Microseconds
  private(set) var records: [Int64]
  /// Of all its answers together; nil where the log does not count.
  private(set) var byteCount: Int64?
  /// Whether others got it too, or often: what a site is made of, and no export fetched.
  fileprivate(set) var isPopular = false

  /// Answers to GET with content, of files in these folders that no server runs.
  static func fetch(_ folders: Set<String>, _ db: Database) throws -> [FetchedFile] {
    var found: [FetchedFile] = []
    for folder in folders.sorted() {
      let cursor = try Row.fetchCursor(
        db,
        sql: """
          SELECT p.path_lc, w.client_ip, w.occurred_at_us, w.audit_record_id, w.response_bytes, e.relative_path, p.file_lc
          FROM request_path AS p
          JOIN web_request AS w ON w.path_id = p.path_id
          JOIN exhibit AS e ON e.exhibit_id = w.exhibit_id
          WHERE p.folder_lc = ? AND w.method = 'GET' AND w.status IN (200, 206) AND w.occurred_at_us IS NOT NULL
            AND w.log_kind = 'iis'
          ORDER BY p.path_lc, w.client_ip, w.occurred_at_us, w.audit_record_id
          """, arguments: [folder])
      while let row = try cursor.next() {
        let path: String = row[0]
        let name: String = row[6]
        guard !name.isEmpty, !TargetPath(name).isPage else { continue }
        if let last = found.last, last.path == path, last.clientIP == row[1] {
          found[found.count - 1].add(row)
        } else {
          found.append(FetchedFile(row, folder: folder, name: name))
        }
      }
    }
    return marked(found)
  }

  private init(_ row: Row, folder: String, name: String) {
    (path, clientIP, first, records, byteCount) = (row[0], row[1], row[2], [row[3]], row[4])
    (self.folder, self.name) = (folder, name)
    folders = (row[5] as String).lowercased().split(separator: "/").map(String.init)
  }

  private mutating func add(_ row: Row) {
    records.append(row[3])
    byteCount = byteCount.flatMap { own in (row[4] as Int64?).map { own.sum($0) } }
  }

  private static func marked(_ found: [FetchedFile]) -> [FetchedFile] {
    let clients = Dictionary(found.map { ($0.path, 1) }, uniquingKeysWith: +)
    return found.map { file in
      var file = file
      file.isPopular =
        clients[file.path] ?? 0 > 1 || file.records.count > 5 || ["favicon.ico", "robots.txt"].contains(file.name)
      return file
    }
  }

  /// Whether so many bytes are the file with the headers before it; nil where one of the two is not known.
  func isComplete(of size: Int64?) -> Bool? {
    guard let size, let byteCount else { return nil }
    return byteCount >= size && byteCount <= size.sum(4096 * Int64(records.count))
      ? true : byteCount < size ? false : nil
  }
}
