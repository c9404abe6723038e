/// Builds the tree of an item's parts.
struct MIMEStructure {
  private let item: Item
  private let charset: Charset
  private let words: HeaderText
  private var boundaryCount = 0

  static func entity(of item: Item) -> MIMEEntity {
    var structure = MIMEStructure(item)
    return structure.whole()
  }

  private init(_ item: Item) {
    self.item = item
    charset = .chosen(for: item.letter.language, by: item.searchKey)
    words = HeaderText(charset: charset)
  }

  private mutating func whole() -> MIMEEntity {
    let inline = item.htmlBody == nil ? [] : item.attachments.filter { $0.contentID != nil }
    let enclosed = item.attachments.filter { item.htmlBody == nil || $0.contentID == nil }
    let text = readable(inline)
    if item.letter.kind == .report {
      return multipart(
        "report", "; report-type=delivery-status", [text, deliveryStatus] + enclosed.map { attached($0, as: nil) })
    }
    let parts = enclosed.map { attached($0, as: "attachment") } + cards.map(attachedCard)
    return parts.isEmpty ? text : multipart("mixed", "", [text] + parts)
  }

  /// The same text in each of its forms, the richest last.
  private mutating func readable(_ inline: [Attachment]) -> MIMEEntity {
    var forms: [MIMEEntity] = []
    if let plain = item.plainBody { forms.append(text("plain", plain)) }
    if let html = item.htmlBody {
      let page = text("html", html)
      let pictures = inline.map { attached($0, as: "inline") }
      forms.append(pictures.isEmpty ? page : multipart("related", "; type=\"text/html\"", [page] + pictures))
    }
    if let calendar = CalendarObject(item)?.invitation {
      forms.append(
        MIMEEntity(
          type: "text/calendar; charset=\"utf-8\"; method=\(calendar.method)", encoding: .base64,
          Array(calendar.text.utf8)))
    }
    if forms.isEmpty { forms.append(text("plain", "")) }
    return forms.count == 1 ? forms[0] : multipart("alternative", "", forms)
  }

  private func text(_ subtype: String, _ text: String) -> MIMEEntity {
    let older = charset.encode(text)
    let (name, bytes) = older.map { (charset.rawValue, $0) } ?? (Charset.utf8.rawValue, Array(text.utf8))
    return MIMEEntity(type: "text/\(subtype); charset=\"\(name)\"", encoding: encoding(of: bytes), bytes)
  }

  /// Mostly quoted-printable, or base64 where little of the text is ASCII; plainer where the sender's program trusts
  /// the servers and no line is longer than they take.
  private func encoding(of bytes: [UInt8]) -> TransferEncoding {
    let foreign = bytes.count { $0 >= 0x80 }
    let trust = item.searchKey.dropFirst().first ?? 0
    if trust < 96, hasShortLines(bytes) {
      if foreign == 0 { return .sevenBit }
      if trust < 32 { return .eightBit }
    }
    return foreign > bytes.count / 5 ? .base64 : .quotedPrintable
  }

  /// None longer than 998 bytes (RFC 5322, 2.1.1).
  private func hasShortLines(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: true).allSatisfy { $0.count <= 998 }
  }

  private func attached(_ attachment: Attachment, as disposition: String?) -> MIMEEntity {
    var others = ""
    if let disposition {
      others = "Content-Disposition: \(disposition)\(words.parameter("filename", attachment.name))\r\n"
    }
    switch attachment.content {
    case .item(let item): return MIMEEntity(MIMEMessage(item), others: others)
    case .bytes(let bytes):
      if let id = attachment.contentID { others += "Content-ID: <\(id)>\r\n" }
      let type = attachment.mediaType + nameParameter(attachment.name)
      return MIMEEntity(type: type, others: others, encoding: .base64, bytes)
    }
  }

  /// `name` as Outlook writes it, in encoded words where RFC 2045 wants ASCII.
  private func nameParameter(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy { 0x20..<0x7F ~= $0 }
    return ";\r\n\tname=" + (isPlain ? quoted(name) : "\"\(words.encodedWords(name, separator: "\r\n "))\"")
  }

  private var cards: [(name: String, type: String, text: String)] {
    var cards: [(String, String, String)] = []
    if let contact = item.contact { cards.append(("contact.vcf", "text/vcard", vCard(contact))) }
    if item.letter.kind == .distributionList {
      cards.append(("list.vcf", "text/vcard", vCard(list: item.letter.subject, item.members)))
    }
    if let saved = CalendarObject(item)?.saved { cards.append(("item.ics", "text/calendar", saved)) }
    return cards
  }

  private func attachedCard(_ card: (name: String, type: String, text: String)) -> MIMEEntity {
    MIMEEntity(
      type: "\(card.type); charset=utf-8; name=\"\(card.name)\"",
      others: "Content-Disposition: attachment; filename=\"\(card.name)\"\r\n", encoding: .base64, Array(card.text.utf8)
    )
  }

  /// What became of the enclosed letter (RFC 3464).
  private var deliveryStatus: MIMEEntity {
    let domain = item.letter.sender.domain
    var refused = "unknown@\(domain)"
    for case .item(let returned) in item.attachments.map(\.content) {
      if let recipient = returned.letter.recipients.first { refused = recipient.correspondent.address }
    }
    let text =
      "Reporting-MTA: dns;\(domain)\r\n\r\nFinal-Recipient: rfc822;\(refused)\r\nAction: failed\r\nStatus: 5.1.10\r\n"
      + "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found\r\n"
    return MIMEEntity(type: "message/delivery-status", encoding: .sevenBit, Array(text.utf8))
  }

  /// With a boundary of the form that Exchange gives it.
  private mutating func multipart(_ subtype: String, _ parameters: String, _ parts: [MIMEEntity]) -> MIMEEntity {
    boundaryCount += 1
    let boundary = "_\(padded(boundaryCount, 3))_\(hexadecimal(item.searchKey).uppercased())_"
    return MIMEEntity(multipart: subtype, parameters: parameters, boundary: boundary, parts)
  }
}
