/// What an entry id points to, as far as a store on its own can follow it.
package enum EntryID: Sendable, Equatable {
  /// A folder or message of a PST: its store's record key and its node ([MS-PST] 2.4.3.2).
  case node(store: [UInt8], id: UInt32)
  /// An Exchange address book entry: its legacy distinguished name ([MS-OXCDATA] 2.2.5.2).
  case addressBook(legacyDN: String)

  private static let addressBookProvider: [UInt8] = [
    0xDC, 0xA7, 0x40, 0xC8, 0xC0, 0x42, 0x10, 0x1A, 0xB4, 0xB9, 0x08, 0x00, 0x2B, 0x2F, 0xE1, 0x82,
  ]

  /// Nil where the bytes are an entry id of another provider, or none.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count >= 24 else { return nil }
    let provider = Array(bytes[4..<20])
    if provider == Self.addressBookProvider {
      guard bytes.count > 28 else { return nil }
      let name = bytes[28...].prefix { $0 != 0 }
      guard !name.isEmpty else { return nil }
      self = .addressBook(legacyDN: String(decoding: name, as: UTF8.self))
    } else if bytes.count == 24 {
      let id = bytes[20..<24].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      self = .node(store: provider, id: id)
    } else {
      return nil
    }
  }

  /// The bytes of a node's entry id, for items that do not carry one.
  package static func bytes(store: [UInt8], node id: UInt32) -> [UInt8]? {
    guard store.count == 16 else { return nil }
    var bytes: [UInt8] = [0, 0, 0, 0]
    bytes.reserveCapacity(24)
    bytes.append(contentsOf: store)
    for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: id >> shift)) }
    return bytes
  }
}
