import Crypto
import Records

/// The named values of one record of a log, whatever container it came in. Names are compared without the case of ASCII
/// letters. A record has some twenty: they are looked through in their order, by a hash each.
struct LoggedFields: Equatable {
  private(set) var names: [String] = []
  private var hashes: [UInt64] = []
  private var values: [String] = []

  /// The value without white space at its ends; nil where it is not logged or empty. Of fields of one name the first that
  /// holds something counts.
  subscript(_ name: String) -> String? {
    let hash = Self.hash(of: name)
    for index in hashes.indices where hashes[index] == hash {
      if !values[index].isEmpty, names[index].isSameName(as: name) { return values[index] }
    }
    return nil
  }

  /// FNV-1a of the name in lower case.
  private static func hash(of name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1.lowercasedASCII)) &* 0x100_0000_01B3 }
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
    hashes.append(Self.hash(of: name))
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
  func append(to plain: inout [UInt8], mark: UInt8, without left: String?) {
    for index in names.indices where !values[index].isEmpty {
      if let left, names[index].isSameName(as: left) { continue }
      plain.append(mark)
      plain.append(lowercasedName: names[index])
      plain.append(UInt8(ascii: "="))
      plain += values[index].utf8
    }
  }

  static func sha256(_ text: String) -> Records.Digest? { Array(text.utf8).sha256 }
}

extension [UInt8] {
  /// As `lowercased()` has it.
  mutating func append(lowercasedName name: String) {
    var name = name
    let isASCII = name.withUTF8 { bytes in
      guard bytes.allSatisfy({ $0 < 0x80 }) else { return false }
      for byte in bytes { append(byte.lowercasedASCII) }
      return true
    }
    if !isASCII { self += name.lowercased().utf8 }
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
  fileprivate func isSameName(as other: String) -> Bool {
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
