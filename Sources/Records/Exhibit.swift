/// How far the reading of an exhibit came.
package enum ExhibitState: String, Sendable, CaseIterable {
  /// Being read; left behind by a run that was cut short, and read again by the next one.
  case reading
  case read
  /// Read, but parts of it were damaged or left out; its defects say which.
  case partial
  /// Recognised, but nothing could be read.
  case failed
  /// No reader knows its first bytes; it was hashed and counted all the same.
  case unrecognised
}

/// Where something stands in its exhibit.
package struct SourceLocation: Sendable, Equatable {
  /// Bytes from the start of the exhibit.
  package var offset: UInt64
  package var length: UInt64
  /// Line of a text file, counted from 1; nil where the exhibit has no lines.
  package var line: UInt64?

  package init(offset: UInt64, length: UInt64, line: UInt64? = nil) {
    self.offset = offset
    self.length = length
    self.line = line
  }
}

/// Something that could not be read as its format says, and what was lost by it.
package struct Defect: Sendable, Equatable {
  package var offset: UInt64?
  package var length: UInt64?
  /// The field as its specification spells it.
  package var field: String
  package var problem: String
  /// What the examiner loses: `row left out`, `body not decoded`, `nothing: read all the same`.
  package var consequence: String

  package init(field: String, problem: String, consequence: String, offset: UInt64? = nil, length: UInt64? = nil) {
    self.field = field
    self.problem = problem
    self.consequence = consequence
    self.offset = offset
    self.length = length
  }
}

/// A file found inside an exhibit, with all that its reader needs to open it again.
package struct ChildExhibit: Sendable, Equatable {
  /// The name that the container gives it; shown, never used as a path.
  package var name: String
  /// How the reader that found it opens it again; understood by that reader only.
  package var recipe: String
  /// Where its bytes, as stored, start in the container.
  package var offset: UInt64
  package var length: UInt64?

  package init(name: String, recipe: String, offset: UInt64, length: UInt64?) {
    self.name = name
    self.recipe = recipe
    self.offset = offset
    self.length = length
  }
}

/// Something in a store that says whose it is; reconstruction weighs it.
package struct OwnerHint: Sendable, Equatable, Hashable {
  package enum Kind: String, Sendable {
    case address, guid, sid, legacyDN = "legacy_dn", displayName = "display_name"
  }
  package var kind: Kind
  package var value: String
  /// Where it was found: `received_by`, `store_display_name`, `delivered_to`, `file_name`, `command_line`…
  package var basis: String
  /// How many items said so.
  package var count: Int

  package init(kind: Kind, value: String, basis: String, count: Int = 1) {
    self.kind = kind
    self.value = value
    self.basis = basis
    self.count = count
  }
}
