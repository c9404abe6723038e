/// A ZIP archive of stored members, made in memory.
struct ZIPFile {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var memberCount: UInt16 = 0
  private let modified: Moment

  /// Members show the time at which the archive was made, in two-second steps.
  init(modified: Moment, byteCount: Int) {
    self.modified = modified
    bytes.reserveCapacity(byteCount)
  }

  /// What an archive takes besides the contents of members with these names.
  static func overhead(_ names: [String]) -> Int { names.reduce(22) { $0 + 76 + 2 * $1.utf8.count } }

  mutating func add(_ name: String, _ content: [UInt8]) {
    let entry = ZIPEntry(name, byteCount: UInt32(content.count), crc: crc32(content), modified: modified)
    directory += entry.directoryHeader(offset: UInt32(bytes.count))
    bytes += entry.localHeader
    bytes += content
    memberCount += 1
  }

  mutating func finish() -> [UInt8] {
    let start = UInt32(bytes.count)
    bytes += directory
    bytes += ZIPEntry.end(
      memberCount: memberCount, directorySize: UInt32(directory.count), directoryOffset: start)
    return bytes
  }
}
