package import Bytes
import Readers
package import Records

/// What came of reading one exhibit.
package struct ExhibitOutcome: Sendable {
  package var state: ExhibitState
  package var kind: String?
  package var byteCount: Int64?
  package var sha256: Digest?
  package var md5: String?
  package var recordCount: Int64 = 0
  package var defectCount: Int64 = 0
  /// What its reader says of it as a whole.
  package var note: String?
}

/// Reads exhibits: recognises each by its first bytes, hands it to its reader and hashes it in the same pass.
package struct ExhibitReading: Sendable {
  private let withMD5: Bool
  private let onBytes: @Sendable (Int) -> Void

  package init(withMD5: Bool, onBytes: @escaping @Sendable (Int) -> Void) {
    self.withMD5 = withMD5
    self.onBytes = onBytes
  }

  /// Reads one exhibit to its end. Damage and a failing medium are told in `collector` and in the outcome's state;
  /// throws only what `collector` throws: the evidence database cannot be written.
  package func read(_ origin: ExhibitOrigin, into collector: RecordCollector) async throws -> ExhibitOutcome {
    let before = identity(of: origin)
    var outcome = ExhibitOutcome(state: .failed)
    let digest = PassDigest(withMD5: withMD5, onBytes: onBytes)
    do {
      let pass = try ExhibitPass(of: origin, into: digest)
      let opening = try pass.opening()
      if let reader = reader(for: opening) {
        outcome.kind = reader.kind
        outcome.state = try await read(pass, by: reader, into: collector)
      } else {
        outcome.state = .unrecognised
        if opening.bytes.isEmpty {
          collector.add(Defect(field: "file", problem: "empty file", consequence: "nothing in it to read", offset: 0))
        }
      }
      try pass.hashRest(tellingIn: collector)
    } catch let error as FormatError {
      collector.add(Defect(error, consequence: "nothing more of this exhibit could be read"))
    } catch let error as SourceError {
      collector.add(Defect(error))
      outcome.state = .failed
    }
    if before != identity(of: origin) {
      collector.add(
        Defect(
          field: "file", problem: "the file changed while it was read",
          consequence: "hash and records may be of different states; acquire it again"))
      if outcome.state == .read { outcome.state = .partial }
    }
    try await collector.finish()
    outcome.byteCount = digest.isComplete ? Int64(digest.byteCount) : before?.byteCount
    outcome.sha256 = digest.sha256
    outcome.md5 = digest.md5
    outcome.recordCount = collector.recordCount
    outcome.defectCount = collector.defectCount
    if !collector.notes.isEmpty { outcome.note = collector.notes.joined(separator: " ") }
    return outcome
  }

  /// The outcome of an exhibit that is not opened at all, with the reason as its defect.
  package func refuse(_ problem: String, into collector: RecordCollector) async throws -> ExhibitOutcome {
    collector.add(Defect(field: "file", problem: problem, consequence: "nothing of it was read"))
    try await collector.finish()
    return ExhibitOutcome(state: .failed, defectCount: collector.defectCount)
  }

  /// SHA-256 of the whole exhibit, for the question whether it was read before.
  package func hash(_ origin: ExhibitOrigin) throws -> Records.Digest? {
    let digest = PassDigest(withMD5: false, onBytes: { _ in })
    let stream = HashedStream(try origin.openStream(), into: digest)
    while try stream.next() != nil {}
    return digest.sha256
  }

  private func read(
    _ pass: ExhibitPass, by reader: any Reader.Type, into collector: RecordCollector
  ) async throws -> ExhibitState {
    do {
      try await pass.read(by: reader, into: collector)
    } catch let error as FormatError {
      collector.isPartial = true
      let consequence = collector.recordCount == 0 ? "nothing could be read" : "what follows could not be read"
      collector.add(Defect(error, consequence: consequence))
      return collector.recordCount == 0 ? .failed : .partial
    } catch let error as SourceError {
      collector.add(Defect(error))
      return collector.recordCount == 0 ? .failed : .partial
    }
    return collector.isPartial || collector.defectCount > 0 ? .partial : .read
  }

  private func identity(of origin: ExhibitOrigin) -> FileIdentity? {
    guard case .file(let path) = origin else { return nil }
    return try? FileIdentity(path: path)
  }
}

extension Defect {
  package init(_ error: FormatError, consequence: String) {
    self.init(
      field: error.field, problem: error.problem.description, consequence: consequence, offset: error.offset)
  }

  init(_ error: SourceError) {
    self.init(field: "file", problem: error.description, consequence: "what follows could not be read")
  }
}

extension Source {
  init(_ store: any ByteStore) {
    self.init(openStream: { StoreStream(store) }, openStore: { store })
  }
}
