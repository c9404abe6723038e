/// Writes heaps, and the property and table contexts in them ([MS-PST] 2.3).
struct HeapBuilder {
  private var items: [[[UInt8]]] = [[]]
  let client: UInt8
  let variant: StoreVariant
  /// So many allocations at the end are freed, and what they held stands where it stood.
  var freedAtEnd = 0
  /// Freed ones are gone from the page map, and their entries stand behind it; else they have no length in it.
  var mapIsCut = true

  init(client: UInt8, _ variant: StoreVariant = .unicode) {
    self.client = client
    self.variant = variant
  }

  /// A new allocation in the last block; gives its HID.
  mutating func add(_ item: [UInt8]) -> UInt32 {
    items[items.count - 1].append(item)
    return UInt32(items[items.count - 1].count) << 5 | UInt32(items.count - 1) << UInt32(5 + variant.heapIndexBits)
  }

  /// Further allocations go to a new block.
  mutating func startBlock() { items.append([]) }

  /// The data of each block.
  func build(root: UInt32) -> [[UInt8]] {
    items.enumerated().map { index, allocations in
      let header = index == 0 ? [0, 0, 0xEC, client] + bytes(root) + u32(0) : [0, 0]
      var block = header
      var ends = [block.count]
      for item in allocations {
        block += item
        ends.append(block.count)
      }
      if block.count % 2 == 1 { block.append(0) }
      block.put(u16(block.count), at: 0)
      let freed = index == items.count - 1 ? freedAtEnd : 0
      if mapIsCut { return block + u16(allocations.count - freed) + u16(0) + ends.flatMap { u16($0) } }
      for item in 0..<freed { ends[ends.count - 1 - item] = ends[ends.count - 1 - freed] }
      return block + u16(allocations.count) + u16(freed) + ends.flatMap { u16($0) }
    }
  }

  /// A B-tree over one leaf, or over leaves of `perLeaf` records with an index above; gives the HID of its header.
  mutating func addTree(keySize: Int, dataSize: Int, _ records: [[UInt8]], perLeaf: Int = 400) -> UInt32 {
    if records.isEmpty { return add([0xB5, UInt8(keySize), UInt8(dataSize), 0] + u32(0)) }
    let leaves = stride(from: 0, to: records.count, by: perLeaf).map { start in
      let part = records[start..<min(start + perLeaf, records.count)]
      return (key: Array(part[start].prefix(keySize)), id: add(part.flatMap { $0 }))
    }
    if leaves.count == 1 { return add([0xB5, UInt8(keySize), UInt8(dataSize), 0] + bytes(leaves[0].id)) }
    let index = add(leaves.flatMap { $0.key + bytes($0.id) })
    return add([0xB5, UInt8(keySize), UInt8(dataSize), 1] + bytes(index))
  }
}

/// A property as a test writes it.
struct Property {
  enum Value {
    /// Stands in the four bytes of its record: a short number, or a HNID.
    case inline(UInt32)
    case heap([UInt8])
  }
  let id: UInt16
  let type: UInt16
  let value: Value

  static func text(_ id: UInt16, _ text: String) -> Property {
    Property(id: id, type: 0x1F, value: .heap(utf16(text)))
  }
  static func integer(_ id: UInt16, _ value: UInt32) -> Property { Property(id: id, type: 3, value: .inline(value)) }
  static func binary(_ id: UInt16, _ value: [UInt8]) -> Property {
    Property(id: id, type: 0x102, value: .heap(value))
  }
  static func object(_ id: UInt16, node: UInt32) -> Property {
    Property(id: id, type: 0x0D, value: .heap(bytes(node) + u32(0)))
  }
  static func subnode(_ id: UInt16, type: UInt16 = 0x102, _ node: UInt32) -> Property {
    Property(id: id, type: type, value: .inline(node))
  }
}

extension HeapBuilder {
  /// The blocks of a property context.
  static func propertyContext(_ properties: [Property], _ variant: StoreVariant = .unicode) -> [[UInt8]] {
    var heap = HeapBuilder(client: 0xBC, variant)
    let records = properties.sorted { $0.id < $1.id }.map { property in
      let value: UInt32 =
        switch property.value {
        case .inline(let value): value
        case .heap(let bytes): heap.add(bytes)
        }
      return bytes(property.id) + bytes(property.type) + bytes(value)
    }
    let root = heap.addTree(keySize: 2, dataSize: 6, records)
    return heap.build(root: root)
  }

  struct Column {
    let id: UInt16
    let type: UInt16
    let size: Int
  }

  /// The blocks of a table context, and its row matrix. Cells are four-byte values or HNIDs; nil leaves a cell out.
  /// With `matrixNode` the matrix is for a subnode of that id, else it stands in the heap.
  static func tableContext(
    _ columns: [Column], rows: [(id: UInt32, cells: [[UInt8]?])], matrixNode: UInt32? = nil,
    _ variant: StoreVariant = .unicode
  ) -> (blocks: [[UInt8]], matrix: [[UInt8]]) {
    var heap = HeapBuilder(client: 0x7C, variant)
    let dataSize = columns.reduce(4) { $0 + $1.size }
    let rowSize = dataSize + (columns.count + 7) / 8
    let matrix = rows.map { row in
      var data = bytes(row.id)
      var exists = [UInt8](repeating: 0, count: (columns.count + 7) / 8)
      for (index, cell) in row.cells.enumerated() {
        data += cell ?? [UInt8](repeating: 0, count: columns[index].size)
        if cell != nil { exists[index / 8] |= 0x80 >> UInt8(index % 8) }
      }
      return data + exists
    }
    let index = heap.addTree(
      keySize: 4, dataSize: variant == .ansi ? 2 : 4,
      rows.enumerated().map { bytes($1.id) + variant.rowIndex($0) })
    let hnid = matrixNode ?? heap.add(matrix.flatMap { $0 })
    var place = 4
    var descriptions: [UInt8] = []
    for (bit, column) in columns.enumerated() {
      descriptions += bytes(column.type) + bytes(column.id) + u16(place) + [UInt8(column.size), UInt8(bit)]
      place += column.size
    }
    let info =
      [0x7C, UInt8(columns.count)] + u16(dataSize) + u16(dataSize) + u16(dataSize) + u16(rowSize) + bytes(index)
      + bytes(hnid) + u32(0) + descriptions
    let root = heap.add(info)
    return (heap.build(root: root), matrix)
  }
}
