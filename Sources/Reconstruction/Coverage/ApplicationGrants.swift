import GRDB
import Records

/// A right to read mail that an application was given, by a user's consent for one mailbox or by an administrator for all.
struct ApplicationGrant {
  let record: Int64
  /// All ids that the record names: the application's and its service principal's, in lower case.
  var ids: Set<String>
  /// Nil where the right is the application's own, and holds for every mailbox.
  let account: String?
  /// Of a role for applications: the assignment's name, in lower case.
  var assignment: String?
  let from: Microseconds?
  var to: Microseconds?

  /// A role that is scoped reaches some mailboxes, which no log names: it is concluded for none. Consent for all users
  /// lets the application in where one of them signs in to it: of whom that holds, their own records tell, and none is
  /// concluded here.
  static func fetch(_ db: Database) throws -> [ApplicationGrant] {
    var grants: [ApplicationGrant] = []
    for change in try ApplicationChange.fetch(given + taken, db) {
      if taken.contains(change.act.name) {
        for place in grants.indices where grants[place].to == nil && ends(change, grants[place]) {
          grants[place].to = change.act.time
        }
      } else if change.values.contains(where: letsReadMail) {
        let isOwn = change.act.name == "add app role assignment to service principal." || change.isRoleForApplications
        if !isOwn && change.isForAll || change.isScoped { continue }
        grants.append(
          ApplicationGrant(
            record: change.act.record, ids: change.ids, account: isOwn ? nil : change.actor,
            assignment: change.assignment,
            from: change.act.time))
      }
    }
    return widened(grants, by: try principals(db))
  }

  private static let given = [
    "consent to application.", "add delegated permission grant.", "add oauth2permissiongrant.",
    "add app role assignment to service principal.", "new-managementroleassignment",
  ]
  private static let taken = [
    "remove service principal.", "remove delegated permission grant.", "remove oauth2permissiongrant.",
    "remove app role assignment from service principal.", "delete application.", "remove-managementroleassignment",
  ]

  private static func ends(_ change: ApplicationChange, _ grant: ApplicationGrant) -> Bool {
    if change.act.name == "remove-managementroleassignment" {
      return change.assignment != nil && change.assignment == grant.assignment
    }
    guard !change.ids.isDisjoint(with: grant.ids) else { return false }
    let isOfOne = change.act.name.contains("delegated") || change.act.name.contains("oauth2")
    return !isOfOne || change.actor == grant.account
  }

  /// Rights of Graph, Exchange and the roles for applications that open messages.
  static func letsReadMail(_ value: String) -> Bool {
    if ["dc890d15-9560-4a4c-9b7f-a736ec74ec40", "810c84a8-4a9e-49e6-bf7d-12d183f40d01"].contains(value) { return true }
    let separators: Set<Character> = [" ", ",", ";", "[", "]", "\"", ":", "\n", "\t"]
    return value.split(whereSeparator: separators.contains).contains { scope in
      scope == "full_access_as_app" || scope == "full_access_as_user" || scope == "ews.accessasuser.all"
        || scope.hasPrefix("mail.read") && !scope.hasPrefix("mail.readbasic")
    } || value.hasPrefix("application mail.read") || value == "application exchange full access"
  }

  /// A record may name the service principal alone, another one joins it with the application.
  private static func widened(_ grants: [ApplicationGrant], by principals: [Set<String>]) -> [ApplicationGrant] {
    var joined: [String: Set<String>] = [:]
    for ids in Set(principals) {
      for id in ids { joined[id, default: []].formUnion(ids) }
    }
    return grants.map { grant in
      var grant = grant
      var open = Array(grant.ids)
      while let id = open.popLast() {
        for other in joined[id] ?? [] where grant.ids.insert(other).inserted { open.append(other) }
      }
      return grant
    }
  }

  private static func principals(_ db: Database) throws -> [Set<String>] {
    try ApplicationChange.fetch(["add service principal.", "consent to application."], db).map(\.ids)
  }
}

/// What an act of administration says of an application and its rights. The directory writes the values of its properties
/// under many names: they are looked for in all of them.
private struct ApplicationChange {
  let act: CmdletAct
  /// In lower case, of all parameters.
  let values: [String]

  init(_ act: CmdletAct) {
    self.act = act
    values = act.parameters.sorted { $0.key < $1.key }.flatMap { $0.value.map { $0.lowercased() } }
  }

  static func fetch(_ operations: [String], _ db: Database) throws -> [ApplicationChange] {
    var changes: [ApplicationChange] = []
    try CmdletAct.each(operations, db) { if $0.isSuccess != false { changes.append(ApplicationChange($0)) } }
    return changes
  }

  var actor: String? { act.caller?.lowercased() }

  /// Values that are ids, but for those of Microsoft's own resources, which rights are to.
  var ids: Set<String> {
    Set(
      values.map { $0.withoutPrefix("serviceprincipal_") }.filter { value in
        value.utf8.count == 36 && value.utf8.filter { $0 == UInt8(ascii: "-") }.count == 4
          && !value.hasSuffix("-0000-0000-c000-000000000000") && !value.hasSuffix("-0000-0ff1-ce00-000000000000")
      })
  }

  var isForAll: Bool {
    act.parameters.contains { name, values in values.contains { Self.isForAll(name, $0.lowercased()) } }
  }

  private static func isForAll(_ name: String, _ value: String) -> Bool {
    switch name {
    case "consentcontext.onbehalfofall": value == "true"
    case "consentaction.permissions": value.contains("consenttype: allprincipals")
    default: name.hasSuffix("consenttype") && value == "allprincipals"
    }
  }

  var isRoleForApplications: Bool { act.name == "new-managementroleassignment" && act["app"] != nil }

  /// Which assignment of a role it makes or takes away, in lower case; without a name Exchange takes the role's and the
  /// assignee's.
  var assignment: String? {
    if let role = act.given("role"), let app = act.given("app") {
      return (act.given("name") ?? "\(role)-\(app)").lowercased()
    }
    return act.given("identity")?.lowercased().split { $0 == "/" || $0 == "\\" }.last.map(String.init)
  }

  var isScoped: Bool { act.given("customresourcescope") ?? act.given("recipientadministrativeunitscope") != nil }
}

/// An application that is the actor's: an indicator names it, or a finding about the application made its sessions
/// suspect. That a suspect session used it is not enough; intruders use programs that everybody uses.
struct SuspectApplication {
  /// In lower case.
  let id: String
  /// The first record of one of its suspect sessions, where there are such.
  let firstRecord: Int64?
  let session: Int64?

  static func fetch(_ db: Database) throws -> [SuspectApplication] {
    try Row.fetchAll(
      db,
      sql: """
        WITH application AS (
          SELECT value_lc AS id FROM indicator WHERE kind = 'app'
          UNION
          SELECT LOWER(s.app_id)
          FROM session_suspicion AS x
          JOIN finding AS f ON f.finding_id = x.finding_id
          JOIN access_session AS s ON s.session_id = x.session_id
          WHERE f.detection IN ('application-many-mailboxes', 'application-consented-and-used') AND s.app_id <> ''
        ), used AS (
          SELECT COALESCE(t.value_lc, t.value) AS id, x.session_id, x.first_record,
            ROW_NUMBER() OVER (PARTITION BY COALESCE(t.value_lc, t.value)
              ORDER BY x.first_us NULLS LAST, x.session_id) AS place
          FROM suspect_session AS x
          JOIN stored_session AS s ON s.session_id = x.session_id
          JOIN text AS t ON t.text_id = s.app_id_ref
        )
        SELECT a.id, u.first_record, u.session_id
        FROM application AS a
        LEFT JOIN used AS u ON u.id = a.id AND u.place = 1
        ORDER BY a.id
        """
    ).map { SuspectApplication(id: $0[0], firstRecord: $0[1], session: $0[2]) }
  }
}
