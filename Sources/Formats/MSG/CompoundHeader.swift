package import Bytes

/// The header of a compound file, its first 512 bytes ([MS-CFB] 2.2).
package struct CompoundHeader: Sendable, Equatable {
  package static let magic: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
  package static let size = 512

  package let majorVersion: UInt16
  /// Sectors have 2 to the power of this many bytes: 9 in version 3, 12 in version 4.
  package let sectorShift: Int
  package let miniSectorShift: Int
  package let firstDirectorySector: UInt32
  /// Streams shorter than this stand in the mini stream.
  package let miniStreamCutoff: UInt32
  package let firstMiniFATSector: UInt32
  package let fatSectorCount: UInt32
  package let firstDIFATSector: UInt32
  package let difatSectorCount: UInt32
  /// The first 109 sectors of the FAT.
  package let difat: [UInt32]

  package init(from reader: inout ByteReader) throws(FormatError) {
    let start = reader.offset
    let magic: UInt64 = try reader.read("Header Signature")
    guard magic == 0xE11A_B1A1_E011_CFD0 else { throw FormatError(.badMagic(magic), in: "Header Signature", at: start) }
    try reader.skip(16, "Header CLSID")
    _ = try reader.read("Minor Version", as: UInt16.self)
    majorVersion = try reader.read("Major Version")
    _ = try reader.read("Byte Order", as: UInt16.self)
    let shiftOffset = reader.offset
    let shift: UInt16 = try reader.read("Sector Shift")
    // The shift, not the version, says how the file is laid out.
    guard shift == 9 || shift == 12 else {
      throw FormatError(.unsupportedVersion(UInt64(shift)), in: "Sector Shift", at: shiftOffset)
    }
    sectorShift = Int(shift)
    let miniShift: UInt16 = try reader.read("Mini Sector Shift")
    guard miniShift == 6 else {
      throw FormatError(.unsupportedVersion(UInt64(miniShift)), in: "Mini Sector Shift", at: shiftOffset &+ 2)
    }
    miniSectorShift = 6
    try reader.skip(6, "Reserved")
    _ = try reader.read("Number of Directory Sectors", as: UInt32.self)
    fatSectorCount = try reader.read("Number of FAT Sectors")
    firstDirectorySector = try reader.read("First Directory Sector Location")
    _ = try reader.read("Transaction Signature Number", as: UInt32.self)
    miniStreamCutoff = try reader.read("Mini Stream Cutoff Size")
    firstMiniFATSector = try reader.read("First Mini FAT Sector Location")
    _ = try reader.read("Number of Mini FAT Sectors", as: UInt32.self)
    firstDIFATSector = try reader.read("First DIFAT Sector Location")
    difatSectorCount = try reader.read("Number of DIFAT Sectors")
    var difat: [UInt32] = []
    for _ in 0..<109 { difat.append(try reader.read("DIFAT")) }
    self.difat = difat
  }
}

/// A sector number, or what stands in its place ([MS-CFB] 2.1).
enum SectorNumber {
  static let maximum: UInt32 = 0xFFFF_FFFA
  static let endOfChain: UInt32 = 0xFFFF_FFFE
  static let free: UInt32 = 0xFFFF_FFFF
}
