import EvidenceDatabase
import Exhibits
import Records
import Synchronization

/// Reads exhibits on all cores and hands what they hold to the one writer, generation by generation: first what was
/// handed over, then what was found inside it, and so on.
struct Examination: Sendable {
  let database: EvidenceDatabase
  let writer: EvidenceWriter
  let reading: ExhibitReading
  let progress: Progress
  let jobs: Int
  /// Where local times are, as far as it was said.
  let localZone: LocalZone?
  /// Why an exhibit is not opened at all, by its number.
  let refused: [Int64: String]

  /// Reads `exhibits` and everything inside them to the end.
  func run(_ exhibits: [Exhibit]) async throws {
    var generation = exhibits
    repeat {
      try await read(generation)
      try await writer.flush()
      // Asked even where nothing was read: an earlier run may have been cut short right before.
      generation = try await writer.registerChildren()
      progress.found(exhibits: generation.count)
    } while !generation.isEmpty
    try await writer.end()
  }

  private func read(_ generation: [Exhibit]) async throws {
    let holders = try OpenExhibits(in: database)
    try await withThrowingTaskGroup(of: Void.self) { group in
      var next = generation.makeIterator()
      for _ in 0..<jobs {
        guard let exhibit = next.next() else { break }
        let origin = try holders.origin(of: exhibit)
        group.addTask { try await read(exhibit.id, from: origin) }
      }
      while try await group.next() != nil {
        guard let exhibit = next.next() else { continue }
        let origin = try holders.origin(of: exhibit)
        group.addTask { try await read(exhibit.id, from: origin) }
      }
    }
  }

  private func read(_ exhibit: Int64, from origin: ExhibitOrigin) async throws {
    let delivery = Delivery(to: writer, of: exhibit)
    let collector = RecordCollector(localZone: localZone) { try await delivery.deliver($0) }
    let outcome: ExhibitOutcome
    let isTooDeep = origin.depth > ExhibitOrigin.depthLimit
    let problem = isTooDeep ? "exhibits nested deeper than \(ExhibitOrigin.depthLimit)" : refused[exhibit]
    if let problem {
      outcome = try await reading.refuse(problem, into: collector)
    } else {
      outcome = try await reading.read(origin, into: collector)
    }
    try await delivery.finish()
    try await writer.finish(
      exhibit,
      ExhibitEnd(
        state: outcome.state, kind: outcome.kind, byteCount: outcome.byteCount, sha256: outcome.sha256,
        md5: outcome.md5, recordCount: outcome.recordCount, defectCount: outcome.defectCount,
        note: outcome.note))
    progress.finished(defects: outcome.defectCount)
  }
}

/// Hands the batches of one exhibit to the writer in order, while the next ones are read.
private final class Delivery: Sendable {
  private let writer: EvidenceWriter
  private let exhibit: Int64
  private let pending = Mutex<[Task<Void, any Error>]>([])

  /// Batches that are written or wait for it. With one alone, reader and writer wait for each other in turn, as a batch
  /// takes now this and now that one longer.
  private static let limit = 2

  init(to writer: EvidenceWriter, of exhibit: Int64) {
    self.writer = writer
    self.exhibit = exhibit
  }

  func deliver(_ batch: RecordBatch) async throws {
    try await wait(downTo: Self.limit - 1)
    pending.withLock { pending in
      let before = pending.last
      pending.append(
        Task { [writer, exhibit] in
          try await before?.value
          try await writer.write(batch, exhibit: exhibit)
        })
    }
  }

  func finish() async throws { try await wait(downTo: 0) }

  private func wait(downTo count: Int) async throws {
    while let first = pending.withLock({ $0.count > count ? $0.removeFirst() : nil }) { try await first.value }
  }
}
