extension ItemMaker {
  func plainBody(_ words: Words, _ quoted: [Quotation]) -> String {
    var text = ""
    text.reserveCapacity(words.paragraphs.reduce(2048) { $0 + $1.utf8.count + 4 })
    if let greeting = words.greeting { text += greeting + "\r\n\r\n" }
    for paragraph in words.paragraphs {
      text += paragraph
      text += "\r\n\r\n"
    }
    for row in words.table { text += row.joined(separator: "\t") + "\r\n" }
    if !words.table.isEmpty { text += "\r\n" }
    if let closing = words.closing { text += closing + "\r\n\r\n" }
    if !words.signature.isEmpty { text += "-- \r\n" + words.signature.joined(separator: "\r\n") + "\r\n" }
    for (number, quotation) in quoted.enumerated() {
      appendQuotation(quotation, behind: String(repeating: "> ", count: number + 1), to: &text)
    }
    return text
  }

  func htmlBody(_ letter: Letter, _ words: Words, _ quoted: [Quotation], saysCharset: Bool) -> String {
    var html = "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\">\r\n<head>\r\n"
    html.reserveCapacity(words.paragraphs.reduce(4096) { $0 + $1.utf8.count + 40 })
    if saysCharset { html += "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\r\n" }
    html += styles
    let direction = letter.language == .arabic || letter.language == .hebrew ? " dir=\"rtl\"" : ""
    html += "</head>\r\n<body lang=\"\(letter.language.tag)\"\(direction)>\r\n"
    if let greeting = words.greeting { appendParagraph(greeting, to: &html) }
    for paragraph in words.paragraphs { appendParagraph(paragraph, to: &html) }
    appendTable(words.table, to: &html)
    for plan in letter.attachments where plan.kind == .inlineImage {
      html +=
        "<p><img border=\"0\" src=\"cid:\(contentID(of: plan, in: letter))\" alt=\"\(escaped(plan.name))\"></p>\r\n"
    }
    if let closing = words.closing { appendParagraph(closing, to: &html) }
    if !words.signature.isEmpty {
      html +=
        "<p class=\"MsoNormal\" style=\"color:#666666\">"
        + words.signature.map(escaped).joined(separator: "<br>\r\n") + "</p>\r\n"
    }
    for quotation in quoted { appendQuotation(quotation, to: &html) }
    html += String(repeating: "</blockquote>\r\n", count: quoted.count)
    return html + "</body>\r\n</html>\r\n"
  }

  /// `image001.png@01D70F8E.4A3B2C10`, as Outlook names pictures in a body.
  func contentID(of plan: AttachmentPlan, in letter: Letter) -> String {
    var time: [UInt8] = []
    time.appendBigEndian(letter.sentAt.fileTime)
    let digits = hexadecimal(time).uppercased()
    let name = plan.name.utf8.allSatisfy { isWordByte($0) } ? plan.name : "image\(plan.name.utf8.count).png"
    return "\(name)@\(digits.prefix(8)).\(digits.suffix(8))"
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

private let styles = """
  <style><!--\r
  p.MsoNormal { margin:0cm 0cm 8.0pt; font-size:11.0pt; font-family:"Calibri",sans-serif; }\r
  a:link { color:#0563C1; text-decoration:underline; }\r
  --></style>\r

  """

private func appendParagraph(_ text: String, to html: inout String) {
  html += "<p class=\"MsoNormal\">"
  html += escaped(text).replacingLines(with: "<br>")
  html += "</p>\r\n"
}

private func appendTable(_ rows: [[String]], to html: inout String) {
  guard !rows.isEmpty else { return }
  html += "<table border=\"1\" cellspacing=\"0\" cellpadding=\"4\">\r\n"
  for row in rows {
    html += "<tr>" + row.map { "<td>" + escaped($0) + "</td>" }.joined() + "</tr>\r\n"
  }
  html += "</table>\r\n"
}

/// Behind one sign less stands who wrote it.
private func appendQuotation(_ quotation: Quotation, behind signs: String, to text: inout String) {
  text += "\r\n" + signs.dropFirst(2) + quotation.attribution + "\r\n"
  for paragraph in [quotation.greeting] + quotation.paragraphs + [quotation.sender] {
    text += signs + paragraph.replacingLines(with: signs) + "\r\n" + signs.dropLast() + "\r\n"
  }
}

/// Opens a block for the quotation, which those further up stand in too.
private func appendQuotation(_ quotation: Quotation, to html: inout String) {
  html += "<div style=\"border-top:solid #E1E1E1 1.0pt\">\(escaped(quotation.attribution))</div>\r\n<blockquote>\r\n"
  appendParagraph(
    ([quotation.greeting] + quotation.paragraphs + [quotation.sender]).joined(separator: "\r\n"), to: &html)
}

private func escaped(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 }) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

extension String {
  /// With something in front of each line but the first.
  fileprivate func replacingLines(with prefix: String) -> String {
    guard utf8.contains(0x0A) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      result.unicodeScalars.append(scalar)
      if scalar == "\n" { result += prefix }
    }
    return result
  }
}

extension Language {
  /// BCP 47.
  var tag: String {
    switch self {
    case .english: "en-GB"
    case .german: "de"
    case .french: "fr"
    case .swedish: "sv"
    case .polish: "pl"
    case .greek: "el"
    case .russian: "ru"
    case .arabic: "ar"
    case .hebrew: "he"
    case .japanese: "ja"
    case .chinese: "zh"
    case .hindi: "hi"
    }
  }
}
