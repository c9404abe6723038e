import Bytes
import Crypto
import Foundation
import Records
import Testing

/// What we read of every real file, beside what we read of it when that was last looked through and compared with other
/// programs (`MessageFilePeerTests`, `TNEFPeerTests`, `InternetMailPeerTests`, PSTTests). `UPDATE_GOLDEN=1` writes it
/// anew. Of what the files say there are digests only: most of it is not ours to give away.
@Suite("Real mail, file by file", .enabled(if: Corpus.isThere, "no corpus"))
struct CorpusGoldenTests {
  /// Folders of the corpus; of that with Internet messages other programs' results are no mail.
  static let folders = ["pst", "msg", "tnef", "eml"]

  private static let columns = [
    "file", "kind", "state", "folders", "items", "associated", "embedded", "recovered", "attachments", "classes",
    "subjects", "correspondents", "times", "bodies", "contents", "names", "content_hashes", "defects",
  ]

  @Test("all is as it was", arguments: folders)
  func unchanged(folder: String) async throws {
    var lines = [Self.columns.joined(separator: "\t")]
    for name in Corpus.files(folder) where !name.hasSuffix(".json") && !name.hasSuffix(".tsv") {
      lines.append(line(name, try await Reading.of(path: Corpus.path("\(folder)/\(name)"))))
    }
    let golden = Corpus.package.appending(path: "Tests/MailTests/Golden/\(folder).tsv")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: golden)
    }
    let expected = try String(contentsOf: golden, encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(lines.count == expected.count)
    for (found, wanted) in zip(lines, expected) where found != wanted {
      let cells = zip(Self.columns, zip(columns(found), columns(wanted))).filter { $0.1.0 != $0.1.1 }
      Issue.record("\(columns(wanted)[0]): \(cells.map { "\($0.0) \($0.1.0), not \($0.1.1)" })")
    }
  }

  private func columns(_ line: String) -> [String] {
    line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
  }

  private func line(_ name: String, _ reading: Reading) -> String {
    let batch = reading.batch
    func count(_ isCounted: (Message) -> Bool) -> String { String(batch.messages.count(where: isCounted)) }
    let state =
      reading.failure.map { "failed at \($0.offset): \($0.field)" } ?? (reading.isPartial ? "partial" : "read")
    let cells = [
      name, reading.kind ?? "", reading.kind == nil ? "unrecognised" : state, String(batch.folders.count),
      count { $0.parent == nil && !$0.isAssociated && !$0.isRecovered }, count(\.isAssociated),
      count { $0.parent != nil && !$0.isRecovered }, count(\.isRecovered), String(batch.attachments.count),
      counted(batch.messages.map { $0.messageClass ?? "none" }), digest(batch.messages.map { $0.subject }),
      digest(batch.messages.flatMap { correspondents($0) }), digest(batch.messages.flatMap { times($0) }),
      digest(batch.messages.map { $0.body?.text }), digest(batch.attachments.map { $0.sha256?.hex }),
      digest(batch.attachments.map { $0.name }), digest(batch.messages.map { $0.contentSHA256?.hex }),
      counted(batch.defects.map(\.field)),
    ]
    return cells.joined(separator: "\t")
  }

  private func correspondents(_ message: Message) -> [String?] {
    [message.senderAddress, message.senderName]
      + message.recipients.flatMap { [$0.kind.rawValue, $0.address, $0.displayName] }
  }

  private func times(_ message: Message) -> [String?] {
    [message.sentAt, message.receivedAt, message.createdAt, message.modifiedAt].map { $0.map { String($0) } }
  }

  /// `IPM.Contact 2, IPM.Note 7`
  private func counted(_ names: [String]) -> String {
    var counts: [String: Int] = [:]
    for name in names { counts[name, default: 0] += 1 }
    return counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { "\($0.key) \($0.value)" }
      .joined(separator: ", ").filter { $0 != "\t" && $0 != "\n" }
  }

  /// The first 64 bits of SHA-256 over all of them, and whether each is there; nothing where none is.
  private func digest(_ texts: [String?]) -> String {
    guard texts.contains(where: { $0 != nil }) else { return "" }
    var hash = SHA256()
    for text in texts {
      hash.update(data: [text == nil ? 0 : 1])
      if let text { hash.update(data: Array(text.utf8)) }
      hash.update(data: [0xFF])
    }
    return Digest(hash.finalize()).map { String($0.hex.prefix(16)) } ?? ""
  }
}
