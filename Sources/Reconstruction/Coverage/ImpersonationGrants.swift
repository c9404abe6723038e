import GRDB
import Records

/// Who could act as every mailbox by the role ApplicationImpersonation, and until when: by an assignment to an account, or
/// as a member of a role group that has it. An assignment ends with its removal or where it is switched off, membership
/// with that of the member or of the group. One that is scoped reaches some mailboxes, which no log names.
struct ImpersonationGrants {
  /// What a grant rests on, beside it: the assignment's name, and the group.
  private struct Held {
    var grant: PermissionGrant
    let assignment: String?
    let group: String?
  }

  private struct Group {
    var members: [String] = []
    var hasRole = false
    var assignment: String?
    var scope: String?
  }

  private var held: [Held] = []
  private var groups: [String: Group] = [:]
  private let everyone: [Int64]
  private let directory: MailboxDirectory

  static func fetch(_ directory: MailboxDirectory, _ db: Database) throws -> [PermissionGrant] {
    let everyone = try Int64.fetchAll(db, sql: "SELECT mailbox_id FROM mailbox ORDER BY mailbox_id")
    var grants = ImpersonationGrants(everyone: everyone, directory: directory)
    let calls = try CmdletAct.fetch(
      done: [
        "new-managementroleassignment", "set-managementroleassignment", "remove-managementroleassignment",
        "new-rolegroup", "remove-rolegroup", "add-rolegroupmember", "remove-rolegroupmember", "update-rolegroupmember",
      ], with: ["role", "roles", "identity", "member", "members", "name"], db)
    for call in calls { grants.take(call) }
    return grants.held.map(\.grant)
  }

  private init(everyone: [Int64], directory: MailboxDirectory) {
    (self.everyone, self.directory) = (everyone, directory)
  }

  private mutating func take(_ call: CmdletAct) {
    let identity = call.identity.map(Self.lastName) ?? ""
    switch call.name {
    case "new-managementroleassignment": assign(call)
    case "set-managementroleassignment":
      if call.setting("enabled") == false { end(call) { $0.assignment == identity } }
    case "remove-managementroleassignment":
      end(call) { $0.assignment == identity }
      for (name, group) in groups where group.assignment == identity { groups[name]?.hasRole = false }
    case "new-rolegroup": makeGroup(call)
    case "remove-rolegroup":
      groups[identity] = nil
      end(call) { $0.group == identity }
    case "add-rolegroupmember":
      for member in Self.names(call.values("member")) { join(member, identity, call) }
    case "remove-rolegroupmember":
      for member in Self.names(call.values("member")) { leave(member, identity, call) }
    case "update-rolegroupmember":
      let members = Self.names(call.values("members"))
      let former = groups[identity]?.members ?? []
      for member in former where !members.contains(where: { isSame($0, member) }) { leave(member, identity, call) }
      for member in members where !former.contains(where: { isSame($0, member) }) { join(member, identity, call) }
    default: break
    }
  }

  private mutating func assign(_ call: CmdletAct) {
    guard Self.isImpersonation(call) else { return }
    let scope = Self.scope(of: call)
    // Without a name Exchange takes the role's and the assignee's.
    for user in Self.names(call.values("user")) {
      let name = call.given("name") ?? "ApplicationImpersonation-\(Self.lastName(user))"
      give([user], call, assignment: name.lowercased(), group: nil, scope: scope)
    }
    guard let group = call.given("securitygroup").map(Self.lastName) else { return }
    let name = (call.given("name") ?? "ApplicationImpersonation-\(group)").lowercased()
    var known = groups[group] ?? Group()
    (known.hasRole, known.assignment, known.scope) = (true, name, scope)
    groups[group] = known
    give(known.members, call, assignment: name, group: group, scope: scope)
  }

  private mutating func makeGroup(_ call: CmdletAct) {
    // A record without the group's name gives its members the right all the same; nothing later can be joined with it.
    let name = (call.given("name") ?? call.identity).map(Self.lastName)
    var group = Group(members: Self.names(call.values("members")))
    if Self.isImpersonation(call) {
      (group.hasRole, group.scope) = (true, Self.scope(of: call))
      group.assignment = name.map { "applicationimpersonation-\($0)" }
      give(group.members, call, assignment: group.assignment, group: name, scope: group.scope)
    }
    if let name { groups[name] = group }
  }

  private mutating func join(_ member: String, _ name: String, _ call: CmdletAct) {
    groups[name, default: Group()].members.append(member)
    guard let group = groups[name], group.hasRole else { return }
    give([member], call, assignment: group.assignment, group: name, scope: group.scope)
  }

  private mutating func leave(_ member: String, _ name: String, _ call: CmdletAct) {
    let members = groups[name]?.members.filter { !isSame($0, member) }
    groups[name]?.members = members ?? []
    for place in held.indices where held[place].group == name && held[place].grant.to == nil {
      let rest = held[place].grant.grantees.filter { !isSame($0, member) }
      guard rest.count < held[place].grant.grantees.count else { continue }
      let old = held[place]
      held[place].grant.to = call.time
      // The others of the same record keep it.
      if !rest.isEmpty {
        held[place].grant = old.grant.with(grantees: old.grant.grantees.filter { isSame($0, member) }, to: call.time)
        held.append(
          Held(grant: old.grant.with(grantees: rest, to: nil), assignment: old.assignment, group: old.group))
      }
    }
  }

  private mutating func give(
    _ grantees: [String], _ call: CmdletAct, assignment: String?, group: String?, scope: String?
  ) {
    guard !grantees.isEmpty else { return }
    let grant = PermissionGrant(
      record: call.record, grantees: grantees, mailboxes: scope == nil ? everyone : [], scope: scope, from: call.time)
    held.append(Held(grant: grant, assignment: assignment, group: group))
  }

  private mutating func end(_ call: CmdletAct, where isMeant: (Held) -> Bool) {
    for place in held.indices where held[place].grant.to == nil && isMeant(held[place]) {
      held[place].grant.to = call.time
    }
  }

  private func isSame(_ one: String, _ other: String) -> Bool {
    one.lowercased() == other.lowercased() || Self.lastName(one) == Self.lastName(other)
      || directory.isSame(one, account: other) || directory.isSame(other, account: one)
  }

  // MARK: What parameters say

  private static func isImpersonation(_ call: CmdletAct) -> Bool {
    names(call.values("role", "roles")).contains {
      lastName($0) == "applicationimpersonation"
    }
  }

  private static func scope(of call: CmdletAct) -> String? {
    [
      "customrecipientwritescope", "exclusiverecipientwritescope", "recipientorganizationalunitscope",
      "recipientrelativewritescope", "recipientadministrativeunitscope",
    ].lazy.compactMap { call.given($0) }.first { !["", "none", "organization"].contains($0.lowercased()) }
  }

  private static func names(_ lists: [String]) -> [String] {
    lists.flatMap { $0.split { ",;".contains($0) } }.map { String($0).trimmed }.filter { !$0.isEmpty }
  }

  /// The end of a path, in lower case: `corp.example/Users/Eve` is `eve`.
  private static func lastName(_ name: String) -> String {
    String(name.trimmed.lowercased().split { $0 == "/" || $0 == "\\" }.last ?? "")
  }
}

extension PermissionGrant {
  fileprivate func with(grantees: [String], to: Microseconds?) -> PermissionGrant {
    PermissionGrant(
      record: record, grantees: grantees, mailboxes: mailboxes, unknownMailbox: unknownMailbox, scope: scope,
      from: from,
      to: to)
  }
}
