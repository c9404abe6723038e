import Bytes
import MIME
import Readers
import Records

/// Parses text with line feeds as a message, in the bytes of UTF-8.
func message(_ text: String) -> InternetMessage { InternetMessage(parsing: Array(text.utf8)) }

/// Text with the line breaks of Internet mail.
func crlf(_ text: String) -> [UInt8] { Array(text.replacing("\n", with: "\r\n").utf8) }

/// What the reader makes of an exhibit.
struct Records {
  var messages: [Message] = []
  var attachments: [Attachment] = []
  var hints: [OwnerHint] = []
  var children: [ChildExhibit] = []
  var defects: [Defect] = []
  var isPartial = false

  init(of source: Source, by reader: any Reader.Type = EMLReader.self) async throws {
    let batches = Batches()
    let collector = RecordCollector { await batches.append($0) }
    try await reader.read(source, into: collector)
    try await collector.finish()
    isPartial = collector.isPartial
    for batch in await batches.all {
      messages += batch.messages
      attachments += batch.attachments
      hints += batch.ownerHints
      children += batch.children
      defects += batch.defects
    }
    messages.sort { $0.ordinal < $1.ordinal }
  }

  init(of bytes: [UInt8]) async throws { try await self.init(of: Source(bytes)) }

  init(of text: String) async throws { try await self.init(of: Array(text.utf8)) }
}

private actor Batches {
  var all: [RecordBatch] = []
  func append(_ batch: RecordBatch) { all.append(batch) }
}
