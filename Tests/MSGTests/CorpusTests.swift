import Bytes
import Foundation
import MAPI
import MSG
import RTF
import Readers
import Records
import Testing

/// Real message files, which are not part of the repository: from MAILTRAIL_CORPUS, else beside the package.
private enum Corpus {
  static let files: [String] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let beside = root.deletingLastPathComponent().appending(path: "shared/corpus").path
    let folder = (ProcessInfo.processInfo.environment["MAILTRAIL_CORPUS"] ?? beside) + "/mail"
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let found = names.filter { $0.hasSuffix(".msg") || $0.hasSuffix(".oft") }.map { folder + "/" + $0 }.sorted()
    if found.isEmpty { print("skipped: tests on real message files, for there is no corpus at \(folder)") }
    return found
  }()

  static func kind(_ path: String) throws -> String? {
    let store = try FileStore(path: path)
    let bytes = try store.read(at: 0, count: Opening.length)
    return reader(
      for: Opening(bytes, isWhole: bytes.count == store.byteCount, openStore: { try FileStore(path: path) }))?.kind
  }

  static let messages = files.filter { (try? kind($0)) == "msg" }
}

@Suite("Real message files", .enabled(if: !Corpus.files.isEmpty, "no corpus"))
struct CorpusTests {
  /// Made by fuzzing, or broken: what they say has gone through no writer.
  static let broken = ["clusterfuzz", "unknown_properties", "sender_not_found_from_exchange"]

  static func read(_ path: String) async throws -> Reading {
    try await Reading.of(
      Source(openStream: { try StoreStream(FileStore(path: path)) }, openStore: { try FileStore(path: path) }))
  }

  @Test("compound files are message files, and those of the same name that are mail are mail")
  func kinds() throws {
    let kinds = try Corpus.files.map { try Corpus.kind($0) }
    #expect(kinds.count { $0 == "msg" } == Corpus.messages.count)
    #expect(Corpus.messages.count >= 59)
    #expect(kinds.count { $0 == "eml" } >= 77)
  }

  @Test("every one is read whole, or tells where it is broken", arguments: Corpus.messages)
  func whole(path: String) async throws {
    let reading = try await Self.read(path)
    #expect(reading.failure == nil)
    let message = try #require(reading.batch.messages.first)
    guard !Self.broken.contains(where: { path.contains($0) }) else {
      #expect(!reading.batch.defects.isEmpty)
      return
    }
    #expect(!reading.isPartial)
    #expect(message.messageClass?.hasPrefix("IPM.") ?? true)
    #expect(message.attachmentCount == Int64(reading.batch.attachments.count { $0.message == message.ordinal }))
    for attachment in reading.batch.attachments {
      #expect(attachment.sha256 != nil || attachment.embeddedMessage != nil || attachment.byteCount == nil)
    }
  }

  @Test("the RTF of a message says what its plain text says", arguments: Corpus.messages)
  func rtf(path: String) throws {
    guard !Self.broken.contains(where: { path.contains($0) }) else { return }
    let properties = try MessageFile(FileStore(path: path), damage: DamageLog()).message().properties
    guard let plain = try properties.nonEmptyText(.body), let value = try properties.value(.rtfCompressed) else {
      return
    }
    let text = RTFText(of: try CompressedRTF(value.bytes, at: 0).rtf, at: 0)
    #expect(text.problems.isEmpty)
    let words = Set(Self.words(text.text))
    let wanted = Self.words(plain).filter { $0.count > 3 }
    let missing = wanted.filter { !words.contains($0) }
    // Plain text has the links too; entities split words of the HTML.
    #expect(missing.count <= wanted.count / 8, "\(missing.prefix(10))")
  }

  private static func words(_ text: String) -> [String] {
    String(text.map { $0.isLetter ? $0 : " " as Character }).split(separator: " " as Character).map { String($0) }
  }
}
