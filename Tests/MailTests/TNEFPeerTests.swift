import Records
import Testing

/// Real TNEF streams, read by tnefparse too.
@Suite("TNEF beside tnefparse", .enabled(if: Corpus.isThere, "no corpus"))
struct TNEFPeerTests {
  struct Answer: Decodable {
    struct Attached: Decodable {
      let name: String
      let size: Int64
      let isMessage: Bool
      let sha256: String
    }
    let error: String?
    let attachments: [Attached]
  }

  static let files = ["tnef", "eml/jstedfast__MimeKit"].flatMap { folder in
    Corpus.files(folder).filter { $0.hasSuffix(".tnef") }.map { "\(folder)/\($0)" }
  }

  /// Where we differ, and why.
  static let differences: [String: String] = [
    "eml/jstedfast__MimeKit/winmail.tnef": object, "eml/jstedfast__MimeKit/MAPI_ATTACH_DATA_OBJ.tnef": cut,
    "tnef/koodaamo__tnefparse/duplicate_filename.tnef": cut,
  ]
  private static let object = "tnefparse leaves the interface's id, 16 bytes, in front of what OLE objects are"
  private static let cut = "PidTagAttachDataBinary has 61,952 bytes in the stream, of which tnefparse gives 61,534"

  @Test("the same attachments with the same bytes")
  func attachments() async throws {
    let answers: [String: Answer] = try Peer.ask("tnef_streams.py", Self.files.map(Corpus.path))
    #expect(answers.count >= 20)
    for file in Self.files {
      let answer = try #require(answers[Corpus.path(file)])
      let reading = try await Reading.of(path: Corpus.path(file))
      let top = reading.batch.attachments.filter { attachment in
        reading.batch.messages.first { $0.ordinal == attachment.message }?.parent == nil
      }
      let found = top.map { $0.embeddedMessage == nil ? $0.sha256?.hex ?? "unread" : "message" }
      let expected = answer.attachments.map { $0.isMessage ? "message" : $0.sha256 }
      let isSame = answer.error == nil && found.sorted() == expected.sorted()
      #expect(isSame == (Self.differences[file] == nil), "\(file): \(answer.error ?? "") \(found) \(expected)")
    }
  }
}
