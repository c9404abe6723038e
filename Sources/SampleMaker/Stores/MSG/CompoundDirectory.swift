/// The directory of a compound file being written ([MS-CFB] 2.6): the entries of each storage hang in a red-black tree.
struct CompoundDirectory {
  private struct Record {
    let name: String
    let kind: UInt8
    var isRed = false
    var left = none
    var right = none
    var child = none
    var start: UInt32 = 0
    var byteCount = 0
  }

  private static let none = UInt32.max
  private static let storage: UInt8 = 1
  private static let stream: UInt8 = 2
  private static let root: UInt8 = 5

  private let rootClass: [UInt8]
  private var records = [Record(name: "Root Entry", kind: root)]

  init(rootClass: [UInt8]) { self.rootClass = rootClass }

  /// Adds what lies in the root; `place` takes in a stream and tells where it begins.
  mutating func add(_ entries: [CompoundEntry], place: ([UInt8]) -> UInt32) throws(MakerError) {
    records[0].child = try tree(of: entries, place)
  }

  /// All small streams together are the stream of the root.
  mutating func setSmallStreams(start: UInt32, byteCount: Int) {
    (records[0].start, records[0].byteCount) = (start, byteCount)
  }

  /// Entries are in order by the length of their names, then by these in capital letters.
  private mutating func tree(
    of entries: [CompoundEntry], _ place: ([UInt8]) -> UInt32
  ) throws(MakerError) -> UInt32 {
    var numbers: [(key: [UInt16], number: UInt32)] = []
    for entry in entries {
      guard entry.name.utf16.count < 32 else { throw MakerError("\(entry.name): too long for a compound file") }
      let number = records.count
      switch entry.content {
      case .stream(let bytes):
        records.append(Record(name: entry.name, kind: Self.stream, start: place(bytes), byteCount: bytes.count))
      case .storage(let inner):
        records.append(Record(name: entry.name, kind: Self.storage))
        records[number].child = try tree(of: inner, place)
      }
      numbers.append((Array(entry.name.uppercased().utf16), UInt32(number)))
    }
    numbers.sort { ($0.key.count, Text(units: $0.key)) < ($1.key.count, Text(units: $1.key)) }
    var depth = 0
    while 1 << depth <= numbers.count { depth += 1 }
    return balanced(numbers.map(\.number)[...], level: 1, deepest: depth)
  }

  /// The middle one above two halves; where the lowest level is not full, its entries are red.
  private mutating func balanced(_ numbers: ArraySlice<UInt32>, level: Int, deepest: Int) -> UInt32 {
    guard !numbers.isEmpty else { return Self.none }
    let middle = (numbers.startIndex + numbers.endIndex) / 2
    let number = Int(numbers[middle])
    records[number].isRed = level == deepest && level > 1
    records[number].left = balanced(numbers[..<middle], level: level + 1, deepest: deepest)
    records[number].right = balanced(numbers[(middle + 1)...], level: level + 1, deepest: deepest)
    return numbers[middle]
  }

  private struct Text: Comparable {
    let units: [UInt16]
    static func < (a: Text, b: Text) -> Bool { a.units.lexicographicallyPrecedes(b.units) }
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for record in records { append(record, to: &bytes) }
    while bytes.count % 512 != 0 {
      bytes.appendZeros(68)
      for _ in 0..<3 { bytes.append(littleEndian: Self.none) }
      bytes.appendZeros(48)
    }
    return bytes
  }

  private func append(_ record: Record, to bytes: inout [UInt8]) {
    let name = [UInt8](utf16: record.name)
    bytes += name
    bytes.appendZeros(64 - name.count)
    bytes.append(littleEndian: UInt16(name.count + 2))
    bytes += [record.kind, record.isRed ? 0 : 1]
    for link in [record.left, record.right, record.child] { bytes.append(littleEndian: link) }
    bytes += record.kind == Self.root ? rootClass : [UInt8](repeating: 0, count: 16)
    bytes.appendZeros(20)  // state bits, times
    bytes.append(littleEndian: record.start)
    bytes.append(littleEndian: UInt64(record.byteCount))
  }
}
