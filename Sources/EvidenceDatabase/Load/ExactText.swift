#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A text compared byte by byte.
///
/// `String` counts texts of the same meaning in Unicode as equal, composed and decomposed letters say; evidence must
/// stay as it was logged, whichever of the two came first.
struct ExactText: Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (a: ExactText, b: ExactText) -> Bool { isSame(a.text, b.text) }

  func hash(into hasher: inout Hasher) {
    var copy = text
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  static func isSame(_ a: String?, _ b: String?) -> Bool {
    switch (a, b) {
    case (let a?, let b?): isSame(a, b)
    case (nil, nil): true
    default: false
    }
  }

  static func isSame(_ a: String, _ b: String) -> Bool {
    // Readers hand one text on from row to row: what is stored in the same place needs no look at it.
    if isStoredAlike(a, b) { return true }
    guard a.utf8.count == b.utf8.count else { return false }
    let same = a.utf8.withContiguousStorageIfAvailable { first in
      b.utf8.withContiguousStorageIfAvailable { second in
        guard let start = first.baseAddress, let other = second.baseAddress else { return first.isEmpty }
        return memcmp(start, other, first.count) == 0
      }
    }
    return (same ?? nil) ?? a.utf8.elementsEqual(b.utf8)
  }
}

extension ExactText {
  /// Whether two texts are the same two words in memory: a short text itself, or the same place of a longer one.
  @inline(__always)
  private static func isStoredAlike(_ a: String, _ b: String) -> Bool {
    typealias Words = (UInt64, UInt64)
    guard MemoryLayout<String>.size == MemoryLayout<Words>.size else { return false }
    return unsafeBitCast(a, to: Words.self) == unsafeBitCast(b, to: Words.self)
  }
}

/// What was looked up last, bounded in entries and in bytes: when the young half is full it becomes the old half, and
/// what was not asked for since is forgotten.
struct RecentTexts {
  private var young: [ExactText: Int64] = [:]
  private var old: [ExactText: Int64] = [:]
  private var youngBytes = 0
  private var hasForgotten = false
  private let entryLimit: Int
  private let byteLimit: Int

  init(entryLimit: Int, byteLimit: Int) {
    self.entryLimit = entryLimit
    self.byteLimit = byteLimit
  }

  mutating func find(_ text: ExactText) -> Int64? {
    if let id = young[text] { return id }
    guard let id = old[text] else { return nil }
    keep(text, id)
    return id
  }

  mutating func keep(_ text: ExactText, _ id: Int64) {
    let size = text.text.utf8.count
    guard size <= byteLimit / 8 else {
      hasForgotten = true
      return
    }
    if young.count >= entryLimit || youngBytes + size > byteLimit {
      swap(&young, &old)
      young.removeAll(keepingCapacity: true)
      youngBytes = 0
      hasForgotten = true
    }
    if young.updateValue(id, forKey: text) == nil { youngBytes += size }
  }

  /// Whether something was forgotten, or not kept, since the last call.
  mutating func takeHasForgotten() -> Bool {
    defer { hasForgotten = false }
    return hasForgotten
  }
}
