import Crypto
import Records

/// The named values of one record of a log, whatever container it came in; values count without white space at their
/// ends.
struct LoggedFields: Equatable {
  private var texts = NamedTexts()

  init() {}

  init(_ texts: NamedTexts) { self.texts = texts }

  var isEmpty: Bool { texts.isEmpty }
  var names: [String] { (0..<texts.count).map { texts.with($0) { name, _ in String(decoding: name, as: UTF8.self) } } }

  /// Nil where it is not logged or empty. Of fields of one name the first that holds something counts.
  subscript(_ name: String) -> String? { texts.first(name, Self.string) }

  /// The same for one of the names that every record is asked for.
  subscript(_ name: FieldName) -> String? { texts.first(name, Self.string) }

  /// The same, out of the texts that other records hold too where it is one of them.
  func text(_ name: FieldName, _ shared: SharedTexts) -> String? { texts.first(name) { shared.text($0) } }

  /// What `read` makes of its bytes; nil where it is not logged or empty.
  @inline(__always)
  func value<Value>(_ name: FieldName, _ read: (UnsafeBufferPointer<UInt8>) -> Value?) -> Value? {
    texts.first(name, read)
  }

  func has(_ name: FieldName) -> Bool { texts.first(name) { _ in true } ?? false }

  /// The first of these that is logged.
  func first(_ names: String...) -> String? {
    for name in names {
      if let value = self[name] { return value }
    }
    return nil
  }

  private static func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String? { String(decoding: bytes, as: UTF8.self) }

  mutating func add(_ name: String, _ value: String) {
    guard !Self.isOfSession(name) else { return }
    var value = value
    value.withUTF8 { texts.append(name, $0.trimmed) }
  }

  /// Whether PowerShell puts the name to whatever a session on another machine gives: it is of the session that made the
  /// export, and in no two exports the same.
  private static func isOfSession(_ name: String) -> Bool {
    sessionNames.contains { $0.isSameName(as: name) }
  }

  private static let sessionNames = ["RunspaceId", "PSComputerName", "PSShowComputerName", "PSSourceJobInstanceId"]

  /// What was logged, name by name, as text that does not depend on the container.
  var plain: String {
    var plain: [UInt8] = []
    append(to: &plain)
    return String(decoding: plain, as: UTF8.self)
  }

  /// Appends the same.
  func append(to plain: inout [UInt8]) {
    for index in 0..<texts.count {
      if index > 0 { plain.append(1) }
      texts.with(index) { name, _ in
        plain.append(lowercasedName: name)
        plain.append(UInt8(ascii: "="))
        if let value = self[String(decoding: name, as: UTF8.self)] { plain.append(value) }
      }
    }
  }

  /// Appends what each name holds, `name=value` behind U+0002, names in lower case, but for the name `left`.
  func append(to plain: inout [UInt8], without left: FieldName?) { texts.append(to: &plain, without: left) }

  static func sha256(_ text: String) -> Records.Digest? { Array(text.utf8).sha256 }
}

extension [UInt8] {
  mutating func append(_ text: String) {
    let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { append(contentsOf: $0) }
    if isDone == nil { append(contentsOf: text.utf8) }
  }

  /// As `lowercased()` has it.
  mutating func append(lowercasedName name: UnsafeBufferPointer<UInt8>) {
    let start = count
    append(contentsOf: name)
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
    append(contentsOf: String(decoding: name, as: UTF8.self).lowercased().utf8)
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
  /// Whether it differs in the case of ASCII letters alone.
  func isSameName(as other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] {
      if self[index].lowercasedASCII != other[index].lowercasedASCII { return false }
    }
    return true
  }
}
