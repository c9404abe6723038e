import Bytes
package import Records

/// ZIP, with ZIP64 (APPNOTE.TXT): exports are handed over in it. Documents that are ZIP inside are none.
package enum ZIPReader: ArchiveReader {
  package static let kind = "zip"
  package static let summary = "ZIP archive, ZIP64 too: each member as an exhibit of its own"
  package static let format = ArchiveFormat.zip

  package static func recognises(_ opening: Opening) -> Bool {
    let bytes = opening.bytes
    return (bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 7, 8])) && !isDocument(bytes)
  }

  /// Office Open XML, OpenDocument, EPUB and Java programs name themselves by their first member.
  private static func isDocument(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 30 else { return false }
    let length = min(Int(bytes[26]) | Int(bytes[27]) << 8, bytes.count - 30)
    let name = String(decoding: bytes[30..<30 + length], as: UTF8.self)
    return ["[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "mimetype"].contains(name)
      || name.hasPrefix("META-INF/")
  }
}

/// tar (POSIX.1-2001 ustar and pax, GNU). What is compressed around it is an exhibit of its own.
package enum TarReader: ArchiveReader {
  package static let kind = "tar"
  package static let summary = "tar archive: each file in it as an exhibit of its own"
  package static let format = ArchiveFormat.tar

  package static func recognises(_ opening: Opening) -> Bool {
    let bytes = opening.bytes
    return bytes.count >= 512 && bytes[257..<262].elementsEqual("ustar".utf8)
  }
}

/// 7z, solid too. Its own encryption and that of its headers are told, not broken.
package enum SevenZipReader: ArchiveReader {
  package static let kind = "7z"
  package static let summary = "7-Zip archive: each file in it as an exhibit of its own"
  package static let format = ArchiveFormat.sevenZip

  package static func recognises(_ opening: Opening) -> Bool {
    opening.bytes.starts(with: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C])
  }
}

/// What all archives have in common: each file in them is handed back as a child exhibit.
package protocol ArchiveReader: Reader {
  static var format: ArchiveFormat { get }
}

extension ArchiveReader {
  package static var access: SourceAccess { .random }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    let store = try source.openStore()
    let cursor = try ArchiveCursor(store, format)
    var listing = ArchiveListing(of: store.byteCount, in: format, into: collector)
    while let entry = try cursor.nextEntry() {
      guard listing.add(entry) else { return }
      try await collector.handOverIfFull()
    }
  }

  package static func container(_ source: Source) throws -> any Container { try ArchiveContainer(source, format) }
}
