extension ItemMaker {
  /// The bodies that a letter's kind asks for, lines ended by CR LF.
  func bodies(
    of letter: Letter, saying text: [String]?, below parent: Letter?, searchKey: [UInt8],
    appointment: (start: Moment, end: Moment, location: String)?
  ) -> (plain: String?, html: String?) {
    guard letter.bodyKind != .none else { return (nil, nil) }
    let words = words(of: letter, saying: text, appointment: appointment)
    let quoted = parent.map { quotation(of: $0, in: letter) }
    let isUTF8 = Charset.chosen(for: letter.language, by: searchKey) == .utf8
    let plain = letter.bodyKind == .html ? nil : plainBody(words, quoted)
    let html = letter.bodyKind == .plain ? nil : htmlBody(letter, words, quoted, saysCharset: isUTF8)
    return (plain, html)
  }

  /// What a letter itself says, without what it quotes.
  private func words(
    of letter: Letter, saying text: [String]?, appointment: (start: Moment, end: Moment, location: String)?
  ) -> Words {
    var dice = stream("body", letter)
    let prose = Prose(letter.language)
    let addressee = letter.recipients.first.map { givenName($0.correspondent) } ?? ""
    var paragraphs = text ?? prose.paragraphs(proseLength(of: letter), from: &dice)
    if let appointment {
      paragraphs.insert(
        "\(appointment.start.isoSeconds)Z – \(appointment.end.isoSeconds)Z\r\n\(appointment.location)", at: 0)
    }
    let isPersonal = letter.kind == .mail || letter.kind == .meetingRequest
    return Words(
      greeting: isPersonal ? prose.greeting(addressee, from: &dice) : nil, paragraphs: paragraphs,
      closing: isPersonal ? prose.closing(from: &dice) : nil,
      signature: isPersonal ? signature(of: letter, from: &dice) : [],
      table: dice.chance(perMille: 150) ? table(from: &dice) : [])
  }

  /// Bytes of text such that, with what it encloses, the letter comes near the size that the server says it has: text
  /// stands there in UTF-16, or with its markup, or both ways.
  private func proseLength(of letter: Letter) -> Int {
    let enclosed = letter.attachments.reduce(0) { $0 + $1.byteCount }
    let room = letter.byteCount - enclosed - 4000
    return max(80, min(40_000, room / (letter.bodyKind == .both ? 4 : 2)))
  }

  /// How the correspondent would be spoken to.
  private func givenName(_ correspondent: Correspondent) -> String {
    if let person = mailbox(of: correspondent)?.person { return person.givenName }
    let name = correspondent.name.isEmpty ? correspondent.address : correspondent.name
    return name.split(separator: " ").first.map(String.init) ?? name
  }

  private func signature(of letter: Letter, from dice: inout Dice) -> [String] {
    var lines = [letter.sender.name]
    let domain = letter.sender.address.split(separator: "@").last.map(String.init) ?? ""
    if domain == source.plan.organisation.domain { lines.append(source.plan.organisation.name) }
    // The block that Ofcom keeps for plays.
    if dice.chance(perMille: 700) { lines.append("+44 1632 960\(padded(dice.below(1000), 3))") }
    return lines + [letter.sender.address]
  }

  private func table(from dice: inout Dice) -> [[String]] {
    (0..<dice.within(3...8)).map { row in
      [dice.pick(Prose.projects), "2020-Q\(row % 4 + 1)", "\(dice.below(900_000)).00", "\(dice.below(100)) %"]
    }
  }

  /// The letter above, shortened, as the one below it quotes it.
  private func quotation(of parent: Letter, in letter: Letter) -> Quotation {
    let words = words(of: parent, saying: nil, appointment: nil)
    var paragraphs: [String] = []
    for paragraph in words.paragraphs.prefix(3) {
      let short = paragraph.unicodeScalars.prefix(240)
      paragraphs.append(short.count == paragraph.unicodeScalars.count ? paragraph : String(short) + " […]")
    }
    let sent = parent.sentAt.internetDate(offsetMinutes: offsetMinutes(of: letter))
    return Quotation(
      attribution: Prose(letter.language).attribution(parent.sender.name, sent), greeting: words.greeting,
      paragraphs: paragraphs, sender: parent.sender.name)
  }
}

/// A letter's text before it is laid out.
struct Words {
  let greeting: String?
  let paragraphs: [String]
  let closing: String?
  let signature: [String]
  let table: [[String]]
}

struct Quotation {
  let attribution: String
  let greeting: String?
  let paragraphs: [String]
  let sender: String
}
