package import Bytes

/// A place where a log is not what its format says, and what is lost by it.
package struct Damage: Sendable, Equatable {
  package static let readAllTheSame = "nothing: read all the same"

  package let error: FormatError
  /// How many bytes it covers, where that is known.
  package let length: UInt64?
  package let consequence: String

  package init(_ error: FormatError, length: UInt64? = nil, consequence: String) {
    self.error = error
    self.length = length
    self.consequence = consequence
  }
}
