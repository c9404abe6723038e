import Bytes

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// No room to unpack a member. This is about this machine and says nothing of the evidence: it ends the run, and the
/// exhibit is read again by the next.
package struct TemporaryFileError: Error, CustomStringConvertible {
  package let description: String

  init(lastErrorIn folder: String) {
    let reason = String(cString: strerror(errno))
    description =
      "\(folder): a member cannot be unpacked into a temporary file here (\(reason)); free space or set TMPDIR to "
      + "another folder, then run `mailtrail examine` again with the same paths"
  }
}

/// The bytes of a stream in a temporary file that has no name and is gone with the process.
final class SpooledStore: ByteStore {
  private let descriptor: Int32
  let byteCount: UInt64
  /// Where the stream broke off; what came before it is here.
  let damage: FormatError?

  init(_ stream: any ByteStream) throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/mailtrail-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw TemporaryFileError(lastErrorIn: folder) }
    unlink(template)
    var written: UInt64 = 0
    var damage: FormatError?
    do {
      while let bytes = try stream.next() {
        try Self.write(bytes, to: descriptor, in: folder)
        written += UInt64(bytes.count)
      }
    } catch let error as FormatError {
      damage = error
    } catch {
      close(descriptor)
      throw error
    }
    byteCount = written
    self.damage = damage
  }

  deinit { close(descriptor) }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, in folder: String) throws(TemporaryFileError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        systemWrite(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
      }
      guard count > 0 || errno == EINTR else {
        throw TemporaryFileError(lastErrorIn: folder)
      }
      done += max(0, count)
    }
  }

  func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    guard offset < byteCount, count > 0 else { return [] }
    let wanted = Int(min(UInt64(count), byteCount - offset))
    return try Bytes.bytes(of: descriptor, at: offset, count: wanted, shownAs: "a temporary file")
  }
}

#if canImport(Glibc)
private let systemWrite = Glibc.write
#else
private let systemWrite = Darwin.write
#endif
