import Bytes
import CArchive

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What an archive says of one of its entries.
struct ArchiveEntry {
  enum Kind { case file, folder, link, special }

  let number: Int
  let kind: Kind
  /// As the archive spells it; shown, never used as a path.
  let name: String
  /// Unpacked, where the archive says so in front.
  let byteCount: UInt64?
  let isEncrypted: Bool
  /// Where its stored bytes begin in the archive.
  let dataOffset: UInt64
  /// What libarchive found odd about it.
  let warning: String?

  /// Names longer than this are cut.
  private static let nameLimit = 4096

  init(_ entry: OpaquePointer, number: Int, dataOffset: UInt64, warning: String?) {
    self.number = number
    self.dataOffset = dataOffset
    self.warning = warning
    name = Self.name(of: entry) ?? "member \(number + 1)"
    byteCount = archive_entry_size_is_set(entry) != 0 ? UInt64(exactly: archive_entry_size(entry)) : nil
    isEncrypted = archive_entry_is_encrypted(entry) != 0
    kind = Self.kind(of: entry)
  }

  private static func kind(of entry: OpaquePointer) -> Kind {
    if archive_entry_hardlink(entry) != nil || archive_entry_symlink(entry) != nil { return .link }
    switch archive_entry_filetype(entry) & 0o170_000 {
    case 0o100_000, 0: return .file
    case 0o040_000: return .folder
    case 0o120_000: return .link
    default: return .special
    }
  }

  /// UTF-8 where the bytes are that, else by the code page of the old PKZIP, whatever the machine's locale is.
  private static func name(of entry: OpaquePointer) -> String? {
    if let raw = archive_entry_pathname(entry) {
      let bytes = UnsafeBufferPointer(start: raw, count: strlen(raw)).prefix(nameLimit).map { UInt8(bitPattern: $0) }
      if !bytes.isEmpty {
        return String(validating: bytes, as: UTF8.self) ?? Charset(named: "CP437")?.decode(bytes).text
      }
    }
    return archive_entry_pathname_utf8(entry).map { String(String(cString: $0).prefix(nameLimit)) }
  }
}
