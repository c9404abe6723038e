/// A table being written, row by row in the order of their numbers ([MS-PST] 2.3.4).
///
/// Of a long table little is in memory: the heap block being filled and the few that are held back, one block of rows,
/// and the upper levels of the row index.
final class TableContext {
  /// A table shows no more of a text than this, as MAPI tables do; the object has it whole.
  private static let shownUnits = 255

  private let layout: TableLayout
  private let database: NodeDatabase
  private let heap: HeapOnNode
  private let indexHeader: HeapID
  private let tableHeader: HeapID
  private var rowIndex: BTreeOnHeap
  private var rows: [UInt8] = []
  private var rowTree = DataTree()
  private(set) var rowCount = 0
  /// Rows that the table had, kept until all others are written.
  var deletedRows: [(id: UInt32, properties: PropertyList)] = []

  init(_ layout: TableLayout, in database: NodeDatabase) throws(MakerError) {
    let rowPlaceSize = database.layout.rowPlaceSize
    (self.layout, self.database) = (database.layout.isANSI ? layout.with8BitText : layout, database)
    rowIndex = BTreeOnHeap(dataSize: rowPlaceSize)
    heap = HeapOnNode(.tableContext, in: database)
    let header = BTreeOnHeap.header(keySize: 4, dataSize: UInt8(rowPlaceSize), levels: 0, root: .none)
    indexHeader = try heap.allocate(header)
    tableHeader = try heap.allocate(self.layout.header(rowIndex: indexHeader, rows: 0))
  }

  /// A table without rows.
  static func empty(_ layout: TableLayout, in database: NodeDatabase) throws(MakerError) -> NodeContent {
    try TableContext(layout, in: database).finish()
  }

  /// Adds a row; of the properties, which are sorted, it takes those that the table has columns for.
  func addRow(_ id: UInt32, _ properties: PropertyList) throws(MakerError) {
    guard database.layout.rowPlaceSize > 2 || rowCount <= Int(UInt16.max) else {
      throw MakerError("a folder has more items than a store of this kind can hold")
    }
    if rows.count + layout.rowSize > database.layout.blockCapacity { try writeRows() }
    try rowIndex.add(id, UInt32(rowCount), to: heap)
    rows += try row(id, properties)
    rowCount += 1
  }

  /// The bytes of a row, whose texts become items of the heap.
  private func row(_ id: UInt32, _ properties: PropertyList) throws(MakerError) -> [UInt8] {
    var row: [UInt8] = []
    row.appendZeros(layout.rowSize)
    row.store(id, at: 0)
    row.store(UInt32(rowCount + 1), at: 4)
    for column in layout.columns where column.bit < 2 { markPresent(column, &row) }
    var next = properties.entries.startIndex
    for column in layout.columns {
      while next < properties.entries.endIndex, properties.entries[next].id < column.id { next += 1 }
      guard next < properties.entries.endIndex, properties.entries[next].id == column.id,
        properties.entries[next].value.type(properties.textForm) == column.type
      else { continue }
      try set(column, to: properties.entries[next].value, properties.textForm, &row)
    }
    return row
  }

  private func set(
    _ column: TableLayout.Column, to value: PropertyValue, _ form: TextForm, _ row: inout [UInt8]
  ) throws(MakerError) {
    markPresent(column, &row)
    let place = column.offset
    switch value {
    case .bool(let value): row[place] = value ? 1 : 0
    case .int32(let value): row.store(value, at: place)
    case .int64(let value): row.store(value, at: place)
    case .time(let value): row.store(value.fileTime, at: place)
    default: row.store(try heap.allocate(shown(value, form)).rawValue, at: place)
    }
  }

  private func shown(_ value: PropertyValue, _ form: TextForm) -> [UInt8] {
    var bytes: [UInt8] = []
    value.append(to: &bytes, form)
    if case .text = value { form.cut(&bytes, units: Self.shownUnits) }
    return bytes
  }

  /// The existence map, from the highest bit of its first byte on ([MS-PST] 2.3.4.4.1, `rgCEB`).
  private func markPresent(_ column: TableLayout.Column, _ row: inout [UInt8]) {
    row[layout.ends[2] + column.bit / 8] |= 0x80 >> UInt8(column.bit % 8)
  }

  /// Rows do not cross blocks; what is left of a block stays empty.
  private func writeRows() throws(MakerError) {
    rows.appendZeros(database.layout.blockCapacity - rows.count)
    rowTree.append(try database.writeBlock(rows, 0..<rows.count), byteCount: rows.count)
    rows.removeAll(keepingCapacity: true)
  }

  /// Writes the rest of the table. Rows that fit an item stay in the heap.
  func finish() throws(MakerError) -> NodeContent {
    var subnodes = SubnodeTree()
    heap.overwrite(indexHeader, with: try rowIndex.finish(in: heap))
    let place: UInt32
    if rowTree.blockCount == 0, rows.count <= HeapOnNode.itemCapacity {
      place = try heap.allocate(rows).rawValue
    } else {
      rowTree.append(try database.writeBlock(rows, 0..<rows.count), byteCount: rows.count)
      let node = try database.takeID(.listsTablesProperties)
      subnodes.add(node, NodeContent(data: try rowTree.finish(in: database), subnodes: .none))
      place = node.rawValue
    }
    heap.overwrite(tableHeader, with: layout.header(rowIndex: indexHeader, rows: place))
    heap.isFreeing = !deletedRows.isEmpty
    for deleted in deletedRows { _ = try heap.allocate(try row(deleted.id, deleted.properties)) }
    return NodeContent(data: try heap.finish(root: tableHeader), subnodes: try subnodes.finish(in: database))
  }
}
