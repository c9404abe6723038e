package import Bytes
package import MAPI

/// A message, or what was left of it to be sent beside its text, in Microsoft's own encapsulation ([MS-OXTNEF]).
package struct TNEFMessage {
  package private(set) var properties: PropertyList
  package private(set) var recipients: [PropertyList] = []
  package private(set) var attachments: [TNEFAttachment] = []
  /// How damage names it.
  package let owner: String
  /// How many bytes the stream has.
  package let byteCount: Int
  /// The properties that ids from 0x8000 on stand for here.
  package private(set) var names: [UInt16: NamedProperty] = [:]
  private let stream: TNEFStream

  package static let signature: [UInt8] = [0x78, 0x9F, 0x3E, 0x22]
  /// More attachments, or recipients, of one message are not read.
  private static let limit = 100_000

  /// Whether the bytes begin a TNEF stream: its signature, a key, and an attribute.
  package static func begins(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.starts(with: signature) && (bytes.dropFirst(6).first.map { $0 == 1 || $0 == 2 } ?? false)
  }

  /// `offset` is where `bytes` start in the exhibit. Throws where they are no TNEF stream.
  package init(_ bytes: [UInt8], at offset: UInt64, owner: String = "the message", damage: DamageLog) throws {
    try self.init(
      TNEFStream(bytes: bytes, offset: offset, damage: damage), range: 0..<bytes.count, owner: owner, charset: nil)
  }

  init(_ stream: TNEFStream, range: Range<Int>, owner: String, charset: Charset?) throws {
    var reader = try stream.reader(range, "TNEFSignature")
    let start = reader.offset
    let signature: UInt32 = try reader.read("TNEFSignature")
    guard signature == 0x223E_9F78 else {
      throw FormatError(.badMagic(UInt64(signature)), in: "TNEFSignature", at: start)
    }
    _ = try reader.read("LegacyKey", as: UInt16.self)
    self.stream = stream
    self.owner = owner
    byteCount = range.count
    var gathering = TNEFGathering(stream, owner: owner)
    _ = try stream.damage.attempt("what follows in the TNEF stream of \(owner) is left out") {
      while reader.remaining >= TNEFAttribute.smallest {
        gathering.take(try TNEFAttribute(from: &reader, damage: stream.damage))
        guard gathering.attachments.count <= Self.limit else {
          throw FormatError(
            .limitExceeded(value: UInt64(Self.limit) + 1, limit: UInt64(Self.limit)), in: "attAttachRenddata",
            at: reader.offset)
        }
      }
    }
    if (1..<TNEFAttribute.smallest).contains(reader.remaining) {
      stream.damage.add(
        FormatError(
          .invalid("\(reader.remaining) bytes behind the last attribute"), in: "TNEFStream", at: reader.offset))
    }
    names = gathering.names
    var properties = PropertyList(owner: owner, offset: start, damage: stream.damage)
    for property in gathering.properties + gathering.legacy { properties.add(property) }
    let named = try CodePages.charset(of: properties)
    properties.charset = gathering.codePage.flatMap(CodePages.charset(number:)) ?? named ?? charset ?? .windows1252
    self.properties = properties
    recipients = gathering.recipients.prefix(Self.limit).enumerated().map { number, row in
      var list = PropertyList(owner: "recipient \(number) of \(owner)", offset: start, damage: stream.damage)
      list.charset = properties.charset
      for property in row { list.add(property) }
      return list
    }
    attachments = gathering.attachments.enumerated().map { number, found in
      TNEFAttachment(
        found, owner: "attachment \(number) of \(owner)", charset: properties.charset, in: stream, offset: start)
    }
  }

  /// What HTML is in, where the message says so.
  package var internetCharset: Charset? {
    get throws { try properties.integer(.internetCodepage).flatMap(CodePages.charset(number:)) }
  }

  /// Where it begins in the exhibit.
  package var offset: UInt64 { properties.offset }
}

/// The bytes of a stream, shared by all messages within each other.
struct TNEFStream {
  let bytes: [UInt8]
  let offset: UInt64
  let damage: DamageLog

  func reader(_ range: Range<Int>, _ field: String) throws(FormatError) -> ByteReader {
    try ByteReader(bytes, range: range, at: offset, field: field)
  }

  /// The same bytes as the slice that a reader gave.
  func place(of index: Int) -> UInt64 { offset &+ UInt64(index) }
}

/// Gathers the attributes of one message as they come.
struct TNEFGathering {
  /// An attachment: what its attributes say, and its data.
  struct Attached {
    var properties: [PropertyList.Property] = []
    var legacy: [PropertyList.Property] = []
    var data: Range<Int>?
    var isWhole = true
  }

  var properties: [PropertyList.Property] = []
  var legacy: [PropertyList.Property] = []
  var recipients: [[PropertyList.Property]] = []
  var attachments: [Attached] = []
  var codePage: Int64?
  var names: [UInt16: NamedProperty] = [:]
  private let stream: TNEFStream
  private let owner: String

  init(_ stream: TNEFStream, owner: String) {
    self.stream = stream
    self.owner = owner
  }

  mutating func take(_ attribute: TNEFAttribute) {
    guard let id = attribute.id else { return }
    switch attribute.level {
    case .message: takeMessage(id, attribute)
    case .attachment: takeAttachment(id, attribute)
    }
  }

  private mutating func takeMessage(_ id: TNEFAttribute.ID, _ attribute: TNEFAttribute) {
    let data = stream.bytes[attribute.range]
    switch id {
    case .oemCodePage:
      guard data.count >= 4 else { return }
      codePage = Int64(data.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) })
    case .messageProperties:
      let read = list(attribute)
      properties += read.list
      names.merge(read.names) { first, _ in first }
    case .recipientTable: readRecipients(attribute)
    default: legacy += TNEFLegacy.properties(of: id, data, at: stream.place(of: data.startIndex))
    }
  }

  /// attAttachRenddata begins an attachment; writers that leave it out begin with whatever comes first.
  private mutating func takeAttachment(_ id: TNEFAttribute.ID, _ attribute: TNEFAttribute) {
    if id == .attachRenderData || attachments.isEmpty { attachments.append(Attached()) }
    let last = attachments.count - 1
    let data = stream.bytes[attribute.range]
    switch id {
    case .attachRenderData: break
    case .attachData: (attachments[last].data, attachments[last].isWhole) = (attribute.range, attribute.isWhole)
    case .attachment: attachments[last].properties += list(attribute).list
    default: attachments[last].legacy += TNEFLegacy.properties(of: id, data, at: stream.place(of: data.startIndex))
    }
  }

  private func list(_ attribute: TNEFAttribute) -> TNEFProperties {
    do throws(FormatError) {
      var reader = try stream.reader(attribute.range, "attMsgProps")
      let read = TNEFProperties(from: &reader)
      tell(read.damage)
      return read
    } catch {
      tell(error)
      return TNEFProperties()
    }
  }

  private mutating func readRecipients(_ attribute: TNEFAttribute) {
    do throws(FormatError) {
      var reader = try stream.reader(attribute.range, "attRecipTable")
      let count: UInt32 = try reader.read("RowCount")
      for _ in 0..<count {
        guard reader.remaining > 0 else {
          throw FormatError(.truncated(needed: 4, available: 0), in: "RowCount", at: reader.offset)
        }
        let row = TNEFProperties(from: &reader)
        recipients.append(row.list)
        if let damage = row.damage { throw damage }
      }
    } catch {
      tell(error)
    }
  }

  private func tell(_ damage: FormatError?) {
    guard let damage else { return }
    stream.damage.add(damage, consequence: "properties of \(owner) behind this one left out")
  }
}
