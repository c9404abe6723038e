import Bytes
import EvidenceDatabase
import Exhibits
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
  /// As text where the bytes are UTF-8, else as hexadecimal digits.
  let content: String?
  let encoding: String?
  let isCut: Bool

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
      let again = try RereadExhibit(OpenExhibits(in: database).origin(of: exhibit), keeping: range)
      computedSHA256 = again.sha256?.hex
      isVerified = computedSHA256 != nil && computedSHA256 == storedSHA256
      problem =
        isVerified
        ? nil
        : "the exhibit is no longer what was examined: its SHA-256 differs; get back the file that was handed over"
      let text = Self.text(again.bytes, isCut: isCut)
      content = text ?? hexadecimal(again.bytes)
      encoding = text == nil ? "hex" : "utf-8"
    } catch {
      computedSHA256 = nil
      isVerified = false
      problem = "\(error); name the exhibit's place again or mount its medium"
      content = nil
      encoding = nil
    }
  }

  /// Nil where the bytes are no UTF-8. A cut may fall inside a character, which is then left out.
  private static func text(_ bytes: [UInt8], isCut: Bool) -> String? {
    for dropped in 0...(isCut ? 3 : 0) {
      if let text = String(validating: bytes.dropLast(dropped), as: UTF8.self) { return text }
    }
    return nil
  }

  var text: String {
    var result = "source \(TerminalText.safe(path))"
    if let offset, let length { result += ", offset \(offset), \(length) bytes" }
    result += "\n"
    if let problem { return result + "NOT VERIFIED: \(TerminalText.safe(problem))\n" }
    result += "verified: SHA-256 of the exhibit is \(storedSHA256 ?? "")\n"
    if let content { result += TerminalText.safeLines(content) + (isCut ? "\n… cut; --bytes shows more" : "") + "\n" }
    return result
  }
}
