/// What really happened, written down while a scenario is played: acts, records, what no log shows, and who took what.
package final class TruthBook {
  package private(set) var acts: [Act] = []
  /// The logs given, in the order in which they were begun.
  private(set) var logs: [LogFile] = []
  private var logNumbers: [String: Int] = [:]
  package private(set) var takings: Takings
  package private(set) var examiner: Examiner
  private let addresses: [String]
  private let records: OutputFile
  private let unseen: OutputFile

  init(in folder: CaseFolder, of mailboxes: [Mailbox]) throws(MakerError) {
    addresses = mailboxes.map(\.address)
    takings = Takings(mailboxCount: mailboxes.count)
    examiner = Examiner(mailboxCount: mailboxes.count)
    records = try folder.file("truth/records.jsonl")
    unseen = try folder.file("truth/unseen.jsonl")
  }

  /// Names an act; they are numbered in the order in which they are told.
  @discardableResult
  package func act(
    _ kind: Act.Kind, _ title: String, by hand: Hand, mailboxes: [Int] = [], from: Moment, to: Moment? = nil
  ) -> Act {
    let act = Act(
      id: "A\(acts.count + 1)", kind: kind, title: title, hand: hand, mailboxes: mailboxes, from: from, to: to ?? from)
    acts.append(act)
    return act
  }

  /// A record was written into a file that is given. The examiner hears what it says, unless it is a further copy.
  package func note(_ record: WrittenRecord) throws(MakerError) {
    try Interruption.check()
    _ = try records.appendLine(line(of: record).text, ending: "\n")
    count(record)
    guard record.firstPlace == nil else {
      return examiner.sawCopy(of: record.trace.statements)
    }
    for statement in record.trace.statements { examiner.hear(statement, at: record.at, in: record.place) }
    if record.operation == "MailItemsAccessed", record.trace.hand == .owner, let mailbox = record.trace.mailbox {
      examiner.hear(.accessLogged(mailbox: mailbox), at: record.at, in: record.place)
    }
  }

  /// Something that is known of the logs or the case as a whole, at no place of its own.
  package func state(_ statement: Statement, at moment: Moment = Moment(microseconds: 0)) {
    examiner.hear(statement, at: moment, in: nil)
  }

  /// A message was taken, whether or not a log tells of it.
  package func take(_ copy: Copy, by act: Act, at moment: Moment, how: Taking.How) {
    takings.add(ItemKey(copy), in: Int(copy.mailbox), Taking(act: act.id, hand: act.hand, at: moment, how: how))
  }

  /// All messages of a mailbox were taken that a folder number and a time of arrival let through.
  package func take(
    allOf mailbox: Int, by act: Act, at moment: Moment, how: Taking.How,
    where isTaken: @escaping @Sendable (_ folder: Int, _ arrivedAt: Moment) -> Bool
  ) {
    let taking = Taking(act: act.id, hand: act.hand, at: moment, how: how)
    takings.add(Takings.Sweep(taking: taking, isTaken: isTaken), in: mailbox)
  }

  /// What no log at hand can show, and why not.
  package func hide(
    _ act: Act, _ what: String, because reason: Unseen, from: Moment, to: Moment, mailboxes: [Int]
  ) throws(MakerError) {
    let line: JSON = .object([
      "act": .string(act.id), "what": .string(what), "why": .string(reason.rawValue),
      "from": .string(from.isoMicroseconds), "to": .string(to.isoMicroseconds),
      "mailboxes": .array(mailboxes.map { .string(addresses[$0]) }),
    ])
    _ = try unseen.appendLine(line.text, ending: "\n")
  }

  /// Names the format of a log, such as `ual-portal`; without it, the kind of its records is told. A log that came to
  /// have no record is told only when it is named here.
  package func name(log file: String, format: String) {
    if let number = logNumbers[file] {
      logs[number].format = format
    } else {
      logNumbers[file] = logs.count
      logs.append(LogFile(path: file, format: format))
    }
  }

  /// A log is complete. The records noted of it have to be as many as it says.
  package func deliver(_ file: EvidenceFile) {
    name(log: file.path, format: file.format)
    if let number = logNumbers[file.path] { logs[number].delivered = file }
  }

  private func count(_ record: WrittenRecord) {
    let file = record.place.file
    if logNumbers[file] == nil { name(log: file, format: record.log) }
    guard let number = logNumbers[file] else { return }
    logs[number].count += 1
    if record.firstPlace != nil { logs[number].duplicates += 1 }
  }

  /// Ends the files that grew while the scenario was played, and writes the acts and the exports.
  func finishLogs(in folder: CaseFolder) throws(MakerError) {
    _ = try records.finish()
    _ = try unseen.finish()
    try write(acts.map { line(of: $0) }, to: "truth/acts.jsonl", in: folder)
    try write(examiner.jobs.flatMap { $0.lines(addresses) }, to: "truth/jobs.jsonl", in: folder)
  }

  private func write(_ lines: [JSON], to path: String, in folder: CaseFolder) throws(MakerError) {
    let file = try folder.file(path)
    for line in lines { _ = try file.appendLine(line.text, ending: "\n") }
    _ = try file.finish()
  }

  private func line(of record: WrittenRecord) -> JSON {
    .object([
      "file": .string(record.place.file), "line": .int(record.place.line), "id": record.id.map { .string($0) },
      "at": .string(record.at.isoMicroseconds), "log": .string(record.log), "operation": .string(record.operation),
      "mailbox": record.trace.mailbox.map { .string(addresses[$0]) }, "hand": .string(record.trace.hand.rawValue),
      "act": record.trace.act.map { .string($0.id) } ?? .null,
      "copy_of": record.firstPlace.map { .object(["file": .string($0.file), "line": .int($0.line)]) },
    ])
  }

  private func line(of act: Act) -> JSON {
    .object([
      "act": .string(act.id), "kind": .string(act.kind.rawValue), "title": .string(act.title),
      "hand": .string(act.hand.rawValue), "from": .string(act.from.isoMicroseconds),
      "to": .string(act.to.isoMicroseconds), "mailboxes": .array(act.mailboxes.map { .string(addresses[$0]) }),
    ])
  }
}

/// One record of a log as it came to stand in a file of evidence.
package struct WrittenRecord: Sendable {
  package let place: LogPlace
  /// The kind of log: `unified_audit_log`, `mailbox_audit`, `admin_audit`, `http_proxy`, `iis`, `mrs`…
  package let log: String
  /// The id that the record itself carries.
  package let id: String?
  package let at: Moment
  package let operation: String
  package let trace: Trace
  /// Where the same record was exported first.
  package let firstPlace: LogPlace?

  package init(
    place: LogPlace, log: String, id: String? = nil, at: Moment, operation: String, trace: Trace,
    firstPlace: LogPlace? = nil
  ) {
    (self.place, self.log, self.id, self.at) = (place, log, id, at)
    (self.operation, self.trace, self.firstPlace) = (operation, trace, firstPlace)
  }
}

/// A log that the examiner is given, as its writer tells of it.
package struct EvidenceFile: Sendable {
  /// Relative to the case folder.
  package let path: String
  /// `ual-search`, `iis`…
  package let format: String
  package let byteCount: Int64
  /// Lower-case hexadecimal digits.
  package let sha256: String
  /// Records, further copies too.
  package let count: Int
  /// How many of them are further copies.
  package let duplicates: Int

  package init(path: String, format: String, byteCount: Int64, sha256: String, count: Int, duplicates: Int = 0) {
    (self.path, self.format, self.byteCount) = (path, format, byteCount)
    (self.sha256, self.count, self.duplicates) = (sha256, count, duplicates)
  }
}

/// A log as the truth counts it.
struct LogFile: Sendable {
  let path: String
  var format: String
  /// Records noted, and how many of them are further copies.
  var count = 0
  var duplicates = 0
  /// What its writer said, where it did.
  var delivered: EvidenceFile?
}

/// Why no log shows something.
package enum Unseen: String, Sendable {
  case retention, throttled, bypass, neverAudited = "never_audited", serverWithoutLogging = "server_without_logging"
  case truncatedExport = "truncated_export", logNotGiven = "log_not_given"
  /// The actor deleted it.
  case cleared
}
