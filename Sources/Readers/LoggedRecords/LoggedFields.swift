import Crypto
import Records

/// The named values of one record of a log, whatever container it came in. Names are compared without the case of ASCII
/// letters. A record has some twenty: they are looked through in their order.
struct LoggedFields: Equatable {
  private(set) var names: [String] = []
  private var values: [String] = []

  /// The value without white space at its ends; nil where it is not logged or empty. Of fields of one name the first that
  /// holds something counts.
  subscript(_ name: String) -> String? {
    for index in names.indices where !values[index].isEmpty && names[index].isSameName(as: name) {
      return values[index]
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
  func has(_ name: String) -> Bool { names.contains { $0.isSameName(as: name) } }

  mutating func add(_ name: String, _ value: String) {
    names.append(name)
    var text = value
    let trimmed = text.withUTF8 { bytes -> String? in
      let inner = bytes.trimmed
      return inner.count == bytes.count ? nil : String(decoding: inner, as: UTF8.self)
    }
    values.append(trimmed ?? value)
  }

  /// What was logged, name by name, as text that does not depend on the container.
  var plain: String {
    names.map { "\($0.lowercased())=\(self[$0] ?? "")" }.joined(separator: "\u{1}")
  }

  /// Appends what each name holds, `name=value` behind `mark`, names in lower case, but for the name `left`.
  func append(to plain: inout String, mark: String, without left: String?) {
    for (name, value) in zip(names, values) where !value.isEmpty {
      let lower = name.lowercasedName
      guard lower != left else { continue }
      plain += mark
      plain += lower
      plain += "="
      plain += value
    }
  }

  static func sha256(_ text: String) -> Records.Digest? {
    var text = text
    return text.withUTF8 { bytes in
      var hash = SHA256()
      hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
      return hash.finalize().withUnsafeBytes { Records.Digest($0) }
    }
  }
}

extension String {
  fileprivate func isSameName(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    let isSame = utf8.withContiguousStorageIfAvailable { name in
      other.utf8.withContiguousStorageIfAvailable { name.isSameName(as: $0) }
    }
    return (isSame ?? nil) ?? (lowercasedName == other.lowercasedName)
  }

  /// As `lowercased()` has it, which takes longer than names of fields need.
  var lowercasedName: String {
    var name = self
    return name.withUTF8 { bytes in
      guard bytes.allSatisfy({ $0 < 0x80 }) else { return lowercased() }
      return String(unsafeUninitializedCapacity: bytes.count) { lower in
        for index in bytes.indices { lower[index] = bytes[index].lowercasedASCII }
        return bytes.count
      }
    }
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
