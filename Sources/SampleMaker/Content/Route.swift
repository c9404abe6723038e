/// The servers that a letter passed on its way to a mailbox, and what they wrote on it.
struct Route {
  private let letter: Letter
  private let isInternal: Bool
  private let delivered: Moment
  private let networkMessageID: GUID
  /// The first that took the letter in comes first.
  private let hops: [Hop]

  private struct Host {
    let name: String
    let address: String
  }

  private struct Hop {
    enum Way: String {
      case mapi
      case submission = "ESMTPSA"
      case relay = "Microsoft SMTP Server\r\n (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)"
    }

    let from: Host
    let by: Host
    let way: Way
    let offsetMinutes: Int
  }

  init(of letter: Letter, to mailbox: Mailbox, delivered: Moment, maker: ItemMaker) {
    self.letter = letter
    var dice = maker.stream("route", letter)
    let organisation = maker.source.plan.organisation
    isInternal = letter.sender.domain == organisation.domain
    networkMessageID = dice.guid()
    // What was moved or filed later was delivered all the same soon after it was sent.
    let isSoon = delivered >= letter.sentAt && delivered - letter.sentAt < .hours(1)
    self.delivered = isSoon ? delivered : letter.sentAt + .seconds(dice.within(1...40))
    let sender = maker.mailbox(of: letter.sender)
    let client = sender?.clientAddresses.first ?? "203.0.113.\(dice.within(1...62))"
    let device = Host(name: "[\(client)]", address: client)
    let home = Self.server(of: organisation, mailbox: mailbox.number, from: &dice)
    let zone = organisation.isOnline ? 0 : mailbox.person.offsetMinutes
    if isInternal {
      let first = Self.namedByMessageID(of: letter) ?? Self.server(of: organisation, mailbox: 0, from: &dice)
      hops = [
        Hop(from: sender == nil ? device : first, by: first, way: sender == nil ? .relay : .mapi, offsetMinutes: zone),
        Hop(from: first, by: home, way: .relay, offsetMinutes: zone),
      ]
    } else {
      let outside = Host(name: "mail\(dice.within(1...4)).\(letter.sender.domain)", address: documented(&dice))
      let edge = Host(name: organisation.edgeName, address: organisation.publicAddress)
      hops = [
        Hop(from: device, by: outside, way: .submission, offsetMinutes: maker.offsetMinutes(of: letter)),
        Hop(from: outside, by: edge, way: .relay, offsetMinutes: zone),
        Hop(from: edge, by: home, way: .relay, offsetMinutes: zone),
      ]
    }
  }

  /// Received, the last server's first (RFC 5321, 4.4), and Return-Path.
  var fields: String {
    var text = ""
    for (number, hop) in hops.enumerated().reversed() {
      let share = (delivered - letter.sentAt).microseconds / Int64(hops.count) * Int64(number + 1)
      let at = letter.sentAt + Span(microseconds: share)
      text += "Received: from \(hop.from.name) (\(hop.from.address)) by\r\n \(hop.by.name) (\(hop.by.address)) with "
      let id = hop.way == .submission ? networkMessageID.description.suffix(12) : "15.1.2176.2"
      text += "\(hop.way.rawValue) id\r\n \(id); \(at.internetDate(offsetMinutes: hop.offsetMinutes))\r\n"
    }
    if !isInternal {
      text += "Authentication-Results: spf=pass (sender IP is \(hops[0].by.address))\r\n"
      text += " smtp.mailfrom=\(letter.sender.domain); dkim=none (message not signed)\r\n"
    }
    return text + "Return-Path: \(letter.kind == .report ? "<>" : letter.sender.address)\r\n"
  }

  /// What the transport service of Exchange adds.
  var exchangeFields: String {
    var text = "X-MS-Exchange-Organization-Network-Message-Id: \(networkMessageID)\r\n"
    text += "X-MS-Exchange-Organization-AuthSource: \(hops[hops.count - 1].by.name)\r\n"
    text += "X-MS-Exchange-Organization-AuthAs: \(isInternal ? "Internal" : "Anonymous")\r\n"
    if isInternal { text += "X-MS-Exchange-Organization-AuthMechanism: 04\r\n" }
    text += "X-MS-Exchange-Organization-SCL: \(isInternal ? "-1" : "1")\r\n"
    if letter.kind == .report { text += "X-MS-Exchange-Message-Is-Ndr:\r\nAuto-Submitted: auto-replied\r\n" }
    // Moments count from midnight of 1970, so that a span from there is spelt as its hours.
    let latency = Moment(microseconds: (delivered - letter.sentAt).microseconds)
    text += "X-MS-Exchange-Transport-EndToEndLatency: \(latency.isoTime).\(padded(latency.civil.microsecond, 6))0\r\n"
    return text + "X-MS-Exchange-Processed-By-BccFoldering: 15.01.2176.002\r\n"
  }

  /// Exchange Online's servers have names of their own; on the premises a mailbox lives on one of the organisation's.
  private static func server(of organisation: Organisation, mailbox: Int, from dice: inout Dice) -> Host {
    let number = mailbox % max(1, organisation.servers.count)
    guard !organisation.isOnline, !organisation.servers.isEmpty else {
      let name = "AM\(dice.below(10))PR0\(dice.within(1...9))MB\(dice.within(1000...9999))"
      return Host(name: "\(name).eurprd0\(dice.within(1...9)).prod.outlook.example", address: documentedV6(&dice))
    }
    return Host(name: "\(organisation.servers[number]).\(organisation.domain)", address: "192.0.2.\(240 + number % 15)")
  }

  /// Exchange makes Message-IDs with the name of the server that the letter began at.
  private static func namedByMessageID(of letter: Letter) -> Host? {
    guard let name = letter.internetMessageID?.split(separator: "@").last?.dropLast(), name.contains("."),
      name.hasSuffix(".outlook.example") || name.hasSuffix("." + letter.sender.domain)
    else { return nil }
    var dice = Dice(seed: 0).stream(String(name))
    return Host(
      name: String(name),
      address: name.hasSuffix(".outlook.example") ? documentedV6(&dice) : "192.0.2.24\(dice.below(10))")
  }
}

/// An address of a range that is kept for documentation (RFC 5737).
private func documented(_ dice: inout Dice) -> String { "198.51.100.\(dice.within(1...254))" }

/// The same (RFC 3849).
private func documentedV6(_ dice: inout Dice) -> String {
  "2001:db8:10a6:\(String(dice.below(0x10000), radix: 16))::\(dice.within(10...99))"
}

extension Organisation {
  /// The host that mail from outside comes to.
  fileprivate var edgeName: String {
    let label = domain.split(separator: ".").joined(separator: "-")
    return isOnline ? "\(label).mail.protection.outlook.example" : "edge.\(domain)"
  }
}
