import Bytes
import Foundation
import MIME
import Testing

/// The messages of Stalwart's parser, beside what that parser makes of them.
@Suite("Agreement with Stalwart's expected results", .enabled(if: Corpus.root != nil))
struct StalwartCorpusTests {
  private static let rawBytesGuessed = "raw windows-1252 bytes in a header: Stalwart replaces them, we decode them"
  private static let uuencoded = "x-uuencode: Stalwart leaves the body as it stands, we decode it"
  private static let backslashes = "a Windows path in quotes: Stalwart takes its backslashes for escapes, we keep them"

  /// Where we differ on purpose: message, what differs, why.
  private static let differences: [String: [(fields: Set<String>, reason: String)]] = [
    "legacy/010": [(["subject", "to"], rawBytesGuessed)],
    "legacy/016": [(["attachment names"], rawBytesGuessed)],
    "legacy/017": [(["to"], rawBytesGuessed), (["attachment contents"], uuencoded)],
    "legacy/020": [(["subject", "to"], rawBytesGuessed)],
    "legacy/022": [(["subject", "to"], rawBytesGuessed)],
    "legacy/023": [(["attachment names"], rawBytesGuessed)],
    "legacy/026": [(["attachment names"], rawBytesGuessed), (["attachment contents"], uuencoded)],
    "legacy/027": [(["subject", "to"], rawBytesGuessed)],
    "legacy/035": [(["attachment names"], backslashes)],
    "legacy/039": [(["attachment names"], backslashes)],
    "legacy/048": [(["attachment contents"], uuencoded)],
    "legacy/049": [
      (
        ["text", "attachment names", "number of attachments"],
        "files uuencoded within a text: Stalwart leaves them in it, we take them out as attachments"
      )
    ],
    "legacy/052": [(["subject", "to", "text"], rawBytesGuessed)],
    "rfc/000": [
      (["attachment contents"], "words under base64 that are none: Stalwart keeps them, we decode and tell the damage")
    ],
  ]

  private static let messages = Corpus.files(under: "mail/eml/stalwart", where: { $0.hasSuffix(".eml") })
    .filter { !$0.contains("malformed") }

  @Test("subject, addresses, date, text, attachment names and contents", arguments: messages)
  func agrees(path: String) throws {
    let bytes = try Corpus.bytes(path)
    let stem = String(path.dropLast(4))
    let isCRLF = bytes.contains(0x0D)
    try compare(bytes, with: stem + (isCRLF ? ".crlf.json" : ".json"), stem)
    if !isCRLF { try compare(crlf(String(decoding: bytes, as: UTF8.self)), with: stem + ".crlf.json", stem) }
  }

  private func compare(_ bytes: [UInt8], with path: String, _ stem: String) throws {
    let json = try JSONSerialization.jsonObject(with: Data(try Corpus.bytes(path)))
    let expected = try #require(json as? [String: Any])
    var found: Set<String> = []
    differ(InternetMessage(parsing: bytes), ExpectedMessage(expected), &found)
    let name = stem.split(separator: "/").suffix(2).joined(separator: "/")
    let listed = Set((Self.differences[name] ?? []).flatMap(\.fields))
    #expect(found == listed, "\(path)")
  }

  private func differ(_ mail: InternetMessage, _ expected: ExpectedMessage, _ found: inout Set<String>) {
    func check(_ isSame: Bool, _ what: String) { if !isSame { found.insert(what) } }
    check(mail.subject?.text == expected.subject, "subject")
    for key in ["from", "to", "cc", "bcc"] {
      let ours = mail.root.fields(key).flatMap { AddressList($0.value).addresses }
      check(ours.map { [$0.displayName, $0.address] } == expected.addresses(key), key)
    }
    let date = mail.root.field("date").flatMap { MessageDate($0.value) }
    check(date.map { $0.microseconds / 1_000_000 } == expected.dateSeconds, "date")
    let content = MessageContent(of: mail)
    check(content.text ?? "" == expected.text, "text")
    check(content.attachments.map(\.name) == expected.attachments.map(\.name), "attachment names")
    guard content.attachments.count == expected.attachments.count else {
      found.insert("number of attachments")
      return
    }
    for (part, attachment) in zip(content.attachments, expected.attachments) {
      if let message = attachment.message {
        if let ours = mail.message(in: part) { differ(ours, message, &found) } else { found.insert("attached message") }
      } else {
        check(isSame(Array(mail.decode(part).bytes), part, attachment), "attachment contents")
      }
    }
  }

  /// Stalwart shows attached text decoded; we keep its bytes.
  private func isSame(_ bytes: [UInt8], _ part: BodyPart, _ attachment: ExpectedMessage.Attachment) -> Bool {
    guard let text = attachment.text else { return bytes == attachment.bytes }
    let charset = part.contentType.parameters.text("charset").flatMap { Charset(named: $0) } ?? .utf8
    return charset.decode(bytes).text == text
  }
}

/// One message of Stalwart's JSON.
private struct ExpectedMessage {
  struct Attachment {
    var name: String?
    var text: String?
    var bytes: [UInt8]?
    var message: ExpectedMessage?
  }

  private let json: [String: Any]
  private var parts: [[String: Any]] { json["parts"] as? [[String: Any]] ?? [] }

  init(_ json: [String: Any]) { self.json = json }

  private func values(_ name: String, of part: [String: Any]) -> [[String: Any]] {
    (part["headers"] as? [[String: Any]] ?? []).filter { $0["name"] as? String == name }
      .compactMap { $0["value"] as? [String: Any] }
  }

  private func header(_ name: String) -> [[String: Any]] { parts.first.map { values(name, of: $0) } ?? [] }

  var subject: String? { header("subject").first?["Text"] as? String }

  func addresses(_ name: String) -> [[String?]] {
    header(name).flatMap { value -> [[String?]] in
      guard let all = value["Address"] as? [String: Any] else { return [] }
      let members = all["List"] as? [[String: Any]]
      let groups = all["Group"] as? [[String: Any]] ?? []
      let inGroups = groups.flatMap { group -> [[String: Any]] in
        let members = group["addresses"] as? [[String: Any]] ?? []
        return members.isEmpty ? [group] : members
      }
      return (members ?? inGroups).map { [$0["name"] as? String, $0["address"] as? String] }
    }
  }

  var dateSeconds: Int64? {
    guard let date = header("date").first?["DateTime"] as? [String: Any] else { return nil }
    func number(_ key: String) -> Int { date[key] as? Int ?? 0 }
    let sign = date["tz_before_gmt"] as? Bool == true ? 1 : -1
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let components = DateComponents(
      year: number("year"), month: number("month"), day: number("day"), hour: number("hour"),
      minute: number("minute"), second: number("second"))
    let zone = (number("tz_hour") * 60 + number("tz_minute")) * 60 * sign
    return calendar.date(from: components).map { Int64($0.timeIntervalSince1970) + Int64(zone) }
  }

  private func body(_ place: Int) -> [String: Any] { parts[place]["body"] as? [String: Any] ?? [:] }

  var text: String {
    (json["text_body"] as? [Int] ?? []).compactMap { body($0)["Text"] as? String ?? body($0)["Html"] as? String }
      .joined(separator: "\n")
  }

  var attachments: [Attachment] {
    (json["attachments"] as? [Int] ?? []).map { place in
      let body = body(place)
      let bytes = body["Binary"] as? [Int] ?? body["InlineBinary"] as? [Int]
      return Attachment(
        name: name(of: parts[place]), text: body["Text"] as? String ?? body["Html"] as? String,
        bytes: bytes?.map { UInt8($0) }, message: (body["Message"] as? [String: Any]).map { ExpectedMessage($0) })
    }
  }

  private func name(of part: [String: Any]) -> String? {
    for (field, parameter) in [("content_disposition", "filename"), ("content_type", "name")] {
      let type = values(field, of: part).first?["ContentType"] as? [String: Any]
      for attribute in type?["attributes"] as? [[String: Any]] ?? [] where attribute["name"] as? String == parameter {
        return attribute["value"] as? String
      }
    }
    return nil
  }
}
