/// A chunk of an event log: 64 KB that hold their names and templates themselves, so that each can be read alone
/// (libevtx, "Windows XML Event Log (EVTX) format", chunk).
struct EventLogChunk {
  static let size = 65_536
  private static let tablesEnd = 512
  private static let stringTable = 128
  private static let templateTable = 384

  /// Header and tables, then the records.
  private var bytes: [UInt8]
  private var names: [String: Int] = [:]
  private var templates: [UInt32: Int] = [:]
  private let firstRecord: UInt64
  private(set) var recordCount: UInt64 = 0
  private var lastRecordOffset = tablesEnd

  init(firstRecord: UInt64) {
    self.firstRecord = firstRecord
    bytes = []
    bytes.reserveCapacity(Self.size)
    bytes.appendZeros(Self.tablesEnd)
  }

  /// Whether what was added still is a chunk; then no value in it can be longer than its size can say.
  var fits: Bool { bytes.count <= Self.size }

  /// All of it with its checksums, which leave themselves out.
  func finished() -> [UInt8] {
    var chunk = bytes
    let used = chunk.count
    let last = firstRecord + recordCount - 1
    let recordsChecksum = crc32(chunk, in: Self.tablesEnd..<used)
    chunk.appendZeros(Self.size - used)
    var header = Array("ElfChnk\0".utf8)
    for number in [firstRecord, last, firstRecord, last] { header.append(littleEndian: number) }
    for number in [128, UInt32(lastRecordOffset), UInt32(used), recordsChecksum] { header.append(littleEndian: number) }
    chunk.replaceSubrange(0..<header.count, with: header)
    chunk.store(crc32(Array(chunk[0..<120] + chunk[Self.stringTable..<Self.tablesEnd])), at: 124)
    return chunk
  }

  /// Appends a record, which is written at that moment; its BinXml is an instance of the template.
  mutating func add(_ template: BinaryTemplate, written: Moment, _ values: [BinaryValue.Late]) {
    let start = bytes.count
    lastRecordOffset = start
    bytes += [0x2A, 0x2A, 0, 0]
    bytes.append(littleEndian: UInt32(0))
    bytes.append(littleEndian: firstRecord + recordCount)
    bytes.append(littleEndian: written.fileTime)
    addFragmentHeader()
    addInstance(of: template, values)
    bytes.append(0)  // EndOfFragment
    bytes.appendZeros((8 - (bytes.count - start + 4) % 8) % 8)
    let size = UInt32(bytes.count - start + 4)
    bytes.append(littleEndian: size)
    bytes.store(size, at: start + 4)
    recordCount += 1
  }

  private mutating func addFragmentHeader() { bytes += [0x0F, 1, 1, 0] }

  /// The template stands inside the first instance of it; later ones point there.
  private mutating func addInstance(of template: BinaryTemplate, _ values: [BinaryValue.Late]) {
    bytes += [0x0C, 1]
    bytes.append(littleEndian: template.id)
    if let known = templates[template.id] {
      bytes.append(littleEndian: UInt32(known))
    } else {
      bytes.append(littleEndian: UInt32(bytes.count + 4))
      addDefinition(of: template)
    }
    bytes.append(littleEndian: UInt32(values.count))
    let descriptors = bytes.count
    bytes.appendZeros(4 * values.count)
    for (index, value) in values.enumerated() {
      let start = bytes.count
      let type = value.add(to: &self)
      bytes.store(UInt16(clamping: bytes.count - start), at: descriptors + 4 * index)
      bytes[descriptors + 4 * index + 2] = type.rawValue
    }
  }

  private mutating func addDefinition(of template: BinaryTemplate) {
    let offset = bytes.count
    templates[template.id] = offset
    let bucket = Self.templateTable + 4 * Int(template.id % 32)
    bytes.append(contentsOf: bytes[bucket..<bucket + 4])  // the next with this hash
    bytes.store(UInt32(offset), at: bucket)
    bytes.append(littleEndian: template.id)
    bytes += [0x5A, 0x4D, 0x41, 0x49, 0x4C, 0x54, 0x52, 0x41, 0x49, 0x4C, 0x53, 0x41]  // rest of its GUID
    let size = bytes.count
    bytes.append(littleEndian: UInt32(0))
    addFragmentHeader()
    add(template.root)
    bytes.append(0)
    bytes.store(UInt32(bytes.count - size - 4), at: size)
  }

  // Elements of a template.

  private mutating func add(_ element: BinaryElement) {
    bytes.append(element.attributes.isEmpty ? 0x01 : 0x41)  // OpenStartElement
    bytes.append(littleEndian: UInt16.max)  // depends on no value
    let size = bytes.count
    bytes.append(littleEndian: UInt32(0))
    addName(element.name)
    if !element.attributes.isEmpty { add(attributes: element.attributes) }
    if element.content.isEmpty {
      bytes.append(0x03)  // CloseEmptyElement
    } else {
      bytes.append(0x02)  // CloseStartElement
      for content in element.content {
        switch content {
        case .element(let inner): add(inner)
        case .piece(let piece): add(piece)
        }
      }
      bytes.append(0x04)  // EndElement
    }
    bytes.store(UInt32(bytes.count - size - 4), at: size)
  }

  private mutating func add(attributes: [(name: String, piece: BinaryElement.Piece)]) {
    let size = bytes.count
    bytes.append(littleEndian: UInt32(0))
    for (index, attribute) in attributes.enumerated() {
      bytes.append(index < attributes.count - 1 ? 0x46 : 0x06)
      addName(attribute.name)
      add(attribute.piece)
    }
    bytes.store(UInt32(bytes.count - size - 4), at: size)
  }

  private mutating func add(_ piece: BinaryElement.Piece) {
    switch piece {
    case .text(let text):
      let units = [UInt8](utf16: text)
      bytes += [0x05, ValueType.string.rawValue]
      bytes.append(littleEndian: UInt16(units.count / 2))
      bytes += units
    case .value(let number, let type, let isOptional):
      bytes.append(isOptional ? 0x0E : 0x0D)
      bytes.append(littleEndian: UInt16(number))
      bytes.append(type.rawValue)
    }
  }

  /// A name stands where it is used first, and is listed by its hash in the chunk's head.
  private mutating func addName(_ name: String) {
    if let known = names[name] { return bytes.append(littleEndian: UInt32(known)) }
    let offset = bytes.count + 4
    names[name] = offset
    bytes.append(littleEndian: UInt32(offset))
    let units = [UInt8](utf16: name)
    let hash = Self.hash(units)
    let bucket = Self.stringTable + 4 * Int(hash % 64)
    bytes.append(contentsOf: bytes[bucket..<bucket + 4])
    bytes.store(UInt32(offset), at: bucket)
    bytes.append(littleEndian: hash)
    bytes.append(littleEndian: UInt16(units.count / 2))
    bytes += units + [0, 0]
  }

  private static func hash(_ units: [UInt8]) -> UInt16 {
    var hash: UInt32 = 0
    for index in stride(from: 0, to: units.count, by: 2) {
      hash = hash &* 65_599 &+ (UInt32(units[index]) | UInt32(units[index + 1]) << 8)
    }
    return UInt16(truncatingIfNeeded: hash)
  }
}

extension BinaryValue {
  /// A value as a record gets it. A fragment of BinXml is written in its place, because names and templates in it are
  /// found by where they stand in the chunk.
  enum Late {
    case plain(BinaryValue)
    case fragment(BinaryTemplate, [BinaryValue])
  }
}

extension BinaryValue.Late {
  fileprivate func add(to chunk: inout EventLogChunk) -> ValueType {
    switch self {
    case .plain(let value):
      chunk.addBytes(value.bytes)
      return value.type
    case .fragment(let template, let values):
      chunk.addFragment(template, values)
      return .binXML
    }
  }
}

extension EventLogChunk {
  fileprivate mutating func addBytes(_ more: [UInt8]) { bytes += more }

  fileprivate mutating func addFragment(_ template: BinaryTemplate, _ values: [BinaryValue]) {
    addFragmentHeader()
    addInstance(of: template, values.map { .plain($0) })
    bytes.append(0)
  }
}
