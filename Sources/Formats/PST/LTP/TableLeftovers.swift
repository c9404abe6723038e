import Bytes
import MAPI

extension TableContext {
  /// Whether the heap or the row matrix holds more than the index leads to.
  func hasLeftovers() throws -> Bool {
    let survey = try heap.survey()
    if survey.hasSlack { return true }
    let cells = columns.filter { !$0.isInline }
    var (places, references) = (0, structure.count)
    try forEachPlace { _, row in
      places += 1
      for column in cells where isPresent(column, in: row) {
        let id = row.integer(at: column.offset, as: UInt32.self)
        if id != 0, HeapID(id).isHeapID { references += 1 }
      }
    }
    return places > rows.count || areColumnsWhole && survey.allocationCount > references
  }

  /// Rows and texts that the index leads to no more. Rows that `isLive` knows are older ones of what is there, and left
  /// out. Nothing where the index or the rows are damaged: what is in use is not known then.
  func leftovers(isLive: (NodeID) -> Bool) throws -> Leftovers {
    guard isWhole else { return Leftovers() }
    var search = LeftoverSearch(table: self)
    let cells = columns.filter { !$0.isInline }
    let indexed = Set(rows.map(\.index))
    var referred = Set(structure)
    var unindexed: [Extent] = []
    try forEachPlace { index, row in
      guard indexed.contains(index) else {
        if unindexed.count < Self.unindexedLimit, row.slice.contains(where: { $0 != 0 }) { unindexed.append(row) }
        return
      }
      for column in cells where isPresent(column, in: row) { referred.insert(row.integer(at: column.offset)) }
    }
    let (slack, unreferred) = try heap.slack { referred.contains($0) }
    search.freed = slack.former
    if areColumnsWhole { search.freed.merge(unreferred) { first, _ in first } }
    for row in unindexed { search.take(row, isLive) }
    let allocations = search.freed.sorted { $0.key < $1.key }.map(\.value)
    for stretch in slack.stretches + allocations { search.lookForRows(in: stretch, isLive) }
    return search.finish(allocations, slack.stretches)
  }

  private static let unindexedLimit = 1 << 16
}

/// Looks for rows of one table in bytes outside its index, by what every row must have.
private struct LeftoverSearch {
  let table: TableContext
  /// Allocations that nothing in use refers to.
  var freed: [UInt32: Extent] = [:]
  private var rows: [NodeID: Leftovers.Row] = [:]
  private var covered = CoveredBytes()

  init(table: TableContext) { self.table = table }

  private var layout: Layout { table.heap.database.layout }

  mutating func lookForRows(in stretch: Extent, _ isLive: (NodeID) -> Bool) {
    var start = 0
    while start + table.rowSize <= stretch.count {
      let row = stretch.part(at: start, count: table.rowSize)
      start += !covered.overlaps(row) && take(row, isLive) ? table.rowSize : 1
    }
  }

  /// Takes a row where it is one.
  @discardableResult
  mutating func take(_ row: Extent, _ isLive: (NodeID) -> Bool) -> Bool {
    let id = NodeID(row.integer(at: 0))
    guard id.kind == .normalMessage || id.kind == .normalFolder, isRow(row) else { return false }
    var (values, isWhole, isTelling) = ([StoredProperty](), true, false)
    for column in table.columns where table.isPresent(column, in: row) {
      let value = table.cell(column, of: row)
      let reference = UInt32(truncatingIfNeeded: value.bits)
      if column.isInline {
        isTelling = isTelling || column.type == .time && value.bits != 0
      } else if let extent = freed[reference] {
        covered.add(extent)
        isTelling = true
      } else if reference != 0 {
        isWhole = false
        continue
      }
      values.append(value)
    }
    guard isTelling else { return false }
    covered.add(row)
    guard !isLive(id), rows[id].map({ !$0.isWhole && isWhole }) ?? true else { return true }
    let properties = Properties(
      values, heap: table.heap, subnodes: .empty, owner: "a row of \(table.owner)", freed: freed)
    rows[id] = Leftovers.Row(
      id: id, properties: properties, isWhole: isWhole, offset: row.offset, length: row.count)
    return true
  }

  /// PidTagLtpRowId and PidTagLtpRowVer, which every row has ([MS-PST] 2.3.4.4.1).
  private static let requiredColumns: Set<UInt16> = [0x67F2, 0x67F3]

  private func isRow(_ row: Extent) -> Bool {
    var present = 0
    for column in table.columns {
      guard table.isPresent(column, in: row) else {
        if Self.requiredColumns.contains(column.id) { return false }
        continue
      }
      guard isPossible(table.cell(column, of: row)) else { return false }
      present += 1
    }
    // Bits behind those of the columns are zero.
    let all = (row.count - table.existenceOffset) * 8
    let used = 1 + (table.columns.map(\.existenceBit).max() ?? 0)
    for bit in used..<max(used, all) {
      let byte: UInt8 = row.integer(at: table.existenceOffset + bit / 8)
      if byte & (0x80 >> UInt8(bit % 8)) != 0 { return false }
    }
    return present >= 3
  }

  /// 1980 to 2100.
  private static let times: ClosedRange<Int64> = 315_532_800_000_000...4_102_444_800_000_000
  /// None, and 4501-01-01, which Outlook writes for none.
  private static let noTimes: Set<UInt64> = [0, 0x0CB3_4557_A3DD_4000]

  private func isPossible(_ value: StoredProperty) -> Bool {
    switch value.type {
    case .boolean: return value.bits <= 1
    case .time:
      guard let time = FileTime.microseconds(value.bits) else { return Self.noTimes.contains(value.bits) }
      return Self.times.contains(time)
    case _ where value.isInline: return true
    default:
      let id = HeapID(UInt32(truncatingIfNeeded: value.bits))
      guard id.isHeapID else { return id.rawValue & 0x1F == 0x1F }
      return id.rawValue == 0 || id.index(layout) > 0 && id.blockIndex(layout) < table.heap.blockCount
    }
  }

  consuming func finish(_ allocations: [Extent], _ stretches: [Extent]) -> Leftovers {
    var found = Leftovers()
    found.rows = rows.values.sorted { $0.id < $1.id }
    found.addTexts(of: allocations, and: stretches, outside: covered, is8Bit: layout.has8BitText)
    return found
  }
}
