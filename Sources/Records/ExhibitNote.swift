/// How sentences begin that readers say of a whole exhibit and that are gathered again for all of the case.
package enum ExhibitNote {
  /// A text whose last line has no end, so that nobody can tell whether it is whole.
  package static let openEnd = "The last line has no line end"
  /// A table that ends with the names of its columns: a search without results, or an export cut short.
  package static let noRows = "No row stands below the names of the columns."
  /// A server whose log shows its own zone.
  package static let serverZone = "The server's own clock"

  /// The sentence of a note that begins so.
  package static func sentence(beginning: String, in note: String) -> String? {
    note.firstRange(of: beginning).map { start in
      let rest = note[start.lowerBound...]
      return String(rest[..<(rest.firstRange(of: ". ")?.lowerBound ?? rest.endIndex)]).withoutFullStop
    }
  }
}

extension String {
  fileprivate var withoutFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
