import Crypto
import Records

/// The named values of one record of a log, whatever container it came in. Names are compared without case.
struct LoggedFields: Equatable {
  private var values: [String: String] = [:]
  private(set) var names: [String] = []

  /// The value without white space at its ends; nil where it is not logged or empty.
  subscript(_ name: String) -> String? { values[name.lowercased()] }

  /// The first of these that is logged.
  func first(_ names: String...) -> String? { names.lazy.compactMap { self[$0] }.first }

  /// Whether there is a field of that name, though it may be empty.
  func has(_ name: String) -> Bool { names.contains { $0.lowercased() == name.lowercased() } }

  /// Of fields of one name the first that holds something counts.
  mutating func add(_ name: String, _ value: String) {
    names.append(name)
    var value = value
    let trimmed = value.withUTF8 { String(decoding: $0.trimmed, as: UTF8.self) }
    let key = name.lowercased()
    if !trimmed.isEmpty, values[key] == nil { values[key] = trimmed }
  }

  /// What was logged, name by name, as text that does not depend on the container.
  var plain: String {
    names.map { "\($0.lowercased())=\(self[$0] ?? "")" }.joined(separator: "\u{1}")
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
