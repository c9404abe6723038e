import Bytes
import MIME
import Records
import TNEF

/// Messages of an exhibit that holds Internet messages as they are: a message file, an `.emlx`, an mbox.
final class MIMEExport: MailExport {
  private let source: Source
  private let store: any ByteStore
  private let isMbox: Bool
  private var quoted: Set<UInt64>?

  init(_ source: Source, isMbox: Bool = false) throws {
    self.source = source
    self.isMbox = isMbox
    store = try source.openStore()
  }

  func write(_ place: MessagePlace, to output: @escaping MailOutput) throws -> WrittenMail {
    guard let location = place.location, location.offset <= store.byteCount,
      location.length <= store.byteCount - location.offset
    else {
      throw FormatError(
        .invalid("no place of the message in this exhibit"), in: "message", at: place.location?.offset ?? 0)
    }
    var written = WrittenMail(form: .original)
    if place.way.isEmpty, !isMbox {
      try copy(location.offset..<location.offset + location.length, to: output)
      return written
    }
    let bytes = try message(at: location, &written)
    guard !place.way.isEmpty else {
      try output(bytes[...])
      return written
    }
    return try MIMEAttachedMail.write(place.way, of: InternetMessage(parsing: bytes), written, to: output)
  }

  private func copy(_ range: Range<UInt64>, to output: MailOutput) throws {
    let stream = StoreStream(store, range: range)
    while let piece = try stream.next() { try output(piece[...]) }
  }

  /// Its bytes in memory, as the message was before it was put into an mbox.
  private func message(at location: SourceLocation, _ written: inout WrittenMail) throws -> [UInt8] {
    let count = Int(min(location.length, UInt64(EMLReader.byteLimit)))
    if UInt64(count) < location.length { written.notes.append("only the first \(count) of \(location.length) bytes") }
    let stored = try store.read(at: location.offset, count: count)
    guard isMbox else { return stored }
    let text = stored.drop { $0 != 0x0A }.dropFirst()
    guard try quotedMessages().contains(location.offset) else { return Array(text) }
    written.notes.append("quoting of From_ lines, which the mbox has, taken off")
    return FromQuoting.unquote(text).0
  }

  /// Offsets of the messages whose quoting is to be taken off: what an mbox as a whole says decides it.
  private func quotedMessages() throws -> Set<UInt64> {
    if let quoted { return quoted }
    var found: Set<UInt64> = []
    let splitter = MboxSplitter(MboxWindow(try source.openStream()))
    while let message = try splitter.next() {
      if !message.origin.removed.isEmpty { found.insert(message.location.offset) }
    }
    quoted = found
    return found
  }
}

/// Messages attached to Internet messages, on the way that `EMLRecords` numbers attachments.
enum MIMEAttachedMail {
  static func write(
    _ way: [Int], of message: InternetMessage, _ soFar: WrittenMail, to output: @escaping MailOutput
  ) throws -> WrittenMail {
    guard let wanted = way.first else {
      try output(message.tree.bytes[message.root.headerStart..<message.root.bodyEnd])
      return soFar
    }
    let content = MessageContent(of: message)
    var place = 0
    for part in content.attachments {
      if place == wanted {
        guard let attached = message.message(in: part) else { break }
        var written = soFar
        if message.isDecoded(part) { written.notes.append("the transfer encoding around it taken off") }
        return try write(Array(way.dropFirst()), of: attached, written, to: output)
      }
      place += 1
      let transport = try EMLTransport(
        part, of: message, at: SourceLocation(offset: 0, length: 0), recipe: EMLRecipe(part.transferEncoding),
        RecordCollector { _ in })
      guard let transport else { continue }
      if wanted < place + transport.message.attachments.count {
        let damage = DamageLog()
        return try MAPIExport.write(
          [wanted - place] + way.dropFirst(), of: transport.message, damage, marks: [], to: output)
      }
      place += transport.message.attachments.count
    }
    throw FormatError(.missing(UInt64(max(0, wanted))), in: "attached message", at: UInt64(message.root.headerStart))
  }
}

extension EMLReader {
  package static func mailExport(_ source: Source) throws -> (any MailExport)? { try MIMEExport(source) }
}

extension EMLXReader {
  package static func mailExport(_ source: Source) throws -> (any MailExport)? { try MIMEExport(source) }
}

extension MboxReader {
  package static func mailExport(_ source: Source) throws -> (any MailExport)? { try MIMEExport(source, isMbox: true) }
}
