import GRDB
import Records

/// An account with suspect sessions.
struct SuspectAccount {
  /// In lower case.
  let name: String
  let first: Microseconds?
  let last: Microseconds?
  let session: Int64
  let firstRecord: Int64

  static func fetch(_ db: Database) throws -> [SuspectAccount] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT COALESCE(t.value_lc, t.value) AS name, x.first_us, x.last_us, x.session_id, x.first_record
        FROM suspect_session AS x
        JOIN stored_session AS s ON s.session_id = x.session_id
        JOIN text AS t ON t.text_id = s.actor_ref
        ORDER BY name, x.first_us NULLS LAST, x.session_id
        """)
    return Dictionary(grouping: rows) { $0[0] as String }.sorted { $0.key < $1.key }.map { name, rows in
      SuspectAccount(
        name: name, first: rows.compactMap { $0[1] as Microseconds? }.min(),
        last: rows.compactMap { $0[2] as Microseconds? }.max(), session: rows[0][3], firstRecord: rows[0][4])
    }
  }
}

/// A right to read mailboxes of others: Add-MailboxPermission with full access, or the role ApplicationImpersonation by
/// assignment or role group (``ImpersonationGrants``).
struct PermissionGrant {
  let record: Int64
  let grantees: [String]
  let mailboxes: [Int64]
  /// What the cmdlet calls a mailbox that nothing at hand is known by.
  var unknownMailbox: String?
  /// Of a right to some mailboxes that the log does not name one by one: the scope's name.
  var scope: String?
  let from: Microseconds?
  var to: Microseconds?

  func isFor(_ account: SuspectAccount, _ directory: MailboxDirectory) -> Bool {
    guard to ?? .max > account.first ?? .min else { return false }
    return grantees.contains { directory.isSame($0, account: account.name) }
  }

  static func fetch(_ directory: MailboxDirectory, _ db: Database) throws -> [PermissionGrant] {
    let calls = try CmdletAct.fetch(
      done: ["add-mailboxpermission", "remove-mailboxpermission"], with: ["accessrights"], db)
    var grants: [PermissionGrant] = []
    for call in calls {
      // What is denied is no right, and one that is denied no longer is not taken back.
      guard call.given("accessrights")?.lowercased().contains("fullaccess") ?? false, !call.isOn("deny"),
        let grantee = call.given("user"), let identity = call.identity
      else { continue }
      let mailbox = directory.mailbox(of: call)
      if call.name == "add-mailboxpermission" {
        grants.append(
          PermissionGrant(
            record: call.record, grantees: [grantee], mailboxes: mailbox.map { [$0] } ?? [],
            unknownMailbox: mailbox == nil ? identity : nil, from: call.time))
      } else if let mailbox {
        revoke(&grants, grantee, mailbox, call, directory)
      }
    }
    return grants + (try ImpersonationGrants.fetch(directory, db))
  }

  private static func revoke(
    _ grants: inout [PermissionGrant], _ grantee: String, _ mailbox: Int64, _ call: CmdletAct,
    _ directory: MailboxDirectory
  ) {
    for place in grants.indices where grants[place].to == nil && grants[place].mailboxes == [mailbox] {
      let isSame = grants[place].grantees.contains {
        $0.lowercased() == grantee.lowercased() || directory.isSame(grantee, account: $0)
      }
      if isSame { grants[place].to = call.time }
    }
  }
}
