import CSimdjson

/// Why a JSON text could not be taken apart.
enum JSONProblem: Error, Sendable, Equatable {
  case badUTF8, bareControl, tooDeep, tooMany, noMemory, notJSON

  var text: String {
    switch self {
    case .badUTF8: "bytes that are no UTF-8"
    case .bareControl: "a bare control character in a string"
    case .tooDeep: "nested more than \(JSONDocument.depthLimit) deep"
    case .tooMany: "more than \(JSONDocument.valueLimit) values"
    case .noMemory: "no memory to parse it"
    case .notJSON: "not JSON"
    }
  }
}

/// One JSON text (RFC 8259) after another, taken apart by simdjson into an array that is used again for each.
final class JSONDocument {
  static let depthLimit = 64
  /// So many values that no audit record comes near, so few that a hostile one stays small.
  static let valueLimit = 1_000_000

  /// Whether the text parsed last has no white space around its tokens.
  private(set) var isCompact = false
  private let parser: OpaquePointer?

  init() { parser = csimdjson_create() }

  deinit { if let parser { csimdjson_destroy(parser) } }

  /// The root object or array. It, and all that is reached from it, must not be used after the next call.
  func parse(_ text: UnsafeBufferPointer<UInt8>) throws(JSONProblem) -> JSONValue {
    guard let parser else { throw .noMemory }
    var nodes: UnsafePointer<csimdjson_node>?
    let status = csimdjson_parse(
      parser, text.baseAddress, text.count, UInt32(Self.valueLimit), UInt32(Self.depthLimit), &nodes, &isCompact)
    switch status {
    case CSIMDJSON_OK: break
    case CSIMDJSON_BAD_UTF8: throw .badUTF8
    case CSIMDJSON_BARE_CONTROL: throw .bareControl
    case CSIMDJSON_TOO_DEEP: throw .tooDeep
    case CSIMDJSON_TOO_MANY: throw .tooMany
    case CSIMDJSON_NO_MEMORY: throw .noMemory
    default: throw .notJSON
    }
    guard let nodes else { throw .noMemory }
    return JSONValue(node: nodes)
  }
}

/// One value of a `JSONDocument`, valid until that parses again.
struct JSONValue {
  fileprivate let node: UnsafePointer<csimdjson_node>

  var isObject: Bool { node.pointee.kind == CSIMDJSON_OBJECT.rawValue }
  var isArray: Bool { node.pointee.kind == CSIMDJSON_ARRAY.rawValue }
  var isString: Bool { node.pointee.kind == CSIMDJSON_STRING.rawValue }
  private var isNull: Bool { node.pointee.kind == CSIMDJSON_NULL.rawValue }

  /// UTF-8 of a string with its escapes undone, of anything else as it stands.
  var bytes: UnsafeBufferPointer<UInt8> { Self.buffer(node.pointee.text, node.pointee.text_length) }
  var keyBytes: UnsafeBufferPointer<UInt8> { Self.buffer(node.pointee.key, node.pointee.key_length) }
  var key: String { String(decoding: keyBytes, as: UTF8.self) }

  /// A scalar without white space at its ends; nil where it is blank.
  private var scalar: UnsafeBufferPointer<UInt8>? {
    guard !isNull, !isObject, !isArray else { return nil }
    let inner = bytes.trimmed
    return inner.isEmpty ? nil : inner
  }

  /// A scalar as text, white space at its ends taken off; nil where it is blank.
  var text: String? { scalar.map { String(decoding: $0, as: UTF8.self) } }

  /// The same, out of the texts that other records hold too where it is one of them.
  func text(_ shared: SharedTexts) -> String? { scalar.map { shared.text($0) } }

  /// The same in lower case.
  var lowercasedText: String? {
    guard let scalar else { return nil }
    let text = String(decoding: scalar, as: UTF8.self)
    return scalar.allSatisfy { $0 < 0x80 && $0 == $0.lowercasedASCII } ? text : text.lowercased()
  }

  /// Whether it is null, empty, an object or an array.
  var isBlank: Bool { scalar == nil }

  /// Any value as it stands, an object or array as JSON; nil where it is null.
  var verbatim: String? { isNull ? nil : String(decoding: bytes, as: UTF8.self) }

  /// The same, out of the texts that other records hold too where it is one of them.
  func verbatim(_ shared: SharedTexts) -> String? { isNull ? nil : shared.text(bytes) }

  /// A whole number, whether logged as `5`, `"5"` or `5.00`.
  var integer: Int64? {
    let digits = bytes.trimmed
    if let value = Int64(asciiDigits: digits) { return value }
    guard !isNull, digits.contains(UInt8(ascii: ".")) || digits.contains(UInt8(ascii: "e")),
      let value = Double(String(decoding: digits, as: UTF8.self))
    else { return nil }
    return Int64(exactly: value)
  }

  /// Whether `true` or `"True"`; nil for what is neither that nor false.
  var boolean: Bool? {
    if bytes.equalsIgnoringCase("true") { return true }
    return bytes.equalsIgnoringCase("false") ? false : nil
  }

  /// The first member of that name.
  subscript(_ name: StaticString) -> JSONValue? {
    guard isObject else { return nil }
    for member in children where member.keyBytes.equals(name) { return member }
    return nil
  }

  /// The elements of an array; an object by itself, which tools write for an array of one.
  var elements: JSONChildren { isArray ? children : JSONChildren(only: self) }

  /// Members of an object, elements of an array, in order.
  var children: JSONChildren { JSONChildren(of: self) }

  private static func buffer(_ start: UnsafePointer<CChar>?, _ count: UInt32) -> UnsafeBufferPointer<UInt8> {
    guard let start, count > 0 else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(start: start, count: Int(count)).assumingMemoryBound(to: UInt8.self)
  }
}

struct JSONChildren: Sequence, IteratorProtocol {
  private var next_: UnsafePointer<csimdjson_node>
  private let end: UnsafePointer<csimdjson_node>

  fileprivate init(of value: JSONValue) {
    next_ = value.node + 1
    end = value.node + Int(value.node.pointee.span)
  }

  /// The value itself where it is an object, else nothing.
  fileprivate init(only value: JSONValue) {
    next_ = value.node
    end = value.node + (value.isObject ? Int(value.node.pointee.span) : 0)
  }

  mutating func next() -> JSONValue? {
    guard next_ < end else { return nil }
    defer { next_ += Int(next_.pointee.span) }
    return JSONValue(node: next_)
  }
}
