package import Bytes

/// An event log file, chunk by chunk: no more than one chunk of it is held.
package final class LogFile {
  /// Nil where it is lost: the file begins with chunks, or with a block that is no header.
  package let header: FileHeader?
  private let store: any ByteStore
  private let templates = TemplateStore()
  private var position: UInt64
  private var chunkCount: UInt64 = 0
  private var damages: [Damage] = []

  package var isDirty: Bool { header?.isDirty ?? false }

  package init(_ store: any ByteStore) throws {
    self.store = store
    if let first = Self.firstChunk(in: try store.read(at: 0, count: Self.blockLength + ChunkHeader.signature.count)) {
      (header, position) = (nil, first)
      tell(
        .invalid("no header of an event log"), in: "FileHeader.Signature", at: 0,
        "read by its chunks: how many there were is not known")
      return
    }
    let header = try FileHeader(store.read(at: 0, count: FileHeader.length))
    self.header = header
    // All that is known are 4096; what is no place for a chunk is damage.
    let isPossible = header.headerBlockSize >= FileHeader.length && header.headerBlockSize % 512 == 0
    position = isPossible ? UInt64(header.headerBlockSize) : 4096
    if !header.isChecksumRight {
      tell(
        .checksumMismatch(stored: UInt64(header.storedChecksum), computed: UInt64(header.computedChecksum)),
        in: "FileHeader.Checksum", at: 124)
    }
    if !isPossible {
      tell(.mismatch(stored: UInt64(header.headerBlockSize), expected: 4096), in: "FileHeader.HeaderBlockSize", at: 40)
    }
    if header.majorVersion != 3 {
      tell(.unsupportedVersion(UInt64(header.majorVersion)), in: "FileHeader.MajorVersion", at: 38)
    }
    if header.isDirty {
      tell(
        .invalid("the log was not closed (dirty); its counts are older than its records"), in: "FileHeader.FileFlags",
        at: 120)
    }
  }

  /// All that is known have a first block of this length.
  private static let blockLength = 4096

  /// Where the chunks of a log begin that has lost its header; nil where it has one, or there are none.
  package static func firstChunk(in beginning: [UInt8]) -> UInt64? {
    if beginning.starts(with: FileHeader.signature) { return nil }
    let isChunk = { (place: Int) in beginning.dropFirst(place).starts(with: ChunkHeader.signature) }
    return [0, blockLength].first(where: isChunk).map { UInt64($0) }
  }

  /// The next chunk that holds anything; nil at the end of the file.
  package func next() throws -> Chunk? { try nextBytes().map { chunk($0) } }

  /// The bytes of the next chunk that holds anything; nil at the end of the file.
  package func nextBytes() throws -> ChunkBytes? {
    while position < store.byteCount {
      let place = position
      var bytes = try store.read(at: place, count: Chunk.length + ChunkHeader.length)
      let length = Self.length(of: bytes, at: place)
      guard length > 0 else { return nil }
      bytes.removeSubrange(length...)
      position += UInt64(length)
      guard !bytes.isAllZero else { continue }
      let chunk = ChunkBytes(bytes, at: place)
      if chunk.header != nil { chunkCount += 1 }
      return chunk
    }
    return nil
  }

  /// The chunk at `place` once more, of the length it had.
  package func chunk(at place: UInt64, length: Int) throws -> Chunk {
    chunk(ChunkBytes(try store.read(at: place, count: length), at: place))
  }

  /// A chunk that may use the templates of those before it.
  package func chunk(_ bytes: ChunkBytes) -> Chunk { Chunk(bytes, templates: templates) }

  /// Takes over the templates of a chunk that was read by itself.
  package func keep(_ found: ChunkTemplates) {
    for definition in found.definitions { templates.keep(definition) }
  }

  /// What is damaged about the file, told once.
  package func takeDamages() -> [Damage] {
    defer { damages = [] }
    return damages
  }

  /// To be called behind the last chunk.
  package func finish() {
    guard let header, !header.isDirty, chunkCount != UInt64(header.chunkCount), chunkCount < UInt64(UInt16.max) else {
      return
    }
    tell(
      .invalid("\(header.chunkCount) chunks counted, \(chunkCount) found"), in: "FileHeader.NumberOfChunks", at: 42,
      chunkCount < header.chunkCount ? "the records of chunks that are not there are missing" : Damage.readAllTheSame)
  }

  private func tell(
    _ problem: FormatError.Problem, in field: String, at offset: UInt64,
    _ consequence: String = Damage.readAllTheSame
  ) {
    damages.append(Damage(FormatError(problem, in: field, at: offset), consequence: consequence))
  }

  /// How many of these bytes are those of one chunk. Where no other follows at its end, parts of the file may be missing
  /// or put in, so that the next one starts before.
  private static func length(of bytes: [UInt8], at place: UInt64) -> Int {
    if bytes.starts(with: ChunkHeader.signature), bytes.count > Chunk.length,
      bytes[Chunk.length...].starts(with: ChunkHeader.signature)
    {
      return Chunk.length
    }
    return min(nextHeader(in: bytes, at: place) ?? Chunk.length, Chunk.length, bytes.count)
  }

  /// Where in `bytes`, behind their start, a chunk starts.
  private static func nextHeader(in bytes: [UInt8], at place: UInt64) -> Int? {
    let mark = ChunkHeader.signature[0]
    var start = 1
    while let index = bytes[start...].firstIndex(of: mark), index + ChunkHeader.length <= bytes.count {
      start = index + 1
      guard bytes[index...].starts(with: ChunkHeader.signature),
        let header = try? ChunkHeader(Array(bytes[index..<index + ChunkHeader.length]), at: place),
        header.headerSize == 128, header.isChecksumRight
      else { continue }
      return index
    }
    return nil
  }
}

extension [UInt8] {
  fileprivate var isAllZero: Bool { allSatisfy { $0 == 0 } }
}
