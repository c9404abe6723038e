import Bytes

/// A heap that holds something that its structure does not lead to.
package struct SlackHeap: Sendable {
  package let node: Node
  let client: HeapOnNode.Client

  /// The same for the same heap.
  package var key: UInt64 { node.data.key }
}

/// What stands in the blocks of a heap outside of its allocations.
///
/// The page map gives one list of places, each the end of one allocation and the start of the next ([MS-PST] 2.3.1.5), so
/// there is nothing between two of them. A freed one has no length; what it held stands between the end of the last
/// allocation and the map, where the writer did not put something else there. Entries of the map that were given up may
/// stand behind it, and then tell where each of the freed ones was.
struct HeapSlack {
  /// In front of the page map and behind it, where it is not all zero.
  private(set) var stretches: [Extent] = []
  /// Freed allocations by their HIDs, where the map's former entries tell of them.
  private(set) var former: [UInt32: Extent] = [:]

  /// Shorter stretches than a record are what brings the map to an even place.
  private static let shortest = 8

  /// Whether a block of a heap has anything of it.
  static func isIn(_ bytes: [UInt8]) -> Bool {
    guard let map = PageMap(bytes) else { return false }
    return hasContent(bytes, map.gap) || hasContent(bytes, map.rest)
  }

  mutating func add(_ block: Block, index: Int, _ layout: Layout) {
    guard let map = PageMap(block.bytes) else { return }
    let rest = addFormer(of: block, map, index: index, layout)
    for range in [map.gap, rest] where Self.hasContent(block.bytes, range) {
      stretches.append(Extent(block, range: range))
    }
  }

  /// Reads entries behind the map for as long as they can be some; gives what is behind them.
  private mutating func addFormer(of block: Block, _ map: PageMap, index: Int, _ layout: Layout) -> Range<Int> {
    var (start, item, place) = (map.gap.lowerBound, map.count, map.rest.lowerBound)
    while place + 2 <= map.rest.upperBound {
      let end = Int(block.bytes.integer(at: place, as: UInt16.self))
      item += 1
      guard end >= start, end <= map.gap.upperBound, item < 1 << layout.heapIndexBits else { break }
      if end > start {
        let id = UInt32(index) << UInt32(5 + layout.heapIndexBits) | UInt32(item) << 5
        former[id] = Extent(block, range: start..<end)
      }
      (start, place) = (end, place + 2)
    }
    return place..<map.rest.upperBound
  }

  private static func hasContent(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    range.count >= shortest && bytes[range].contains { $0 != 0 }
  }
}

/// HNPAGEMAP: where the allocations of a block are ([MS-PST] 2.3.1.5).
struct PageMap {
  /// cAlloc and cFree.
  let count: Int
  let freedCount: Int
  /// From the end of the last allocation to the map, and from the end of the map to that of the block.
  let gap: Range<Int>
  let rest: Range<Int>
  private let start: Int

  /// Nil where it is not within its block, which is told as damage when an allocation is asked for.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 6 else { return nil }
    start = Int(bytes.integer(at: 0, as: UInt16.self))
    guard start <= bytes.count - 6 else { return nil }
    count = Int(bytes.integer(at: start, as: UInt16.self))
    freedCount = Int(bytes.integer(at: start + 2, as: UInt16.self))
    let mapEnd = start + 4 + 2 * (count + 1)
    guard mapEnd <= bytes.count else { return nil }
    let end = Int(bytes.integer(at: mapEnd - 2, as: UInt16.self))
    guard end <= start else { return nil }
    (gap, rest) = (end..<start, mapEnd..<bytes.count)
  }

  /// Where allocation `index`, from 1, stands; nil where it has no length.
  func range(_ index: Int, in bytes: [UInt8]) -> Range<Int>? {
    let from = Int(bytes.integer(at: start + 4 + 2 * (index - 1), as: UInt16.self))
    let to = Int(bytes.integer(at: start + 4 + 2 * index, as: UInt16.self))
    return from < to && to <= bytes.count ? from..<to : nil
  }
}

extension HeapOnNode {
  /// What a heap's blocks have beside what is referred to.
  struct Survey {
    var hasSlack = false
    /// Allocations that were not freed.
    var allocationCount = 0
  }

  /// Goes through all blocks of the heap once.
  func survey() throws -> Survey {
    var survey = Survey()
    try forEachBlock { _, block in
      guard let map = PageMap(block.bytes) else { return }
      survey.hasSlack = survey.hasSlack || HeapSlack.isIn(block.bytes)
      survey.allocationCount += max(0, map.count - map.freedCount)
    }
    return survey
  }

  /// The slack of all blocks, and the allocations that `isReferred` knows nothing of: their HIDs and what they hold.
  func slack(besides isReferred: (UInt32) -> Bool) throws -> (slack: HeapSlack, unreferred: [UInt32: Extent]) {
    var (slack, unreferred) = (HeapSlack(), [UInt32: Extent]())
    try forEachBlock { index, block in
      slack.add(block, index: index, database.layout)
      guard let map = PageMap(block.bytes) else { return }
      for item in 0..<map.count where unreferred.count < Self.unreferredLimit {
        let id = UInt32(index) << UInt32(5 + database.layout.heapIndexBits) | UInt32(item + 1) << 5
        guard let range = map.range(item + 1, in: block.bytes), !isReferred(id) else { continue }
        unreferred[id] = Extent(block, range: range)
      }
    }
    return (slack, unreferred)
  }

  /// More of a heap's allocations are not kept at a time.
  private static let unreferredLimit = 1 << 14
}
