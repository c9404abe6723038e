import Bytes
import Readers
import Records

/// What a reading gave.
struct Reading {
  var batch = RecordBatch()
  var failure: FormatError?
  var isPartial = false

  var attachments: [Attachment] { batch.attachments.sorted { $0.ordinal < $1.ordinal } }

  static func of(_ bytes: [UInt8], by reader: any Reader.Type = TNEFReader.self) async throws -> Reading {
    let gathered = Gathered()
    let collector = RecordCollector { await gathered.add($0) }
    var reading = Reading()
    do {
      try await reader.read(Source(bytes), into: collector)
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
