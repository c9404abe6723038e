import Crypto
import Records

/// Which events were seen before: exact up to a bound, beyond it a Bloom filter, so that memory stays below 130 MB
/// whatever is read. It only proposes; the database confirms.
struct EventFilter {
  enum Answer: Equatable {
    case new
    /// Perhaps the event of this record.
    case perhaps(record: Int64)
    /// Perhaps seen; by which record is not known any more.
    case perhapsSome
  }

  private var exact: ExactEvents?
  private var bloom: BloomFilter?
  private let exactLimit: Int
  private let bloomBits: Int

  init(exactLimit: Int = 3 << 20, bloomBits: Int = 1 << 29) {
    self.exactLimit = exactLimit
    self.bloomBits = bloomBits
    exact = ExactEvents()
  }

  /// Tells whether `key` may have been seen, and remembers it with its first record.
  mutating func insert(_ key: Int64, record: Int64) -> Answer {
    if let known = exact?.insert(key, record: record) { return .perhaps(record: known) }
    if bloom != nil { return bloom?.insert(UInt64(bitPattern: key)) == true ? .perhapsSome : .new }
    if let full = exact, full.count >= exactLimit {
      var filter = BloomFilter(bits: bloomBits)
      full.forEachKey { _ = filter.insert(UInt64(bitPattern: $0)) }
      bloom = filter
      exact = nil
    }
    return .new
  }

  /// The first 64 bits of SHA-256 of log kind and external id.
  static func key(logKind: String, externalID: String) -> Int64 {
    var hash = SHA256()
    func add(_ part: String) {
      var text = part
      text.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    }
    add(logKind)
    add("\0")
    add(externalID)
    return hash.finalize().withUnsafeBytes { Int64(bigEndian: $0.loadUnaligned(as: Int64.self)) }
  }
}

/// Event keys with the record each was first seen in: open addressing.
///
/// Where a key stands depends on a number drawn anew in each run, so that nobody can choose ids that crowd one place.
private struct ExactEvents {
  private typealias Entry = (key: Int64, record: Int64)

  /// No record has the id 0: there the place is free.
  private var entries: [Entry]
  private(set) var count = 0
  private let multiplier = UInt64.random(in: 0...UInt64.max) | 1

  init() { entries = Array(repeating: (0, 0), count: 1 << 12) }

  /// The record that `key` was first seen in; nil where it is new.
  mutating func insert(_ key: Int64, record: Int64) -> Int64? {
    let place = find(key)
    guard entries[place].record == 0 else { return entries[place].record }
    entries[place] = (key, record)
    count += 1
    if count * 4 > entries.count * 3 { grow() }
    return nil
  }

  func forEachKey(_ body: (Int64) -> Void) {
    for entry in entries where entry.record != 0 { body(entry.key) }
  }

  private func find(_ key: Int64) -> Int {
    let shift = UInt64(64 - entries.count.trailingZeroBitCount)
    var place = Int((UInt64(bitPattern: key) &* multiplier) >> shift)
    while entries[place].record != 0, entries[place].key != key { place = (place + 1) & (entries.count - 1) }
    return place
  }

  private mutating func grow() {
    let old = entries
    entries = Array(repeating: (0, 0), count: old.count * 2)
    for entry in old where entry.record != 0 { entries[find(entry.key)] = entry }
  }
}

/// Seven bits a key, from two halves of it; at 50 million keys in 2²⁹ bits, one in a hundred is taken for seen.
private struct BloomFilter {
  private var words: [UInt64]
  private let mask: UInt64

  /// `bits` is a power of two.
  init(bits: Int) {
    words = Array(repeating: 0, count: max(1, bits / 64))
    mask = UInt64(words.count * 64 - 1)
  }

  /// Whether `key` may have been there before.
  mutating func insert(_ key: UInt64) -> Bool {
    let step = (key >> 32 | key << 32) &* 0x9E37_79B9_7F4A_7C15 | 1
    var bit = key
    var wasThere = true
    for _ in 0..<7 {
      let word = Int((bit & mask) >> 6)
      let flag = UInt64(1) << (bit & 63)
      if words[word] & flag == 0 {
        wasThere = false
        words[word] |= flag
      }
      bit &+= step
    }
    return wasThere
  }
}
