import Bytes

/// One attribute of a TNEF stream ([MS-OXTNEF] 2.1.3.2).
struct TNEFAttribute {
  enum Level: UInt8 {
    case message = 1
    case attachment = 2
  }

  /// The attributes that say something to us, by the low halves of their ids ([MS-OXTNEF] 2.1.3.3): the high half is
  /// the type of the data, which some writers leave out.
  enum ID: UInt16 {
    case from = 0x8000
    case subject = 0x8004
    case dateSent = 0x8005
    case dateReceived = 0x8006
    case messageStatus = 0x8007
    case messageClass = 0x8008
    case body = 0x800C
    case dateModified = 0x8020
    case messageProperties = 0x9003
    case recipientTable = 0x9004
    case oemCodePage = 0x9007
    case attachRenderData = 0x9002
    case attachData = 0x800F
    case attachTitle = 0x8010
    case attachTransportFilename = 0x9001
    case attachModifyDate = 0x8013
    case attachment = 0x9005
  }

  /// Level, id, length and checksum of an attribute without data.
  static let smallest = 11

  let level: Level
  /// Nil for an attribute that says nothing to us.
  let id: ID?
  /// The data, as a range of the stream's bytes; shorter than it says where the stream ends.
  let range: Range<Int>
  let isWhole: Bool

  /// A wrong checksum is told and costs nothing. Throws where no attribute begins here.
  init(from reader: inout ByteReader, damage: DamageLog) throws(FormatError) {
    let start = reader.offset
    let rawLevel: UInt8 = try reader.read("attrLevel")
    guard let level = Level(rawValue: rawLevel) else {
      throw FormatError(.outOfRange(value: UInt64(rawLevel), limit: 2), in: "attrLevel", at: start)
    }
    self.level = level
    id = ID(rawValue: UInt16(truncatingIfNeeded: try reader.read("idAttribute", as: UInt32.self)))
    let length: UInt32 = try reader.read("attrLength")
    let dataOffset = reader.offset
    let first = reader.position
    let count = min(Int(length), reader.remaining)
    let data = try reader.read("attrData", count: count)
    range = first..<first + count
    isWhole = count == Int(length)
    guard isWhole, reader.remaining >= 2 else {
      damage.add(
        FormatError(
          .truncated(needed: Int(length) + 2, available: count + reader.remaining), in: "attrData", at: dataOffset),
        consequence: "the TNEF stream is read up to here")
      try reader.skip(reader.remaining, "attrChecksum")
      return
    }
    let checksumOffset = reader.offset
    let stored: UInt16 = try reader.read("attrChecksum")
    var computed: UInt16 = 0
    for byte in data { computed &+= UInt16(byte) }
    if stored != computed {
      damage.add(
        FormatError(
          .checksumMismatch(stored: UInt64(stored), computed: UInt64(computed)), in: "attrChecksum",
          at: checksumOffset))
    }
  }
}
