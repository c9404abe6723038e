/// A ZIP archive of stored members written from front to back, so that members may be larger than memory.
final class ZIPArchive {
  private let output: OutputFile
  private let modified: Moment
  private var directory: [UInt8] = []
  private var memberCount: UInt16 = 0

  init(_ output: OutputFile, modified: Moment) { (self.output, self.modified) = (output, modified) }

  /// Adds a file that lies on the disk.
  func add(_ name: String, contentsOf path: String) throws(MakerError) {
    var crc: UInt32 = 0
    var size: Int64 = 0
    try readPieces(of: path) { piece throws(MakerError) in
      crc = crc32(piece, after: crc)
      size += Int64(piece.count)
    }
    try begin(name, size, crc)
    try readPieces(of: path) { piece throws(MakerError) in try output.append(piece) }
  }

  func add(_ name: String, _ content: [UInt8]) throws(MakerError) {
    try begin(name, Int64(content.count), crc32(content))
    try output.append(content)
  }

  /// Writes the directory; returns the archive's SHA-256.
  func finish() throws(MakerError) -> String {
    let start = UInt32(output.length)
    try output.append(directory)
    try output.append(
      ZIPEntry.end(memberCount: memberCount, directorySize: UInt32(directory.count), directoryOffset: start))
    return try output.finish()
  }

  private func begin(_ name: String, _ size: Int64, _ crc: UInt32) throws(MakerError) {
    guard output.length + size + Int64(directory.count) < 0xFFFF_0000 else {
      throw MakerError("\(output.path): \(name) would make the archive larger than 4 GiB")
    }
    let entry = ZIPEntry(name, byteCount: UInt32(size), crc: crc, modified: modified)
    directory += entry.directoryHeader(offset: UInt32(output.length))
    memberCount += 1
    try output.append(entry.localHeader)
  }
}
