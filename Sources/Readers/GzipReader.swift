package import Bytes
package import Records

/// A gzip file (RFC 1952): what its members hold, joined, is one child exhibit.
package enum GzipReader: Reader {
  package static let kind = "gzip"
  package static let summary = "gzip file: what it holds, as an exhibit of its own"
  package static let access = SourceAccess.sequential

  package static func recognises(_ opening: Opening) -> Bool { opening.bytes.starts(with: [0x1F, 0x8B, 0x08]) }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    let stream = try source.openStream()
    var header: [UInt8] = []
    while header.count < Opening.length, let piece = try stream.next() { header += piece }
    let name = memberName(header) ?? "gzip member"
    collector.add(ChildExhibit(name: name, recipe: "gzip", offset: 0, length: nil))
  }

  package static func open(_ child: ChildExhibit, in source: Source) throws -> any ByteStream {
    guard child.recipe == "gzip" else {
      throw FormatError(.invalid("not a recipe of this reader: \(child.recipe)"), in: kind, at: child.offset)
    }
    return GzipStream(try source.openStream())
  }

  /// FNAME of the first member, ISO 8859-1 by RFC 1952 2.3.1, UTF-8 by what programs write; nil where there is none.
  private static func memberName(_ bytes: [UInt8]) -> String? {
    let hasExtra: UInt8 = 4
    let hasName: UInt8 = 8
    guard bytes.count > 12, bytes[3] & hasName != 0 else { return nil }
    var start = 10
    if bytes[3] & hasExtra != 0 { start += 2 + Int(bytes[10]) + Int(bytes[11]) << 8 }
    guard start < bytes.count, let end = bytes[start...].prefix(4096).firstIndex(of: 0), end > start else { return nil }
    let name = bytes[start..<end]
    return String(validating: name, as: UTF8.self) ?? Charset.latin1.decode(name).text
  }
}
