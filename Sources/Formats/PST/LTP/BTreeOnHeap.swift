import Bytes

/// The B-tree that a heap holds ([MS-PST] 2.3.2), walked once from end to end: its leaves, in order.
struct BTreeOnHeap {
  let keySize: Int
  let dataSize: Int
  /// Each leaf is records of key and data, one after another.
  let leaves: [Extent]
  /// Those that it takes: of its header, its index records and its leaves.
  let allocations: [UInt32]
  /// False where an index record or leaf could not be read.
  let isWhole: Bool

  var recordSize: Int { keySize + dataSize }

  /// Deeper than any heap has room for.
  private static let levelLimit: UInt8 = 8

  /// An index record or leaf that cannot be read is told with `consequence` and passed over.
  init(_ id: HeapID, in heap: HeapOnNode, consequence: String) throws {
    let header = try heap.item(id)
    guard header.count >= 8 else {
      throw FormatError(.truncated(needed: 8, available: header.count), in: "BTHHEADER", at: header.offset)
    }
    let type: UInt8 = header.integer(at: 0)
    guard type == 0xB5 else {
      throw FormatError(.mismatch(stored: UInt64(type), expected: 0xB5), in: "BTHHEADER.bType", at: header.offset)
    }
    keySize = Int(header.integer(at: 1, as: UInt8.self))
    dataSize = Int(header.integer(at: 2, as: UInt8.self))
    guard [2, 4, 8, 16].contains(keySize) else {
      throw FormatError(.invalid("keys of \(keySize) bytes"), in: "BTHHEADER.cbKey", at: header.place(1))
    }
    guard (1...32).contains(dataSize) else {
      throw FormatError(.invalid("data of \(dataSize) bytes"), in: "BTHHEADER.cbEnt", at: header.place(2))
    }
    let levels: UInt8 = header.integer(at: 3)
    guard levels <= Self.levelLimit else {
      throw FormatError(
        .limitExceeded(value: UInt64(levels), limit: UInt64(Self.levelLimit)), in: "BTHHEADER.bIdxLevels",
        at: header.place(3))
    }
    let top = HeapID(header.integer(at: 4))
    guard levels > 0 else {
      (leaves, isWhole) = (top.rawValue == 0 ? [] : [try heap.item(top)], true)
      allocations = [id.rawValue, top.rawValue]
      return
    }
    var walk = Walk(heap: heap, keySize: keySize, consequence: consequence)
    try walk.add(top, level: levels)
    leaves = walk.leaves
    allocations = [id.rawValue] + walk.visited
    isWhole = walk.isWhole
  }

  /// Goes down level by level; an allocation that was met before is a loop and left alone.
  private struct Walk {
    let heap: HeapOnNode
    let keySize: Int
    let consequence: String
    var leaves: [Extent] = []
    var visited: Set<UInt32> = []
    var isWhole = true

    mutating func add(_ id: HeapID, level: UInt8) throws {
      guard id.rawValue != 0 else { return }
      let item = try heap.item(id)
      guard visited.insert(id.rawValue).inserted else {
        throw FormatError(.invalid("allocation reached a second time"), in: "BTH.hidNextLevel", at: item.offset)
      }
      guard level > 0 else { return leaves.append(item) }
      for start in stride(from: 0, through: item.count - keySize - 4, by: keySize + 4) {
        let next = HeapID(item.integer(at: start + keySize))
        do {
          try add(next, level: level - 1)
        } catch let error as FormatError {
          isWhole = false
          heap.database.damage.add(error, consequence: consequence)
        }
      }
    }
  }
}
