import GRDB
import Records

/// Where there are records of each log, and where there are none that there should be.
enum LogSpans {
  static func spans(_ days: LogDays, _ db: Database) throws -> [Coverage.Span] {
    var spans: [Coverage.Span] = []
    var logged: Set<Int64> = []
    let rhythms = days.series.compactMapValues { LogRhythm($0) }
    for (subject, rhythm) in rhythms {
      switch subject {
      case .log(let kind, let server):
        spans += log(kind, server, rhythm)
      case .mailbox(let mailbox, let kind):
        logged.insert(mailbox)
        spans += self.mailbox(mailbox, kind, rhythm, in: rhythms[.log(kind: kind, server: nil)])
      case .administration: break
      case .directory: break
      }
    }
    spans += [
      days.series[.administration].flatMap { part($0, administration, "where changes of what is audited would stand") },
      days.series[.directory].flatMap { part($0, directory, "where changes of licences would stand") },
    ].compactMap { $0 }
    if let tenant = rhythms[.log(kind: "unified_audit_log", server: nil)] {
      spans += try unlogged(besides: logged, in: tenant, db)
    }
    return spans
  }

  static let administration = "administration_records"
  static let directory = "directory_records"

  /// From the first to the last of these records in the tenant's log. Their pauses say nothing: nobody has to do anything.
  private static func part(_ series: LogSeries, _ basis: String, _ note: String) -> Coverage.Span? {
    guard let first = series.days.values.min(by: { $0.first < $1.first }),
      let last = series.days.values.map(\.last).max()
    else { return nil }
    return Coverage.Span(
      logKind: "unified_audit_log", from: first.first, to: last, state: "covered", basis: basis,
      record: first.firstRecord, recordCount: series.days.values.reduce(Int64(0)) { $0.sum($1.count) }, note: note)
  }

  private static func log(_ kind: String, _ server: String?, _ rhythm: LogRhythm) -> [Coverage.Span] {
    guard let first = rhythm.stretches.first, let last = rhythm.stretches.last else { return [] }
    let all = Coverage.Span(logKind: kind, server: server, state: "", basis: "")
    return stretches(rhythm, of: all, basis: "records") + [
      all.as("outside", "before_first_record", to: first.from, note: beginning(first.from, last.to)),
      all.as("outside", "after_last_record", from: last.to, note: "the log given has nothing later"),
    ]
  }

  /// A log that reaches back as far as retention usually lets it is likely to have been cut off by that.
  private static func beginning(_ from: Microseconds, _ to: Microseconds) -> String {
    let days = to.day - from.day
    let usual: [(days: ClosedRange<Int64>, is: String)] = [
      (88...92, "90 days, the retention of standard auditing until October 2023 and of mailbox audit logs"),
      (178...182, "180 days, the retention of standard auditing"),
      (363...367, "a year, the retention of premium auditing"),
    ]
    let kept = usual.first { $0.days.contains(days) }.map { "; it reaches over \($0.is)" }
    return "the log given has nothing earlier" + (kept ?? "")
  }

  private static func mailbox(
    _ mailbox: Int64, _ kind: String, _ rhythm: LogRhythm, in tenant: LogRhythm?
  ) -> [Coverage.Span] {
    let all = Coverage.Span(logKind: kind, mailbox: mailbox, state: "", basis: "")
    var spans =
      kind == "mailbox_audit_log"
      ? stretches(rhythm, of: all, basis: "mailbox_audit_records") : accesses(rhythm, of: all)
    guard let first = rhythm.stretches.first, let last = rhythm.stretches.last, let begin = tenant?.stretches.first,
      let end = tenant?.stretches.last
    else { return spans }
    let early = rhythm.pause(from: begin.from, to: first.from, days: first.from.day - begin.from.day)
    if let early, early.isGap {
      spans.append(
        all.as(
          "silent", "begins_later", from: early.from, to: early.to,
          note: "the log begins here, the mailbox's records only later; \(usual(early, rhythm))"))
    }
    let late = rhythm.pause(from: last.to, to: end.to, days: end.to.day - last.to.day)
    if let late, late.isGap {
      spans.append(
        all.as(
          "silent", "ends_earlier", from: late.from, to: late.to,
          note: "the log goes on, the mailbox's records do not; \(usual(late, rhythm))"))
    }
    return spans
  }

  /// An owner's and a delegate's accesses are audited apart: those of delegates alone do not show that the owner's, and so
  /// those of a stolen password, would be logged.
  private static func accesses(_ rhythm: LogRhythm, of all: Coverage.Span) -> [Coverage.Span] {
    var spans = stretches(rhythm, of: all, basis: LoggedAccesses.basis)
    for (place, stretch) in rhythm.stretches.enumerated() {
      if let own = stretch.own {
        guard own != stretch.from...stretch.to else { continue }
        spans.append(
          all.as(
            "covered", LoggedAccesses.ownersBasis, from: own.lowerBound, to: own.upperBound,
            note: "of these accesses those of its owner"))
      } else {
        spans[place].basis = LoggedAccesses.othersBasis
        spans[place].note = "accesses of delegates alone: whether the owner's would be logged, nothing shows"
      }
    }
    return spans
  }

  private static func stretches(_ rhythm: LogRhythm, of all: Coverage.Span, basis: String) -> [Coverage.Span] {
    rhythm.stretches.map { stretch in
      var span = all.as("covered", basis, from: stretch.from, to: stretch.to, note: nil)
      span.record = stretch.record
      span.recordCount = stretch.count
      return span
    }
      + rhythm.pauses.map { pause in
        var span = all.as(
          "silent", pause.isGap ? "log_gap" : "silent_days", from: pause.from, to: pause.to, note: usual(pause, rhythm))
        span.recordCount = 0
        return span
      }
  }

  private static func usual(_ pause: LogRhythm.Pause, _ rhythm: LogRhythm) -> String {
    let days = rhythm.usualDays.map { "; from one day with records to the next it is usually at most \($0)" } ?? ""
    return "about \(pause.expected) records would be usual in this time\(days)"
  }

  /// Mailboxes of the service of which the log has no MailItemsAccessed.
  private static func unlogged(besides logged: Set<Int64>, in tenant: LogRhythm, _ db: Database) throws
    -> [Coverage.Span]
  {
    guard let first = tenant.stretches.first, let last = tenant.stretches.last else { return [] }
    let online = try Int64.fetchAll(db, sql: "SELECT mailbox_id FROM mailbox WHERE location = 'online' ORDER BY 1")
    return online.filter { !logged.contains($0) }.map { mailbox in
      Coverage.Span(logKind: "unified_audit_log", mailbox: mailbox, state: "", basis: "").as(
        "silent", "no_mail_items_accessed", from: first.from, to: last.to,
        note:
          "no MailItemsAccessed of this mailbox: its licence or audit set, an export without it, or nobody was in it")
    }
  }
}
