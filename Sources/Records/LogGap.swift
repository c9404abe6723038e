/// What a log itself shows to be missing in it: an export says how many results there were, or names a page that is not
/// there. No damage: every record that is there was read.
package struct LogGap: Sendable, Equatable {
  package enum Basis: String, Sendable, CaseIterable {
    /// Fewer rows than the search had results.
    case resultCount = "result_count"
    /// The search gave up, and says so in its rows.
    case searchFailed = "search_failed"
    /// The last page names a next one.
    case nextPage = "next_page"
    /// As many rows as such an export has at most.
    case rowLimit = "row_limit"
    /// Numbers of records that are missing between others.
    case recordNumber = "record_number"
  }
  package var basis: Basis
  /// Records known to be missing; nil where only that some are, or may be, is known.
  package var missingCount: Int64?
  package var offset: UInt64?
  /// What is there and what is not, in one sentence.
  package var note: String

  package init(_ basis: Basis, missingCount: Int64? = nil, offset: UInt64? = nil, note: String) {
    self.basis = basis
    self.missingCount = missingCount
    self.offset = offset
    self.note = note
  }
}
