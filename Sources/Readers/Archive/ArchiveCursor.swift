import Bytes
import CArchive

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// An archive opened by libarchive over a store, going from one entry to the next. For one thread at a time.
final class ArchiveCursor {
  /// How many entries were passed: the number of the entry that `nextEntry` gives next, from 0.
  private(set) var position = 0
  private let handle: OpaquePointer
  private let input: ArchiveInput
  private let format: ArchiveFormat

  /// Throws `FormatError` where the store is no archive of this format.
  init(_ store: any ByteStore, _ format: ArchiveFormat) throws {
    guard let handle = archive_read_new() else {
      throw FormatError(.invalid("libarchive cannot start"), in: format.name, at: 0)
    }
    self.handle = handle
    self.format = format
    input = ArchiveInput(store)
    _ = format.enable(on: handle)
    archive_read_set_callback_data(handle, Unmanaged.passUnretained(input).toOpaque())
    archive_read_set_read_callback(handle) { _, data, buffer in ArchiveInput.of(data).read(into: buffer) }
    archive_read_set_seek_callback(handle) { _, data, offset, origin in ArchiveInput.of(data).seek(offset, origin) }
    archive_read_set_skip_callback(handle) { _, data, count in ArchiveInput.of(data).skip(count) }
    guard archive_read_open1(handle) == ARCHIVE_OK else { throw try failure() }
  }

  deinit { archive_read_free(handle) }

  /// The next entry; nil at the end. Throws `FormatError` where the archive cannot be followed any further.
  func nextEntry() throws -> ArchiveEntry? {
    var entry: OpaquePointer?
    let code = withUTF8Names { archive_read_next_header(handle, &entry) }
    if code == ARCHIVE_EOF { return nil }
    guard code >= ARCHIVE_WARN, let entry else { throw try failure() }
    defer { position += 1 }
    let warning = code == ARCHIVE_OK ? nil : message
    return ArchiveEntry(entry, number: position, dataOffset: format.hasOffsets ? offset : 0, warning: warning)
  }

  /// The next bytes of the entry, never empty; nil at its end.
  func nextBytes() throws -> [UInt8]? {
    var pointer: UnsafeRawPointer?
    var count = 0
    var place: la_int64_t = 0
    while true {
      let code = archive_read_data_block(handle, &pointer, &count, &place)
      if code == ARCHIVE_EOF { return nil }
      guard code >= ARCHIVE_WARN else { throw try failure() }
      if let pointer, count > 0 { return Array(UnsafeRawBufferPointer(start: pointer, count: count)) }
    }
  }

  /// Bytes of the archive consumed so far: right behind an entry's header, that is where its stored bytes begin.
  private var offset: UInt64 { UInt64(max(0, archive_filter_bytes(handle, 0))) }

  private var message: String {
    archive_error_string(handle).map { String(cString: $0) }
      ?? "damaged past following (libarchive error \(archive_errno(handle)))"
  }

  /// What went wrong: the medium, if it was that, or the archive.
  private func failure() throws -> FormatError {
    if let error = input.failure { throw error }
    return FormatError(.invalid(message), in: format.name, at: offset)
  }
}

/// The bytes that libarchive asks for.
private final class ArchiveInput {
  private(set) var failure: (any Error)?
  private let store: any ByteStore
  private var position: UInt64 = 0
  /// What was handed out last; libarchive uses it until it asks again.
  private var piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)

  init(_ store: any ByteStore) { self.store = store }

  deinit { piece.deallocate() }

  static func of(_ data: UnsafeMutableRawPointer?) -> ArchiveInput {
    guard let data else { preconditionFailure("libarchive lost its callback data") }
    return Unmanaged<ArchiveInput>.fromOpaque(data).takeUnretainedValue()
  }

  func read(into buffer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> la_ssize_t {
    do {
      let bytes = try store.read(at: position, count: piece.count)
      piece.copyBytes(from: bytes)
      position += UInt64(bytes.count)
      buffer?.pointee = UnsafeRawPointer(piece.baseAddress)
      return bytes.count
    } catch {
      failure = error
      return la_ssize_t(ARCHIVE_FATAL)
    }
  }

  func seek(_ offset: la_int64_t, _ origin: Int32) -> la_int64_t {
    let base: Int64
    switch origin {
    case SEEK_SET: base = 0
    case SEEK_CUR: base = Int64(clamping: position)
    default: base = Int64(clamping: store.byteCount)
    }
    let (target, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, target >= 0 else { return la_int64_t(ARCHIVE_FATAL) }
    position = min(UInt64(target), store.byteCount)
    return la_int64_t(position)
  }

  func skip(_ count: la_int64_t) -> la_int64_t {
    let skipped = min(UInt64(max(0, count)), store.byteCount - position)
    position += skipped
    return la_int64_t(skipped)
  }
}

/// libarchive spells names as the locale of its thread has it, and gives up on most of them in the plain C locale.
private func withUTF8Names<Result>(_ body: () -> Result) -> Result {
  guard let names = namesLocale.locale else { return body() }
  let previous = uselocale(names)
  defer { uselocale(previous) }
  return body()
}

private struct NamesLocale: @unchecked Sendable {
  let locale = newlocale(Int32(LC_CTYPE_MASK), "C.UTF-8", nil)
}

private let namesLocale = NamesLocale()
