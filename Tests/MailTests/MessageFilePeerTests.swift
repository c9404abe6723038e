import Foundation
import Records
import Testing

/// Message files, made and real, read by extract-msg too.
@Suite("Message files beside extract-msg")
struct MessageFilePeerTests {
  struct Answer: Decodable {
    struct Attached: Decodable {
      let name: String?
      let sha256: String?
      let isMessage: Bool?
    }
    let error: String?
    let `class`: String?
    let subject: String?
    let sender: String?
    let senderName: String?
    let messageID: String?
    let sent: Int64?
    let received: Int64?
    let recipients: [String]?
    let plain: String?
    let html: String?
    let attachments: [Attached]?
  }

  /// What differs between the two, by the names of the fields.
  static func compare(_ reading: Reading, _ answer: Answer) -> Set<String> {
    guard answer.error == nil else { return ["error"] }
    guard let message = reading.items.first else { return ["message"] }
    var found: Set<String> = []
    func check(_ isSame: Bool, _ field: String) { if !isSame { found.insert(field) } }
    check(plain(message.messageClass) == plain(answer.class), "class")
    check(plain(message.subject) == plain(answer.subject), "subject")
    check(plain(message.internetMessageID) == plain(answer.messageID), "message id")
    check(plain(message.senderName) == plain(answer.senderName), "sender name")
    check(message.sentAt.map { $0 / 1_000_000 } == answer.sent, "sent")
    check(message.receivedAt.map { $0 / 1_000_000 } == answer.received, "received")
    let recipients = message.recipients.filter { [.to, .cc, .bcc].contains($0.kind) }
    check(recipients.count == answer.recipients?.count ?? 0, "recipients")
    if message.body?.source == .plain {
      check(words(message.body?.text) == words(answer.plain), "plain body")
    } else if message.body?.source == .html {
      check(words(message.body?.text) == words(answer.html), "HTML body")
    }
    let attachments = reading.attachments(of: message)
    let ours = attachments.map { $0.embeddedMessage == nil ? $0.sha256?.hex ?? "none" : "message" }
    let theirs = (answer.attachments ?? []).map { $0.isMessage == true ? "message" : $0.sha256 ?? "none" }
    check(ours.sorted() == theirs.sorted(), "attachments")
    return found
  }

  /// extract-msg leaves the zeros that some writers end texts with.
  private static func plain(_ text: String?) -> String {
    (text ?? "").trimmingCharacters(in: CharacterSet(charactersIn: "\0"))
  }

  private static func words(_ text: String?) -> String {
    String(String.UnicodeScalarView((text ?? "").unicodeScalars.filter { $0.properties.isAlphabetic }))
  }

  @Test("made ones are read alike, the HTML that is in their RTF too")
  func made() async throws {
    let made = try MadeMail.inEveryFormat.get()
    let files = made.files(of: "msg").map { made.root + $0.path }
    #expect(files.count > 30)
    let answers: [String: Answer] = try Peer.ask("message_files.py", files)
    var htmlCount = 0
    for file in files {
      let answer = try #require(answers[file])
      let item = try #require(made.items.first { made.root + $0.file == file && $0.embedded == nil })
      let reading = try await Reading.of(path: file)
      #expect(Self.compare(reading, answer).isEmpty, "\(item.class) \(item.subject): \(answer.error ?? "")")
      #expect(answer.subject ?? "" == item.subject && answer.messageID == item.message_id)
      if answer.html?.isEmpty == false { htmlCount += 1 }
    }
    #expect(htmlCount > 10)
  }

  private static let fuzzed = "made by a fuzzer: of what contradicts itself, each keeps something else"

  /// Where we differ on real files: which fields, and why.
  static let differences: [String: (fields: Set<String>, reason: String)] = [
    "apache__poi/ASCII_CP1251_LCID1049.msg": (
      ["subject", "plain body"], "no code page is told, but Russian: we take 1251, extract-msg Latin-1"
    ),
    "apache__poi/HTMLBodyBinary_CP1251.msg": (
      ["HTML body"], "HTML in Windows-1251 as it says of itself: extract-msg gives its bytes, here read as UTF-8"
    ),
    "apache__poi/clusterfuzz-testcase-minimized-POIHSMFFuzzer-4735011465854976.msg": (["recipients"], fuzzed),
    "apache__poi/clusterfuzz-testcase-minimized-POIHSMFFuzzer-5336473854148608.msg": (["message id"], fuzzed),
    "apache__poi/logsat.com_signatures_valid.msg": (["error"], "signed mail: extract-msg fails in its attachments"),
    "apache__poi/unknown_properties.msg": (["error"], "extract-msg refuses it; we read it and tell the damage"),
  ]

  @Test("real ones are read alike but for what is listed", .enabled(if: Corpus.isThere, "no corpus"))
  func real() async throws {
    var files: [String] = []
    for name in Corpus.files("msg") where try await Reading.of(path: Corpus.path("msg/" + name)).kind == "msg" {
      files.append(name)
    }
    #expect(files.count > 50)
    let answers: [String: Answer] = try Peer.ask("message_files.py", files.map { Corpus.path("msg/" + $0) })
    for name in files {
      let answer = try #require(answers[Corpus.path("msg/" + name)])
      let reading = try await Reading.of(path: Corpus.path("msg/" + name))
      let found = Self.compare(reading, answer)
      #expect(found == Self.differences[name]?.fields ?? [], "\(name): \(answer.error ?? "")")
    }
  }
}
