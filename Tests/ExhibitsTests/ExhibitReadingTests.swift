import Crypto
import Exhibits
import Foundation
import Records
import Synchronization
import Testing

@Suite("ExhibitReading")
struct ExhibitReadingTests {
  private let mail = Array("From: a@b.example\r\nSubject: one\r\n\r\ntext\r\n".utf8)

  private func read(_ bytes: [UInt8], withMD5: Bool = false) async throws -> (ExhibitOutcome, RecordBatch) {
    let file = FileManager.default.temporaryDirectory.appending(path: "exhibit-\(UUID().uuidString)")
    try Data(bytes).write(to: file)
    defer { unlink(file.path) }
    return try await read(.file(path: file.path), withMD5: withMD5)
  }

  private func read(_ origin: ExhibitOrigin, withMD5: Bool = false) async throws -> (ExhibitOutcome, RecordBatch) {
    let batches = Received()
    let collector = RecordCollector { batch in batches.add(batch) }
    let outcome = try await ExhibitReading(withMD5: withMD5, onBytes: { _ in }).read(origin, into: collector)
    return (outcome, batches.all)
  }

  @Test("the kind comes from the content, and the hashes are of all bytes")
  func recognised() async throws {
    let (outcome, batch) = try await read(mail, withMD5: true)
    #expect(outcome.kind == "eml")
    #expect(outcome.state == .read)
    #expect(outcome.sha256?.hex == hex(SHA256.hash(data: mail)))
    #expect(outcome.md5 == hex(Insecure.MD5.hash(data: mail)))
    #expect(outcome.byteCount == Int64(mail.count))
    #expect(batch.messages.map(\.subject) == ["one"])
  }

  @Test("a large file, hashed beside its reading, comes whole and is hashed whole")
  func large() async throws {
    let count = 40_000
    let mails = (1...count).map { "From a@b.example Mon Mar  1 10:00:00 2021\nSubject: \($0)\n\nA line of text.\n\n" }
    let bytes = Array(mails.joined().utf8) + Array(String(repeating: "Another line.\n", count: 400_000).utf8)
    let (outcome, batch) = try await read(bytes)
    #expect(outcome.kind == "mbox")
    #expect(outcome.byteCount == Int64(bytes.count))
    #expect(outcome.sha256?.hex == hex(SHA256.hash(data: bytes)))
    #expect(batch.messages.map(\.subject) == (1...count).map(String.init))
  }

  @Test("what nobody recognises is hashed and counted")
  func unrecognised() async throws {
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) }
    let (outcome, batch) = try await read(bytes)
    #expect(outcome.state == .unrecognised)
    #expect(outcome.kind == nil)
    #expect(outcome.sha256?.hex == hex(SHA256.hash(data: bytes)))
    #expect(batch.count == 0)
  }

  @Test("an empty file says so")
  func empty() async throws {
    let (outcome, batch) = try await read([])
    #expect(outcome.state == .unrecognised)
    #expect(batch.defects.map(\.problem) == ["empty file"])
  }

  @Test("a file that is gone has no hash, and the reason")
  func gone() async throws {
    let (outcome, batch) = try await read(.file(path: "/nowhere/at/all"))
    #expect(outcome.state == .failed)
    #expect(outcome.sha256 == nil)
    #expect(batch.defects.count == 1)
    #expect(batch.defects[0].problem.contains("No such file"))
  }

  @Test("an exhibit that is not opened at all tells why")
  func refused() async throws {
    let batches = Received()
    let reading = ExhibitReading(withMD5: false, onBytes: { _ in })
    let outcome = try await reading.refuse("a pipe", into: RecordCollector { batches.add($0) })
    #expect(outcome.state == .failed)
    #expect(batches.all.defects.map(\.problem) == ["a pipe"])
  }

  private func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

private final class Received: Sendable {
  private let state = Mutex(RecordBatch())

  var all: RecordBatch { state.withLock { $0 } }

  func add(_ batch: RecordBatch) {
    state.withLock {
      $0.messages += batch.messages
      $0.defects += batch.defects
      $0.children += batch.children
    }
  }
}
