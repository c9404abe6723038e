/// What is to be made: the arguments of `mailtrail-samples make`, checked.
package struct Order: Sendable {
  package let scenario: String
  /// User mailboxes; a scenario adds shared and service mailboxes as its story needs them.
  package let mailboxes: Int
  /// Items of all mailboxes together, beside the few that a scenario writes itself.
  package let messages: Int
  /// How many days the logs span.
  package let days: Int
  package let seed: UInt64
  /// Given to mailboxes in turn.
  package let mailFormats: [MailFormat]
  /// Given to the files of a unified audit log export in turn.
  package let auditShapes: [AuditShape]

  package struct Defaults: Sendable {
    package let mailboxes: Int
    package let messages: Int
    package let days: Int
    package let mailFormats: [MailFormat]
    package let auditShapes: [AuditShape]

    package init(
      mailboxes: Int, messages: Int, days: Int, mailFormats: [MailFormat] = MailFormat.usual,
      auditShapes: [AuditShape] = AuditShape.allCases
    ) {
      (self.mailboxes, self.messages, self.days) = (mailboxes, messages, days)
      (self.mailFormats, self.auditShapes) = (mailFormats, auditShapes)
    }
  }

  /// What is not said is the scenario's own; what cannot be made is an error that says what can.
  package init(
    scenario name: String, mailboxes: Int? = nil, messages: Int? = nil, days: Int? = nil, seed: UInt64 = 1,
    formats: String? = nil
  ) throws(MakerError) {
    let defaults = try Self.scenario(named: name).defaults
    scenario = name
    self.mailboxes = try checked("--mailboxes", mailboxes ?? defaults.mailboxes, 6...5000)
    self.messages = try checked("--messages", messages ?? defaults.messages, 20 * self.mailboxes...20_000_000)
    self.days = try checked("--days", days ?? defaults.days, 14...730)
    self.seed = seed
    let named = try formats.map(namedFormats)
    mailFormats = named?.mail.isEmpty == false ? named?.mail ?? [] : defaults.mailFormats
    auditShapes = named?.audit.isEmpty == false ? named?.audit ?? [] : defaults.auditShapes
  }

  package static func scenario(named name: String) throws(MakerError) -> any Scenario.Type {
    if let scenario = allScenarios.first(where: { $0.name == name }) { return scenario }
    let known = allScenarios.map { $0.name }.joined(separator: ", ")
    throw MakerError("no scenario is called ‘\(name)’; there are: \(known)")
  }

  /// The format of the so-manieth store.
  package func mailFormat(ofStore number: Int) -> MailFormat { mailFormats[number % mailFormats.count] }
  /// The shape of the so-manieth file of a unified audit log export.
  package func auditShape(ofFile number: Int) -> AuditShape { auditShapes[number % auditShapes.count] }
}

package enum MailFormat: String, Sendable, CaseIterable {
  case pstNone = "pst-none"
  case pstPermute = "pst-permute"
  case pstCyclic = "pst-cyclic"
  case eml, mbox
  /// Outlook 97 to 2002, `wVer` 14 and 15.
  case pstANSI14 = "pst-ansi-14"
  case pstANSI = "pst-ansi"
  /// Bodies in RTF alone.
  case pstRTF = "pst-rtf"
  /// With deleted items (`Deletion`).
  case pstDeleted = "pst-deleted"
  /// 4 KB pages and deflated blocks, `wVer` 36.
  case ost = "ost-4k"
  case msg

  /// Those that a scenario gives unless it or the order says otherwise.
  package static let usual: [MailFormat] = [.pstNone, .pstPermute, .pstCyclic, .eml, .mbox]
}

package enum AuditShape: String, Sendable, CaseIterable {
  case search = "ual-search"
  case portal = "ual-portal"
  case ndjson = "ual-ndjson"
  case json = "ual-json"
}

private func checked(_ option: String, _ value: Int, _ range: ClosedRange<Int>) throws(MakerError) -> Int {
  if range.contains(value) { return value }
  throw MakerError("\(option) \(value): a case has from \(range.lowerBound) to \(range.upperBound)")
}

private func namedFormats(_ list: String) throws(MakerError) -> (mail: [MailFormat], audit: [AuditShape]) {
  var mail: [MailFormat] = []
  var audit: [AuditShape] = []
  for name in list.split(separator: ",", omittingEmptySubsequences: false) {
    let name = String(name.filter { $0 != " " })
    if let format = MailFormat(rawValue: name) {
      mail.append(format)
    } else if let shape = AuditShape(rawValue: name) {
      audit.append(shape)
    } else {
      let known = (MailFormat.allCases.map(\.rawValue) + AuditShape.allCases.map(\.rawValue)).joined(separator: ", ")
      throw MakerError("no format is called ‘\(name)’; there are: \(known)")
    }
  }
  return (mail, audit)
}
