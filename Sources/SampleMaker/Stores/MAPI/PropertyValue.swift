/// The value of a property, with its type ([MS-OXCDATA] 2.11.1).
enum PropertyValue: Sendable {
  case int32(Int32)
  case double(Double)
  case bool(Bool)
  case int64(Int64)
  case text(String)
  case time(Moment)
  case binary([UInt8])
  /// A subnode that is an object of its own: an embedded message.
  case object(NodeID, byteCount: Int)
  case texts([String])
  case binaries([[UInt8]])

  /// `PtypInteger32`, `PtypString`…; 8-bit text is `PtypString8`.
  func type(_ form: TextForm) -> UInt16 {
    switch self {
    case .int32: 0x0003
    case .double: 0x0005
    case .bool: 0x000B
    case .object: 0x000D
    case .int64: 0x0014
    case .text: form.isUnicode ? 0x001F : 0x001E
    case .time: 0x0040
    case .binary: 0x0102
    case .texts: form.isUnicode ? 0x101F : 0x101E
    case .binaries: 0x1102
    }
  }

  /// The value itself, where it takes no more than four bytes.
  var inline: UInt32? {
    switch self {
    case .int32(let value): UInt32(bitPattern: value)
    case .bool(let value): value ? 1 : 0
    default: nil
    }
  }

  /// Appends what stands for the value in a heap or subnode ([MS-PST] 2.3.3.4).
  func append(to bytes: inout [UInt8], _ form: TextForm) {
    switch self {
    case .int32(let value): bytes.append(littleEndian: value)
    case .bool(let value): bytes.append(value ? 1 : 0)
    case .int64(let value): bytes.append(littleEndian: value)
    case .double(let value): bytes.append(littleEndian: value.bitPattern)
    case .time(let value): bytes.append(littleEndian: value.fileTime)
    case .text(let value): form.append(value, to: &bytes)
    case .binary(let value): bytes += value
    case .object(let node, let byteCount):
      bytes.append(littleEndian: node.rawValue)
      bytes.append(littleEndian: UInt32(clamping: byteCount))
    case .texts(let values): append(values.map { form.bytes(of: $0) }, to: &bytes)
    case .binaries(let values): append(values, to: &bytes)
    }
  }

  /// A count, the offset of each value, the values.
  private func append(_ values: [[UInt8]], to bytes: inout [UInt8]) {
    bytes.append(littleEndian: UInt32(values.count))
    var offset = 4 + 4 * values.count
    for value in values {
      bytes.append(littleEndian: UInt32(offset))
      offset += value.count
    }
    for value in values { bytes += value }
  }
}

/// The properties of an object, in the order of their numbers once sorted.
struct PropertyList: Sendable {
  private(set) var entries: [(id: UInt16, value: PropertyValue)] = []
  /// What its texts are written in.
  var textForm: TextForm

  init(_ textForm: TextForm) {
    self.textForm = textForm
    entries.reserveCapacity(64)
  }

  /// All texts of the list.
  var texts: [String] {
    entries.flatMap { entry -> [String] in
      switch entry.value {
      case .text(let text): [text]
      case .texts(let texts): texts
      default: []
      }
    }
  }

  /// Sets a property that was not set before; nothing is set where there is no value.
  mutating func set(_ property: PropertyID, _ value: PropertyValue?) {
    if let value { entries.append((property.rawValue, value)) }
  }

  mutating func set(_ property: NamedProperty, _ value: PropertyValue?) {
    if let value { entries.append((property.id, value)) }
  }

  /// Numbers that stand for something else than a property, as in the name-to-id map.
  mutating func set(number: UInt16, _ value: PropertyValue) { entries.append((number, value)) }

  mutating func sort() { entries.sort { $0.id < $1.id } }
}
