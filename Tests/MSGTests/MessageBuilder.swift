/// What a message file is made of, after [MS-OXMSG].
struct MessageBuilder {
  enum Value {
    case number(UInt64)
    case bytes([UInt8])
    /// In its stream, and not in the list of properties.
    case unlisted([UInt8])
    /// In the list of properties, and without its stream.
    case missing
  }
  typealias Property = (tag: UInt32, value: Value)

  static func text(_ id: UInt32, _ text: String) -> Property {
    (id << 16 | 0x1F, .bytes(text.utf16.flatMap { u16(Int($0)) }))
  }
  static func text8(_ id: UInt32, _ bytes: [UInt8]) -> Property { (id << 16 | 0x1E, .bytes(bytes)) }
  static func binary(_ id: UInt32, _ bytes: [UInt8]) -> Property { (id << 16 | 0x102, .bytes(bytes)) }
  static func integer(_ id: UInt32, _ value: UInt32) -> Property { (id << 16 | 3, .number(UInt64(value))) }
  static func time(_ id: UInt32, _ value: UInt64) -> Property { (id << 16 | 0x40, .number(value)) }

  /// The streams of an object: the list of its properties behind `header`, and the long values.
  static func properties(_ properties: [Property], header: [UInt8]) -> [CompoundBuilder.Node] {
    var list = header
    var nodes: [CompoundBuilder.Node] = []
    for property in properties {
      let name = "__substg1.0_" + hexadecimal(property.tag)
      switch property.value {
      case .number(let number): list += u32(property.tag) + u32(6) + u64(number)
      case .bytes(let bytes):
        list += u32(property.tag) + u32(6) + u32(UInt32(bytes.count)) + u32(0)
        nodes.append(.stream(name, bytes))
      case .unlisted(let bytes): nodes.append(.stream(name, bytes))
      case .missing: list += u32(property.tag) + u32(6) + u32(10) + u32(0)
      }
    }
    return nodes + [.stream("__properties_version1.0", list)]
  }

  static func recipient(_ number: Int, _ properties: [Property]) -> CompoundBuilder.Node {
    .storage("__recip_version1.0_#" + hexadecimal(UInt32(number)), Self.properties(properties, header: u64(0)))
  }

  static func attachment(
    _ number: Int, _ properties: [Property], object: [CompoundBuilder.Node]? = nil
  ) -> CompoundBuilder.Node {
    let inner = object.map { [CompoundBuilder.Node.storage("__substg1.0_3701000D", $0)] } ?? []
    return .storage(
      "__attach_version1.0_#" + hexadecimal(UInt32(number)), inner + Self.properties(properties, header: u64(0)))
  }

  static func header(recipients: Int, attachments: Int, isTop: Bool = true) -> [UInt8] {
    u64(0) + u64(0) + u32(UInt32(recipients)) + u32(UInt32(attachments)) + (isTop ? u64(0) : [])
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  static let big = (0..<9000).map { UInt8(truncatingIfNeeded: $0 * 7) }

  /// A message with two recipients and five attachments: short, long, a message, an OLE object, a link.
  static let nodes: [CompoundBuilder.Node] = {
    let inner = properties(
      [text(0x001A, "IPM.Note"), text(0x0037, "inside"), text(0x1000, "inner text")],
      header: header(recipients: 0, attachments: 0, isTop: false))
    let names: [CompoundBuilder.Node] = [
      .stream(
        "__substg1.0_00020102", [0x08, 0x20, 0x06, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]),
      .stream("__substg1.0_00030102", u32(0x8580) + u16(6) + u16(0)), .stream("__substg1.0_00040102", []),
    ]
    return properties(
      [
        text(0x001A, "IPM.Note"), text(0x0037, "\u{1}\u{5}Re: plans"), text(0x1000, "body text"), text(0x0C1A, "Bob"),
        text(0x5D01, "bob@example.org"), integer(0x0E07, 1), text(0x1035, "<one@example.org>"),
        binary(0x300B, [0xAB, 0x01]), time(0x0039, 116_444_736_000_000_000 + 10_000_000),
        text(0x0076, "ada@example.com"), text(0x8000, "ada@pop.example.com"),
      ], header: header(recipients: 2, attachments: 5)) + [
        .storage("__nameid_version1.0", names),
        recipient(0, [text(0x39FE, "carol@example.net"), integer(0x0C15, 1)]),
        recipient(1, [text(0x3003, "/O=X/CN=DAVE"), text(0x3002, "EX"), text(0x3001, "Dave"), integer(0x0C15, 3)]),
        attachment(0, [text(0x3707, "short.txt"), integer(0x3705, 1), binary(0x3701, Array("short".utf8))]),
        attachment(1, [text(0x3704, "BIG.BIN"), integer(0x3705, 1), binary(0x3701, big)]),
        attachment(2, [integer(0x3705, 5)], object: inner),
        attachment(3, [integer(0x3705, 6), text(0x3001, "Picture")], object: [.stream("CONTENTS", [1, 2, 3])]),
        attachment(4, [integer(0x3705, 2), text(0x3707, "linked.doc")]),
      ]
  }()

  static let file = CompoundBuilder.file(nodes)
}
