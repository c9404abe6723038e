/// A place where bytes are not what their format says: the problem, the field, and the offset in the exhibit.
package struct FormatError: Error, Sendable, Equatable {
  package let problem: Problem
  /// The field as its specification spells it, for example `HEADER.dwMagic`.
  package let field: String
  /// Bytes from the start of the exhibit.
  package let offset: UInt64

  package enum Problem: Sendable, Equatable {
    case truncated(needed: Int, available: Int)
    case badMagic(UInt64)
    case unsupportedVersion(UInt64)
    case outOfRange(value: UInt64, limit: UInt64)
    case checksumMismatch(stored: UInt64, computed: UInt64)
    case mismatch(stored: UInt64, expected: UInt64)
    /// Something pointed to that is not there: a block, a node, a heap item.
    case missing(UInt64)
    /// A limit of our own against hostile input: what was asked and what is allowed.
    case limitExceeded(value: UInt64, limit: UInt64)
    case invalid(String)
  }

  package init(_ problem: Problem, in field: String, at offset: UInt64) {
    self.problem = problem
    self.field = field
    self.offset = offset
  }
}

extension FormatError.Problem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .truncated(let needed, let available): "truncated: \(needed) bytes needed, \(available) there"
    case .badMagic(let value): "bad magic 0x\(String(value, radix: 16))"
    case .unsupportedVersion(let value): "unsupported version \(value)"
    case .outOfRange(let value, let limit): "out of range: \(value), at most \(limit)"
    case .checksumMismatch(let stored, let computed):
      "checksum mismatch: stored 0x\(String(stored, radix: 16)), computed 0x\(String(computed, radix: 16))"
    case .mismatch(let stored, let expected):
      "mismatch: stored 0x\(String(stored, radix: 16)), expected 0x\(String(expected, radix: 16))"
    case .missing(let value): "missing: 0x\(String(value, radix: 16))"
    case .limitExceeded(let value, let limit): "limit exceeded: \(value), at most \(limit) allowed"
    case .invalid(let text): text
    }
  }
}

extension FormatError: CustomStringConvertible {
  package var description: String { "\(field) at offset \(offset): \(problem)" }
}
