/// The columns of a table and where their values stand in a row ([MS-PST] 2.3.4.1 and 2.3.4.4).
///
/// Columns are listed in the order of their bits in the row's existence map, as Outlook's templates have them: programs
/// of old take offset for offset from the template.
struct TableLayout: Sendable {
  struct Column: Sendable {
    /// The property's number above its type.
    let tag: UInt32
    let offset: Int
    let size: Int
    let bit: Int

    var id: UInt16 { UInt16(tag >> 16) }
    var type: UInt16 { UInt16(truncatingIfNeeded: tag) }
  }

  static let rowID: UInt32 = 0x67F2_0003
  static let rowVersion: UInt32 = 0x67F3_0003

  /// In the order of their tags, as they are written.
  let columns: [Column]
  /// Where the values of four and eight bytes end, those of two, those of one, and the existence map (`rgib`).
  let ends: [Int]

  var rowSize: Int { ends[3] }

  /// The same table with text in a code page.
  var with8BitText: TableLayout {
    let columns = columns.map { column in
      Column(
        tag: column.type & 0x0FFF == 0x001F ? column.tag - 1 : column.tag, offset: column.offset, size: column.size,
        bit: column.bit)
    }
    return TableLayout(columns: columns, ends: ends)
  }

  private init(columns: [Column], ends: [Int]) { (self.columns, self.ends) = (columns, ends) }

  /// The row's number and version come first in every table.
  init(_ tags: [UInt32]) {
    let tags = [Self.rowID, Self.rowVersion] + tags
    let wide = tags.filter { Self.size($0) >= 4 }
    let wideEnd = wide.reduce(0) { $0 + Self.size($1) }
    let narrowEnd = wideEnd + tags.count - wide.count
    ends = [wideEnd, wideEnd, narrowEnd, narrowEnd + (tags.count + 7) / 8]
    var (nextWide, nextNarrow) = (0, wideEnd)
    var columns: [Column] = []
    for (bit, tag) in tags.enumerated() {
      let size = Self.size(tag)
      columns.append(Column(tag: tag, offset: size >= 4 ? nextWide : nextNarrow, size: size, bit: bit))
      if size >= 4 { nextWide += size } else { nextNarrow += size }
    }
    self.columns = columns.sorted { $0.tag < $1.tag }
  }

  /// A yes or no takes one byte, a time or long number eight, everything else four: itself or where it is.
  private static func size(_ tag: UInt32) -> Int {
    switch UInt16(truncatingIfNeeded: tag) {
    case 0x000B: 1
    case 0x0014, 0x0040, 0x0005: 8
    default: 4
    }
  }

  /// The TCINFO.
  func header(rowIndex: HeapID, rows: UInt32) -> [UInt8] {
    var bytes: [UInt8] = [0x7C, UInt8(columns.count)]
    for end in ends { bytes.append(littleEndian: UInt16(end)) }
    bytes.append(littleEndian: rowIndex.rawValue)
    bytes.append(littleEndian: rows)
    bytes.append(littleEndian: UInt32(0))  // hidIndex
    for column in columns {
      bytes.append(littleEndian: column.tag)
      bytes.append(littleEndian: UInt16(column.offset))
      bytes += [UInt8(column.size), UInt8(column.bit)]
    }
    return bytes
  }
}

/// The tables of every store ([MS-PST] 2.4.4.4.1, 2.4.4.5.1, 2.4.4.6.1, 2.4.8.6.2.1, 2.4.5.3, 2.4.6.1), as an empty
/// store made by Outlook has them.
extension TableLayout {
  static let hierarchy = TableLayout([
    0x3001_001F, 0x3602_0003, 0x3603_0003, 0x360A_000B, 0x0E30_0102, 0x0E33_0014, 0x0E34_0102, 0x0E38_0003,
    0x3613_001F, 0x6635_0003, 0x6636_0003,
  ])
  static let contents = TableLayout([
    0x0E17_0003, 0x001A_001F, 0x0E07_0003, 0x0017_0003, 0x0042_001F, 0x0037_001F, 0x0E06_0040, 0x0039_0040,
    0x0E08_0003, 0x0E04_001F, 0x0E03_001F, 0x0057_000B, 0x0058_000B, 0x0036_0003, 0x1097_0003, 0x0070_001F,
    0x0071_0102, 0x3013_0102, 0x65C6_0003, 0x3008_0040, 0x0E30_0102, 0x0E33_0014, 0x0E34_0102, 0x0E3D_0102,
    0x0E3C_0102, 0x0E38_0003,
  ])
  static let associatedContents = TableLayout([
    0x0E17_0003, 0x001A_001F, 0x0E07_0003, 0x3001_001F, 0x7003_0003, 0x7004_0102, 0x7005_0102, 0x7006_001F,
    0x7007_0003, 0x6800_001F, 0x6803_000B, 0x6805_1003, 0x682F_001F,
  ])
  static let searchContents = TableLayout([
    0x67F1_0003, 0x0E05_001F, 0x0E17_0003, 0x001A_001F, 0x0E07_0003, 0x0017_0003, 0x0042_001F, 0x0037_001F,
    0x0E06_0040, 0x0E08_0003, 0x0E04_001F, 0x0E03_001F, 0x0057_000B, 0x0058_000B, 0x0036_0003, 0x0E2A_000B,
    0x3008_0040,
  ])
  static let recipients = TableLayout([
    0x0E0F_000B, 0x3002_001F, 0x3003_001F, 0x0FFF_0102, 0x3001_001F, 0x0C15_0003, 0x300B_0102, 0x0FF9_0102,
    0x0FFE_0003, 0x3900_0003, 0x3A40_000B, 0x39FF_001F,
  ])
  static let attachments = TableLayout([0x370B_0003, 0x0E20_0003, 0x3705_0003, 0x3704_001F])
}
