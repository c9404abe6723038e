import Records

extension AuditRecord {
  /// What it means that a record counts another number of items than it lists; a defect's consequence.
  static func consequence(ofCounting counted: Int64, listing listed: Int64) -> String {
    counted > listed
      ? "all that are listed are kept; which others there were, the record does not say"
      : "nothing: all that are listed are kept"
  }
}
