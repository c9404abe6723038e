package import Bytes

/// The properties of an object as a list in memory, for formats that hand them over at once: message files, TNEF.
///
/// What of a property cannot be read is told as damage, and reads as not there.
package struct PropertyList: PropertySet {
  package enum Value {
    /// A value of at most eight bytes.
    case number(UInt64)
    case bytes(ArraySlice<UInt8>)
    /// A stream of its own, read when asked for.
    case stream(() throws -> PropertyValue)
    /// Several values of variable length, read when asked for.
    case several(() throws -> [PropertyValue])
  }

  package struct Property {
    package let id: UInt16
    package let type: PropertyType
    package let value: Value
    package let offset: UInt64

    package init(id: UInt16, type: PropertyType, value: Value, offset: UInt64) {
      self.id = id
      self.type = type
      self.value = value
      self.offset = offset
    }
  }

  package let offset: UInt64
  package var charset = Charset.windows1252
  private var properties: [UInt16: Property] = [:]
  /// Whose they are, as told with damage.
  private let owner: String
  private let damage: DamageLog

  package init(owner: String, offset: UInt64, damage: DamageLog) {
    self.owner = owner
    self.offset = offset
    self.damage = damage
  }

  /// Of several with the same id the first is kept, but Unicode before 8-bit text.
  package mutating func add(_ property: Property) {
    if let known = properties[property.id], !(known.type == .string8 && property.type == .string) { return }
    properties[property.id] = property
  }

  package var count: Int { properties.count }

  package func type(_ id: PropertyID) -> PropertyType? { properties[id.rawValue]?.type }

  package func integer(_ id: PropertyID) throws -> Int64? {
    guard let property = properties[id.rawValue] else { return nil }
    guard case .number(let bits) = property.value else { return wrongType(property) }
    switch property.type {
    case .boolean: return bits & 0xFFFF == 0 ? 0 : 1
    case .integer16: return Int64(Int16(truncatingIfNeeded: bits))
    case .integer32, .errorCode: return Int64(Int32(truncatingIfNeeded: bits))
    case .integer64: return Int64(bitPattern: bits)
    default: return wrongType(property)
    }
  }

  package func time(_ id: PropertyID) throws -> Int64? {
    guard let property = properties[id.rawValue] else { return nil }
    guard property.type == .time, case .number(let bits) = property.value else { return wrongType(property) }
    return FileTime.microseconds(bits)
  }

  package func text(_ id: PropertyID) throws -> String? { try text(id.rawValue) }

  package func text(_ id: UInt16) throws -> String? {
    guard let property = properties[id] else { return nil }
    switch property.type {
    case .string: return try value(property).map { decode($0, as: .utf16LE, property) }
    case .string8: return try value(property).map { decode($0, as: charset, property) }
    default: return wrongType(property)
    }
  }

  package func value(_ id: PropertyID) throws -> PropertyValue? { try properties[id.rawValue].flatMap(value) }

  package var all: [(id: UInt16, type: PropertyType)] {
    properties.values.map { ($0.id, $0.type) }.sorted { $0.0 < $1.0 }
  }

  package func elements(_ id: UInt16, limit: Int) throws -> PropertyElements {
    guard let property = properties[id] else { return .none }
    let found = try damage.attempt(consequence(property)) { try values(property, limit: limit) }
    guard let found else { return .none }
    let elements = found.first.map { value -> PropertyElement in
      switch property.type.element {
      case .string: .text(decode(value, as: .utf16LE, property))
      case .string8: .text(decode(value, as: charset, property))
      default: .bytes(value.bytes)
      }
    }
    return PropertyElements(elements, count: found.count)
  }

  private func values(_ property: Property, limit: Int) throws -> (first: [PropertyValue], count: Int) {
    switch property.value {
    case .number(let bits):
      // A truth value takes two bytes in messages, whatever is behind it.
      let size = property.type == .boolean ? 2 : property.type.fixedSize ?? 8
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
      return ([PropertyValue(bytes[...], at: property.offset)], 1)
    case .several(let read):
      let all = try read()
      return (Array(all.prefix(limit)), all.count)
    case .bytes, .stream:
      guard let whole = try value(property) else { return ([], 0) }
      guard property.type.isMultiple, let size = property.type.element.fixedSize else { return ([whole], 1) }
      return try whole.split(size: size, limit: limit, field: name(property))
    }
  }

  private func value(_ property: Property) throws -> PropertyValue? {
    switch property.value {
    case .number, .several: nil
    case .bytes(let bytes): PropertyValue(bytes, at: property.offset)
    case .stream(let read): try damage.attempt(consequence(property), read)
    }
  }

  /// Text up to the zeros behind it. What is declared in a code page of one byte a character and is UTF-8, is UTF-8.
  private func decode(_ value: PropertyValue, as charset: Charset, _ property: Property) -> String {
    var bytes = value.bytes
    if charset == .utf16LE {
      while bytes.count >= 2, bytes[bytes.endIndex - 1] == 0, bytes[bytes.endIndex - 2] == 0 { bytes.removeLast(2) }
    } else {
      while bytes.last == 0 { bytes.removeLast() }
      if charset.isSingleByte, let text = String(validating: bytes, as: UTF8.self) { return text }
    }
    let (text, bad) = charset.decode(bytes)
    if bad > 0 {
      damage.add(
        FormatError(.invalid("\(bad) bytes are no \(charset.name)"), in: name(property), at: value.offset),
        consequence: "U+FFFD in their place in property \(name(property)) of \(owner)")
    }
    return text
  }

  private func wrongType<T>(_ property: Property) -> T? {
    damage.add(
      FormatError(
        .invalid("type 0x\(String(property.type.rawValue, radix: 16)) is not what it has"), in: name(property),
        at: property.offset), consequence: consequence(property))
    return nil
  }

  private func consequence(_ property: Property) -> String { "property \(name(property)) of \(owner) left out" }

  private func name(_ property: Property) -> String {
    let digits = String(property.id, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
