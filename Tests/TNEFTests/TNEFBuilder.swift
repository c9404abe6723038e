/// Writes TNEF streams, byte by byte after [MS-OXTNEF], for tests.
struct TNEFBuilder {
  private(set) var bytes: [UInt8] = [0x78, 0x9F, 0x3E, 0x22, 1, 0]
  /// Where the attributes begin and the last one ends: a stream cut there looks whole.
  private(set) var borders: Set<Int> = [6]

  /// An attribute of the message (level 1) or of an attachment (level 2), with its checksum.
  mutating func add(_ id: UInt32, _ data: [UInt8], level: UInt8 = 1) {
    let sum = data.reduce(UInt16(0)) { $0 &+ UInt16($1) }
    bytes += [level] + u32(id) + u32(UInt32(data.count)) + data + u16(Int(sum))
    borders.insert(bytes.count)
  }

  /// A list of properties (MsgPropertyList).
  static func list(_ properties: [[UInt8]]) -> [UInt8] { u32(UInt32(properties.count)) + properties.flatMap { $0 } }

  static func integer(_ id: Int, _ value: UInt32) -> [UInt8] { u16(3) + u16(id) + u32(value) }
  static func boolean(_ id: Int, _ value: Bool) -> [UInt8] { u16(0x0B) + u16(id) + u16(value ? 1 : 0) + u16(0) }
  static func text(_ id: Int, _ text: String) -> [UInt8] {
    variable(0x1F, id, text.utf16.flatMap { u16(Int($0)) } + [0, 0])
  }
  static func binary(_ id: Int, _ bytes: [UInt8]) -> [UInt8] { variable(0x102, id, bytes) }
  /// An embedded message is a stream behind the interface id of messages.
  static func message(_ id: Int, _ stream: [UInt8]) -> [UInt8] {
    variable(0x0D, id, [0x07, 0x03, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46] + stream)
  }
  static func texts(_ id: Int, _ texts: [String]) -> [UInt8] {
    u16(0x101F) + u16(id) + u32(UInt32(texts.count)) + texts.flatMap { padded($0.utf16.flatMap { u16(Int($0)) }) }
  }
  /// A text with a name in the set of common properties.
  static func named(_ number: UInt32, _ text: String) -> [UInt8] {
    let set: [UInt8] = [0x08, 0x20, 0x06, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
    let value = u32(1) + padded(text.utf16.flatMap { u16(Int($0)) })
    return u16(0x1F) + u16(0x8001) + set + u32(0) + u32(number) + value
  }

  private static func variable(_ type: Int, _ id: Int, _ bytes: [UInt8]) -> [UInt8] {
    u16(type) + u16(id) + u32(1) + padded(bytes)
  }

  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    u32(UInt32(bytes.count)) + bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
  }

  /// A message with what attributes of old and what properties say, and three attachments.
  static let whole: TNEFBuilder = {
    var inner = TNEFBuilder()
    inner.add(0x0006_9003, list([text(0x0037, "inside"), text(0x001A, "IPM.Note")]))
    var stream = TNEFBuilder()
    stream.add(0x0008_9006, u32(0x0001_0000))
    stream.add(0x0006_9007, u32(1251) + u32(0))
    stream.add(0x0007_8008, Array("IPM.Microsoft Mail.Note\0".utf8))
    stream.add(0x0001_8004, [0xCF, 0xF0, 0xE8, 0])
    stream.add(0x0003_8005, [2021, 3, 2, 10, 20, 30, 2].flatMap { u16($0) })
    stream.add(0x0006_9004, u32(1) + list([text(0x39FE, "carol@example.net"), integer(0x0C15, 2)]))
    stream.add(
      0x0006_9003,
      list([
        text(0x1000, "body text"), boolean(0x0E1F, true), named(0x8580, "ada@pop.example.com"),
        texts(0x7001, ["one", "three"]), binary(0x300B, [0xAB, 1]), text(0x5D01, "bob@example.org"),
      ]))
    stream.add(0x0006_9002, [UInt8](repeating: 0, count: 14), level: 2)
    stream.add(0x0006_800F, Array("short".utf8), level: 2)
    stream.add(0x0001_8010, Array("SHORT~1.TXT\0".utf8), level: 2)
    stream.add(0x0006_9005, list([text(0x3707, "a short text.txt"), integer(0x3705, 1)]), level: 2)
    stream.add(0x0006_9002, [UInt8](repeating: 0, count: 14), level: 2)
    stream.add(0x0006_9005, list([message(0x3701, inner.bytes), integer(0x3705, 5)]), level: 2)
    stream.add(0x0006_9002, [UInt8](repeating: 0, count: 14), level: 2)
    stream.add(0x0001_8010, Array("plain.txt\0".utf8), level: 2)
    stream.add(0x0006_800F, Array("plain".utf8), level: 2)
    return stream
  }()
  static let stream = whole.bytes
}

func u16(_ value: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)] }
func u32(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
