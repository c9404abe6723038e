import Bytes

/// A storage or stream of a compound file ([MS-CFB] 2.6.1).
package struct DirectoryEntry: Sendable, Equatable {
  package enum Kind: UInt8, Sendable {
    case unallocated = 0
    case storage = 1
    case stream = 2
    case root = 5
  }
  package static let size = 128
  /// "No stream", in the place of an entry's number.
  static let none: UInt32 = 0xFFFF_FFFF

  package let name: String
  package let kind: Kind
  let left: UInt32
  let right: UInt32
  let child: UInt32
  package let classID: [UInt8]
  let start: UInt32
  package let byteCount: UInt64
  /// Where the entry itself stands in the exhibit.
  package let offset: UInt64

  /// In version 3 only the low half of the size means something ([MS-CFB] 2.6.3).
  init(from reader: inout ByteReader, majorVersion: UInt16) throws(FormatError) {
    offset = reader.offset
    let rawName = Array(try reader.read("Directory Entry Name", count: 64))
    let nameLength: UInt16 = try reader.read("Directory Entry Name Length")
    let kindOffset = reader.offset
    let rawKind: UInt8 = try reader.read("Object Type")
    guard let kind = Kind(rawValue: rawKind) else {
      throw FormatError(.outOfRange(value: UInt64(rawKind), limit: 5), in: "Object Type", at: kindOffset)
    }
    self.kind = kind
    // The length counts the zero behind the name.
    name = Charset.utf16LE.decode(rawName.prefix(max(0, min(64, Int(nameLength)) - 2))).text
    _ = try reader.read("Color Flag", as: UInt8.self)
    left = try reader.read("Left Sibling ID")
    right = try reader.read("Right Sibling ID")
    child = try reader.read("Child ID")
    classID = Array(try reader.read("CLSID", count: 16))
    try reader.skip(20, "State Bits, Creation Time, Modified Time")
    start = try reader.read("Starting Sector Location")
    let size: UInt64 = try reader.read("Stream Size")
    byteCount = majorVersion <= 3 ? size & 0xFFFF_FFFF : size
  }
}
