import Bytes
import EvidenceDatabase
import Exhibits
import Records

/// Decides what of the files found is to be read, and gives it numbers in the case.
struct Intake {
  let writer: EvidenceWriter
  /// To be read now: what an earlier run left half read or could not read, and what is new.
  let exhibits: [Exhibit]
  let refused: [Int64: String]
  let byteCount: Int64
  /// Files that the case holds already.
  let skipped: Int
  let unusedAssignments: [String]

  init(of found: [FoundFile], assignments: [MailboxAssignment], into database: EvidenceDatabase) async throws {
    writer = EvidenceWriter(database)
    let unfinished = try await writer.resumable()
    let register = CaseRegister(
      database: database, unfinished: Self.byPath(unfinished), failed: Self.byPath(try database.failedExhibits()))
    var (new, again, toReopen): ([FoundFile], [FoundFile], [Exhibit]) = ([], [], [])
    for file in found {
      switch try register.place(of: file) {
      case .unknown: new.append(file)
      case .unfinished: again.append(file)
      case .failed(let exhibit):
        again.append(file)
        toReopen.append(exhibit)
      case .known: break
      }
    }
    try await writer.reopen(toReopen)
    byteCount = (new + again).reduce(0) { $0 + ($1.identity?.byteCount ?? 0) }
    if byteCount > 0 { try await writer.prepareForLoad(newByteCount: byteCount) }
    let registered = try await writer.register(
      new.map { file in
        var exhibit = NewExhibit(path: file.path, relativePath: file.relativePath)
        exhibit.inode = file.identity.map { Int64(bitPattern: $0.inode) }
        exhibit.modifiedAt = file.identity?.modifiedAt
        return exhibit
      })
    exhibits = unfinished + toReopen + registered
    let problems = found.reduce(into: [[UInt8]: String]()) { $0[EvidencePath.bytes($1.path)] = $1.problem }
    refused = exhibits.filter { $0.parent == nil }.reduce(into: [:]) { refused, exhibit in
      refused[exhibit.id] = problems[EvidencePath.bytes(exhibit.path)] ?? EvidenceWalk.problem(at: exhibit.path)
    }
    skipped = found.count - new.count - again.count
    unusedAssignments = try assignments.filter { try !database.assign($0.address, toExhibitsAt: $0.path) }
      .map { "\($0.path)=\($0.address)" }
  }

  /// Keyed by bytes: two names that Unicode counts as equal are two files.
  private static func byPath(_ exhibits: [Exhibit]) -> [[UInt8]: Exhibit] {
    exhibits.filter { $0.parent == nil }.reduce(into: [:]) { $0[EvidencePath.bytes($1.path)] = $1 }
  }
}

/// What a case knows of a file before it is read.
private struct CaseRegister {
  enum Place {
    case unknown
    /// Half read by a run that was cut short.
    case unfinished
    /// Nothing could be read of it; it gets another try, under its number.
    case failed(Exhibit)
    case known
  }
  let database: EvidenceDatabase
  let unfinished: [[UInt8]: Exhibit]
  let failed: [[UInt8]: Exhibit]

  /// A file is known by the same content in the same place, as given or below what was named. Only one whose size some
  /// exhibit has is hashed for it. The same content elsewhere is a copy of its own: one mail may lie in two mailboxes.
  func place(of file: FoundFile) throws -> Place {
    let path = EvidencePath.bytes(file.path)
    if unfinished[path] != nil { return .unfinished }
    let failure = failed[path]
    if let failure, failure.sha256 == nil { return .failed(failure) }
    guard let identity = file.identity, try database.hasExhibit(byteCount: identity.byteCount) else { return .unknown }
    do {
      let reading = ExhibitReading(withMD5: false, onBytes: { _ in })
      guard let hash = try reading.hash(.file(path: file.path)) else { return .unknown }
      if let failure, failure.sha256 == hash.hex { return .failed(failure) }
      let known = try database.exhibit(
        byteCount: identity.byteCount, sha256: hash, path: file.path, relativePath: file.relativePath)
      return known == nil ? .unknown : .known
    } catch is SourceError {
      // No silence: it becomes an exhibit that failed, with the reason.
      return .unknown
    }
  }
}
