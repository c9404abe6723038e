import Bytes
import MAPI

/// The properties of a storage: those of fixed size in one stream, each of the others in a stream of its own
/// ([MS-OXMSG] 2.4).
struct PropertyStream {
  /// How many recipients and attachments a message says it has.
  struct Header {
    var recipientCount: UInt32?
    var attachmentCount: UInt32?
  }

  let properties: PropertyList
  let header: Header
  let extent: CompoundFile.Extent?

  /// More properties of one object are not read.
  private static let limit = 65_536

  /// `headerSize` is 32 for the top message, 24 for one within it, 8 for recipients and attachments. Values whose
  /// stream is there count even where the list of properties does not name them.
  init(of storage: Int, headerSize: Int, owner: String, in file: CompoundFile) throws {
    let children = file.children(of: storage)
    let values = Values(children.prefix(Self.limit), in: file)
    let stream = children.first { $0.name == StorageName.properties }?.entry
    extent = stream.flatMap { file.extents(of: $0).first }
    let offset = extent?.offset ?? file.entries[storage]?.offset ?? 0
    var properties = PropertyList(owner: owner, offset: offset, damage: file.damage)
    var header = Header()
    _ = try file.damage.attempt("properties of \(owner) left out") {
      guard let stream else { throw FormatError(.missing(0), in: StorageName.properties, at: offset) }
      let content = try file.read(stream, limit: 16 * Self.limit)
      var reader = ByteReader(content.bytes, at: content.offset)
      header = try Self.readHeader(&reader, size: headerSize)
      while reader.remaining >= 16 {
        try Self.readEntry(&reader, into: &properties, values: values, of: owner, in: file)
      }
      if reader.remaining > 0 {
        file.damage.add(
          FormatError(.truncated(needed: 16, available: reader.remaining), in: "Property Tag", at: reader.offset))
      }
    }
    for (tag, entry) in values.streams.sorted(by: { $0.key < $1.key }) {
      guard let type = PropertyType(rawValue: UInt16(truncatingIfNeeded: tag)) else { continue }
      let place = file.entries[entry]?.offset ?? offset
      properties.add(
        .init(id: UInt16(tag >> 16), type: type, value: values.value(tag, type, entry, in: file), offset: place))
    }
    self.properties = properties
    self.header = header
  }

  private static func readHeader(_ reader: inout ByteReader, size: Int) throws(FormatError) -> Header {
    try reader.skip(8, "Reserved")
    guard size > 8 else { return Header() }
    try reader.skip(8, "Next Recipient ID, Next Attachment ID")
    let recipients: UInt32 = try reader.read("Recipient Count")
    let attachments: UInt32 = try reader.read("Attachment Count")
    try reader.skip(size - 24, "Reserved")
    return Header(recipientCount: recipients, attachmentCount: attachments)
  }

  /// An entry of 16 bytes ([MS-OXMSG] 2.4.2).
  private static func readEntry(
    _ reader: inout ByteReader, into properties: inout PropertyList, values: Values, of owner: String,
    in file: CompoundFile
  ) throws(FormatError) {
    let place = reader.offset
    let tag: UInt32 = try reader.read("Property Tag")
    _ = try reader.read("Flags", as: UInt32.self)
    let bits: UInt64 = try reader.read("Value")
    let id = UInt16(tag >> 16)
    guard let type = PropertyType(rawValue: UInt16(truncatingIfNeeded: tag)) else {
      // Writers fill up with zeros.
      guard tag != 0 else { return }
      return file.damage.add(
        FormatError(
          .invalid("property 0x\(String(id, radix: 16)) of unknown type 0x\(String(tag & 0xFFFF, radix: 16))"),
          in: "Property Tag", at: place), consequence: "property 0x\(String(id, radix: 16)) of \(owner) left out")
    }
    if let size = type.fixedSize, size <= 8 {
      properties.add(.init(id: id, type: type, value: .number(bits), offset: place))
    } else if let entry = values.streams[tag] {
      properties.add(.init(id: id, type: type, value: values.value(tag, type, entry, in: file), offset: place))
    } else if isText(type), values.streams[tag ^ 1] == nil {
      properties.add(
        .init(
          id: id, type: type,
          value: .stream { throw FormatError(.missing(UInt64(tag)), in: StorageName.value, at: place) }, offset: place))
    }
  }

  private static func isText(_ type: PropertyType) -> Bool { type == .string || type == .string8 || type == .binary }
}

/// The streams that values stand in, by the tags of their properties.
private struct Values {
  private(set) var streams: [UInt32: Int] = [:]
  /// Those of single values of properties that have several of variable length, with their places ([MS-OXMSG] 2.1.4.2).
  private var parts: [UInt32: [(place: UInt32, entry: Int)]] = [:]

  init(_ children: ArraySlice<(name: String, entry: Int)>, in file: CompoundFile) {
    for child in children where file.entries[child.entry]?.kind == .stream {
      if let tag = StorageName.tag(child.name) {
        streams[tag] = child.entry
      } else if let (tag, place) = StorageName.part(child.name) {
        parts[tag, default: []].append((place, child.entry))
      }
    }
  }

  /// `entry` is the stream of the property itself, which of several values of variable length has the lengths.
  func value(_ tag: UInt32, _ type: PropertyType, _ entry: Int, in file: CompoundFile) -> PropertyList.Value {
    guard type.isMultiple, type.element.fixedSize == nil else {
      return .stream {
        let content = try file.read(entry)
        return PropertyValue(content.bytes[...], at: content.offset)
      }
    }
    let found = (parts[tag] ?? []).sorted { ($0.place, $0.entry) < ($1.place, $1.entry) }
    return .several {
      let declared = file.declaredSize(of: entry) / (type == .multipleBinary ? 8 : 4)
      if declared != UInt64(found.count) {
        file.damage.add(
          FormatError(
            .mismatch(stored: declared, expected: UInt64(found.count)), in: StorageName.value,
            at: file.entries[entry]?.offset ?? 0),
          consequence: "\(found.count) of \(declared) values of property 0x\(String(tag >> 16, radix: 16)) are there")
      }
      return try found.map { part in
        let content = try file.read(part.entry)
        return PropertyValue(content.bytes[...], at: content.offset)
      }
    }
  }
}
