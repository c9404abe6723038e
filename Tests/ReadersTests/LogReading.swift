import Bytes
import Foundation
import Records

@testable import Readers

/// What a reader of logs with `#Fields` found in some bytes.
struct LogReading: Equatable {
  var requests: [WebRequest] = []
  var records: [AuditRecord] = []
  var defects: [Defect] = []
  var identity: LogIdentity?
  var builds: [LoggedServerBuild] = []
  var gaps: [LogGap] = []
  var isPartial = false

  static func of(
    _ bytes: [UInt8], with reader: any FieldLogReader.Type, pieceLength: Int = 1 << 20, fill: Int = 1 << 18,
    limit: Int = 16 << 20
  ) async throws -> LogReading {
    let gathered = Gathered()
    let collector = RecordCollector { batch in await gathered.add(batch) }
    try await reader.read(
      MemoryStream(bytes, pieceLength: pieceLength), into: collector, minimumFill: fill, lineLimit: limit)
    try await collector.finish()
    var reading = await gathered.reading
    reading.isPartial = collector.isPartial
    return reading
  }

  static func of(_ text: String, with reader: any FieldLogReader.Type) async throws -> LogReading {
    try await of(Array(text.utf8), with: reader)
  }

  static func of(_ text: String, by reader: any Reader.Type) async throws -> LogReading {
    let gathered = Gathered()
    let collector = RecordCollector { batch in await gathered.add(batch) }
    try await reader.read(Source(Array(text.utf8)), into: collector)
    try await collector.finish()
    return await gathered.reading
  }

  /// The kind of the reader that knows these bytes.
  static func kind(_ bytes: [UInt8]) -> String? {
    reader(for: Opening(Array(bytes.prefix(Opening.length)), isWhole: bytes.count <= Opening.length))?.kind
  }
}

private actor Gathered {
  var reading = LogReading()

  func add(_ batch: RecordBatch) {
    reading.requests += batch.webRequests
    reading.records += batch.auditRecords
    reading.defects += batch.defects
    reading.builds += batch.serverBuilds
    reading.gaps += batch.logGaps
    reading.identity = batch.logIdentity ?? reading.identity
  }
}

/// The time that `text`, an ISO date and time in UTC, names.
func microseconds(_ text: String) -> Microseconds? {
  var text = text
  return text.withUTF8 { LoggedTime($0, zoneless: .utc)?.microseconds }
}
