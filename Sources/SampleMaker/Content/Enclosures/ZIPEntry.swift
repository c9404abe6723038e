/// What a ZIP archive says of one stored member, in front of it and in its directory (APPNOTE 6.3.10, 4.3.7 and 4.3.12;
/// without ZIP64, so below 4 GiB).
struct ZIPEntry {
  private let name: [UInt8]
  /// From `version needed` to `extra field length`, which both say alike.
  private var shared: [UInt8] = []

  /// Shows the time in two-second steps.
  init(_ name: String, byteCount: UInt32, crc: UInt32, modified: Moment) {
    self.name = Array(name.utf8)
    let at = modified.civil
    // Version needed 2.0; bit 11: the name is UTF-8; stored.
    for word in [
      20, 1 << 11, 0, at.hour << 11 | at.minute << 5 | at.second / 2, (at.year - 1980) << 9 | at.month << 5 | at.day,
    ] {
      shared.append(littleEndian: UInt16(word))
    }
    for number in [crc, byteCount, byteCount] { shared.append(littleEndian: number) }
    for count in [UInt16(self.name.count), 0] { shared.append(littleEndian: count) }
  }

  var localHeader: [UInt8] { [0x50, 0x4B, 3, 4] + shared + name }

  /// `offset` is where its local header stands.
  func directoryHeader(offset: UInt32) -> [UInt8] {
    var header: [UInt8] = [0x50, 0x4B, 1, 2, 20, 0] + shared  // made by version 2.0, MS-DOS
    header.appendZeros(10)  // comment length, disk, attributes
    header.append(littleEndian: offset)
    return header + name
  }

  /// The record that ends an archive.
  static func end(memberCount: UInt16, directorySize: UInt32, directoryOffset: UInt32) -> [UInt8] {
    var end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    for count in [memberCount, memberCount] { end.append(littleEndian: count) }
    for number in [directorySize, directoryOffset] { end.append(littleEndian: number) }
    return end + [0, 0]
  }
}
