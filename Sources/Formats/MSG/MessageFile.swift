package import Bytes
package import MAPI

/// A message file: one message in a compound file ([MS-OXMSG]).
package struct MessageFile {
  package let file: CompoundFile
  /// The ids that this file gives to named properties; messages in it share them.
  package let names: NamedPropertyMap

  /// Throws where it is no compound file, or holds no message.
  package init(_ store: any ByteStore, damage: DamageLog) throws {
    file = try CompoundFile(store, damage: damage)
    guard Self.holdsMessage(file) else {
      throw FormatError(
        .invalid("a compound file that holds no message"), in: StorageName.properties,
        at: file.entries[CompoundFile.root]?.offset ?? 0)
    }
    names = try Self.names(in: file) ?? .empty
  }

  /// Whether the bytes are a message file; other compound files are documents, databases, installers.
  package static func isMessage(_ store: any ByteStore) -> Bool {
    guard let file = try? CompoundFile(store, damage: DamageLog()) else { return false }
    return holdsMessage(file)
  }

  /// The message that the file is.
  package func message() throws -> MessageStorage {
    try MessageStorage(CompoundFile.root, headerSize: 32, owner: "the message", in: self, charset: nil)
  }

  private static func holdsMessage(_ file: CompoundFile) -> Bool {
    file.children(of: CompoundFile.root).contains { child in
      child.name == StorageName.properties || StorageName.tag(child.name) != nil
    }
  }

  /// The three streams of the map ([MS-OXMSG] 2.2.3.1); without them no property with a name can be found.
  private static func names(in file: CompoundFile) throws -> NamedPropertyMap? {
    guard let storage = file.child(StorageName.names, of: CompoundFile.root) else { return nil }
    return try file.damage.attempt("named properties left out") {
      func stream(_ tag: String) throws -> [UInt8] {
        try file.child(StorageName.value + tag, of: storage).map { try file.read($0).bytes } ?? []
      }
      return NamedPropertyMap(
        entries: try stream("00030102"), sets: try stream("00020102"), strings: try stream("00040102"))
    }
  }
}

/// How storages and streams of a message file are named ([MS-OXMSG] 2.2).
enum StorageName {
  static let properties = "__properties_version1.0"
  static let names = "__nameid_version1.0"
  static let value = "__substg1.0_"
  static let recipient = "__recip_version1.0_#"
  static let attachment = "__attach_version1.0_#"

  /// The property that a stream or storage is the value of; nil for all others, and for single values of many.
  static func tag(_ name: String) -> UInt32? {
    guard name.hasPrefix(value), name.utf8.count == value.utf8.count + 8 else { return nil }
    return UInt32(name.dropFirst(value.count), radix: 16)
  }

  /// The property that a stream has a single one of many values of, and its place among these.
  static func part(_ name: String) -> (tag: UInt32, place: UInt32)? {
    guard name.hasPrefix(value) else { return nil }
    let numbers = name.dropFirst(value.count).split(separator: "-", omittingEmptySubsequences: false)
    guard numbers.count == 2, let tag = UInt32(numbers[0], radix: 16), let place = UInt32(numbers[1], radix: 16) else {
      return nil
    }
    return (tag, place)
  }

  /// The number of a recipient or attachment.
  static func number(_ name: String, after prefix: String) -> UInt32? {
    name.hasPrefix(prefix) ? UInt32(name.dropFirst(prefix.count), radix: 16) : nil
  }
}
