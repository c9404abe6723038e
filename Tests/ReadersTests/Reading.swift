import Bytes
import Records

@testable import Readers

/// What a reader found in some bytes.
struct Reading {
  var records: [AuditRecord] = []
  var defects: [Defect] = []
  var gaps: [LogGap] = []
  var notes: [String] = []
  var isPartial = false

  static func audit(_ bytes: [UInt8], pieceLength: Int = 1 << 20, fill: Int = 1 << 18, limit: Int = 16 << 20)
    async throws
    -> Reading
  {
    try await audit(MemoryStream(bytes, pieceLength: pieceLength), fill: fill, limit: limit)
  }

  static func audit(_ stream: any ByteStream, fill: Int = 1 << 18, limit: Int = 16 << 20) async throws -> Reading {
    let gathered = Gathered()
    let collector = RecordCollector { batch in await gathered.add(batch) }
    try await UnifiedAuditLogReader.read(
      stream, into: collector, minimumFill: fill, recordLimit: limit)
    try await collector.finish()
    var reading = await gathered.reading
    reading.isPartial = collector.isPartial
    return reading
  }

  static func of(
    _ bytes: [UInt8], by reader: any Reader.Type, pieceLength: Int = 1 << 20, zone: LocalZone? = nil
  ) async throws -> Reading {
    let gathered = Gathered()
    let collector = RecordCollector(localZone: zone) { batch in await gathered.add(batch) }
    try await reader.read(Source(bytes, pieceLength: pieceLength), into: collector)
    try await collector.finish()
    var reading = await gathered.reading
    reading.isPartial = collector.isPartial
    reading.notes = collector.notes
    return reading
  }

  static func of(_ text: String, by reader: any Reader.Type, pieceLength: Int = 1 << 20) async throws -> Reading {
    try await of(Array(text.utf8), by: reader, pieceLength: pieceLength)
  }

  static func audit(_ text: String, pieceLength: Int = 1 << 20, fill: Int = 1 << 18) async throws -> Reading {
    try await audit(Array(text.utf8), pieceLength: pieceLength, fill: fill)
  }
}

private actor Gathered {
  var reading = Reading()

  func add(_ batch: RecordBatch) {
    reading.records += batch.auditRecords
    reading.defects += batch.defects
    reading.gaps += batch.logGaps
  }
}
