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
    let unfinished = try await writer.resumable()
    let resumed = Set(unfinished.map(\.path))
    var new: [FoundFile] = []
    for file in found where !resumed.contains(file.path) {
      if try !Self.isKnown(file, in: database) { new.append(file) }
    }
    let registered = try await writer.register(
      new.map { file in
        var exhibit = NewExhibit(path: file.path, relativePath: file.relativePath)
        exhibit.assignedMailbox = assignments.last { $0.covers(file) }?.address
        exhibit.inode = file.identity.map { Int64(bitPattern: $0.inode) }
        exhibit.modifiedAt = file.identity?.modifiedAt
        return exhibit
      })
    exhibits = unfinished + registered
    refused = Dictionary(
      uniqueKeysWithValues: zip(registered, new).compactMap { exhibit, file in file.problem.map { (exhibit.id, $0) } })
    let resumedFiles = found.filter { resumed.contains($0.path) }
    byteCount = (new + resumedFiles).reduce(0) { $0 + ($1.identity?.byteCount ?? 0) }
    skipped = found.count - new.count - resumedFiles.count
    unusedAssignments = assignments.filter { one in !found.contains { one.covers($0) } }
      .map { "\($0.path)=\($0.address)" }
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

  private static func isKnownUnread(_ file: FoundFile, in database: EvidenceDatabase) throws -> Bool {
    try database.read {
      try Bool.fetchOne(
        $0, sql: "SELECT EXISTS (SELECT 1 FROM exhibit WHERE path = ? AND state = 'failed' AND sha256 IS NULL)",
        arguments: [file.path]) ?? false
    }
  }
}
