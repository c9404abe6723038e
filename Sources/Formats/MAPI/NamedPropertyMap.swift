import Bytes

/// Which ids a store or a message file gives to properties that have a name instead of an id ([MS-PST] 2.4.7,
/// [MS-OXMSG] 2.2.3).
package struct NamedPropertyMap: Sendable {
  private var ids: [NamedProperty: UInt16] = [:]
  private var properties: [UInt16: NamedProperty] = [:]

  /// The property that has an id here; of several the first.
  package func property(of id: UInt16) -> NamedProperty? { properties[id] }
  package func id(of property: NamedProperty) -> UInt16? { ids[property] }
  package var count: Int { ids.count }

  package static let empty = NamedPropertyMap(entries: [], sets: [], strings: [])

  /// From the three streams: NAMEID entries ([MS-PST] 2.4.7.1, [MS-OXMSG] 2.2.3.1.2), GUIDs, and strings with their
  /// lengths. What is cut off or points nowhere is left out.
  package init(entries: [UInt8], sets: [UInt8], strings: [UInt8]) {
    for start in stride(from: 0, through: entries.count - 8, by: 8) {
      let value = UInt32(truncatingIfNeeded: entries.littleEndian(at: start, count: 4))
      let kind = UInt16(truncatingIfNeeded: entries.littleEndian(at: start + 4, count: 2))
      let index = UInt16(truncatingIfNeeded: entries.littleEndian(at: start + 6, count: 2))
      let (id, overflow) = index.addingReportingOverflow(0x8000)
      guard !overflow, let set = Self.set(Int(kind >> 1), in: sets) else { continue }
      if kind & 1 == 0 {
        add(NamedProperty(set: set, name: .number(value)), id)
      } else if let name = Self.string(at: Int(value), in: strings) {
        add(NamedProperty(set: set, name: .string(name)), id)
      }
    }
  }

  private mutating func add(_ property: NamedProperty, _ id: UInt16) {
    ids[property] = id
    if properties[id] == nil { properties[id] = property }
  }

  private static func set(_ index: Int, in sets: [UInt8]) -> [UInt8]? {
    switch index {
    case 0: return [UInt8](repeating: 0, count: 16)
    case 1: return NamedProperty.mapiSet
    case 2: return NamedProperty.publicStringsSet
    default:
      let start = (index - 3) * 16
      return start + 16 <= sets.count ? Array(sets[start..<start + 16]) : nil
    }
  }

  private static func string(at start: Int, in strings: [UInt8]) -> String? {
    guard start <= strings.count - 4 else { return nil }
    let length = Int(strings.littleEndian(at: start, count: 4))
    guard length <= strings.count - start - 4 else { return nil }
    return Charset.utf16LE.decode(strings[start + 4..<start + 4 + length]).text
  }
}

extension [UInt8] {
  /// The little-endian number of `count` bytes at `index`; they are there.
  fileprivate func littleEndian(at index: Int, count: Int) -> UInt64 {
    self[index..<index + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
