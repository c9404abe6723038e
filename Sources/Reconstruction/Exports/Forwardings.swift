import GRDB
import Records

/// Settings and rules that send mail on: forwarding of a mailbox, inbox rules, transport and journal rules, each from
/// when it was set until it was taken back. A rule is no delivery: that is told by message traces and tracking alone.
struct Forwardings {
  private(set) var jobs: [ExportJob] = []
  private let directory: MailboxDirectory
  private let everyone: [Int64]
  /// By what is set and where.
  private var settings: [String: Setting] = [:]

  /// What stands somewhere, as it was set last.
  private struct Setting {
    var job: ExportJob
    /// By parameter: each is changed without the others.
    var destinations: [String: [String]] = [:]
    var conditions: [String: [String]] = [:]
    var isEnabled = true
    /// A transport rule that is tried out (`-Mode Audit`) sends nothing.
    var isEnforced = true
    /// The place in `jobs` of what it does now; nil while it does nothing.
    var place: Int?

    var isOn: Bool { isEnabled && isEnforced && !destinations.isEmpty }
    var destination: String { Set(destinations.values.joined()).sorted().joined(separator: ",") }
    var filter: String? { RuleCondition.query(conditions) }

    /// A change leaves the conditions that it does not name as they were; Outlook's records tell all that is left.
    mutating func takeConditions(of act: CmdletAct) {
      if act["rulecondition"] != nil { conditions = [:] }
      for name in RuleCondition.parameters {
        guard let values = act.parameters[name] else { continue }
        conditions[name] = values.allSatisfy(Forwardings.isEmpty) ? nil : values
      }
    }
  }

  init(_ directory: MailboxDirectory, _ db: Database) throws {
    self.directory = directory
    everyone = try Int64.fetchAll(db, sql: "SELECT mailbox_id FROM mailbox ORDER BY mailbox_id")
    try CmdletAct.each(
      [
        "set-mailbox", "new-inboxrule", "set-inboxrule", "remove-inboxrule", "disable-inboxrule", "enable-inboxrule",
        "updateinboxrules", "new-transportrule", "set-transportrule", "remove-transportrule", "disable-transportrule",
        "enable-transportrule", "new-journalrule", "set-journalrule", "remove-journalrule", "disable-journalrule",
        "enable-journalrule",
      ], db
    ) { if $0.isSuccess != false { take($0) } }
  }

  private mutating func take(_ act: CmdletAct) {
    if act.name == "set-mailbox" {
      takeSetting(act)
    } else if act.name.hasSuffix("-transportrule") {
      takeRule(act, .transportRule, ["blindcopyto", "copyto", "redirectmessageto", "addtorecipients"])
    } else if act.name.hasSuffix("-journalrule") {
      takeRule(act, .journalRule, ["journalemailaddress"])
    } else {
      takeInboxRule(act)
    }
  }

  // MARK: A mailbox

  private mutating func takeSetting(_ act: CmdletAct) {
    for name in ["forwardingsmtpaddress", "forwardingaddress"] where act.parameters[name] != nil {
      let owner = act["identity"] ?? act.target
      let mailbox = directory.mailbox(of: act)
      let key = "\(name) \(mailbox.map(String.init) ?? owner?.lowercased() ?? "")"
      guard !act.values(name).flatMap(Self.addresses).isEmpty else {
        end(key, act)
        continue
      }
      var job = ExportJob(.forwardingMailbox)
      (job.mailboxes, job.mailboxName) = (mailbox.map { [$0] } ?? [], owner)
      set(key, job, act, [name])
    }
  }

  // MARK: Inbox rules

  private mutating func takeInboxRule(_ act: CmdletAct) {
    let (owner, rule) = Self.ownerAndRule(act)
    let mailbox = act.mailbox ?? owner.flatMap(directory.mailbox(identity:))
    let key = "rule \(mailbox.map(String.init) ?? owner?.lowercased() ?? "") \(rule?.lowercased() ?? "")"
    let operation = (act["ruleoperation"] ?? "").lowercased()
    if act.name.hasPrefix("remove-") || operation.hasPrefix("remove") { return end(key, act) }
    var job = ExportJob(.forwardingInboxRule)
    (job.mailboxes, job.mailboxName, job.name) = (mailbox.map { [$0] } ?? [], owner, rule)
    set(key, job, act, ["forwardto", "redirectto", "forwardasattachmentto"])
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
    if act.name.hasPrefix("remove-") { return end(key, act) }
    let recipient = act["recipient"] ?? act["sentto"]
    let mailboxes = recipient.map {
      $0.split { ",;".contains($0) }.compactMap { directory.mailbox(identity: String($0)) }
    }
    var job = ExportJob(kind)
    (job.mailboxes, job.mailboxName, job.name) = (mailboxes ?? everyone, recipient, name)
    set(key, job, act, names)
  }

  // MARK: From when to when

  /// Takes over what an act says of these parameters, of its conditions, and of whether it is on: what was off, or took
  /// other mail, begins anew, what does nothing more ends. `job` is of whom.
  private mutating func set(_ key: String, _ job: ExportJob, _ act: CmdletAct, _ parameters: [String]) {
    let addresses = Dictionary(
      uniqueKeysWithValues: parameters.map { ($0, act.values($0).flatMap(Self.addresses)) }.filter { !$0.1.isEmpty })
    guard var setting = settings[key] ?? (addresses.isEmpty ? nil : Setting(job: job)) else { return }
    if act.name.hasPrefix("new-") {
      (setting.destinations, setting.conditions, setting.isEnabled, setting.isEnforced) = ([:], [:], true, true)
    }
    // A name that is no address may be any: what stood stands.
    for name in parameters where act.parameters[name]?.allSatisfy(Self.isEmpty) == true {
      setting.destinations[name] = nil
    }
    setting.destinations.merge(addresses) { _, new in new }
    setting.takeConditions(of: act)
    switchOnOrOff(&setting, act)
    if let place = setting.place, setting.isOn, jobs[place].destination == setting.destination,
      jobs[place].filter == setting.filter
    {
      if !addresses.isEmpty {
        jobs[place].cite(act.records, as: "request")
        (jobs[place].name, setting.job.name) = (job.name, job.name)
      }
    } else {
      close(&setting, act)
      if !addresses.isEmpty { setting.job = job }
      if setting.isOn { open(&setting, act) }
    }
    if !addresses.isEmpty { setting.job.cite(act.records, as: "request") }
    settings[key] = setting
  }

  private func switchOnOrOff(_ setting: inout Setting, _ act: CmdletAct) {
    if act.name.hasPrefix("disable-") { setting.isEnabled = false }
    if act.name.hasPrefix("enable-") { setting.isEnabled = true }
    if act.parameters["enabled"] != nil { setting.isEnabled = act.isOn("enabled") }
    if let state = act["rulestate"]?.lowercased() { setting.isEnabled = state != "disabled" }
    if let mode = act["mode"]?.trimmed.lowercased() {
      setting.isEnforced = !["audit", "auditandnotify"].contains(mode)
    }
  }

  private mutating func open(_ setting: inout Setting, _ act: CmdletAct) {
    var job = setting.job
    (job.requester, job.requested, job.destination) = (act.caller, act.time, setting.destination)
    job.filter = setting.filter
    job.set(.requested, because: "it is set; that mail was delivered by it only a trace or the tracking log can show")
    job.cite(act.records, as: "request")
    setting.place = jobs.count
    jobs.append(job)
  }

  private mutating func close(_ setting: inout Setting, _ act: CmdletAct) {
    guard let place = setting.place else { return }
    jobs[place].removed = act.time
    jobs[place].cite(act.records, as: "removal")
    setting.place = nil
  }

  private mutating func end(_ key: String, _ act: CmdletAct) {
    guard var setting = settings.removeValue(forKey: key) else { return }
    close(&setting, act)
  }

  fileprivate static func isEmpty(_ value: String) -> Bool {
    ["", "$null", "null", "{}"].contains(value.trimmed.lowercased())
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

  /// In lower case.
  static let parameters = known.map(\.parameter) + open + ["rulecondition"]

  /// Nil where it has none: it takes everything.
  static func query(_ conditions: [String: [String]]) -> String? {
    var clauses: [String] = []
    for (parameter, property) in known {
      let words = (conditions[parameter] ?? []).flatMap { $0.split { ",;".contains($0) } }.map {
        String($0).trimmed.trimmingMarks
      }
      guard !words.isEmpty else { continue }
      let terms = words.map { word in
        property.isEmpty ? "\"\(word)*\"" : "\(property):\"\(word)\(property == "hasattachment" ? "" : "*")\""
      }
      clauses.append("(\(terms.joined(separator: " OR ")))")
    }
    for parameter in open {
      guard let value = conditions[parameter]?.first, !value.isEmpty else { continue }
      clauses.append("\(parameter):\"\(value.replacing("\"", with: ""))\"")
    }
    if let condition = conditions["rulecondition"]?.first, !condition.isEmpty, !isAlways(condition) {
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
