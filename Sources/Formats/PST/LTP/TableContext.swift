import Bytes
import MAPI

/// A table: rows of properties that have the same columns ([MS-PST] 2.3.4).
struct TableContext {
  /// TCOLDESC ([MS-PST] 2.3.4.2).
  struct Column {
    let id: UInt16
    let type: PropertyType
    let offset: Int
    let size: Int
    let existenceBit: Int

    /// Whether the value itself stands in the row, or else where it does.
    var isInline: Bool { type.fixedSize.map { $0 <= 8 } ?? false }
  }

  let columns: [Column]
  /// Row ids (the nodes that rows stand for) and where their rows are, in the order of the index.
  let rows: [(id: UInt32, index: Int)]
  /// False where a part of the index could not be read.
  let isWhole: Bool
  let heap: HeapOnNode
  let owner: String
  let rowSize: Int
  /// Where the existence bits of a row begin (TCI_1b).
  let existenceOffset: Int
  /// Allocations of the heap that no row refers to: of the header, the index and the rows.
  let structure: [UInt32]
  /// False where a column is not known, so that what its cells refer to is not either.
  let areColumnsWhole: Bool
  /// The data of the rows where they stand in a subnode that nothing names any more.
  var foundMatrix: BlockID?
  private let subnodes: SubnodeTree
  private let matrix: UInt32

  init(_ node: Node, in database: NodeDatabase, owner: String) throws {
    heap = try HeapOnNode(node, in: database, for: .tableContext)
    subnodes = try database.subnodes(node.subnodes, of: node.id)
    self.owner = owner
    let header = try heap.item(heap.root)
    guard header.count >= 22 else {
      throw FormatError(.truncated(needed: 22, available: header.count), in: "TCINFO", at: header.offset)
    }
    let type: UInt8 = header.integer(at: 0)
    guard type == 0x7C else {
      throw FormatError(.mismatch(stored: UInt64(type), expected: 0x7C), in: "TCINFO.bType", at: header.offset)
    }
    existenceOffset = Int(header.integer(at: 6, as: UInt16.self))
    rowSize = Int(header.integer(at: 8, as: UInt16.self))
    guard rowSize >= 4, existenceOffset <= rowSize, rowSize <= database.layout.blockDataSize else {
      throw FormatError(.invalid("rows of \(rowSize) bytes"), in: "TCINFO.rgib", at: header.place(2))
    }
    matrix = header.integer(at: 14)
    let stored = Int(header.integer(at: 1, as: UInt8.self))
    columns = Self.columns(
      header, count: stored, rowSize: rowSize, bitCount: 8 * (rowSize - existenceOffset), owner, database.damage)
    areColumnsWhole = columns.count == stored
    let (rows, isWhole, allocations) = try Self.rows(HeapID(header.integer(at: 10)), in: heap, owner)
    (self.rows, self.isWhole) = (rows, isWhole)
    structure = [heap.root.rawValue] + allocations + (HeapID(matrix).isHeapID ? [matrix] : [])
  }

  /// Whether the rows stand in a subnode that the table does not have.
  var isMatrixMissing: Bool { !HeapID(matrix).isHeapID && subnodes.node(NodeID(matrix)) == nil }

  private static func columns(
    _ header: Extent, count: Int, rowSize: Int, bitCount: Int, _ owner: String, _ damage: DamageLog
  ) -> [Column] {
    var columns: [Column] = []
    columns.reserveCapacity(count)
    for start in stride(from: 22, to: 22 + 8 * count, by: 8) {
      let id: UInt16 = header.integer(at: start + 2)
      let place = header.place(start)
      func tellLost(_ problem: FormatError.Problem, _ field: String) {
        damage.add(
          FormatError(problem, in: field, at: place), consequence: "column \(hexadecimal(id)) of \(owner) left out")
      }
      guard start + 8 <= header.count else {
        let error = FormatError(
          .truncated(needed: 22 + 8 * count, available: header.count), in: "TCINFO.rgTCOLDESC", at: place)
        damage.add(error, consequence: "further columns of \(owner) left out")
        break
      }
      let tag: UInt16 = header.integer(at: start)
      guard let type = PropertyType(rawValue: tag) else {
        tellLost(.invalid("unknown type \(hexadecimal(tag))"), "TCOLDESC.tag")
        continue
      }
      let column = Column(
        id: id, type: type, offset: Int(header.integer(at: start + 4, as: UInt16.self)),
        size: Int(header.integer(at: start + 6, as: UInt8.self)),
        existenceBit: Int(header.integer(at: start + 7, as: UInt8.self)))
      let needed = type.fixedSize.map { $0 <= 8 ? $0 : 4 } ?? 4
      guard column.size >= needed, column.offset + column.size <= rowSize, column.existenceBit < bitCount else {
        tellLost(.invalid("column outside its row"), "TCOLDESC.ibData")
        continue
      }
      columns.append(column)
    }
    return columns
  }

  /// The row index, a B-tree from row ids to places in the row matrix ([MS-PST] 2.3.4.3.1).
  private static func rows(
    _ root: HeapID, in heap: HeapOnNode, _ owner: String
  ) throws -> (rows: [(id: UInt32, index: Int)], isWhole: Bool, allocations: [UInt32]) {
    guard root.rawValue != 0 else { return ([], true, []) }
    let tree = try BTreeOnHeap(root, in: heap, consequence: "rows of \(owner) left out")
    let indexSize = heap.database.layout.rowIndexSize
    guard tree.keySize == 4, tree.dataSize == indexSize else {
      throw FormatError(
        .invalid("records of \(tree.keySize) and \(tree.dataSize) bytes, not 4 and \(indexSize)"),
        in: "TCINFO.hidRowIndex", at: heap.location.offset)
    }
    var rows: [(id: UInt32, index: Int)] = []
    for leaf in tree.leaves {
      for start in stride(from: 0, through: leaf.count - tree.recordSize, by: tree.recordSize) {
        let index =
          indexSize == 4
          ? Int(leaf.integer(at: start + 4, as: UInt32.self)) : Int(leaf.integer(at: start + 4, as: UInt16.self))
        rows.append((leaf.integer(at: start), index))
      }
    }
    return (rows, tree.isWhole, tree.allocations)
  }

  /// Hands each row to `body`, as properties, in the order of the matrix. A row that cannot be read is told and passed
  /// over.
  func forEachRow(_ body: (UInt32, Properties) throws -> Void) throws {
    guard !rows.isEmpty else { return }
    let database = heap.database
    guard var source = try database.damage.attempt("rows of \(owner) left out", { try rowSource() }) else { return }
    for row in rows.sorted(by: { ($0.index, $0.id) < ($1.index, $1.id) }) {
      let extent = try database.damage.attempt("row \(row.index) of \(owner) left out") { try source.row(row.index) }
      guard let extent else { continue }
      try body(row.id, properties(of: extent))
    }
  }

  private func rowSource() throws -> RowSource {
    let heapID = HeapID(matrix)
    if heapID.isHeapID { return RowSource(heap.database, rowSize, whole: try heap.item(heapID)) }
    guard let data = subnodes.node(NodeID(matrix))?.data ?? foundMatrix else {
      throw FormatError(.missing(UInt64(matrix)), in: "TCINFO.hnidRows", at: heap.location.offset)
    }
    return try RowSource(heap.database, rowSize, tree: heap.database.dataTree(data), at: heap.location.offset)
  }

  private func properties(of row: Extent) -> Properties {
    var values: [StoredProperty] = []
    values.reserveCapacity(columns.count)
    for column in columns where isPresent(column, in: row) { values.append(cell(column, of: row)) }
    return Properties(values, heap: heap, subnodes: subnodes, owner: owner)
  }

  /// Whether a row has a value in this column: rgCEB ([MS-PST] 2.3.4.4.1).
  func isPresent(_ column: Column, in row: Extent) -> Bool {
    let bits: UInt8 = row.integer(at: existenceOffset + column.existenceBit / 8)
    return bits & (0x80 >> UInt8(column.existenceBit % 8)) != 0
  }

  func cell(_ column: Column, of row: Extent) -> StoredProperty {
    let value: UInt64 =
      switch column.isInline ? column.type.fixedSize : 4 {
      case 1: UInt64(row.integer(at: column.offset, as: UInt8.self))
      case 2: UInt64(row.integer(at: column.offset, as: UInt16.self))
      case 8: row.integer(at: column.offset)
      default: UInt64(row.integer(at: column.offset, as: UInt32.self))
      }
    return StoredProperty(
      id: column.id, type: column.type, bits: value, isInline: column.isInline, offset: row.place(column.offset))
  }

  /// Hands each place for a row in the matrix to `body`, whether the index leads there or not.
  func forEachPlace(_ body: (Int, Extent) throws -> Void) throws {
    guard matrix != 0 else { return }
    var source = try rowSource()
    for number in 0..<source.blockCount {
      let block = try source.block(number, of: number)
      for row in 0..<block.count / rowSize {
        let (index, overflow) = number.multipliedReportingOverflow(by: source.rowsPerBlock)
        guard !overflow, row < source.rowsPerBlock else { break }
        try body(index + row, block.part(at: row * rowSize, count: rowSize))
      }
    }
  }
}

/// The row matrix ([MS-PST] 2.3.4.4): in the heap, or over the blocks of a subnode, where no row crosses a block.
private struct RowSource {
  private let database: NodeDatabase
  private let rowSize: Int
  private let tree: DataTree
  private let place: UInt64
  /// As many rows as the first block has stand in every block but the last.
  let rowsPerBlock: Int
  private var held: (index: Int, extent: Extent)?

  init(_ database: NodeDatabase, _ rowSize: Int, whole: Extent) {
    self.database = database
    self.rowSize = rowSize
    tree = DataTree(blocks: [], declaredSize: nil)
    place = whole.offset
    rowsPerBlock = Int.max
    held = (0, whole)
  }

  init(_ database: NodeDatabase, _ rowSize: Int, tree: DataTree, at place: UInt64) throws {
    self.database = database
    self.rowSize = rowSize
    self.tree = tree
    self.place = place
    let first = try tree.blocks.first.flatMap { id in
      try database.damage.attempt(Damage.readAllTheSame) { try database.location(of: id) }
    }
    let size = first?.inflatedSize ?? database.layout.blockDataSize
    rowsPerBlock = max(1, size / rowSize)
  }

  mutating func row(_ index: Int) throws -> Extent {
    let block = try block(index / rowsPerBlock, of: index)
    let (start, overflow) = (index % rowsPerBlock).multipliedReportingOverflow(by: rowSize)
    guard !overflow, start <= block.count - rowSize else {
      throw FormatError(
        .outOfRange(value: UInt64(index), limit: UInt64(block.count / rowSize)), in: "TCROWID.dwRowIndex",
        at: block.offset)
    }
    return block.part(at: start, count: rowSize)
  }

  var blockCount: Int { max(tree.blocks.count, held == nil ? 0 : 1) }

  mutating func block(_ number: Int, of row: Int) throws -> Extent {
    if let held, held.index == number { return held.extent }
    guard number < tree.blocks.count else {
      throw FormatError(
        .outOfRange(value: UInt64(row), limit: UInt64(tree.blocks.count)), in: "TCROWID.dwRowIndex", at: place)
    }
    let block = try database.block(tree.blocks[number])
    let extent = Extent(block, range: 0..<block.bytes.count)
    held = (number, extent)
    return extent
  }
}
