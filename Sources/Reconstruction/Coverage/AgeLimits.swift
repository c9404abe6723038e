import GRDB
import Records

/// Set-Mailbox -AuditLogAgeLimit: what is older is gone from the mailbox's own audit log.
enum AgeLimits {
  static func spans(_ days: LogDays, _ db: Database) throws -> [Coverage.Span] {
    let directory = try MailboxDirectory(db)
    let logEnds = days.series.compactMap { subject, series -> Microseconds? in
      guard case .log("mailbox_audit_log", _) = subject else { return nil }
      return series.days.values.map(\.last).max()
    }
    // Without that log there is nothing that the limit has cut off.
    guard let end = logEnds.max() else { return [] }
    var spans: [Int64: Coverage.Span] = [:]
    for call in try CmdletAct.fetch(done: ["set-mailbox"], with: ["auditlogagelimit"], db) {
      guard let limit = call.given("auditlogagelimit").flatMap(days(in:)),
        let mailbox = directory.mailbox(of: call), call.time ?? .min <= end
      else { continue }
      spans[mailbox] = Coverage.Span(
        logKind: "mailbox_audit_log", mailbox: mailbox, from: nil, to: end.sum(-limit * microsecondsPerDay),
        state: "outside", basis: "audit_log_age_limit", record: call.record,
        note: "the mailbox keeps its audit log for \(limit) days; the log given ends \(limit) days later")
    }
    return spans.sorted { $0.key < $1.key }.map(\.value)
  }

  /// `30.00:00:00`, `00:00:00` (none) or `30`; nil for what no log is kept for.
  private static func days(in text: String) -> Int64? {
    let parts = text.trimmed.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 1 { return Int64(parts[0]).flatMap { (0...36_500).contains($0) ? $0 : nil } }
    let head = parts[0].split(separator: ".")
    guard head.count == 2 else { return parts.count == 3 ? 0 : nil }
    return Int64(head[0]).flatMap { (0...36_500).contains($0) ? $0 : nil }
  }
}
