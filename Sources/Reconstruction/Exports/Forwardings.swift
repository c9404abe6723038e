import GRDB
import Records

/// Settings and rules that send mail on: forwarding of a mailbox, inbox rules, transport and journal rules, each from
/// when it was set until it was taken back. A rule is no delivery: that is told by message traces and tracking alone.
struct Forwardings {
  private(set) var jobs: [ExportJob] = []
  private let directory: MailboxDirectory
  private let everyone: [Int64]
  /// By what is set and where: the place in `jobs` of what stands there now.
  private var standing: [String: Int] = [:]

  init(_ directory: MailboxDirectory, _ db: Database) throws {
    self.directory = directory
    everyone = try Int64.fetchAll(db, sql: "SELECT mailbox_id FROM mailbox ORDER BY mailbox_id")
    try CmdletAct.each(
      [
        "set-mailbox", "new-inboxrule", "set-inboxrule", "remove-inboxrule", "disable-inboxrule", "enable-inboxrule",
        "updateinboxrules", "new-transportrule", "set-transportrule", "remove-transportrule", "disable-transportrule",
        "new-journalrule", "set-journalrule", "remove-journalrule", "disable-journalrule",
      ], db
    ) { if $0.isSuccess != false { take($0) } }
  }

  private mutating func take(_ act: CmdletAct) {
    switch act.name {
    case "set-mailbox": takeSetting(act)
    case "updateinboxrules", "new-inboxrule", "set-inboxrule", "remove-inboxrule", "disable-inboxrule":
      takeInboxRule(act)
    case "new-transportrule", "set-transportrule", "remove-transportrule", "disable-transportrule":
      takeRule(act, .transportRule, ["blindcopyto", "copyto", "redirectmessageto", "addtorecipients"])
    case "new-journalrule", "set-journalrule", "remove-journalrule", "disable-journalrule":
      takeRule(act, .journalRule, ["journalemailaddress"])
    default: break
    }
  }

  // MARK: A mailbox

  private mutating func takeSetting(_ act: CmdletAct) {
    for name in ["forwardingsmtpaddress", "forwardingaddress"] {
      guard let values = act.parameters[name] else { continue }
      let owner = act["identity"] ?? act.target
      let mailbox = owner.flatMap(directory.mailbox(identity:)) ?? act.target.flatMap(directory.mailbox(identity:))
      let key = "\(name) \(mailbox.map(String.init) ?? owner?.lowercased() ?? "")"
      let addresses = values.flatMap(Self.addresses)
      guard !addresses.isEmpty else {
        end(key, act)
        continue
      }
      begin(key, .forwardingMailbox, act, to: addresses, of: mailbox.map { [$0] } ?? [], named: owner)
    }
  }

  // MARK: Inbox rules

  private mutating func takeInboxRule(_ act: CmdletAct) {
    let (owner, rule) = Self.ownerAndRule(act)
    let mailbox = act.mailbox ?? owner.flatMap(directory.mailbox(identity:))
    let key = "rule \(mailbox.map(String.init) ?? owner?.lowercased() ?? "") \(rule?.lowercased() ?? "")"
    let operation = (act["ruleoperation"] ?? "").lowercased()
    let isOff = (act["rulestate"] ?? "").lowercased() == "disabled"
    if act.name.hasPrefix("remove-") || act.name.hasPrefix("disable-") || operation.hasPrefix("remove") || isOff {
      return end(key, act)
    }
    let addresses = act.values("forwardto", "redirectto", "forwardasattachmentto").flatMap(Self.addresses)
    guard !addresses.isEmpty else { return }
    begin(key, .forwardingInboxRule, act, to: addresses, of: mailbox.map { [$0] } ?? [], named: owner)
    jobs[standing[key] ?? jobs.count - 1].name = rule
    jobs[standing[key] ?? jobs.count - 1].filter = RuleCondition.query(act)
  }

  /// `HOUSE/…/MAILBOX\RULE`, or the mailbox and the rule's name beside it.
  private static func ownerAndRule(_ act: CmdletAct) -> (owner: String?, rule: String?) {
    let rule = act["rulename"] ?? act["name"]
    guard let identity = act["mailbox"] ?? act["identity"] ?? act.target else { return (act.caller, rule) }
    guard let mark = identity.lastIndex(of: "\\") else { return (identity, rule) }
    return (String(identity[..<mark]), rule ?? String(identity[identity.index(after: mark)...]))
  }

  // MARK: Rules of the organisation

  private mutating func takeRule(_ act: CmdletAct, _ kind: ExportJob.Kind, _ names: [String]) {
    let name = act["name"] ?? act["identity"] ?? act.target
    let key = "\(kind.rawValue) \(name?.lowercased() ?? "")"
    if act.name.hasPrefix("remove-") || act.name.hasPrefix("disable-") { return end(key, act) }
    let addresses = names.flatMap { act.values($0) }.flatMap(Self.addresses)
    guard !addresses.isEmpty else { return }
    let recipient = act["recipient"] ?? act["sentto"]
    let mailboxes = recipient.map {
      $0.split { ",;".contains($0) }.compactMap { directory.mailbox(identity: String($0)) }
    }
    begin(key, kind, act, to: addresses, of: mailboxes ?? everyone, named: recipient)
    jobs[standing[key] ?? jobs.count - 1].name = name
    jobs[standing[key] ?? jobs.count - 1].filter = RuleCondition.query(act)
  }

  // MARK: From when to when

  private mutating func begin(
    _ key: String, _ kind: ExportJob.Kind, _ act: CmdletAct, to addresses: [String], of mailboxes: [Int64],
    named owner: String?
  ) {
    let destination = Set(addresses).sorted().joined(separator: ",")
    if let place = standing[key], jobs[place].destination == destination {
      return jobs[place].cite(act.records, as: "request")
    }
    end(key, act)
    var job = ExportJob(kind)
    (job.requester, job.requested, job.destination, job.mailboxName) = (act.caller, act.time, destination, owner)
    job.mailboxes = mailboxes
    job.set(.requested, because: "it is set; that mail was delivered by it only a trace or the tracking log can show")
    job.cite(act.records, as: "request")
    standing[key] = jobs.count
    jobs.append(job)
  }

  private mutating func end(_ key: String, _ act: CmdletAct) {
    guard let place = standing.removeValue(forKey: key) else { return }
    jobs[place].removed = act.time
    jobs[place].cite(act.records, as: "removal")
  }

  /// Addresses in a value, in lower case: `smtp:a@b`, `"A" [SMTP:a@b]`, lists.
  static func addresses(in text: String) -> [String] {
    text.split { " ,;[]<>()\"'|{}".contains($0) }.compactMap { word in
      let name = String(word).lowercased().withoutPrefix("smtp:")
      let parts = name.split(separator: "@", omittingEmptySubsequences: false)
      return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") ? name : nil
    }
  }
}

/// The condition of a rule as a keyword query, as far as it can be said in one; what cannot be said stays open there.
enum RuleCondition {
  private static let known: [(parameter: String, property: String)] = [
    ("from", "from"), ("sentto", "to"), ("subjectcontainswords", "subject"), ("bodycontainswords", "body"),
    ("subjectorbodycontainswords", ""), ("fromaddresscontainswords", "from"), ("hasattachment", "hasattachment"),
  ]
  private static let open = [
    "recipientaddresscontainswords", "headercontainswords", "withimportance", "mynameintobox", "mynameinccbox",
    "mynameintoorccbox", "mynamenotintobox", "senttoonly", "flaggedforaction", "messagetypematches", "withsensitivity",
    "hasclassification", "withinsizerangeminimum", "withinsizerangemaximum", "receivedafterdate", "receivedbeforedate",
    "fromscope", "senttoscope", "anyofrecipientaddresscontainswords", "subjectmatchespatterns",
    "subjectorbodymatchespatterns", "recipientdomainis", "senderdomainis", "frommemberof", "senttomemberof",
  ]

  /// Nil where it has none: it takes everything.
  static func query(_ act: CmdletAct) -> String? {
    var clauses: [String] = []
    for (parameter, property) in known {
      let words = act.values(parameter).flatMap { $0.split { ",;".contains($0) } }.map {
        String($0).trimmed.trimmingMarks
      }
      guard !words.isEmpty else { continue }
      let terms = words.map { word in
        property.isEmpty ? "\"\(word)*\"" : "\(property):\"\(word)\(property == "hasattachment" ? "" : "*")\""
      }
      clauses.append("(\(terms.joined(separator: " OR ")))")
    }
    for parameter in open where act[parameter]?.isEmpty == false {
      clauses.append("\(parameter):\"\((act[parameter] ?? "").replacing("\"", with: ""))\"")
    }
    if let condition = act["rulecondition"], !condition.isEmpty, !isAlways(condition) {
      clauses.append("rulecondition:\"\(condition.replacing("\"", with: ""))\"")
    }
    return clauses.isEmpty ? nil : clauses.joined(separator: " AND ")
  }

  /// `{(Exists(ItemClass))}`: every item has a class.
  private static func isAlways(_ condition: String) -> Bool {
    let plain = condition.lowercased().filter { !"(){} ".contains($0) }
    return plain.isEmpty || plain == "existsitemclass" || plain == "true"
  }
}
