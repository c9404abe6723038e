/// The program that somebody's mail is written with, as far as its Message-IDs show it.
enum Mailer: Sendable {
  case exchange, outlook, thunderbird, webmail, lotus, bulk, device

  /// Those of firms.
  static let office: [Mailer] = [.exchange, .exchange, .exchange, .outlook, .thunderbird, .lotus]

  /// The Message-ID, with angle brackets, of a letter by its own dice. A device counts to five and begins again, so
  /// that different letters of it bear the same one.
  func messageID(domain: String, organisation: Organisation?, dice: inout Dice) -> String {
    switch self {
    case .exchange: exchangeID(domain: domain, organisation: organisation, dice: &dice)
    case .outlook:
      "<" + hex(4, &dice) + "01d6" + hex(2, &dice) + "$" + hex(4, &dice) + "$" + hex(4, &dice) + "$@" + domain + ">"
    case .thunderbird: "<" + dice.guid().description + "@" + domain + ">"
    case .webmail:
      "<CA" + text(1, of: base64, &dice) + text(47, of: base64, &dice) + "@mail." + domain + ">"
    case .lotus:
      "<OF" + hex(4, &dice).uppercased() + "." + hex(4, &dice).uppercased() + "-ONC" + hex(4, &dice).uppercased()
        + ".00" + hex(3, &dice).uppercased() + "@" + domain + ">"
    case .bulk: bulkID(domain: domain, dice: &dice)
    case .device: "<000000" + String(dice.within(1...5)) + ".JobID=Scan@" + domain + ">"
    }
  }

  private func exchangeID(domain: String, organisation: Organisation?, dice: inout Dice) -> String {
    guard let organisation, !organisation.isOnline, !organisation.servers.isEmpty else {
      let forest = dice.within(1...9)
      let host = "AM\(dice.below(10))PR0\(forest)MB\(dice.within(1000...9999))"
      let region = "eurprd0\(forest).prod.outlook.example"
      return "<" + host + hex(10, &dice).uppercased() + "@" + host + "." + region + ">"
    }
    return "<" + hex(16, &dice) + "@" + dice.pick(organisation.servers) + "." + domain + ">"
  }

  /// Every sender of bulk mail has its own idea, and few of them keep to plain letters.
  private func bulkID(domain: String, dice: inout Dice) -> String {
    switch dice.below(5) {
    case 0: "<0102017" + hex(4, &dice) + "-" + dice.guid().description + "-000000@eu-west-1." + domain + ">"
    case 1: "<{" + dice.guid().description.uppercased() + "}_" + String(dice.below(100)) + "@MTA-7." + domain + ">"
    case 2: "<" + text(24, of: odd, &dice) + "/" + hex(6, &dice) + "@" + domain + ">"
    case 3:
      "<" + String(dice.within(100_000...999_999)) + "." + hex(7, &dice) + ".JavaMail.Tomcat@batch01." + domain + ">"
    default: "<bounces+" + hex(5, &dice) + "-readers=" + hex(4, &dice) + "@em." + domain + ">"
    }
  }
}

private let base64 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+=".utf8)
private let odd = Array("abcXYZ0123456789!#$%&'*+/=?^_`{|}~-".utf8)
private let digits = Array("0123456789abcdef".utf8)

/// Twice as many digits as bytes.
private func hex(_ byteCount: Int, _ dice: inout Dice) -> String { text(2 * byteCount, of: digits, &dice) }

private func text(_ count: Int, of alphabet: [UInt8], _ dice: inout Dice) -> String {
  String(unsafeUninitializedCapacity: count) { buffer in
    for index in 0..<count { buffer[index] = alphabet[dice.below(alphabet.count)] }
    return count
  }
}
