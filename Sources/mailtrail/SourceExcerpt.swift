import Bytes
import EvidenceDatabase
import Exhibits
import Readers
import Records
import Reports

/// The source bytes of a record, read again from its exhibit in a pass that hashes all of the exhibit, so that they
/// are known to be the bytes that were read at first.
struct SourceExcerpt: Encodable {
  let path: String
  let offset: Int64?
  let length: Int64?
  let storedSHA256: String?
  let computedSHA256: String?
  let isVerified: Bool
  let problem: String?
  /// As text where the bytes are UTF-8 or UTF-16, else as hexadecimal digits.
  let content: String?
  let encoding: String?
  let isCut: Bool
  /// What the bytes say, where they are no text.
  let decoded: String?

  init(of record: RecordView, in database: EvidenceDatabase, limit: Int) throws {
    guard let exhibit = try database.exhibit(record.exhibitID) else {
      throw CommandError("the case has no exhibit \(record.exhibitID)")
    }
    path = exhibit.path
    offset = record.offset
    length = record.length
    storedSHA256 = record.exhibitSHA256
    isCut = length.map { $0 > Int64(limit) } ?? false
    var range: Range<UInt64>?
    if let offset, let length, let start = UInt64(exactly: offset), let size = UInt64(exactly: length) {
      range = start..<start + min(size, UInt64(max(0, limit)))
    }
    do {
      let origin = try OpenExhibits(in: database).origin(of: exhibit)
      let again = try RereadExhibit(origin, keeping: range)
      let computed = again.sha256?.hex
      let isSame = computed != nil && computed == storedSHA256
      let text = Self.text(again.bytes, isCut: isCut)
      decoded = try isSame && text == nil ? Self.decoded(record, of: exhibit, origin) : nil
      computedSHA256 = computed
      isVerified = isSame
      problem =
        isSame
        ? nil
        : "the exhibit is no longer what was examined: its SHA-256 differs; get back the file that was handed over"
      content = text?.content ?? hexadecimal(again.bytes)
      encoding = text?.encoding ?? "hex"
    } catch {
      computedSHA256 = nil
      isVerified = false
      problem = "\(error); name the exhibit's place again or mount its medium"
      content = nil
      encoding = nil
      decoded = nil
    }
  }

  /// Nil where the bytes are neither UTF-8 nor UTF-16. A cut may fall inside a character, which is then left out.
  private static func text(_ bytes: [UInt8], isCut: Bool) -> (content: String, encoding: String)? {
    if let (text, encoding) = utf16(bytes) { return (text, encoding) }
    for dropped in 0...(isCut ? 3 : 0) {
      if let text = String(validating: bytes.dropLast(dropped), as: UTF8.self) { return (text, "utf-8") }
    }
    return nil
  }

  /// Of characters of ASCII, which most of every record are, one half is NUL; and no character is a control.
  private static func utf16(_ bytes: [UInt8]) -> (String, String)? {
    guard bytes.count > 1, bytes.count.isMultiple(of: 2) else { return nil }
    let units = stride(from: 0, to: bytes.count, by: 2).map { (bytes[$0], bytes[$0 + 1]) }
    for (encoding, isASCII) in [
      ("utf-16le", { $0.1 == 0 && $0.0 >= 0x09 && $0.0 < 0x80 }),
      ("utf-16be", { $0.0 == 0 && $0.1 >= 0x09 && $0.1 < 0x80 }),
    ] as [(String, ((UInt8, UInt8)) -> Bool)] where units.count(where: isASCII) * 2 > units.count {
      let isLittle = encoding == "utf-16le"
      let codes = units.map { isLittle ? UInt16($0.1) << 8 | UInt16($0.0) : UInt16($0.0) << 8 | UInt16($0.1) }
      guard codes.allSatisfy({ $0 >= 0x20 || [0x09, 0x0A, 0x0D].contains($0) }) else { continue }
      if let text = String(validating: codes, as: UTF16.self) { return (text, encoding) }
    }
    return nil
  }

  private static func decoded(_ record: RecordView, of exhibit: Exhibit, _ origin: ExhibitOrigin) throws -> String? {
    guard let offset = record.offset.flatMap({ UInt64(exactly: $0) }),
      let length = record.length.flatMap({ UInt64(exactly: $0) }),
      let reader = allReaders.first(where: { $0.kind == exhibit.kind })
    else { return nil }
    return try reader.text(of: SourceLocation(offset: offset, length: length), in: origin.source)
  }

  var text: String {
    var result = "source \(TerminalText.safe(path))"
    if let offset, let length { result += ", offset \(offset), \(length) bytes" }
    result += "\n"
    if let problem { return result + "NOT VERIFIED: \(TerminalText.safe(problem))\n" }
    result += "verified: SHA-256 of the exhibit is \(storedSHA256 ?? "")\n"
    if let decoded { result += "it says:\n" + TerminalText.safeLines(decoded) + "\nits bytes:\n" }
    if let content { result += TerminalText.safeLines(content) + (isCut ? "\n… cut; --bytes shows more" : "") + "\n" }
    return result
  }
}
