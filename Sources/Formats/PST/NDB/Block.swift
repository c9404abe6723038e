import Bytes

/// Where a block lies and how many bytes it has ([MS-PST] 2.2.2.7.7.3).
package struct BlockLocation: Sendable, Equatable {
  package let id: BlockID
  package let offset: UInt64
  private let sizes: (stored: UInt32, inflated: UInt32)

  package init(id: BlockID, offset: UInt64, size: Int, inflatedSize: Int? = nil) {
    self.id = id
    self.offset = offset
    sizes = (UInt32(clamping: size), UInt32(clamping: inflatedSize ?? size))
  }

  /// Bytes as stored, without padding and trailer.
  package var size: Int { Int(sizes.stored) }
  /// Bytes of its data; more than `size` where it is stored deflated.
  package var inflatedSize: Int { Int(sizes.inflated) }

  package var isDeflated: Bool { inflatedSize != size }

  package static func == (a: BlockLocation, b: BlockLocation) -> Bool {
    a.id == b.id && a.offset == b.offset && a.sizes == b.sizes
  }
}

/// A block, read, checked, decoded and inflated ([MS-PST] 2.2.2.8).
package struct Block: Sendable {
  package let location: BlockLocation
  /// Its data, without padding and trailer.
  package private(set) var bytes: [UInt8]

  package var offset: UInt64 { location.offset }

  /// Where byte `index` of the data stands in the exhibit; of a deflated block, where the block does.
  package func place(_ index: Int) -> UInt64 { location.isDeflated ? offset : offset &+ UInt64(index) }

  /// `bytes` are all that the block takes in the file, as far as the file goes; they become its data in place.
  init(
    _ bytes: [UInt8], at location: BlockLocation, encoding: Encoding, _ layout: Layout, damage: DamageLog
  ) throws(FormatError) {
    self.location = location
    self.bytes = bytes
    guard bytes.count >= location.size else {
      throw FormatError(
        .truncated(needed: location.size, available: bytes.count), in: "BLOCK.data", at: location.offset)
    }
    if bytes.count == layout.storedSize(ofBlock: location.size) {
      Self.checkTrailer(bytes, at: location, layout, damage)
    } else {
      damage.add(
        FormatError(
          .truncated(needed: layout.storedSize(ofBlock: location.size), available: bytes.count), in: "BLOCKTRAILER",
          at: location.offset))
    }
    self.bytes.removeLast(bytes.count - location.size)
    try decode(encoding)
  }

  /// Which of the two was done first to blocks that are both encoded and deflated no source tells: data that inflates
  /// as it stands was encoded first.
  private mutating func decode(_ encoding: Encoding) throws(FormatError) {
    let isEncoded = encoding != .none && !location.id.isInternal
    guard location.isDeflated else {
      if isEncoded { encoding.decode(&bytes, count: bytes.count, id: location.id) }
      return
    }
    if let inflated = inflateZlib(bytes, size: location.inflatedSize) {
      bytes = inflated
      if isEncoded { encoding.decode(&bytes, count: bytes.count, id: location.id) }
      return
    }
    if isEncoded {
      encoding.decode(&bytes, count: bytes.count, id: location.id)
      if let inflated = inflateZlib(bytes, size: location.inflatedSize) {
        bytes = inflated
        return
      }
    }
    throw FormatError(
      .invalid("\(location.size) bytes do not inflate to \(location.inflatedSize)"), in: "BLOCK.data",
      at: location.offset)
  }

  /// BLOCKTRAILER ([MS-PST] 2.2.2.8.1). The checksum covers the data as stored, before decoding.
  private static func checkTrailer(
    _ bytes: [UInt8], at location: BlockLocation, _ layout: Layout, _ damage: DamageLog
  ) {
    let start = bytes.count - layout.blockTrailerSize
    func tell(_ field: String, _ offset: Int, _ stored: UInt64, _ expected: UInt64, isCRC: Bool = false) {
      guard stored != expected else { return }
      let problem: FormatError.Problem =
        isCRC
        ? .checksumMismatch(stored: stored, computed: expected) : .mismatch(stored: stored, expected: expected)
      damage.add(
        FormatError(problem, in: "BLOCKTRAILER." + field, at: location.offset &+ UInt64(start + offset)))
    }
    tell("cb", 0, UInt64(bytes.integer(at: start, as: UInt16.self)), UInt64(location.size))
    tell(
      "wSig", 2, UInt64(bytes.integer(at: start + 2, as: UInt16.self)),
      UInt64(signature(offset: location.offset, id: location.id)))
    let (crcPlace, idPlace) = (layout.trailerCRCOffset, layout.trailerIDOffset)
    tell(
      "dwCRC", crcPlace, UInt64(bytes.integer(at: start + crcPlace, as: UInt32.self)),
      UInt64(CRC.compute(bytes, range: 0..<location.size)), isCRC: true)
    let id = BlockID(bytes.identifier(at: start + idPlace, layout))
    if id.key != location.id.key { tell("bid", idPlace, id.rawValue, location.id.rawValue) }
  }
}
