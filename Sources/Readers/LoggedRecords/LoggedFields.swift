import Crypto
import Records

/// The name of a field. Names are compared without the case of ASCII letters.
struct FieldName: Sendable, Equatable {
  let text: String
  fileprivate let hash: UInt64

  init(_ text: String) {
    self.text = text
    var name = text
    hash = name.withUTF8 { Self.hash(of: UnsafeRawBufferPointer($0)) }
  }

  fileprivate func isSame(as other: FieldName) -> Bool { hash == other.hash && text.isSameName(as: other.text) }

  /// One for names that differ in the case of ASCII letters; a few other bytes are taken for one another too.
  private static func hash(of name: UnsafeRawBufferPointer) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: name.count)
    var index = 0
    func take(_ word: UInt64) {
      let product = (hash ^ (word | 0x2020_2020_2020_2020)).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      hash = product.high ^ product.low
    }
    while index + 8 <= name.count {
      take(name.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var rest: UInt64 = 0
    for byte in name[index...] { rest = rest << 8 | UInt64(byte) }
    take(rest)
    return hash
  }
}

/// What one field of a record holds.
struct NamedValue: Equatable, Sendable {
  let name: FieldName
  let value: String
}

/// The named values of one record of a log, whatever container it came in. A record has some twenty: they are looked
/// through in their order.
struct LoggedFields: Equatable {
  private var fields: [NamedValue] = []

  init() {}

  init(_ values: [NamedValue]) {
    fields = values
    for index in fields.indices {
      if let trimmed = Self.trimmed(fields[index].value) {
        fields[index] = NamedValue(name: fields[index].name, value: trimmed)
      }
    }
  }

  var isEmpty: Bool { fields.isEmpty }
  var names: [String] { fields.map(\.name.text) }

  /// The value without white space at its ends; nil where it is not logged or empty. Of fields of one name the first that
  /// holds something counts.
  subscript(_ name: String) -> String? { self[FieldName(name)] }

  private subscript(_ name: FieldName) -> String? {
    for index in fields.indices where fields[index].name.isSame(as: name) {
      if !fields[index].value.isEmpty { return fields[index].value }
    }
    return nil
  }

  /// The first of these that is logged.
  func first(_ names: String...) -> String? {
    for name in names {
      if let value = self[name] { return value }
    }
    return nil
  }

  /// Whether there is a field of that name, though it may be empty.
  func has(_ name: String) -> Bool {
    let name = FieldName(name)
    return fields.contains { $0.name.isSame(as: name) }
  }

  mutating func reserveCapacity(_ count: Int) { fields.reserveCapacity(count) }

  mutating func add(_ name: String, _ value: String) { add(FieldName(name), value) }

  mutating func add(_ name: FieldName, _ value: String) {
    fields.append(NamedValue(name: name, value: Self.trimmed(value) ?? value))
  }

  /// Nil where there is no white space at its ends.
  private static func trimmed(_ value: String) -> String? {
    var text = value
    return text.withUTF8 { bytes in
      let inner = bytes.trimmed
      return inner.count == bytes.count ? nil : String(decoding: inner, as: UTF8.self)
    }
  }

  /// What was logged, name by name, as text that does not depend on the container.
  var plain: String {
    var plain: [UInt8] = []
    append(to: &plain)
    return String(decoding: plain, as: UTF8.self)
  }

  /// Appends the same.
  func append(to plain: inout [UInt8]) {
    for index in fields.indices {
      if index > 0 { plain.append(1) }
      plain.append(lowercasedName: fields[index].name.text)
      plain.append(UInt8(ascii: "="))
      if let value = self[fields[index].name] { plain.append(value) }
    }
  }

  /// Appends what each name holds, `name=value` behind `mark`, names in lower case, but for the name `left`.
  func append(to plain: inout [UInt8], mark: UInt8, without left: String?) {
    let left = left.map { FieldName($0) }
    for index in fields.indices where !fields[index].value.isEmpty {
      if let left, fields[index].name.isSame(as: left) { continue }
      plain.append(mark)
      plain.append(lowercasedName: fields[index].name.text)
      plain.append(UInt8(ascii: "="))
      plain.append(fields[index].value)
    }
  }

  static func sha256(_ text: String) -> Records.Digest? { Array(text.utf8).sha256 }
}

extension [UInt8] {
  mutating func append(_ text: String) {
    let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { append(contentsOf: $0) }
    if isDone == nil { append(contentsOf: text.utf8) }
  }

  /// As `lowercased()` has it.
  mutating func append(lowercasedName name: String) {
    let start = count
    append(name)
    let seen = withUnsafeMutableBufferPointer { bytes in
      var seen: UInt8 = 0
      for index in start..<bytes.count {
        seen |= bytes[index]
        bytes[index] = bytes[index].lowercasedASCII
      }
      return seen
    }
    guard seen >= 0x80 else { return }
    removeSubrange(start...)
    append(contentsOf: name.lowercased().utf8)
  }

  var sha256: Records.Digest? {
    withUnsafeBytes { bytes in
      var hash = SHA256()
      hash.update(bufferPointer: bytes)
      return hash.finalize().withUnsafeBytes { Records.Digest($0) }
    }
  }
}

extension String {
  /// Whether it differs in the case of ASCII letters alone.
  func isSameName(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    let isSame = utf8.withContiguousStorageIfAvailable { name in
      other.utf8.withContiguousStorageIfAvailable { name.isSameName(as: $0) }
    }
    return (isSame ?? nil) ?? (lowercased() == other.lowercased())
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Of one length.
  fileprivate func isSameName(as other: UnsafeBufferPointer<UInt8>) -> Bool {
    for index in indices where self[index] != other[index] {
      if self[index].lowercasedASCII != other[index].lowercasedASCII { return false }
    }
    return true
  }
}
