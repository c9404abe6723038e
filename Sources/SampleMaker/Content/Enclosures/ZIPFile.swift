/// A ZIP archive of stored members (APPNOTE 6.3.10).
struct ZIPFile {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var memberCount = 0
  private let modified: Moment

  /// Members show the time at which the archive was made, in two-second steps.
  init(modified: Moment, byteCount: Int) {
    self.modified = modified
    bytes.reserveCapacity(byteCount)
  }

  /// What an archive takes besides the contents of members with these names.
  static func overhead(_ names: [String]) -> Int { names.reduce(22) { $0 + 76 + 2 * $1.utf8.count } }

  mutating func add(_ name: String, _ content: [UInt8]) {
    let offset = UInt32(bytes.count)
    let description = shared(name, content)
    bytes += [0x50, 0x4B, 3, 4]
    bytes += description
    bytes.append(name)
    bytes += content

    directory += [0x50, 0x4B, 1, 2]
    directory.appendLittleEndian(UInt16(20))  // version made by: 2.0, MS-DOS
    directory += description
    directory += [UInt8](repeating: 0, count: 10)  // comment length, disk, attributes
    directory.appendLittleEndian(offset)
    directory.append(name)
    memberCount += 1
  }

  mutating func finish() -> [UInt8] {
    let start = UInt32(bytes.count)
    bytes += directory
    bytes += [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    bytes.appendLittleEndian(UInt16(memberCount))
    bytes.appendLittleEndian(UInt16(memberCount))
    bytes.appendLittleEndian(UInt32(directory.count))
    bytes.appendLittleEndian(start)
    bytes += [0, 0]
    return bytes
  }

  /// What the local header and the directory say alike, from `version needed` to `extra field length`.
  private func shared(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let at = modified.civil
    var result: [UInt8] = []
    // Bit 11: the name is UTF-8.
    for word in [
      20, 1 << 11, 0, at.hour << 11 | at.minute << 5 | at.second / 2,
      (at.year - 1980) << 9 | at.month << 5 | at.day,
    ] {
      result.appendLittleEndian(UInt16(word))
    }
    result.appendLittleEndian(crc32(content))
    result.appendLittleEndian(UInt32(content.count))
    result.appendLittleEndian(UInt32(content.count))
    result.appendLittleEndian(UInt16(name.utf8.count))
    result.appendLittleEndian(UInt16(0))
    return result
  }
}
