import Bytes
import Foundation
import Readers
import Records

/// What the reader of its kind made of an exhibit.
struct Reading {
  let kind: String?
  private(set) var batch = RecordBatch()
  private(set) var failure: FormatError?
  private(set) var isPartial = false

  /// Items of folders, and mail on its own, in the order of the exhibit.
  var items: [Message] { batch.messages.filter { $0.parent == nil && !$0.isRecovered } }
  var recovered: [Message] { batch.messages.filter(\.isRecovered) }

  func attachments(of message: Message) -> [Attachment] {
    batch.attachments.filter { $0.message == message.ordinal }
  }

  static func of(path: String) async throws -> Reading {
    let store = try FileStore(path: path)
    let bytes = try store.read(at: 0, count: Opening.length)
    let opening = Opening(
      bytes, isWhole: bytes.count == store.byteCount, openStore: { try FileStore(path: path) })
    let source = Source(
      openStream: { try StoreStream(FileStore(path: path)) }, openStore: { try FileStore(path: path) })
    return try await of(source, by: reader(for: opening))
  }

  /// `kind` names the reader where the bytes do not tell it any more.
  static func of(_ bytes: [UInt8], kind: String? = nil) async throws -> Reading {
    let opening = Opening(
      Array(bytes.prefix(Opening.length)), isWhole: bytes.count <= Opening.length, openStore: { MemoryStore(bytes) })
    return try await of(Source(bytes), by: allReaders.first { $0.kind == kind } ?? reader(for: opening))
  }

  private static func of(_ source: Source, by reader: (any Reader.Type)?) async throws -> Reading {
    var reading = Reading(kind: reader?.kind)
    guard let reader else { return reading }
    let gathered = Gathered()
    let collector = RecordCollector { await gathered.add($0) }
    do {
      try await reader.read(source, into: collector)
    } catch let error as FormatError {
      reading.failure = error
    }
    try await collector.finish()
    reading.batch = await gathered.batch
    reading.batch.messages.sort { $0.ordinal < $1.ordinal }
    reading.batch.attachments.sort { $0.ordinal < $1.ordinal }
    reading.isPartial = collector.isPartial
    return reading
  }

  private init(kind: String?) { self.kind = kind }

  private actor Gathered {
    var batch = RecordBatch()

    func add(_ further: RecordBatch) {
      batch.folders += further.folders
      batch.messages += further.messages
      batch.attachments += further.attachments
      batch.children += further.children
      batch.defects += further.defects
    }
  }
}
