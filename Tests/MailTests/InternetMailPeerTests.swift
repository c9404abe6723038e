import Records
import Testing

/// Internet messages, malformed ones too, read by Python's email package too.
@Suite("Internet messages beside Python", .enabled(if: Corpus.isThere, "no corpus"))
struct InternetMailPeerTests {
  struct Answer: Decodable {
    let error: String?
    let subject: String?
    let messageID: String?
    let sent: Int64?
    let sender: String?
    let leaves: [String]?
    let attached: Int?
  }

  static let files = Corpus.files("eml").filter { !$0.hasSuffix(".json") }

  private static let raw = "bytes of a code page in a header: Python replaces them, we decode them"
  private static let folded = "a boundary folded over two lines: Python finds no part, we do"
  private static let closed = "a message in base64, which Python leaves closed"
  private static let noDomain = "no address, for it has no @: Python takes the word for one"
  private static let uuencoded = "a file uuencoded within the text: Python leaves it there"
  private static let comment = "a comment in front of the zone: Python takes the time for UTC"

  /// Where we differ: which fields, and why.
  static let differences: [String: (fields: Set<String>, reason: String)] = [
    "apache__james-mime4j/base64encoded-rfc822message-nested.msg": (
      ["attached messages"], closed
    ),
    "apache__james-mime4j/intl.msg": (
      ["subject"], "white space between two encoded words, which is none (RFC 2047 6.2): Python keeps one"
    ),
    "apache__james-mime4j/multi-2gifs-base64.msg": (["attachments"], closed),
    "apache__james-mime4j/multi-badnames.msg": (["attachments"], folded),
    "apache__james-mime4j/multi-clen.msg": (["attachments"], folded),
    "apache__james-mime4j/multi-digest.msg": (["attached messages"], folded),
    "apache__james-mime4j/re-fwd.msg": (["sender"], noDomain),
    "apache__james-mime4j/sig-uu.msg": (["attachments"], uuencoded),
    "apache__james-mime4j/uu-zeegee.msg": (["sender", "attachments"], "\(noDomain); \(uuencoded)"),
    "jstedfast__MimeKit/disposition-notification.anonymized.eml": (["date"], comment),
    "jstedfast__MimeKit/messages_disposition-notification.txt": (["date"], comment),
    "jstedfast__MimeKit/messages_feedback-report.txt": (
      ["subject", "sender", "date", "attached messages"], "a byte order mark in front: Python takes all for the body"
    ),
    "jstedfast__MimeKit/messages_issue358.txt": (["sender"], "an address in encoded words: Python cuts it"),
    "stalwart/legacy/009.eml": (["subject"], raw),
    "stalwart/legacy/010.eml": (["subject"], raw),
    "stalwart/legacy/015.eml": (["subject"], raw),
    "stalwart/legacy/016.eml": (["subject"], raw),
    "stalwart/legacy/018.eml": (["subject"], raw),
    "stalwart/legacy/020.eml": (["subject"], raw),
    "stalwart/legacy/022.eml": (["subject"], raw),
    "stalwart/legacy/023.eml": (["subject"], raw),
    "stalwart/legacy/024.eml": (["subject"], raw),
    "stalwart/legacy/025.eml": (["subject"], raw),
    "stalwart/legacy/026.eml": (["subject"], raw),
    "stalwart/legacy/027.eml": (["subject"], raw),
    "stalwart/legacy/049.eml": (["attachments"], uuencoded),
    "stalwart/legacy/050.eml": (["subject"], raw),
    "stalwart/legacy/051.eml": (["subject"], raw),
    "stalwart/legacy/052.eml": (["subject"], raw),
    "stalwart/malformed/008.eml": (
      ["attachments"], "no end boundary: the line end before the end of the file is the part's, Python takes it off"
    ),
    "stalwart/rfc/001.eml": (["sender"], noDomain), "stalwart/rfc/004.eml": (["sender"], noDomain),
  ]

  @Test("subject, sender, date, Message-ID, what is attached: alike but for what is listed")
  func alike() async throws {
    let answers: [String: Answer] = try Peer.ask("internet_mail.py", Self.files.map { Corpus.path("eml/" + $0) })
    var compared = 0
    for name in Self.files {
      let reading = try await Reading.of(path: Corpus.path("eml/" + name))
      guard reading.kind == "eml" else { continue }
      compared += 1
      let answer = try #require(answers[Corpus.path("eml/" + name)])
      let found = compare(reading, answer)
      #expect(found == Self.differences[name]?.fields ?? [], "\(name): \(answer.error ?? "")")
    }
    #expect(compared > 180)
  }

  private func compare(_ reading: Reading, _ answer: Answer) -> Set<String> {
    guard answer.error == nil else { return ["error"] }
    guard let message = reading.items.first else { return ["message"] }
    var found: Set<String> = []
    func check(_ isSame: Bool, _ field: String) { if !isSame { found.insert(field) } }
    check(words(message.subject) == words(answer.subject), "subject")
    check(words(message.internetMessageID) == words(answer.messageID), "message id")
    check((message.senderAddress ?? "").lowercased() == (answer.sender ?? "").lowercased(), "sender")
    check(message.sentAt.map { $0 / 1_000_000 } == answer.sent, "date")
    // Python takes parts of the type message for messages, whatever is in them.
    let leaves = Set(answer.leaves ?? [])
    let files = reading.batch.attachments.filter { attachment in
      attachment.embeddedMessage == nil && attachment.mediaType?.hasPrefix("message/") != true
    }
    let ours = files.compactMap { $0.sha256?.hex }
    check(ours.allSatisfy { leaves.contains($0) }, "attachments")
    check(reading.batch.attachments.count { $0.embeddedMessage != nil } == answer.attached ?? 0, "attached messages")
    return found
  }

  private func words(_ text: String?) -> [Substring] {
    (text ?? "").split { $0.isWhitespace }
  }
}
