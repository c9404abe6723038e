import GRDB
import Records

/// `unlogged`: what could have been opened while logging was blind, where that overlaps the compromise window: logging
/// throttled, auditing of the mailbox or of the tenant off, records missing from the log (`log_gap`), the actor's account
/// bypassed.
///
/// The 24 hours of a throttled record count whole, also where the last suspect record lies within them: that it is the
/// last one seen is no proof while nobody looks. Of other spans only what the window overlaps counts.
enum UnloggedMessages {
  private struct Blind {
    let mailbox: Int64
    let basis: String
    let from: Microseconds
    let to: Microseconds?
    let citation: Citation
  }

  static func run(_ drafts: inout ExposureDrafts) throws {
    let blind = try spans(drafts.db) + bypasses(drafts.db)
    let groups = Dictionary(grouping: blind) { "\($0.mailbox) \($0.basis)" }.values
    for group in groups.sorted(by: { ($0[0].mailbox, $0[0].basis) < ($1[0].mailbox, $1[0].basis) }) {
      try cover(group.sorted { ($0.to ?? .max, $0.from) < ($1.to ?? .max, $1.from) }, &drafts)
    }
  }

  /// The earliest ending first: a message rests on every span that ended after it came.
  private static func cover(_ spans: [Blind], _ drafts: inout ExposureDrafts) throws {
    for (place, span) in spans.enumerated() {
      let draft = ExposureDraft(
        mailbox: span.mailbox, tier: .unlogged, basis: span.basis,
        ground: try drafts.ground(spans[place...].map(\.citation)), first: span.from, last: span.to)
      try drafts.cover(draft, until: span.to, except: [.unlogged])
    }
  }

  private static func spans(_ db: Database) throws -> [Blind] {
    let blind = try BlindTime.fetch(db).filter(\.isCertain)
    guard !blind.isEmpty else { return [] }
    let stays = try Row.fetchAll(
      db,
      sql: """
        SELECT mailbox_id, MIN(from_us), CASE WHEN COUNT(*) = COUNT(to_us) THEN MAX(to_us) END
        FROM compromise_window WHERE mailbox_id IS NOT NULL GROUP BY mailbox_id ORDER BY mailbox_id
        """)
    return stays.flatMap { stay -> [Blind] in
      let (mailbox, from, to): (Int64, Microseconds?, Microseconds?) = (stay[0], stay[1], stay[2])
      return blind.compactMap { time -> Blind? in
        guard time.mailbox ?? mailbox == mailbox, time.overlaps(from, to), let start = time.from else { return nil }
        return Blind(
          mailbox: mailbox, basis: time.reason, from: start, to: time.isThrottled ? time.to : earlier(time.to, to),
          citation: time.citation)
      }
    }
  }

  private static func earlier(_ one: Microseconds?, _ other: Microseconds?) -> Microseconds? {
    one.map { min($0, other ?? .max) } ?? other
  }

  /// The account's own mailbox from the bypass on, and those that it was given, while it had them, where the account was
  /// used after it.
  private static func bypasses(_ db: Database) throws -> [Blind] {
    let directory = try MailboxDirectory(db)
    let exempted = try AuditSwitch.ofAccounts(directory, db)
    guard !exempted.isEmpty else { return [] }
    let accounts = try SuspectAccount.fetch(db)
    let grants = try PermissionGrant.fetch(directory, db)
    var found: [Blind] = []
    for (name, off) in exempted {
      let coverage = try Int64.fetchOne(
        db, sql: "SELECT coverage_id FROM coverage WHERE audit_record_id = ? AND basis = 'audit_bypass'",
        arguments: [off.record])
      for account in accounts where directory.isSame(name, account: account.name) {
        guard account.last ?? .max >= off.from, account.first ?? .min <= off.to ?? .max else { continue }
        let own = directory.mailbox(ofAccount: account.name).map { [(mailbox: $0, from: off.from, to: off.to)] } ?? []
        let given = grants.filter { $0.isFor(account, directory) }.flatMap { grant in
          grant.mailboxes.map { (mailbox: $0, from: max(off.from, grant.from ?? .min), to: earlier(off.to, grant.to)) }
        }
        for (mailbox, from, to) in (own + given).sorted(by: { ($0.mailbox, $0.from) < ($1.mailbox, $1.from) })
        where from <= to ?? .max {
          found.append(
            Blind(
              mailbox: mailbox, basis: "audit_bypassed", from: from, to: to,
              citation: Citation(record: off.record, coverage: coverage, role: "audit_bypass")))
        }
      }
    }
    return found
  }
}
