/// A B-tree on a heap whose keys come in ascending order ([MS-PST] 2.3.2): records fill one item after the other, and of
/// each item the level above keeps eight bytes.
struct BTreeOnHeap {
  /// The header of a tree (BTHHEADER), written before the tree is known and again after.
  static func header(keySize: UInt8, dataSize: UInt8, levels: Int, root: HeapID) -> [UInt8] {
    var bytes: [UInt8] = [0xB5, keySize, dataSize, UInt8(levels)]
    bytes.append(littleEndian: root.rawValue)
    return bytes
  }

  /// Records not yet in the heap, the leaves' first. All are eight bytes: a four-byte key, and data or an item.
  private var pending: [[UInt8]] = [[]]
  private static let recordSize = 8
  private static let itemSize = HeapOnNode.itemCapacity / recordSize * recordSize

  mutating func add(_ key: UInt32, _ value: UInt32, to heap: HeapOnNode) throws(MakerError) {
    try add(key, value, level: 0, to: heap)
  }

  private mutating func add(_ key: UInt32, _ value: UInt32, level: Int, to heap: HeapOnNode) throws(MakerError) {
    if level == pending.count { pending.append([]) }
    if pending[level].count == Self.itemSize { try flush(level, to: heap) }
    pending[level].append(littleEndian: key)
    pending[level].append(littleEndian: value)
  }

  private mutating func flush(_ level: Int, to heap: HeapOnNode) throws(MakerError) {
    let item = try heap.allocate(pending[level])
    let key = pending[level].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self).littleEndian }
    pending[level].removeAll(keepingCapacity: true)
    try add(key, item.rawValue, level: level + 1, to: heap)
  }

  /// Writes what is pending and returns the header of the tree.
  mutating func finish(in heap: HeapOnNode) throws(MakerError) -> [UInt8] {
    var level = 0
    while level < pending.count - 1 {
      try flush(level, to: heap)
      level += 1
    }
    let root = try heap.allocate(pending[level])
    return Self.header(keySize: 4, dataSize: 4, levels: level, root: root)
  }
}
