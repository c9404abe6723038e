import Bytes
package import MAPI

/// Which ids this store gives to properties that have a name instead of an id ([MS-PST] 2.4.7).
package struct NamedPropertyMap: Sendable {
  private var ids: [NamedProperty: UInt16] = [:]

  package func id(of property: NamedProperty) -> UInt16? { ids[property] }
  package var count: Int { ids.count }

  static let empty = NamedPropertyMap(entries: [], sets: [], strings: [])

  /// The map of a store: the streams that the node of the map has as properties.
  init(in database: NodeDatabase) throws {
    guard let node = database.node(.nameToIDMap) else {
      throw FormatError(
        .missing(UInt64(NodeID.nameToIDMap.rawValue)), in: "NID_NAME_TO_ID_MAP", at: database.header.nodeTree.offset)
    }
    let streams = try PropertyContext.read(
      node, subnodes: database.subnodes(node.subnodes, of: node.id), in: database, owner: "the name-to-id map")
    self.init(
      entries: Array(try streams.bytes(0x0003) ?? []), sets: Array(try streams.bytes(0x0002) ?? []),
      strings: Array(try streams.bytes(0x0004) ?? []))
  }

  /// From the three streams: NAMEID entries ([MS-PST] 2.4.7.1), GUIDs, and strings with their lengths.
  init(entries: [UInt8], sets: [UInt8], strings: [UInt8]) {
    for start in stride(from: 0, through: entries.count - 8, by: 8) {
      let value: UInt32 = entries.integer(at: start)
      let kind: UInt16 = entries.integer(at: start + 4)
      let (id, overflow) = entries.integer(at: start + 6, as: UInt16.self).addingReportingOverflow(0x8000)
      guard !overflow, let set = Self.set(Int(kind >> 1), in: sets) else { continue }
      if kind & 1 == 0 {
        ids[NamedProperty(set: set, name: .number(value))] = id
      } else if let name = Self.string(at: Int(value), in: strings) {
        ids[NamedProperty(set: set, name: .string(name))] = id
      }
    }
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
    let length = Int(strings.integer(at: start, as: UInt32.self))
    guard length <= strings.count - start - 4 else { return nil }
    return Charset.utf16LE.decode(strings[start + 4..<start + 4 + length]).text
  }
}
