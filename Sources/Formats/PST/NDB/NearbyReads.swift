import Bytes

/// Reads small pieces of a store that lie near one another by fewer, larger reads: the blocks of an item do as a rule.
struct NearbyReads {
  private struct Window {
    let offset: UInt64
    let bytes: [UInt8]
  }
  private var windows: [Window] = []
  private var oldest = 0
  private var last: UInt64?

  private static let windowSize: UInt64 = 1 << 16
  private static let windowCount = 2

  /// What `store` has there.
  mutating func read(at offset: UInt64, count: Int, from store: any ByteStore) throws -> [UInt8] {
    let start = offset / Self.windowSize * Self.windowSize
    let isNear = last.map { max($0, offset) - min($0, offset) < Self.windowSize } ?? false
    last = offset
    guard isNear, offset - start + UInt64(count) <= Self.windowSize else {
      return try store.read(at: offset, count: count)
    }
    let window = try window(at: start, store)
    let first = Int(offset - start)
    guard first < window.bytes.count else { return [] }
    return Array(window.bytes[first..<min(first + count, window.bytes.count)])
  }

  private mutating func window(at start: UInt64, _ store: any ByteStore) throws -> Window {
    if let window = windows.first(where: { $0.offset == start }) { return window }
    let window = Window(offset: start, bytes: try store.read(at: start, count: Int(Self.windowSize)))
    if windows.count < Self.windowCount {
      windows.append(window)
    } else {
      windows[oldest] = window
      oldest = (oldest + 1) % Self.windowCount
    }
    return window
  }
}
