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
/// assignment or role group.
struct PermissionGrant {
  let record: Int64
  let grantees: [String]
  let mailboxes: [Int64]
  /// What the cmdlet calls a mailbox that nothing at hand is known by.
  var unknownMailbox: String?
  let from: Microseconds?
  var to: Microseconds?

  func isFor(_ account: SuspectAccount, _ directory: MailboxDirectory) -> Bool {
    guard to ?? .max > account.first ?? .min else { return false }
    return grantees.contains { directory.isSame($0, account: account.name) }
  }

  static func fetch(_ directory: MailboxDirectory, _ db: Database) throws -> [PermissionGrant] {
    let everyone = try Int64.fetchAll(db, sql: "SELECT mailbox_id FROM mailbox ORDER BY mailbox_id")
    let calls = try CmdletCall.fetch(
      ["add-mailboxpermission", "remove-mailboxpermission", "new-managementroleassignment", "new-rolegroup"],
      with: ["accessrights", "role", "roles"], db)
    var grants: [PermissionGrant] = []
    for call in calls {
      switch call.name {
      case "new-managementroleassignment", "new-rolegroup":
        guard let grantees = impersonators(call) else { continue }
        grants.append(PermissionGrant(record: call.record, grantees: grantees, mailboxes: everyone, from: call.time))
      default:
        guard call.parameters["accessrights"]?.lowercased().contains("fullaccess") ?? false,
          let grantee = call.parameters["user"], let identity = call.identity
        else { continue }
        guard let mailbox = directory.mailbox(identity: identity) else {
          guard call.name == "add-mailboxpermission" else { continue }
          grants.append(
            PermissionGrant(
              record: call.record, grantees: [grantee], mailboxes: [], unknownMailbox: identity, from: call.time))
          continue
        }
        if call.name == "add-mailboxpermission" {
          grants.append(
            PermissionGrant(record: call.record, grantees: [grantee], mailboxes: [mailbox], from: call.time))
        } else {
          revoke(&grants, grantee, mailbox, call, directory)
        }
      }
    }
    return grants
  }

  private static func impersonators(_ call: CmdletCall) -> [String]? {
    let roles = names(call.parameters["role"]) + names(call.parameters["roles"])
    guard roles.contains(where: { $0.lowercased() == "applicationimpersonation" }) else { return nil }
    return names(call.parameters["user"]) + names(call.parameters["members"])
  }

  private static func names(_ list: String?) -> [String] {
    (list ?? "").split(whereSeparator: { ",;".contains($0) }).map { String($0).trimmed }.filter { !$0.isEmpty }
  }

  private static func revoke(
    _ grants: inout [PermissionGrant], _ grantee: String, _ mailbox: Int64, _ call: CmdletCall,
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
