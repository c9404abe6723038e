import Bytes
import Foundation
import Testing

@Suite("FileStore")
struct FileStoreTests {
  private let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 4) }

  @Test("reads at any offset, fewer bytes only at the end, nothing behind it")
  func reads() throws {
    try withFile { path in
      let store = try FileStore(path: path)
      #expect(store.byteCount == UInt64(bytes.count))
      #expect(try store.read(at: 1000, count: 10) == Array(bytes[1000..<1010]))
      #expect(try store.read(at: UInt64(bytes.count - 3), count: 10) == Array(bytes.suffix(3)))
      #expect(try store.read(at: UInt64(bytes.count), count: 1).isEmpty)
      #expect(try store.read(at: .max, count: 1).isEmpty)
      #expect(try store.read(at: 0, count: 0).isEmpty)
      #expect(try store.read(at: 0, count: -1).isEmpty)
    }
  }

  @Test("as a stream, whole or in part, it gives every byte once")
  func streams() throws {
    try withFile { path in
      let store = try FileStore(path: path)
      #expect(try all(of: StoreStream(store)) == bytes)
      #expect(try all(of: StoreStream(store, range: 5..<2_000_000)) == Array(bytes[5..<2_000_000]))
      #expect(try all(of: StoreStream(store, range: 2_999_999..<9_000_000)) == [bytes[2_999_999]])
      #expect(try all(of: StoreStream(store, range: 9_000_000..<9_000_001)).isEmpty)
    }
  }

  @Test("what is no file says which and why", arguments: ["/nowhere/at/all", "/", "/dev/null"])
  func refuses(path: String) {
    #expect { try FileStore(path: path) } throws: { error in
      (error as? SourceError).map { $0.path == path && !$0.reason.isEmpty && "\($0)".contains(path) } ?? false
    }
  }

  private func all(of stream: StoreStream) throws -> [UInt8] {
    var all: [UInt8] = []
    while let piece = try stream.next() { all += piece }
    return all
  }

  private func withFile(_ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("mailtrail-\(UUID().uuidString)")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
  }
}
