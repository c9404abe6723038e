import Bytes
import Records

@testable import Readers

/// What the reader found in a log.
struct Reading: Sendable {
  var records: [AuditRecord] = []
  var defects: [Defect] = []
  var isPartial = false

  init(_ bytes: [UInt8]) async throws {
    let gathered = Gathered()
    let collector = RecordCollector { batch in await gathered.add(batch) }
    try await EVTXReader.read(Source(bytes), into: collector)
    try await collector.finish()
    (records, defects) = await (gathered.records, gathered.defects)
    isPartial = collector.isPartial
  }

  init(_ events: [SampleEvent]) async throws { try await self.init(LogBuilder(events).bytes()) }

  var recovered: [AuditRecord] {
    records.filter { record in
      defects.contains { defect in
        guard defect.consequence.hasPrefix("recovered"), let start = defect.offset, let length = defect.length else {
          return false
        }
        return start <= record.location.offset && record.location.offset < start + length
      }
    }
  }

  /// Record ids as the events tell them.
  var ids: [Int] { records.map { Reading.id($0) } }

  static func id(_ record: AuditRecord) -> Int {
    let parts = record.externalID?.split(separator: "/", omittingEmptySubsequences: false) ?? []
    return parts.count >= 4 ? Int(parts[parts.count - 2]) ?? -1 : -1
  }
}

private actor Gathered {
  var records: [AuditRecord] = []
  var defects: [Defect] = []

  func add(_ batch: RecordBatch) {
    records += batch.auditRecords
    defects += batch.defects
  }
}

extension AuditRecord {
  func parameter(_ name: String) -> String? { cmdlet?.parameters.first { $0.name == name }?.value }
}
