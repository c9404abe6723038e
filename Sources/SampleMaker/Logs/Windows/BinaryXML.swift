/// An element of an event in Microsoft's binary XML ([MS-EVEN6] 2.2.12), as a template has it.
struct BinaryElement: Sendable {
  enum Piece: Sendable {
    case text(String)
    /// The value of that number, and of which type; an optional one leaves its element or attribute out where it is null.
    case value(Int, ValueType, isOptional: Bool = false)
  }
  enum Content: Sendable {
    case element(BinaryElement)
    case piece(Piece)
  }

  let name: String
  var attributes: [(name: String, piece: Piece)] = []
  var content: [Content] = []

  static func leaf(_ name: String, _ piece: Piece) -> BinaryElement {
    BinaryElement(name: name, content: [.piece(piece)])
  }

  static func attributed(_ name: String, _ attribute: String, _ piece: Piece) -> BinaryElement {
    BinaryElement(name: name, attributes: [(attribute, piece)])
  }
}

/// The types of values that classic events have ([MS-EVEN6] 2.2.11).
enum ValueType: UInt8, Sendable {
  case null = 0x00, string = 0x01, uint8 = 0x04, uint16 = 0x06, uint32 = 0x08, uint64 = 0x0A, binary = 0x0E
  case fileTime = 0x11, securityID = 0x13, hexInt64 = 0x15, binXML = 0x21, stringArray = 0x81
}

/// A value that a record puts into its template.
struct BinaryValue: Sendable {
  let type: ValueType
  let bytes: [UInt8]

  static let null = BinaryValue(type: .null, bytes: [])

  init(type: ValueType, bytes: [UInt8]) { (self.type, self.bytes) = (type, bytes) }

  init<Number: FixedWidthInteger>(_ type: ValueType, _ number: Number) {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: number)
    self.init(type: type, bytes: bytes)
  }

  /// Texts one after the other, each with a null behind it.
  init(_ texts: [String]) {
    var bytes: [UInt8] = []
    for text in texts {
      bytes.append(utf16: text)
      bytes += [0, 0]
    }
    self.init(type: .stringArray, bytes: bytes)
  }
}

/// A template and by what id a log knows it.
struct BinaryTemplate: Sendable {
  let id: UInt32
  let root: BinaryElement
}
