/// How objects are named outside of their store.
enum EntryID {
  /// A folder or message of the store ([MS-PST] 2.4.3.2).
  static func node(_ node: NodeID, store: GUID) -> [UInt8] {
    var bytes: [UInt8] = [0, 0, 0, 0]
    bytes += store.structureBytes
    bytes.append(littleEndian: node.rawValue)
    return bytes
  }

  /// Somebody who stands in no address book ([MS-OXCDATA] 2.2.5.1): name, type and address in UTF-16.
  static func oneOff(_ correspondent: Correspondent) -> [UInt8] {
    var bytes: [UInt8] = [0, 0, 0, 0]
    bytes += [0x81, 0x2B, 0x1F, 0xA4, 0xBE, 0xA3, 0x10, 0x19, 0x9D, 0x6E, 0x00, 0xDD, 0x01, 0x0F, 0x54, 0x02]
    bytes += [0, 0, 0x01, 0x90]
    for text in [correspondent.name, "SMTP", correspondent.address] {
      bytes.append(utf16: text)
      bytes += [0, 0]
    }
    return bytes
  }

  /// What tells whether two addresses are the same ([MS-OXPROPS] PidTagSearchKey of a recipient).
  static func searchKey(_ correspondent: Correspondent) -> [UInt8] {
    Array("SMTP:\(correspondent.address.uppercased())".utf8) + [0]
  }
}
