#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A character encoding that text of an exhibit may be in; UTF-8 and UTF-16LE decoded here, all others by iconv.
package struct Charset: Sendable, Equatable {
  /// The name as iconv knows it, upper case.
  package let name: String

  package static let utf8 = Charset(known: "UTF-8")
  package static let utf16LE = Charset(known: "UTF-16LE")
  package static let windows1252 = Charset(known: "CP1252")
  package static let latin1 = Charset(known: "ISO-8859-1")

  private init(known name: String) { self.name = name }

  /// A charset by its MIME or common name in any case; nil where iconv does not know it.
  package init?(named label: String) {
    let upper = label.uppercased().filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
    let name = Self.aliases[upper] ?? upper
    guard !name.isEmpty, name.utf8.count <= 40, name.utf8.allSatisfy(Self.isNameByte) else { return nil }
    if name != "UTF-8", name != "UTF-16LE" {
      let converter = iconv_open("UTF-8", name)
      guard let converter, converter != Self.noConverter else { return nil }
      iconv_close(converter)
    }
    self.name = name
  }

  /// A charset by its Windows code page number; nil where iconv does not know it.
  package init?(codePage: Int) {
    if let name = Self.codePages[codePage] {
      self.init(named: name)
    } else if (37...65_001).contains(codePage) {
      self.init(named: "CP\(codePage)")
    } else {
      return nil
    }
  }

  /// The text, with U+FFFD for each byte that cannot be decoded, and how many such bytes there were.
  package func decode(_ bytes: some Collection<UInt8>) -> (text: String, badByteCount: Int) {
    bytes.withContiguousStorageIfAvailable(decodeInMemory) ?? decode(Array(bytes)[...])
  }

  /// The same of a part of an array: an item of a store has dozens of texts, and other modules cannot specialise a
  /// generic function.
  package func decode(_ bytes: ArraySlice<UInt8>) -> (text: String, badByteCount: Int) {
    bytes.withUnsafeBufferPointer(decodeInMemory)
  }

  private func decodeInMemory(_ bytes: UnsafeBufferPointer<UInt8>) -> (text: String, badByteCount: Int) {
    switch name {
    case "UTF-8": Self.decodeUTF8(bytes)
    case "UTF-16LE": Self.decodeUTF16LE(UnsafeRawBufferPointer(bytes))
    default: decodeByIconv(Array(bytes))
    }
  }

  private static func decodeUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> (text: String, badByteCount: Int) {
    if let text = String(validating: bytes, as: UTF8.self) { return (text, 0) }
    var scalars = String.UnicodeScalarView()
    var bad = 0
    var decoder = Unicode.UTF8()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): scalars.append(scalar)
      case .error:
        bad += 1
        scalars.append("\u{FFFD}")
      case .emptyInput: return (String(scalars), bad)
      }
    }
  }

  /// By hand, straight into UTF-8: most text of a mailbox store is UTF-16, and most of that ASCII.
  private static func decodeUTF16LE(_ bytes: UnsafeRawBufferPointer) -> (text: String, badByteCount: Int) {
    let count = bytes.count / 2
    var bad = bytes.count % 2
    let text = String(unsafeUninitializedCapacity: roomInUTF8(bytes, units: count)) { buffer in
      let output = UnsafeMutableRawBufferPointer(buffer)
      var (read, written) = (0, 0)
      func unit(_ index: Int) -> UInt32 {
        UInt32(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)))
      }
      func put(_ value: UInt32) {
        output[written] = UInt8(truncatingIfNeeded: value)
        written += 1
      }
      while read < count {
        if read + 4 <= count, let four = fourASCII(bytes, at: read) {
          output.storeBytes(of: four.littleEndian, toByteOffset: written, as: UInt32.self)
          read += 4
          written += 4
          continue
        }
        var scalar = unit(read)
        read += 1
        if scalar & 0xFC00 == 0xD800, read < count, unit(read) & 0xFC00 == 0xDC00 {
          scalar = 0x10000 + ((scalar & 0x3FF) << 10 | unit(read) & 0x3FF)
          read += 1
        } else if scalar & 0xF800 == 0xD800 {
          scalar = 0xFFFD
          bad += 2
        }
        switch scalar {
        case ..<0x80: put(scalar)
        case ..<0x800:
          put(0xC0 | scalar >> 6)
          put(0x80 | scalar & 0x3F)
        case ..<0x10000:
          put(0xE0 | scalar >> 12)
          put(0x80 | scalar >> 6 & 0x3F)
          put(0x80 | scalar & 0x3F)
        default:
          put(0xF0 | scalar >> 18)
          put(0x80 | scalar >> 12 & 0x3F)
          put(0x80 | scalar >> 6 & 0x3F)
          put(0x80 | scalar & 0x3F)
        }
      }
      return written
    }
    return (text, bad)
  }

  /// As many bytes as the text takes in UTF-8, or, where surrogates are among it, some more.
  private static func roomInUTF8(_ bytes: UnsafeRawBufferPointer, units: Int) -> Int {
    var room = units
    var index = 0
    while index < units {
      if index + 4 <= units, fourASCII(bytes, at: index) != nil {
        index += 4
        continue
      }
      let unit = UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
      room += unit < 0x80 ? 0 : unit < 0x800 ? 1 : 2
      index += 1
    }
    return room
  }

  /// The low bytes of the four units from unit `index` on, where all of them are below 128.
  @inline(__always)
  private static func fourASCII(_ bytes: UnsafeRawBufferPointer, at index: Int) -> UInt32? {
    var four = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt64.self))
    guard four & 0xFF80_FF80_FF80_FF80 == 0 else { return nil }
    four = (four | four >> 8) & 0x0000_FFFF_0000_FFFF
    return UInt32(truncatingIfNeeded: four | four >> 16)
  }

  private func decodeByIconv(_ input: [UInt8]) -> (text: String, badByteCount: Int) {
    guard let converter = iconv_open("UTF-8", name), converter != Self.noConverter else {
      return Charset.latin1.name == name ? ("", input.count) : Charset.latin1.decode(input)
    }
    defer { iconv_close(converter) }
    var output: [UInt8] = []
    output.reserveCapacity(input.count + input.count / 2)
    var chunk = [UInt8](repeating: 0, count: 8192)
    var bad = 0
    var source = input
    source.withUnsafeMutableBytes { buffer in
      var next = buffer.bindMemory(to: CChar.self).baseAddress
      var left = buffer.count
      while true {
        // With nothing left, the last call asks for what the converter still holds back.
        let isFlush = left == 0
        let result = chunk.withUnsafeMutableBytes { target -> (isDone: Bool, code: Int32, count: Int) in
          var out = target.bindMemory(to: CChar.self).baseAddress
          var room = target.count
          let code =
            isFlush ? iconv(converter, nil, nil, &out, &room) : iconv(converter, &next, &left, &out, &room)
          return (code != -1, errno, target.count - room)
        }
        output.append(contentsOf: chunk[..<result.count])
        if isFlush, result.isDone || result.code != E2BIG { break }
        if result.isDone || result.code == E2BIG { continue }
        let skipped = min(unitLength, left)
        bad += skipped
        output.append(contentsOf: "\u{FFFD}".utf8)
        guard let place = next, skipped > 0 else { break }
        next = place + skipped
        left -= skipped
      }
    }
    return (String(decoding: output, as: UTF8.self), bad)
  }

  /// How many bytes to pass over where one cannot be decoded, so that wide units stay whole.
  private var unitLength: Int {
    name.hasPrefix("UTF-16") || name.hasPrefix("UCS-2") ? 2 : name.hasPrefix("UTF-32") ? 4 : 1
  }

  private static var noConverter: iconv_t? { iconv_t(bitPattern: -1) }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  /// Names that mail uses and iconv does not, or that mean a superset in practice (WHATWG Encoding Standard).
  private static let aliases = [
    "UTF8": "UTF-8", "US-ASCII": "CP1252", "ASCII": "CP1252", "ISO-8859-1": "CP1252", "LATIN1": "CP1252",
    "ISO8859-1": "CP1252", "ISO_8859-1": "CP1252", "ANSI_X3.4-1968": "CP1252", "ISO-8859-8-I": "ISO-8859-8",
    "ISO-8859-6-I": "ISO-8859-6", "KS_C_5601-1987": "CP949", "KSC5601": "CP949", "EUC-KR": "CP949",
    "SHIFT_JIS": "CP932", "SHIFT-JIS": "CP932", "SJIS": "CP932", "X-SJIS": "CP932", "MS_KANJI": "CP932",
    "GB2312": "GB18030", "GBK": "GB18030", "X-GBK": "GB18030", "CN-GB": "GB18030", "BIG5": "BIG5-HKSCS",
    "UNICODE-1-1-UTF-7": "UTF-7", "X-MAC-ROMAN": "MACINTOSH", "MACROMAN": "MACINTOSH", "UTF-16": "UTF-16",
    "X-UNKNOWN": "", "UNKNOWN": "", "UNKNOWN-8BIT": "", "UNKNOWN8BIT": "", "DEFAULT": "", "8BIT": "",
    "CP-850": "CP850", "WINDOWS-31J": "CP932", "ISO-2022-JP": "ISO-2022-JP-2", "UNICODE": "UTF-16LE",
  ]

  /// Windows code pages whose iconv name is not CP and the number.
  private static let codePages = [
    1200: "UTF-16LE", 1201: "UTF-16BE", 10_000: "MACINTOSH", 20_127: "US-ASCII", 20_866: "KOI8-R", 21_866: "KOI8-U",
    28_591: "ISO-8859-1", 28_592: "ISO-8859-2", 28_593: "ISO-8859-3", 28_594: "ISO-8859-4", 28_595: "ISO-8859-5",
    28_596: "ISO-8859-6", 28_597: "ISO-8859-7", 28_598: "ISO-8859-8", 28_599: "ISO-8859-9", 28_603: "ISO-8859-13",
    28_605: "ISO-8859-15", 38_598: "ISO-8859-8", 50_220: "ISO-2022-JP", 50_221: "ISO-2022-JP", 50_222: "ISO-2022-JP",
    50_225: "ISO-2022-KR", 51_932: "EUC-JP", 51_949: "EUC-KR", 51_936: "GB2312", 52_936: "HZ", 54_936: "GB18030",
    936: "GB18030", 949: "CP949", 932: "CP932", 950: "BIG5", 65_000: "UTF-7", 65_001: "UTF-8",
  ]
}
