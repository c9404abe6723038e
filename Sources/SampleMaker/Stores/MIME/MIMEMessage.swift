/// An item as an Internet message (RFC 5322). Not only mail: an EML folder has no other kind of file, so contacts and
/// distribution lists come as mails that enclose a vCard, tasks and appointments as mails that enclose iCalendar, notes
/// as their text; each still one file an item.
struct MIMEMessage: Sendable {
  /// All header fields, lines ended by CR LF, without the empty line behind them.
  let header: String
  let entity: MIMEEntity

  /// With the header as received, or where there is none with one as a program makes that saves what was sent.
  init(_ item: Item) {
    entity = MIMEStructure.entity(of: item)
    header = item.transportHeaders ?? Self.savedHeader(of: item) + "MIME-Version: 1.0\r\n" + entity.fields
  }

  func append(to output: inout [UInt8]) {
    output.append(header)
    output.append("\r\n")
    entity.appendBody(to: &output)
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  private static func savedHeader(of item: Item) -> String {
    let (letter, words) = (item.letter, HeaderText(charset: .chosen(for: item.letter.language, by: item.searchKey)))
    var header = words.field("From", addresses: [letter.sender])
    header += recipientFields(of: letter, withBlind: true, words)
    header += words.field("Subject", text: letter.subject)
    header += "Thread-Index: \(base64(item.conversationIndex))\r\n"
    header += "Date: \(letter.sentAt.internetDate(offsetMinutes: 0))\r\n"
    return header + identityFields(of: letter)
  }

  /// To, Cc and, in what the sender kept, Bcc.
  static func recipientFields(of letter: Letter, withBlind: Bool, _ words: HeaderText) -> String {
    var fields = ""
    for (kind, name) in [(Recipient.Kind.to, "To"), (.cc, "Cc"), (.bcc, "Bcc")] where withBlind || kind != .bcc {
      let addresses = letter.recipients.filter { $0.kind == kind }.map(\.correspondent)
      if !addresses.isEmpty { fields += words.field(name, addresses: addresses) }
    }
    return fields
  }

  /// Message-ID, In-Reply-To, References.
  static func identityFields(of letter: Letter) -> String {
    var fields = ""
    if let id = letter.internetMessageID { fields += "Message-ID: \(id)\r\n" }
    if let above = letter.inReplyTo { fields += "In-Reply-To: \(above)\r\n" }
    if !letter.references.isEmpty { fields += "References: \(letter.references.joined(separator: "\r\n "))\r\n" }
    return fields
  }
}
