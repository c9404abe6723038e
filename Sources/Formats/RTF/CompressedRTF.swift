package import Bytes

/// A compressed RTF stream ([MS-OXRTFCP] 2.1): header, and LZFu-compressed or plain contents.
package struct CompressedRTF: Sendable, Equatable {
  package enum Kind: UInt32, Sendable {
    /// `LZFu`
    case compressed = 0x7546_5A4C
    /// `MELA`
    case uncompressed = 0x414C_454D
  }
  package let kind: Kind
  /// RAWSIZE: how long the RTF says it is.
  package let declaredSize: UInt32
  /// The RTF, as far as the stream goes.
  package let rtf: [UInt8]
  /// What is wrong with the stream; none of it kept `rtf` from being read as far as it goes.
  package let problems: [FormatError]

  /// More of one body is not made. LZFu grows by at most a factor of nine.
  package static let sizeLimit = 64 << 20

  /// `offset` is where `bytes` start in the exhibit. Throws where the header is none.
  package init(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(FormatError) {
    var reader = ByteReader(Array(bytes), at: offset)
    let compressedSize: UInt32 = try reader.read("COMPSIZE")
    declaredSize = try reader.read("RAWSIZE")
    let magic: UInt32 = try reader.read("COMPTYPE")
    guard let kind = Kind(rawValue: magic) else {
      throw FormatError(.badMagic(UInt64(magic)), in: "COMPTYPE", at: offset &+ 8)
    }
    self.kind = kind
    let checksum: UInt32 = try reader.read("CRC")
    var problems: [FormatError] = []
    // COMPSIZE counts the three fields behind it too.
    let declared = max(0, Int(compressedSize) - 12)
    if declared > reader.remaining {
      problems.append(
        FormatError(.truncated(needed: declared, available: reader.remaining), in: "COMPSIZE", at: offset))
    }
    let contents = Array(try reader.read("CONTENTS", count: min(declared, reader.remaining)))
    let room = min(Int(declaredSize), Self.sizeLimit)
    switch kind {
    case .uncompressed:
      rtf = Array(contents.prefix(room))
    case .compressed:
      let computed = CRC.compute(contents, range: 0..<contents.count)
      if computed != checksum {
        problems.append(
          FormatError(
            .checksumMismatch(stored: UInt64(checksum), computed: UInt64(computed)), in: "CRC", at: offset &+ 12))
      }
      rtf = Self.decompress(contents, upTo: room)
    }
    if rtf.count < Int(declaredSize) {
      let problem: FormatError.Problem =
        rtf.count == Self.sizeLimit
        ? .limitExceeded(value: UInt64(declaredSize), limit: UInt64(Self.sizeLimit))
        : .truncated(needed: Int(declaredSize), available: rtf.count)
      problems.append(FormatError(problem, in: "RAWSIZE", at: offset &+ 4))
    }
    self.problems = problems
  }

  /// LZFu ([MS-OXRTFCP] 2.2): runs of eight tokens, each a byte or a reference of two bytes into a dictionary of 4096.
  private static func decompress(_ contents: [UInt8], upTo limit: Int) -> [UInt8] {
    var dictionary = startOfDictionary + [UInt8](repeating: 0, count: 4096 - startOfDictionary.count)
    var write = startOfDictionary.count
    var output: [UInt8] = []
    output.reserveCapacity(min(limit, 9 * contents.count))
    var position = 0
    func put(_ byte: UInt8) {
      output.append(byte)
      dictionary[write] = byte
      write = (write + 1) & 4095
    }
    while position < contents.count {
      let control = contents[position]
      position += 1
      for bit in 0..<8 {
        guard output.count < limit, position < contents.count else { return output }
        guard control >> bit & 1 == 1 else {
          put(contents[position])
          position += 1
          continue
        }
        guard position + 1 < contents.count else { return output }
        let reference = Int(contents[position]) << 8 | Int(contents[position + 1])
        position += 2
        let start = reference >> 4
        // A reference to where the next byte goes is the end.
        if start == write { return output }
        for step in 0..<(reference & 15) + 2 where output.count < limit { put(dictionary[(start + step) & 4095]) }
      }
    }
    return output
  }

  /// What the dictionary holds before the first byte ([MS-OXRTFCP] 2.1.2.1): 207 bytes that most RTF begins with.
  private static let startOfDictionary = Array(
    ("{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans "
      + "SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab"
      + "\\tx").utf8)
}
