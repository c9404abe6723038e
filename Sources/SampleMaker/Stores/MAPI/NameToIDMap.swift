/// The map from the names of properties to their numbers: three streams and a hash table. In a store ([MS-PST] 2.4.7)
/// they are properties of a node whose numbers mean something else than elsewhere; in a message file ([MS-OXMSG] 2.2.3)
/// streams, with fewer buckets.
enum NameToIDMap {
  private static let firstBucket: UInt16 = 0x1000
  private static let bucketsOfStore = 251

  static var properties: PropertyList {
    var properties = PropertyList(.unicode)
    properties.set(number: 1, .int32(Int32(bucketsOfStore)))
    for stream in streams(bucketCount: bucketsOfStore) { properties.set(number: stream.number, .binary(stream.bytes)) }
    return properties
  }

  static func streams(bucketCount: Int) -> [(number: UInt16, bytes: [UInt8])] {
    var entries: [UInt8] = []
    var texts: [UInt8] = []
    var buckets = [[UInt8]](repeating: [], count: bucketCount)
    for property in NamedProperty.allCases {
      let (key, hashed, set) = place(property.name, texts: &texts)
      append(key, set, property, to: &entries)
      append(hashed, set, property, to: &buckets[Int((hashed ^ UInt32(set)) % UInt32(bucketCount))])
    }
    let filled = buckets.enumerated().filter { !$0.element.isEmpty }
    return [(2, PropertySet.guidStream), (3, entries), (4, texts)]
      + filled.map { (firstBucket + UInt16($0.offset), $0.element) }
  }

  /// What stands for the name in the entry stream and in the hash table, and the set with the bit that tells texts
  /// from numbers. A text stands in the string stream, and its checksum in the hash table.
  private static func place(
    _ name: NamedProperty.Name, texts: inout [UInt8]
  ) -> (key: UInt32, hashed: UInt32, set: UInt16) {
    switch name {
    case .number(let number, let set): return (number, number, set.index << 1)
    case .text(let text, let set):
      let (offset, bytes) = (UInt32(texts.count), [UInt8](utf16: text))
      texts.append(littleEndian: UInt32(bytes.count))
      texts += bytes
      texts.appendZeros((4 - texts.count % 4) % 4)
      return (offset, Checksum.crc(bytes), set.index << 1 | 1)
    }
  }

  /// A NAMEID.
  private static func append(_ key: UInt32, _ set: UInt16, _ property: NamedProperty, to bytes: inout [UInt8]) {
    bytes.append(littleEndian: key)
    bytes.append(littleEndian: set)
    bytes.append(littleEndian: property.rawValue)
  }
}
