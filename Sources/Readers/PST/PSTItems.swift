import Bytes
import PST
import Records

/// The live items of a store, read by all cores: the nodes are cut into parts of a fixed number, and what the parts gave
/// is taken over in their order, so that the records are the same for any number of cores.
struct PSTItems {
  private let reading: PSTReading
  private let nodes: [Node]
  private let places: PSTFolders.Places
  private let unlisted: Set<NodeID>

  /// Nodes of a part.
  private static let partLength = 128
  /// Parts that are read before the first of them is taken over; as many of them at a time as there are cores.
  private static let partsAhead = 12
  /// Batches that a part may hold before it stops: 4 MB each, and the last item may be larger.
  private static let heldBatches = 4

  init(of reading: PSTReading, _ folders: PSTFolders) {
    self.reading = reading
    nodes = reading.store.database.nodes
    places = folders.places
    unlisted = folders.unlisted
  }

  /// What one part gave, as far as it came.
  private struct Part: Sendable {
    let index: Int
    let end: Int
    var batches: [RecordBatch]
    let counts: RecordCollector.Counts
    let findings: (meetings: [BlockUse.Meeting], damage: [Damage])
    let owners: MAPIOwners
    let seen: Set<Int>
    let slack: [(item: NodeID, heap: SlackHeap)]
  }

  func readAll() async throws {
    let partCount = (nodes.count + Self.partLength - 1) / Self.partLength
    guard partCount > 1 else { return try await readHere(nodes.indices) }
    let (map, bytes) = (reading.store.database.map, reading.store.database.bytes)
    let (facts, places, unlisted) = (try reading.store.facts(), places, unlisted)
    try await withThrowingTaskGroup(of: Part.self) { group in
      func start(_ index: Int) {
        guard index < partCount else { return }
        group.addTask {
          let store = MessageStore(NodeDatabase(for: bytes, map), facts)
          return try await Self.read(index, of: store, places, unlisted)
        }
      }
      for index in 0..<Self.partsAhead { start(index) }
      var waiting: [Int: Part] = [:]
      var next = 0
      while let part = try await group.next() {
        waiting[part.index] = part
        while var part = waiting.removeValue(forKey: next) {
          try await takeOver(&part)
          start(next + Self.partsAhead)
          next += 1
        }
      }
    }
  }

  private static func range(_ index: Int, of count: Int) -> Range<Int> {
    index * partLength..<min((index + 1) * partLength, count)
  }

  private static func read(
    _ index: Int, of store: MessageStore, _ places: PSTFolders.Places, _ unlisted: Set<NodeID>
  ) async throws -> Part {
    let held = HeldBatches()
    let collector = RecordCollector { await held.add($0) }
    let reading = PSTReading(of: store, into: collector, tellsDamage: false)
    let nodes = store.database.nodes
    let range = range(index, of: nodes.count)
    var end = range.lowerBound
    while end < range.upperBound, await held.batches.count < heldBatches {
      try await read(nodes[end], by: reading, places, unlisted)
      end += 1
    }
    try await collector.finish()
    return Part(
      index: index, end: end, batches: await held.batches, counts: collector.counts,
      findings: store.database.takeFindings(), owners: reading.owners, seen: reading.seen,
      slack: reading.slack)
  }

  private static func read(
    _ node: Node, by reading: PSTReading, _ places: PSTFolders.Places, _ unlisted: Set<NodeID>
  ) async throws {
    guard let kind = node.id.kind, kind == .normalMessage || kind == .associatedMessage else { return }
    guard !unlisted.contains(node.id) else { return }
    let item = try PSTItem(
      reading.store.message(node), place: places.of(node, reading.damage), isAssociated: kind != .normalMessage)
    reading.remember(try await reading.add(item).fingerprint)
  }

  private func takeOver(_ part: inout Part) async throws {
    try await reading.collector.absorb(&part.batches, from: part.counts)
    reading.store.database.takeOver(part.findings)
    reading.owners.add(part.owners)
    reading.seen.formUnion(part.seen)
    reading.slack += part.slack
    reading.collector.add(reading.damage)
    try await reading.collector.handOverIfFull()
    let rest = part.end..<Self.range(part.index, of: nodes.count).upperBound
    try await readHere(rest)
  }

  /// Reads items one after another: of a small store, and of a part that held too much.
  private func readHere(_ range: Range<Int>) async throws {
    for index in range { try await Self.read(nodes[index], by: reading, places, unlisted) }
  }
}

/// The batches of one part, in order.
private actor HeldBatches {
  private(set) var batches: [RecordBatch] = []

  func add(_ batch: RecordBatch) { batches.append(batch) }
}
