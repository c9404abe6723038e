import CArchive

/// The archives that libarchive opens for us. Compression around a whole archive (`.tar.gz`) is an exhibit of its own.
package enum ArchiveFormat: Sendable {
  case zip, tar, sevenZip

  /// Lets a handle read this format and no other: what a file is was settled by its first bytes.
  func enable(on handle: OpaquePointer) -> Int32 {
    switch self {
    case .zip: archive_read_support_format_zip_seekable(handle)
    case .tar: archive_read_support_format_tar(handle)
    case .sevenZip: archive_read_support_format_7zip(handle)
    }
  }

  /// What defects call its fields.
  var name: String {
    switch self {
    case .zip: "zip"
    case .tar: "tar"
    case .sevenZip: "7z"
    }
  }

  /// Whether a member's stored bytes lie in one place of the archive; in a 7z they may be packed with those of others.
  var hasOffsets: Bool { self != .sevenZip }
}
