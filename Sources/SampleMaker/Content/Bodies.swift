extension ItemMaker {
  /// The bodies that a letter's kind asks for, lines ended by CR LF.
  func bodies(
    of letter: Letter, saying text: [String]?, below above: [Letter], searchKey: [UInt8],
    appointment: (start: Moment, end: Moment, location: String)?
  ) -> (plain: String?, html: String?) {
    guard letter.bodyKind != .none else { return (nil, nil) }
    let words = words(of: letter, saying: text, appointment: appointment)
    let quoted = above.reversed().map { quotation(of: $0, in: letter) }
    let isUTF8 = Charset.chosen(for: letter.language, by: searchKey) == .utf8
    let plain = letter.bodyKind == .html ? nil : plainBody(words, quoted)
    let html = letter.bodyKind == .plain ? nil : htmlBody(letter, words, quoted, saysCharset: isUTF8)
    return (plain, html)
  }

  /// What a letter itself says, without what it quotes.
  private func words(
    of letter: Letter, saying text: [String]?, appointment: (start: Moment, end: Moment, location: String)?
  ) -> Words {
    var dice = stream("frame", letter)
    var paragraphs = text ?? self.paragraphs(of: letter, upTo: letter.textLength)
    if let appointment {
      let hours = "\(appointment.start.isoSeconds)Z – \(appointment.end.isoSeconds)Z"
      paragraphs.insert("\(hours)\r\n\(appointment.location)", at: 0)
    }
    let isPersonal = letter.kind == .mail || letter.kind == .meetingRequest
    return Words(
      greeting: isPersonal ? greeting(of: letter) : nil, paragraphs: paragraphs,
      closing: isPersonal ? Prose(letter.language).closing(from: &dice) : nil,
      signature: isPersonal ? signature(of: letter, from: &dice) : [],
      table: text == nil && dice.chance(perMille: 150) ? table(from: &dice) : [])
  }

  /// Of the letter's planned length, about this much is for each letter that it quotes.
  private static let quotedLength = 500

  /// The paragraphs that a letter begins with; the same ones whatever the limit, the last of them cut short by it.
  private func paragraphs(of letter: Letter, upTo limit: Int) -> [String] {
    var dice = stream("body", letter)
    let own = max(80, letter.textLength - Self.quotedLength * letter.references.count)
    return Prose(letter.language).paragraphs(min(own, limit), from: &dice)
  }

  private func greeting(of letter: Letter) -> String {
    var dice = stream("greeting", letter)
    let addressee = letter.recipients.first.map { person($0.correspondent, speaking: letter.language).givenName } ?? ""
    return Prose(letter.language).greeting(addressee, from: &dice)
  }

  private func signature(of letter: Letter, from dice: inout Dice) -> [String] {
    var lines = [letter.sender.name]
    if letter.sender.domain == source.plan.organisation.domain { lines.append(source.plan.organisation.name) }
    if dice.chance(perMille: 700) { lines.append(inventedTelephone(&dice)) }
    return lines + [letter.sender.address]
  }

  private func table(from dice: inout Dice) -> [[String]] {
    (0..<dice.within(3...8)).map { row in
      [dice.pick(Prose.projects), "2020-Q\(row % 4 + 1)", "\(dice.below(900_000)).00", "\(dice.below(100)) %"]
    }
  }

  /// A letter above, shortened, as one below it quotes it.
  private func quotation(of above: Letter, in letter: Letter) -> Quotation {
    let sent = above.sentAt.internetDate(offsetMinutes: offsetMinutes(of: letter))
    return Quotation(
      attribution: Prose(letter.language).attribution(above.sender.name, sent), greeting: greeting(of: above),
      paragraphs: above.bodyKind == .none ? [] : paragraphs(of: above, upTo: Self.quotedLength / 3),
      sender: above.sender.name)
  }
}

/// A telephone number of the block that Ofcom keeps for plays.
func inventedTelephone(_ dice: inout Dice) -> String { "+44 1632 960\(padded(dice.below(1000), 3))" }

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
  let greeting: String
  let paragraphs: [String]
  let sender: String
}

extension Correspondent {
  /// What stands behind the `@`.
  var domain: String { address.split(separator: "@").last.map(String.init) ?? "" }
}
