/// The servers that a letter passed on its way to a mailbox, and what they wrote on it.
struct Route {
  private let letter: Letter
  private let organisation: Organisation
  private let hops: [Hop]
  private let isInternal: Bool
  private let messageID: GUID
  private let senderHost: (name: String, address: String)
  private let delivered: Moment

  private struct Hop {
    let from: (name: String, address: String)
    let by: (name: String, address: String)
    let with: String
    let at: Moment
    let offsetMinutes: Int
  }

  init(of letter: Letter, to mailbox: Mailbox, delivered: Moment, maker: ItemMaker) {
    self.letter = letter
    organisation = maker.source.plan.organisation
    var dice = maker.stream("route", letter)
    messageID = dice.guid()
    let sender = maker.mailbox(of: letter.sender)
    isInternal = letter.sender.domain == organisation.domain
    // What was moved or filed later was delivered all the same soon after it was sent.
    let isSoon = delivered >= letter.sentAt && delivered - letter.sentAt < .hours(1)
    self.delivered = isSoon ? delivered : letter.sentAt + .seconds(dice.within(1...40))
    let domain = letter.sender.domain
    let outside = ("mail\(dice.within(1...4)).\(domain)", "198.51.100.\(dice.within(1...254))")
    let inside = Self.servers(of: organisation, mailbox: mailbox.number, from: &dice)
    senderHost = !isInternal ? outside : inside.first
    let client = sender?.clientAddresses.first ?? "203.0.113.\(dice.within(1...62))"
    let senderOffset = maker.offsetMinutes(of: letter)
    let serverOffset = organisation.isOnline ? 0 : mailbox.person.offsetMinutes
    let steps: [(from: (String, String), by: (String, String), with: String, offset: Int)] =
      !isInternal
      ? [
        (("[\(client)]", client), outside, "ESMTPSA", senderOffset),
        (outside, (inside.edge, organisation.publicAddress), "Microsoft SMTP Server", serverOffset),
        ((inside.edge, organisation.publicAddress), inside.last, "Microsoft SMTP Server", serverOffset),
      ]
      : [
        (inside.first, inside.first, "mapi", serverOffset),
        (inside.first, inside.last, "Microsoft SMTP Server", serverOffset),
      ]
    let span = self.delivered - letter.sentAt
    var hops: [Hop] = []
    for (number, step) in steps.enumerated() {
      let share = span.microseconds / Int64(steps.count) * Int64(number + 1)
      hops.append(
        Hop(
          from: step.from, by: step.by, with: step.with, at: letter.sentAt + Span(microseconds: share),
          offsetMinutes: step.offset))
    }
    self.hops = hops
  }

  /// Received, the last server's first (RFC 5321, 4.4), and Return-Path.
  var fields: String {
    var text = ""
    for hop in hops.reversed() {
      text += "Received: from \(hop.from.name) (\(hop.from.address)) by\r\n \(hop.by.name) (\(hop.by.address)) with "
      text += hop.with == "Microsoft SMTP Server" ? "\(hop.with)\r\n (version=TLS1_2," : "\(hop.with)"
      text += hop.with == "Microsoft SMTP Server" ? " cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id\r\n" : " id\r\n"
      text += " 15.1.2176.2; \(hop.at.internetDate(offsetMinutes: hop.offsetMinutes))\r\n"
    }
    if !isInternal {
      text += "Authentication-Results: spf=pass (sender IP is \(senderHost.address))\r\n"
      text += " smtp.mailfrom=\(senderHost.name); dkim=none (message not signed)\r\n"
    }
    return text + "Return-Path: \(letter.kind == .report ? "<>" : letter.sender.address)\r\n"
  }

  /// What the transport service of Exchange adds.
  var exchangeFields: String {
    var text = "X-MS-Exchange-Organization-Network-Message-Id: \(messageID)\r\n"
    text += "X-MS-Exchange-Organization-AuthSource: \(hops[hops.count - 1].by.name)\r\n"
    text += "X-MS-Exchange-Organization-AuthAs: \(isInternal ? "Internal" : "Anonymous")\r\n"
    if isInternal { text += "X-MS-Exchange-Organization-AuthMechanism: 04\r\n" }
    text += "X-MS-Exchange-Organization-SCL: \(isInternal ? "-1" : "1")\r\n"
    if letter.kind == .report { text += "X-MS-Exchange-Message-Is-Ndr:\r\nAuto-Submitted: auto-replied\r\n" }
    let latency = (delivered - letter.sentAt).microseconds
    text += "X-MS-Exchange-Transport-EndToEndLatency: \(isoLatency(latency))\r\n"
    return text + "X-MS-Exchange-Processed-By-BccFoldering: 15.01.2176.002\r\n"
  }

  private func isoLatency(_ microseconds: Int64) -> String {
    let (seconds, fraction) = Int(microseconds).quotientAndRemainder(dividingBy: 1_000_000)
    return
      "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2)).\(padded(fraction, 6))0"
  }

  private typealias Servers = (
    edge: String, first: (name: String, address: String), last: (name: String, address: String)
  )

  /// Exchange Online's have names of their own; on the premises a mailbox lives on one of the organisation's.
  private static func servers(of organisation: Organisation, mailbox: Int, from dice: inout Dice) -> Servers {
    guard !organisation.isOnline, !organisation.servers.isEmpty else {
      func host() -> (String, String) {
        let name = "AM0PR0\(dice.within(1...9))MB\(dice.within(1000...9999))"
        return (
          "\(name).eurprd04.prod.outlook.example",
          "2001:db8:10a6:\(String(dice.below(0xFFFF), radix: 16))::\(dice.within(10...99))"
        )
      }
      return ("\(organisation.domain.replacingDots).mail.protection.outlook.example", host(), host())
    }
    func host(_ number: Int) -> (String, String) {
      let name = organisation.servers[number % organisation.servers.count]
      return (name.contains(".") ? name : "\(name).\(organisation.domain)", "192.0.2.\(240 + number % 15)")
    }
    return ("edge.\(organisation.domain)", host(dice.below(organisation.servers.count)), host(mailbox))
  }
}

extension String {
  fileprivate var replacingDots: String { split(separator: ".").joined(separator: "-") }
}
