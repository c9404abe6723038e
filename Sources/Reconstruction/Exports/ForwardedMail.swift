import GRDB
import Records

/// What message traces and tracking logs say of mail to where a forwarding goes: delivered, or refused.
enum ForwardedMail {
  /// Long enough for what came in at the last moment to be sent on.
  private static let delay: Microseconds = 24 * microsecondsPerHour

  static func join(_ jobs: inout [ExportJob], _ db: Database) throws {
    var byAddress: [String: [Int]] = [:]
    for place in jobs.indices {
      for address in jobs[place].destinationAddresses { byAddress[address, default: []].append(place) }
    }
    guard !byAddress.isEmpty else { return }
    let stood = try jobs.map { try times(of: $0, db) }
    var refused: [Int: Int] = [:]
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT a.audit_record_id, a.occurred_at_us, COALESCE(t.value_lc, t.value), a.target, a.is_success
        FROM stored_audit_record AS a
        JOIN text AS t ON t.text_id = a.operation_ref
        WHERE a.log_kind_ref IN (SELECT text_id FROM text WHERE value IN ('message_trace', 'message_tracking'))
          AND a.target IS NOT NULL
        ORDER BY a.occurred_at_us NULLS LAST, a.audit_record_id
        """)
    while let row = try cursor.next() {
      guard let outcome = outcome(row[2], row[4]) else { continue }
      let recipients = Set(Forwardings.addresses(in: row[3]))
      for place in Set(recipients.flatMap { byAddress[$0] ?? [] }).sorted() where stood[place].contains(at: row[1]) {
        if outcome {
          jobs[place].cite([row[0]], as: "delivery")
          jobs[place].completed = jobs[place].completed ?? row[1]
          jobs[place].set(.completed, because: "mail to its destination is logged as delivered")
        } else {
          jobs[place].cite([row[0]], as: "refusal")
          refused[place, default: 0] += 1
        }
      }
    }
    for (place, count) in refused where jobs[place].state == .requested {
      jobs[place].set(
        .failed, because: "the service refused what it forwarded (\(count) logged), and no delivery is logged")
    }
  }

  /// Whether it was delivered; nil for a step on the way.
  static func outcome(_ operation: String?, _ isSuccess: Bool?) -> Bool? {
    switch operation ?? "" {
    case "delivered", "deliver", "send external", "sendexternal", "send": isSuccess == false ? false : true
    case "fail", "failed", "dsn", "drop": false
    // A step of another name that gives a refusal as its reason.
    default: isSuccess == false ? false : nil
    }
  }

  private struct Times {
    var from: Microseconds?
    var to: Microseconds

    func contains(at time: Microseconds?) -> Bool {
      guard let time, let from else { return true }
      return from <= time && time <= to
    }
  }

  /// From when to when deliveries may be of the job.
  private static func times(of job: ExportJob, _ db: Database) throws -> Times {
    var times = Times(from: job.requested, to: job.removed?.sum(delay) ?? .max)
    if try AssumedTimes.areAll(of: job.cited.filter { $0.role == "request" }.map(\.record), db) {
      times.from = times.from?.sum(-AssumedTimes.ahead)
    }
    if try AssumedTimes.areAll(of: job.cited.filter { $0.role == "removal" }.map(\.record), db) {
      times.to = times.to.sum(AssumedTimes.behind)
    }
    return times
  }
}
