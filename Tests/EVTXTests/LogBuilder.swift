/// An element to be written as BinXml; `value` is a place for the value of that number.
struct XML {
  enum Piece {
    case text(String)
    case value(Int, type: UInt8)
  }
  enum Content {
    case element(XML)
    case piece(Piece)
  }
  let name: String
  var attributes: [(name: String, piece: Piece)] = []
  var content: [Content] = []

  static func leaf(_ name: String, _ index: Int, _ type: UInt8) -> XML {
    XML(name: name, content: [.piece(.value(index, type: type))])
  }

  static func attribute(_ element: String, _ name: String, _ index: Int, _ type: UInt8) -> XML {
    XML(name: element, attributes: [(name, .value(index, type: type))])
  }
}

/// One event to be written into a log.
struct SampleEvent {
  enum Data {
    /// As Exchange and classic providers log: one array, no names.
    case positional([String])
    case named([(String, String)])
    /// A template of one's own, and its values.
    case template(XML, [(type: UInt8, bytes: [UInt8])])
  }
  var provider = "MSExchange CmdletLogs"
  var id = 1
  var recordID: UInt64 = 1
  var channel = "MSExchange Management"
  var computer = "EX01.corp.example"
  /// 2021-03-03T06:49:42.1234567Z
  var time: UInt64 = 132_592_277_821_234_567
  var level = 4
  var keywords: UInt64 = 0x80_0000_0000_0000
  var sid: [UInt8]? = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]
  var data = Data.positional([])
  /// Written element by element, without templates.
  var isPlain = false
}

/// Writes event logs, by the description of the format and without any code of the reader: chunks of names, templates
/// and records, with right checksums.
struct LogBuilder {
  var chunks: [ChunkBuilder] = []
  var flags: UInt32 = 0

  init(_ events: [SampleEvent] = []) {
    if !events.isEmpty { chunks = [ChunkBuilder(events)] }
  }

  func bytes() -> [UInt8] {
    var header = Array("ElfFile\0".utf8)
    header += u64(0)
    header += u64(UInt64(max(0, chunks.count - 1)))
    header += u64(UInt64(1 + chunks.reduce(0) { $0 + $1.count }))
    header += u32(128) + u16(1) + u16(3)
    header += u16(4096) + u16(chunks.count)
    header += [UInt8](repeating: 0, count: 76)
    let checksum = referenceCRC(header)
    header += u32(Int(flags))
    header += u32(Int(checksum))
    header += [UInt8](repeating: 0, count: 4096 - 128)
    return chunks.reduce(into: header) { $0 += $1.bytes() }
  }
}

struct ChunkBuilder {
  private(set) var body = [UInt8](repeating: 0, count: 512)
  private(set) var count = 0
  /// Where each record starts, in bytes from the start of the chunk.
  private(set) var starts: [Int] = []
  private var names: [String: Int] = [:]
  private var templates: [String: (offset: Int, id: Int)] = [:]
  private var firstID: UInt64 = 1

  init(_ events: [SampleEvent] = [], firstID: UInt64 = 1) {
    self.firstID = firstID
    for event in events { add(event) }
  }

  func bytes() -> [UInt8] {
    var chunk = body + [UInt8](repeating: 0, count: 65_536 - body.count)
    let last = firstID + UInt64(max(0, count - 1))
    let header =
      Array("ElfChnk\0".utf8) + u64(firstID) + u64(last) + u64(firstID) + u64(last) + u32(128)
      + u32(starts.last ?? 512) + u32(body.count) + u32(Int(referenceCRC(body[512...])))
    chunk.replaceSubrange(0..<header.count, with: header)
    chunk.replaceSubrange(124..<128, with: u32(Int(referenceCRC(chunk[0..<120] + chunk[128..<512]))))
    return chunk
  }

  mutating func add(_ event: SampleEvent) {
    let start = body.count
    starts.append(start)
    body += [0x2A, 0x2A, 0, 0] + u32(0) + u64(firstID + UInt64(count)) + u64(event.time)
    body += [0x0F, 1, 1, 0]
    if event.isPlain { addElement(plain(event), dependency: false) } else { addInstance(event) }
    body.append(0)
    while (body.count - start + 4) % 8 != 0 { body.append(0) }
    let size = body.count - start + 4
    body += u32(size)
    body.replaceSubrange(start + 4..<start + 8, with: u32(size))
    count += 1
  }

  // MARK: Events

  private mutating func addInstance(_ event: SampleEvent) {
    let values: [(type: UInt8, bytes: [UInt8])] = [
      (0x04, [UInt8(event.level)]), (0x04, [0]), (0x06, u16(1)), (0x06, u16(event.id)), (0x06, u16(0x4000)),
      (0x15, u64(event.keywords)), (0x11, u64(event.time)), (0x00, []), (0x08, u32(4711)), (0x08, u32(12)),
      (0x0A, u64(event.recordID)), (0x04, [0]), event.sid.map { (0x13, $0) } ?? (0x00, []), (0x00, []),
      (0x01, utf16(event.provider)), (0x0F, Array(0..<16)), (0x01, utf16(event.channel)),
    ]
    let system = XML(
      name: "System",
      content: [
        .element(.attribute("Provider", "Name", 14, 0x01)), .element(.leaf("EventID", 3, 0x06)),
        .element(.leaf("Level", 0, 0x04)), .element(.leaf("Keywords", 5, 0x15)),
        .element(.attribute("TimeCreated", "SystemTime", 6, 0x11)), .element(.leaf("EventRecordID", 10, 0x0A)),
        .element(.attribute("Execution", "ProcessID", 8, 0x08)), .element(.leaf("Channel", 16, 0x01)),
        .element(XML(name: "Computer", content: [.piece(.text(event.computer))])),
        .element(.attribute("Security", "UserID", 12, 0x13)),
      ])
    let namespace = "http://schemas.microsoft.com/win/2004/08/events/event"
    let body = XML(
      name: "Event", attributes: [("xmlns", .text(namespace))],
      content: [.element(system), .piece(.value(17, type: 0x21))])
    addTemplate(body, key: "Event \(event.computer)", id: 0x1000) { builder, _ in
      // The size of the data, which itself may hold names and templates, is known only behind it.
      let countOffset = builder.body.count
      builder.body += u32(18)
      for value in values { builder.addDescriptor(value) }
      builder.addDescriptor((0x21, []))
      for value in values { builder.body += value.bytes }
      let start = builder.body.count
      builder.addData(event.data)
      builder.body.replaceSubrange(
        countOffset + 4 + 17 * 4..<countOffset + 6 + 17 * 4, with: u16(builder.body.count - start))
    }
  }

  private mutating func addData(_ data: SampleEvent.Data) {
    body += [0x0F, 1, 1, 0]
    switch data {
    case .positional(let texts):
      let xml = XML(
        name: "EventData", content: [.element(.leaf("Data", 0, 0x81)), .element(.leaf("Binary", 1, 0x0E))])
      let array = texts.reduce(into: [UInt8]()) { $0 += utf16($1) + [0, 0] }
      addTemplate(xml, key: "positional", id: 0x2000) { $0.addValues([(0x81, array), (0x00, [])]) }
    case .named(let pairs):
      let elements = pairs.indices.map { index in
        XML.Content.element(
          XML(
            name: "Data", attributes: [("Name", .text(pairs[index].0))],
            content: [.piece(.value(index, type: 0x01))]))
      }
      let key = pairs.map(\.0).joined(separator: "\n")
      addTemplate(XML(name: "EventData", content: elements), key: key, id: 0x3000 + templates.count) {
        $0.addValues(pairs.map { (type: 0x01, bytes: utf16($0.1)) })
      }
    case .template(let xml, let values):
      addTemplate(xml, key: "own \(count)", id: 0x4000 + count) { $0.addValues(values) }
    }
    body.append(0)
  }

  /// The event without any template, all of its values as text.
  private func plain(_ event: SampleEvent) -> XML {
    func leaf(_ name: String, _ text: String) -> XML.Content {
      .element(XML(name: name, content: [.piece(.text(text))]))
    }
    let system = XML(
      name: "System",
      content: [
        .element(XML(name: "Provider", attributes: [("Name", .text(event.provider))])),
        leaf("EventID", "\(event.id)"), leaf("Level", "\(event.level)"),
        .element(
          XML(name: "TimeCreated", attributes: [("SystemTime", .text("2021-03-03T06:49:42.123456700Z"))])),
        leaf("EventRecordID", "\(event.recordID)"), leaf("Channel", event.channel), leaf("Computer", event.computer),
      ])
    var texts: [String] = []
    if case .positional(let given) = event.data { texts = given }
    return XML(
      name: "Event",
      content: [
        .element(system), .element(XML(name: "EventData", content: texts.map { leaf("Data", $0) })),
      ])
  }

  // MARK: BinXml

  private mutating func addTemplate(
    _ xml: XML, key: String, id: Int, values: (inout ChunkBuilder, Int) -> Void
  ) {
    body += [0x0C, 1]
    if let known = templates[key] {
      body += u32(known.id) + u32(known.offset)
    } else {
      let offset = body.count + 8
      templates[key] = (offset, id)
      body += u32(id) + u32(offset) + u32(0) + u32(id) + [UInt8](repeating: 7, count: 12) + u32(0)
      let start = body.count
      body += [0x0F, 1, 1, 0]
      addElement(xml, dependency: true)
      body.append(0)
      body.replaceSubrange(start - 4..<start, with: u32(body.count - start))
    }
    values(&self, body.count)
  }

  private mutating func addTemplate(_ xml: XML, key: String, id: Int, values: (inout ChunkBuilder) -> Void) {
    addTemplate(xml, key: key, id: id) { builder, _ in values(&builder) }
  }

  private mutating func addValues(_ values: [(type: UInt8, bytes: [UInt8])]) {
    body += u32(values.count)
    for value in values { addDescriptor(value) }
    for value in values { body += value.bytes }
  }

  private mutating func addDescriptor(_ value: (type: UInt8, bytes: [UInt8])) {
    body += u16(value.bytes.count)
    body += [value.type, 0]
  }

  private mutating func addElement(_ xml: XML, dependency: Bool) {
    body.append(xml.attributes.isEmpty ? 0x01 : 0x41)
    if dependency { body += u16(0xFFFF) }
    let sizeOffset = body.count
    body += u32(0)
    addName(xml.name)
    if !xml.attributes.isEmpty {
      let listOffset = body.count
      body += u32(0)
      for (index, attribute) in xml.attributes.enumerated() {
        body.append(index < xml.attributes.count - 1 ? 0x46 : 0x06)
        addName(attribute.name)
        addPiece(attribute.piece)
      }
      body.replaceSubrange(listOffset..<listOffset + 4, with: u32(body.count - listOffset - 4))
    }
    if xml.content.isEmpty {
      body.append(0x03)
    } else {
      body.append(0x02)
      for content in xml.content {
        switch content {
        case .element(let inner): addElement(inner, dependency: dependency)
        case .piece(let piece): addPiece(piece)
        }
      }
      body.append(0x04)
    }
    body.replaceSubrange(sizeOffset..<sizeOffset + 4, with: u32(body.count - sizeOffset - 4))
  }

  private mutating func addPiece(_ piece: XML.Piece) {
    switch piece {
    case .text(let text): body += [0x05, 0x01] + u16(text.utf16.count) + utf16(text)
    case .value(let index, let type): body += [0x0E] + u16(index) + [type]
    }
  }

  private mutating func addName(_ name: String) {
    if let known = names[name] {
      body += u32(known)
      return
    }
    names[name] = body.count + 4
    let hash = name.utf16.reduce(UInt32(0)) { $0 &* 65_599 &+ UInt32($1) }
    body += u32(body.count + 4) + u32(0) + u16(Int(hash & 0xFFFF)) + u16(name.utf16.count) + utf16(name) + [0, 0]
  }
}

func u16(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }
func u32(_ value: Int) -> [UInt8] { u16(value & 0xFFFF) + u16(value >> 16 & 0xFFFF) }
func u64(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(value >> (8 * $0) & 255) } }
func utf16(_ text: String) -> [UInt8] { text.utf16.flatMap { u16(Int($0)) } }

/// CRC-32, bit by bit.
func referenceCRC(_ bytes: some Sequence<UInt8>) -> UInt32 {
  var crc = UInt32.max
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
  }
  return ~crc
}
