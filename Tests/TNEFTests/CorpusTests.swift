import Bytes
import Foundation
import Readers
import Records
import Testing

/// Real TNEF streams, which are not part of the repository: from MAILTRAIL_CORPUS, else beside the package.
private enum Corpus {
  static let files: [String] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let beside = root.deletingLastPathComponent().appending(path: "shared/corpus").path
    let folder = (ProcessInfo.processInfo.environment["MAILTRAIL_CORPUS"] ?? beside) + "/mail"
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let found = names.filter { $0.hasSuffix(".tnef") || $0.contains("winmail") }.map { folder + "/" + $0 }.sorted()
    if found.isEmpty { print("skipped: tests on real TNEF streams, for there is no corpus at \(folder)") }
    return found.filter { path in
      guard let bytes = try? bytes(path) else { return false }
      return TNEFReader.recognises(Opening(bytes, isWhole: true))
    }
  }()

  static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
}

@Suite("Real TNEF streams", .enabled(if: !Corpus.files.isEmpty, "no corpus"))
struct CorpusTests {
  /// Attachments and messages within, as tnefparse 1.4 counts them; text as MimeKit and POI expect it.
  static let expected: [String: (attachments: Int, messages: Int)] = [
    "MAPI_ATTACH_DATA_OBJ.tnef": (3, 1), "body.tnef": (0, 1), "data-before-name.tnef": (3, 1),
    "long-filename.tnef": (1, 1), "missing-filenames.tnef": (4, 1), "one-file.tnef": (1, 1), "panic.tnef": (3, 1),
    "rtf.tnef": (0, 1), "triples.tnef": (0, 1), "two-files.tnef": (2, 1), "unicode-mapi-attr-name.tnef": (4, 1),
    "unicode-mapi-attr.tnef": (1, 1), "winmail.tnef": (2, 1), "bug52400-winmail-simple.dat": (0, 1),
    "bug52400-winmail-with-attachments.dat": (2, 1), "bug63955-winmail.dat": (2, 1), "IPM-DistList.tnef": (1, 2),
    "bad_checksum.tnef": (1, 1), "duplicate_filename.tnef": (3, 1), "minimal_attachment.tnef": (1, 1),
    "umlaut.tnef": (3, 1), "winmail-sample1.dat": (2, 1), "garbage-at-end.tnef": (0, 1),
  ]

  @Test("every one gives its attachments, whole and hashed", arguments: Corpus.files)
  func whole(path: String) async throws {
    let reading = try await Reading.of(try Corpus.bytes(path))
    #expect(reading.failure == nil)
    #expect(!reading.batch.messages.isEmpty)
    for attachment in reading.attachments { #expect(attachment.sha256 != nil || attachment.embeddedMessage != nil) }
    if let expected = Self.expected[String(path.split(separator: "/").last ?? "")] {
      #expect(reading.attachments.count == expected.attachments)
      #expect(reading.batch.messages.count == expected.messages)
    }
  }

  @Test("cut anywhere and changed at random, none ends the reading", arguments: Corpus.files)
  func damaged(path: String) async throws {
    let bytes = try Corpus.bytes(path)
    guard bytes.count < 100_000 else { return }
    var state: UInt64 = 42
    for _ in 0..<20 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var changed = Array(bytes.prefix(Int(state >> 33) % bytes.count + 1))
      changed[Int(state >> 13) % changed.count] ^= UInt8(truncatingIfNeeded: state >> 5) | 1
      let reading = try await Reading.of(changed)
      #expect(reading.failure != nil || reading.batch.messages.count < 50)
    }
  }
}
