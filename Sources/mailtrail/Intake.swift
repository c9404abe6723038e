import Bytes
import EvidenceDatabase
import Exhibits
import GRDB

/// Decides what of the files found is to be read, and gives it numbers in the case.
struct Intake {
  let writer: EvidenceWriter
  /// To be read now: what an earlier run left half read, and what is new.
  let exhibits: [Exhibit]
  let refused: [Int64: String]
  let byteCount: Int64
  /// Files that the case holds already.
  let skipped: Int
  let unusedAssignments: [String]

  init(of found: [FoundFile], assignments: [MailboxAssignment], into database: EvidenceDatabase) async throws {
    writer = EvidenceWriter(database)
    var unfinished = try await writer.resumable()
    let cutShort = Set(unfinished.map(\.path))
    let unread = try Self.unread(in: database)
    var new: [FoundFile] = []
    for file in found where !cutShort.contains(file.path) {
      if try Self.isKnown(file, in: database) { continue }
      if let exhibit = unread[file.path] { unfinished.append(exhibit) } else { new.append(file) }
    }
    try await writer.reopen(unfinished.filter { !cutShort.contains($0.path) })
    let resumed = Set(unfinished.map(\.path))
    let registered = try await writer.register(
      new.map { file in
        var exhibit = NewExhibit(path: file.path, relativePath: file.relativePath)
        exhibit.inode = file.identity.map { Int64(bitPattern: $0.inode) }
        exhibit.modifiedAt = file.identity?.modifiedAt
        return exhibit
      })
    exhibits = unfinished + registered
    let problems = Dictionary(found.map { ($0.path, $0.problem) }) { first, _ in first }
    refused = exhibits.filter { $0.parent == nil }.reduce(into: [:]) { refused, exhibit in
      refused[exhibit.id] = problems[exhibit.path] ?? EvidenceWalk.problem(at: exhibit.path)
    }
    let resumedFiles = found.filter { resumed.contains($0.path) }
    byteCount = (new + resumedFiles).reduce(0) { $0 + ($1.identity?.byteCount ?? 0) }
    skipped = found.count - new.count - resumedFiles.count
    unusedAssignments = try assignments.filter { try !Self.assign($0, in: database) }.map { "\($0.path)=\($0.address)" }
    if byteCount > 0 { try await writer.prepareForLoad(newByteCount: byteCount) }
  }

  /// Whether the case holds this very file: same content in the same place, as given or below what was named. Only a
  /// file whose size some exhibit has is hashed for it. The same content elsewhere is a copy of its own: one mail may
  /// lie in two mailboxes. What could not be read then and cannot be read now is known too.
  private static func isKnown(_ file: FoundFile, in database: EvidenceDatabase) throws -> Bool {
    do {
      guard let identity = file.identity else { return try isKnownUnread(file, in: database) }
      guard try database.hasExhibit(byteCount: identity.byteCount) else {
        _ = try FileStore(path: file.path, rawPath: EvidencePath.bytes(file.path))
        return false
      }
      let reading = ExhibitReading(withMD5: false, onBytes: { _ in })
      guard let hash = try reading.hash(.file(path: file.path)) else { return false }
      return try database.exhibit(
        byteCount: identity.byteCount, sha256: hash, path: file.path, relativePath: file.relativePath) != nil
    } catch is SourceError {
      // Not a silence: a new one becomes an exhibit that failed, with the reason.
      return try isKnownUnread(file, in: database)
    }
  }

  /// Files that an earlier run could not open, by path: read now, they keep their numbers.
  private static func unread(in database: EvidenceDatabase) throws -> [String: Exhibit] {
    Dictionary(try database.failedExhibits().filter { $0.sha256 == nil }.map { ($0.path, $0) }) { first, _ in first }
  }

  /// Says whose mailbox exhibits are, those read before too. Returns whether there is any that it fits.
  private static func assign(_ one: MailboxAssignment, in database: EvidenceDatabase) throws -> Bool {
    try database.write { db in
      let covered = "(path = :path OR SUBSTR(path, 1, LENGTH(:path) + 1) = :path || '/')"
      try db.execute(
        sql: "UPDATE exhibit SET assigned_mailbox = :address WHERE \(covered)",
        arguments: ["path": one.path, "address": one.address])
      return db.changesCount > 0
    }
  }

  private static func isKnownUnread(_ file: FoundFile, in database: EvidenceDatabase) throws -> Bool {
    try database.read {
      try Bool.fetchOne(
        $0, sql: "SELECT EXISTS (SELECT 1 FROM exhibit WHERE path = ? AND state = 'failed' AND sha256 IS NULL)",
        arguments: [file.path]) ?? false
    }
  }
}
