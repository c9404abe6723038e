import Bytes
import Readers
import Records

/// What a reading of a message file gave.
struct Reading {
  var batch = RecordBatch()
  var failure: FormatError?
  var isPartial = false

  static func of(_ bytes: [UInt8]) async throws -> Reading { try await of(Source(bytes)) }

  static func of(_ nodes: [CompoundBuilder.Node]) async throws -> Reading {
    try await of(CompoundBuilder.file(nodes))
  }

  static func of(_ source: Source) async throws -> Reading {
    let gathered = Gathered()
    let collector = RecordCollector { await gathered.add($0) }
    var reading = Reading()
    do {
      try await MSGReader.read(source, into: collector)
    } catch let error as FormatError {
      reading.failure = error
    }
    try await collector.finish()
    reading.batch = await gathered.batch
    reading.isPartial = collector.isPartial
    return reading
  }

  private actor Gathered {
    var batch = RecordBatch()

    func add(_ further: RecordBatch) {
      batch.messages += further.messages
      batch.attachments += further.attachments
      batch.ownerHints += further.ownerHints
      batch.children += further.children
      batch.defects += further.defects
    }
  }
}
