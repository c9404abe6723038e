/// Why a case could not be made: what was wrong, where, and what to do next.
package struct MakerError: Error, CustomStringConvertible, Equatable {
  package let description: String

  package init(_ description: String) { self.description = description }
}
