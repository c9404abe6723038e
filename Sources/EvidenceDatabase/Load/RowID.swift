import Records

/// Ids of evidence rows: exhibit number × 2³² + ordinal.
package enum RowID {
  static func of(_ exhibit: Int64, _ ordinal: Ordinal) -> Int64 { exhibit << 32 | Int64(ordinal) }

  static func optional(_ exhibit: Int64, _ ordinal: Ordinal?) -> Int64? { ordinal.map { of(exhibit, $0) } }

  static func exhibit(of id: Int64) -> Int64 { id >> 32 }

  /// The ids of all rows of an exhibit, ordinal 0 included.
  static func range(of exhibit: Int64) -> ClosedRange<Int64> { exhibit << 32...exhibit << 32 | 0xFFFF_FFFF }

  /// SQL: whether the row with this id is one of this exhibit's; both are columns or parameters. A range, which an index of
  /// the id serves.
  package static func isOne(_ id: String, of exhibit: String) -> String {
    "\(id) BETWEEN \(exhibit) << 32 AND (\(exhibit) << 32) + \(0xFFFF_FFFF)"
  }

  /// Exhibit numbers that leave an id inside 63 bits.
  static let exhibitLimit: Int64 = 0x7FFF_FFFF
}
