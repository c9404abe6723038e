import GRDB
import Records

/// From when to when auditing was switched off, and for what; nil at the end where it was not switched on again.
struct AuditSwitch {
  enum Scope: Hashable {
    /// Set-MailboxAuditBypassAssociation: nothing that the account does in any mailbox is audited.
    case account(String)
    /// Set-Mailbox -AuditEnabled $false. Nil where the cmdlet names no mailbox that is known.
    case mailbox(Int64?, name: String)
    /// Set-Mailbox -AuditOwner, -AuditDelegate, -AuditAdmin without MailItemsAccessed: each of who is in the mailbox so.
    case accesses(Int64?, name: String, parameter: String)
    /// Set-OrganizationConfig -AuditDisabled $true: no mailbox is audited by default, whatever its own setting says.
    case organisation
    /// Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $false.
    case tenant
  }
  let scope: Scope
  let from: Microseconds
  var to: Microseconds?
  let record: Int64

  static func fetch(_ directory: MailboxDirectory, _ db: Database) throws -> [AuditSwitch] {
    let calls = try CmdletAct.fetch(
      done: ["set-mailboxauditbypassassociation", "set-mailbox", "set-organizationconfig", "set-adminauditlogconfig"],
      with: [
        "auditbypassenabled", "auditenabled", "auditdisabled", "unifiedauditlogingestionenabled", "defaultauditset",
      ] + accessSets, db)
    var switches: [AuditSwitch] = []
    var open: [Scope: Int] = [:]
    for call in calls {
      guard let time = call.time else { continue }
      for (scope, isOff) in changes(call, directory) {
        if isOff, open[scope] == nil {
          open[scope] = switches.count
          switches.append(AuditSwitch(scope: scope, from: time, record: call.record))
        } else if !isOff, let place = open.removeValue(forKey: scope) {
          switches[place].to = time
        }
      }
    }
    return switches
  }

  /// Accounts that were exempted from auditing.
  static func ofAccounts(_ directory: MailboxDirectory, _ db: Database) throws -> [(name: String, off: AuditSwitch)] {
    try fetch(directory, db).compactMap { off in if case .account(let name) = off.scope { (name, off) } else { nil } }
  }

  private static func changes(_ call: CmdletAct, _ directory: MailboxDirectory) -> [(Scope, isOff: Bool)] {
    let name = call.identity?.trimmed.lowercased() ?? ""
    switch call.name {
    case "set-mailboxauditbypassassociation":
      return call.setting("auditbypassenabled").map { [(.account(name), $0)] } ?? []
    case "set-mailbox":
      let mailbox = directory.mailbox(of: call)
      let enabled = call.setting("auditenabled").map { [(Scope.mailbox(mailbox, name: name), !$0)] } ?? []
      return enabled
        + accessSets.compactMap { parameter in
          leavesOutAccesses(call, parameter).map { (.accesses(mailbox, name: name, parameter: parameter), $0) }
        }
    case "set-organizationconfig":
      return call.setting("auditdisabled").map { [(.organisation, $0)] } ?? []
    default:
      return call.setting("unifiedauditlogingestionenabled").map { [(.tenant, !$0)] } ?? []
    }
  }

  private static let accessSets = ["auditowner", "auditdelegate", "auditadmin"]

  /// Nil where the call does not say. A list replaces what was audited; `@{Add=…}` and `@{Remove=…}` change it;
  /// `-DefaultAuditSet` gives these logons what is audited by default.
  private static func leavesOutAccesses(_ call: CmdletAct, _ parameter: String) -> Bool? {
    if call.given("defaultauditset")?.lowercased().contains(parameter.dropFirst("audit".count)) == true { return false }
    guard let value = call.given(parameter)?.lowercased(), !value.trimmed.isEmpty else { return nil }
    let names = value.contains("mailitemsaccessed")
    // AddFolderPermissions and RemoveFolderPermissions are actions of a list.
    let change = value.replacing("addfolderpermissions", with: "").replacing("removefolderpermissions", with: "")
    if change.contains("remove") { return names ? true : nil }
    if change.contains("add") { return names ? false : nil }
    return !names
  }
}
