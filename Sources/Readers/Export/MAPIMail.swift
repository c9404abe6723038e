import Bytes
import Crypto
import MAPI
import MIME
import Records

/// Writes an item of MAPI as an Internet message, after [MS-OXCMAIL] 2.1: its stored headers as they stand, else fields
/// made of its properties and named in `X-Mailtrail-Made`; all its texts; all its attachments.
///
/// Read again, the message has the item's Message-ID and content hash wherever Internet messages have room for what
/// these are made of.
struct MAPIMail {
  private let output: MailOutput
  private let damage: DamageLog
  private(set) var written = WrittenMail(form: .reconstructed)

  init(to output: @escaping MailOutput, damage: DamageLog) {
    self.output = output
    self.damage = damage
  }

  /// `marks` are header fields of ours that go in front of the structure's.
  mutating func write(_ message: any CarriedMessage, marks: [MailMark] = []) throws {
    try write(message, marks: marks, depth: 0)
  }

  private mutating func write(_ message: any CarriedMessage, marks: [MailMark], depth: Int) throws {
    let item = MAPIMessage(
      properties: message.propertySet, recipients: try message.recipientRows(),
      internetCharset: try message.internetCharset, owner: message.owner, damage: damage)
    var record = Message(ordinal: 0)
    try item.fill(&record)
    let texts = try MAPITexts(item, message.propertySet)
    var attachments = try message.carriedAttachments().map { try MAPIMailAttachment($0, below: depth) }
    tellLeftOut(attachments)
    attachments.removeAll { $0.leftOut != nil }
    let header = try MAPIMailHeader(record, message.propertySet, marks: marks)
    if depth == 0 { written.madeFields = header.madeFields }
    written.notes += header.notes
    var structure = HeaderWriter()
    if let signed = try Self.signedWhole(record, attachments) {
      try output(header.bytes[...])
      return try write(signed: signed)
    }
    structure.add("MIME-Version", token: "1.0")
    try output((header.bytes + structure.bytes)[...])
    let seed = Array(SHA256.hash(data: header.bytes))
    var boundaries = Boundaries(seed: hexadecimal(seed.prefix(10)), depth: depth)
    try writeBody(texts, attachments, &boundaries, depth: depth)
  }

  private mutating func tellLeftOut(_ attachments: [MAPIMailAttachment]) {
    for attachment in attachments {
      if let reason = attachment.leftOut { written.notes.append("\(attachment.title) left out: \(reason)") }
    }
  }

  // MARK: Structure

  private mutating func writeBody(
    _ texts: MAPITexts, _ attachments: [MAPIMailAttachment], _ boundaries: inout Boundaries, depth: Int
  ) throws {
    if attachments.count == 1, texts.isEmpty, attachments[0].isOpaqueSigned {
      return try write(attachments[0], depth: depth)
    }
    let inline = attachments.filter { $0.isShown(in: texts.html) }
    let others = attachments.filter { !$0.isShown(in: texts.html) }
    guard !others.isEmpty else { return try writeRelated(texts, inline, &boundaries, depth: depth) }
    let boundary = try open("mixed", &boundaries)
    try delimit(boundary)
    try writeRelated(texts, inline, &boundaries, depth: depth)
    for attachment in others {
      try delimit(boundary)
      try write(attachment, depth: depth)
    }
    try close(boundary)
  }

  private mutating func writeRelated(
    _ texts: MAPITexts, _ inline: [MAPIMailAttachment], _ boundaries: inout Boundaries, depth: Int
  ) throws {
    guard !inline.isEmpty else { return try write(texts, &boundaries) }
    let boundary = try open("related", &boundaries)
    try delimit(boundary)
    try write(texts, &boundaries)
    for attachment in inline {
      try delimit(boundary)
      try write(attachment, depth: depth)
    }
    try close(boundary)
  }

  /// The forms of the text, the richest last (RFC 2046 5.1.4).
  private func write(_ texts: MAPITexts, _ boundaries: inout Boundaries) throws {
    let forms = texts.forms
    guard forms.count > 1 else { return try write(forms.first ?? .text("", subtype: "plain")) }
    let boundary = try open("alternative", &boundaries)
    for form in forms {
      try delimit(boundary)
      try write(form)
    }
    try close(boundary)
  }

  private func write(_ form: MAPITexts.Form) throws {
    var header = HeaderWriter()
    switch form {
    case .text(let text, let subtype):
      let body = TextBody(text)
      header.add("Content-Type", token: "text/\(subtype)", [("charset", "utf-8")])
      header.add("Content-Transfer-Encoding", token: body.encoding.rawValue)
      try output((header.bytes + lineEnd)[...])
      try body.write(to: output)
    case .rtf(let rtf):
      header.add("Content-Type", token: "text/rtf", [("name", "body.rtf")])
      header.add("Content-Transfer-Encoding", token: "base64")
      header.add("Content-Disposition", token: "attachment", [("filename", "body.rtf")])
      try output((header.bytes + lineEnd)[...])
      try writeBase64 { try $0(rtf[...]) }
    }
  }

  private let lineEnd: [UInt8] = [0x0D, 0x0A]

  private func open(_ subtype: String, _ boundaries: inout Boundaries) throws -> String {
    let boundary = boundaries.next()
    var header = HeaderWriter()
    header.add("Content-Type", token: "multipart/\(subtype)", [("boundary", boundary)])
    try output(header.bytes[...])
    return boundary
  }

  private func delimit(_ boundary: String) throws { try output(Array("\r\n--\(boundary)\r\n".utf8)[...]) }

  private func close(_ boundary: String) throws { try output(Array("\r\n--\(boundary)--\r\n".utf8)[...]) }

  private func writeBase64(_ body: ((ArraySlice<UInt8>) throws -> Void) throws -> Void) throws {
    var writer = Base64Writer(to: output)
    try body { try writer.write($0) }
    try writer.finish()
  }

  // MARK: Attachments

  private mutating func write(_ attachment: MAPIMailAttachment, depth: Int) throws {
    try output((attachment.header + lineEnd)[...])
    switch attachment.content {
    case .message(let inner): try write(inner, marks: [], depth: depth + 1)
    case .bytes(let forEachPiece):
      do {
        try writeBase64 { write in try forEachPiece { piece, _ in try write(piece) } }
      } catch let error as FormatError {
        written.notes.append("\(attachment.title) as far as it can be read: \(error.field): \(error.problem)")
      }
    case .object, .none: try output(attachment.reference[...])
    }
  }

  // MARK: Signed mail that a store keeps whole

  /// The bytes of the one attachment that clear-signed mail was put into as it was, header of its structure first
  /// ([MS-OXOSMIME] 2.1.3); nil for all other mail.
  private static func signedWhole(_ record: Message, _ attachments: [MAPIMailAttachment]) throws -> [UInt8]? {
    guard record.messageClass?.lowercased() == "ipm.note.smime.multipartsigned", attachments.count == 1,
      case .bytes(let forEachPiece) = attachments[0].content
    else { return nil }
    var bytes: [UInt8] = []
    do {
      try forEachPiece { piece, _ in bytes += piece }
    } catch is FormatError {
      return nil
    }
    let opening = InternetMessage(parsing: Array(bytes.prefix(1 << 16))).root
    return opening.field("content-type") != nil ? bytes : nil
  }

  private mutating func write(signed: [UInt8]) throws {
    written.notes.append("signed mail, which the exhibit keeps whole in one attachment, written as that is")
    let opening = InternetMessage(parsing: Array(signed.prefix(1 << 16))).root
    if opening.field("mime-version") == nil { try output(Array("MIME-Version: 1.0\r\n".utf8)[...]) }
    try output(signed[...])
  }
}

/// A header field of ours.
typealias MailMark = (name: String, value: String)

/// Boundaries that differ within a message and cannot stand in its parts, which are all encoded.
private struct Boundaries {
  let seed: String
  let depth: Int
  private var count = 0

  init(seed: String, depth: Int) {
    self.seed = seed
    self.depth = depth
  }

  mutating func next() -> String {
    count += 1
    return "=_mailtrail_\(seed)_\(depth)_\(count)"
  }
}
