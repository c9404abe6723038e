import Bytes
import MAPI

/// A list of properties in a TNEF stream (MsgPropertyList, [MS-OXTNEF] 2.1.3.4).
struct TNEFProperties {
  private(set) var list: [PropertyList.Property] = []
  /// The properties that ids from 0x8000 on stand for here.
  private(set) var names: [UInt16: NamedProperty] = [:]
  /// Where damage kept the rest from being read.
  private(set) var damage: FormatError?

  /// An empty list.
  init() {}

  /// Reads one list; the reader is behind it afterwards, or where damage was met.
  init(from reader: inout ByteReader) {
    do throws(FormatError) {
      let start = reader.offset
      let count: UInt32 = try reader.read("PropertyCount")
      // A property takes at least eight bytes.
      guard Int(count) <= reader.remaining / 8 else {
        throw FormatError(
          .outOfRange(value: UInt64(count), limit: UInt64(reader.remaining / 8)), in: "PropertyCount", at: start)
      }
      for _ in 0..<count { try readProperty(&reader) }
    } catch {
      damage = error
    }
  }

  private mutating func readProperty(_ reader: inout ByteReader) throws(FormatError) {
    let start = reader.offset
    let rawType: UInt16 = try reader.read("PropertyType")
    let id: UInt16 = try reader.read("PropertyID")
    if id >= 0x8000 { names[id] = try readName(&reader) }
    guard let type = PropertyType(rawValue: rawType) else {
      throw FormatError(.invalid("unknown type 0x\(String(rawType, radix: 16))"), in: "PropertyType", at: start)
    }
    if rawType & 0x1000 == 0, let size = type.fixedSize {
      let bytes = try readFixed(&reader, size: size)
      let isNumber = size <= 8
      let bits = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      list.append(.init(id: id, type: type, value: isNumber ? .number(bits) : .bytes(bytes), offset: start))
      return
    }
    let count: UInt32 = try reader.read("PropertyValueCount")
    guard Int(count) <= reader.remaining / 2 else {
      throw FormatError(
        .outOfRange(value: UInt64(count), limit: UInt64(reader.remaining / 2)), in: "PropertyValueCount", at: start)
    }
    var values: [PropertyValue] = []
    for index in 0..<count {
      if let size = type.element.fixedSize {
        let place = reader.offset
        values.append(PropertyValue(try readFixed(&reader, size: size), at: place))
        continue
      }
      let length: UInt32 = try reader.read("PropertyValueSize")
      let place = reader.offset
      let bytes = try reader.read("PropertyValue", count: Int(length))
      try skipPadding(&reader, behind: Int(length))
      if type.isMultiple {
        values.append(PropertyValue(bytes, at: place))
      } else if index == 0 {
        list.append(.init(id: id, type: type, value: .bytes(bytes), offset: place))
      }
    }
    if type.isMultiple {
      list.append(.init(id: id, type: type, value: .several { [values] in values }, offset: start))
    }
  }

  /// A value of fixed size, filled up to a multiple of four bytes.
  private func readFixed(_ reader: inout ByteReader, size: Int) throws(FormatError) -> ArraySlice<UInt8> {
    let bytes = try reader.read("PropertyValue", count: size)
    try skipPadding(&reader, behind: size)
    return bytes
  }

  /// The last value may lack it.
  private func skipPadding(_ reader: inout ByteReader, behind size: Int) throws(FormatError) {
    try reader.skip(min((4 - size % 4) % 4, reader.remaining), "Pad")
  }

  /// The name of a property, in front of its value ([MS-OXTNEF] 2.1.3.4, PropertyNameSpec).
  private func readName(_ reader: inout ByteReader) throws(FormatError) -> NamedProperty {
    let set = Array(try reader.read("PropertySetGUID", count: 16))
    let kind: UInt32 = try reader.read("PropertyNameKind")
    let value: UInt32 = try reader.read("PropertyName")
    guard kind == 1 else { return NamedProperty(set: set, name: .number(value)) }
    let text = try reader.read("PropertyName", count: Int(value))
    try skipPadding(&reader, behind: Int(value))
    let name = Charset.utf16LE.decode(text).text
    // A zero ends it.
    return NamedProperty(set: set, name: .string(String(name.prefix { $0 != "\0" })))
  }
}
