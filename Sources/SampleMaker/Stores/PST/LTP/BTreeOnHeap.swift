/// A B-tree on a heap whose keys of four bytes come in ascending order ([MS-PST] 2.3.2): records fill one item after
/// the other, and of each item the level above keeps eight bytes.
struct BTreeOnHeap {
  /// The header of a tree (BTHHEADER), written before the tree is known and again after.
  static func header(keySize: UInt8, dataSize: UInt8, levels: Int, root: HeapID) -> [UInt8] {
    var bytes: [UInt8] = [0xB5, keySize, dataSize, UInt8(levels)]
    bytes.append(littleEndian: root.rawValue)
    return bytes
  }

  /// Records not yet in the heap, the leaves' first: a key, and data or an item.
  private var pending: [[UInt8]] = [[]]
  /// Of data two bytes or four.
  private let dataSize: Int

  init(dataSize: Int) { self.dataSize = dataSize }

  private func recordSize(_ level: Int) -> Int { level == 0 ? 4 + dataSize : 8 }

  mutating func add(_ key: UInt32, _ value: UInt32, to heap: HeapOnNode) throws(MakerError) {
    try add(key, value, level: 0, to: heap)
  }

  private mutating func add(_ key: UInt32, _ value: UInt32, level: Int, to heap: HeapOnNode) throws(MakerError) {
    if level == pending.count { pending.append([]) }
    if pending[level].count + recordSize(level) > HeapOnNode.itemCapacity { try flush(level, to: heap) }
    pending[level].append(littleEndian: key)
    pending[level].append(littleEndian: value)
    pending[level].removeLast(8 - recordSize(level))
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
    return Self.header(keySize: 4, dataSize: UInt8(dataSize), levels: level, root: root)
  }
}
