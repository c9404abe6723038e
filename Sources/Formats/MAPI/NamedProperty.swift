/// The name of a property whose id differs from store to store ([MS-OXCDATA] 2.6.1): a set, and a number or a string
/// in it.
package struct NamedProperty: Sendable, Hashable {
  package enum Name: Sendable, Hashable {
    case number(UInt32)
    case string(String)
  }
  /// The GUID of the set, as its 16 bytes stand in a store.
  package let set: [UInt8]
  package let name: Name

  package init(set: [UInt8], name: Name) {
    self.set = set
    self.name = name
  }

  /// PSETID_Common, {00062008-0000-0000-C000-000000000046}.
  package static let commonSet: [UInt8] = [0x08, 0x20, 0x06, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
  /// PS_MAPI, {00020328-0000-0000-C000-000000000046}.
  package static let mapiSet: [UInt8] = [0x28, 0x03, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
  /// PS_PUBLIC_STRINGS, {00020329-0000-0000-C000-000000000046}.
  package static let publicStringsSet: [UInt8] = [0x29, 0x03, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]

  /// PidLidInternetAccountName: the account that Outlook fetched a message by.
  package static let internetAccountName = NamedProperty(set: commonSet, name: .number(0x8580))
}
