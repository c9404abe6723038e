import GRDB
import Records

/// From when to when auditing was switched off, and for what; nil at the end where it was not switched on again.
struct AuditSwitch {
  enum Scope: Hashable {
    /// Set-MailboxAuditBypassAssociation: nothing that the account does in any mailbox is audited.
    case account(String)
    /// Set-Mailbox -AuditEnabled $false. Nil where the cmdlet names no mailbox that is known.
    case mailbox(Int64?, name: String)
    /// Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $false.
    case tenant
  }
  let scope: Scope
  let from: Microseconds
  var to: Microseconds?
  let record: Int64

  static func fetch(_ directory: MailboxDirectory, _ db: Database) throws -> [AuditSwitch] {
    let calls = try CmdletCall.fetch(
      ["set-mailboxauditbypassassociation", "set-mailbox", "set-adminauditlogconfig"],
      with: ["auditbypassenabled", "auditenabled", "unifiedauditlogingestionenabled"], db)
    var switches: [AuditSwitch] = []
    var open: [Scope: Int] = [:]
    for call in calls {
      guard let time = call.time, let (scope, isOff) = change(call, directory) else { continue }
      if isOff, open[scope] == nil {
        open[scope] = switches.count
        switches.append(AuditSwitch(scope: scope, from: time, record: call.record))
      } else if !isOff, let place = open.removeValue(forKey: scope) {
        switches[place].to = time
      }
    }
    return switches
  }

  private static func change(_ call: CmdletCall, _ directory: MailboxDirectory) -> (Scope, isOff: Bool)? {
    let name = call.identity?.trimmed.lowercased() ?? ""
    switch call.name {
    case "set-mailboxauditbypassassociation":
      return call.isOn("auditbypassenabled").map { (.account(name), $0) }
    case "set-mailbox":
      return call.isOn("auditenabled").map { (.mailbox(directory.mailbox(identity: name), name: name), !$0) }
    default:
      return call.isOn("unifiedauditlogingestionenabled").map { (.tenant, !$0) }
    }
  }
}
