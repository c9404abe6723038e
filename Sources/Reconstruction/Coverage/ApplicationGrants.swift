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
    for call in try AuditedChange.fetch(given + taken, db) {
      if taken.contains(call.operation) {
        for place in grants.indices where grants[place].to == nil && ends(call, grants[place]) {
          grants[place].to = call.time
        }
      } else if call.values.contains(where: letsReadMail) {
        let isOwn = call.operation == "add app role assignment to service principal." || call.isRoleForApplications
        if !isOwn && call.isForAll || call.isScoped { continue }
        grants.append(
          ApplicationGrant(
            record: call.record, ids: call.ids, account: isOwn ? nil : call.actor, assignment: call.assignment,
            from: call.time))
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

  private static func ends(_ call: AuditedChange, _ grant: ApplicationGrant) -> Bool {
    if call.operation == "remove-managementroleassignment" {
      return call.assignment != nil && call.assignment == grant.assignment
    }
    guard !call.ids.isDisjoint(with: grant.ids) else { return false }
    let isOfOne = call.operation.contains("delegated") || call.operation.contains("oauth2")
    return !isOfOne || call.actor == grant.account
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
    try AuditedChange.fetch(["add service principal.", "consent to application."], db).map(\.ids)
  }
}

/// An act of administration with the values of all its parameters in lower case.
struct AuditedChange {
  let record: Int64
  let time: Microseconds?
  let operation: String
  let actor: String?
  let values: [String]
  let isForAll: Bool
  let isRoleForApplications: Bool
  /// Which assignment of a role it makes or takes away; without a name Exchange takes the role's and the assignee's.
  let assignment: String?
  let isScoped: Bool

  /// Values that are ids, but for those of Microsoft's own resources, which rights are to.
  var ids: Set<String> {
    Set(
      values.map { $0.withoutPrefix("serviceprincipal_") }.filter { value in
        value.utf8.count == 36 && value.utf8.filter { $0 == UInt8(ascii: "-") }.count == 4
          && !value.hasSuffix("-0000-0000-c000-000000000000") && !value.hasSuffix("-0000-0ff1-ce00-000000000000")
      })
  }

  private static func assignment(_ parameters: [(name: String, value: String)]) -> String? {
    func value(_ name: String) -> String? { parameters.first { $0.name == name && !$0.value.isEmpty }?.value }
    if let role = value("role"), let app = value("app") { return value("name") ?? "\(role)-\(app)" }
    return value("identity")?.split { $0 == "/" || $0 == "\\" }.last.map(String.init)
  }

  /// By time.
  static func fetch(_ operations: [String], _ db: Database) throws -> [AuditedChange] {
    let marks = operations.map { _ in "?" }.joined(separator: ", ")
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT c.audit_record_id, a.occurred_at_us, c.cmdlet_lc, COALESCE(actor.value_lc, actor.value) AS actor_lc,
          p.name_lc, p.value_lc
        FROM cmdlet AS c
        JOIN stored_audit_record AS a ON a.audit_record_id = c.audit_record_id
        LEFT JOIN text AS actor ON actor.text_id = a.actor_ref
        JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
        WHERE c.cmdlet_lc IN (\(marks)) AND COALESCE(a.is_success, 1) = 1
        ORDER BY a.occurred_at_us NULLS LAST, c.audit_record_id, p.ordinal
        """, arguments: StatementArguments(operations))
    var changes: [AuditedChange] = []
    var told: Row?
    var parameters: [(name: String, value: String)] = []
    while let row = try rows.next() {
      if let own = told, own[0] as Int64 != row[0] {
        changes.append(AuditedChange(own, parameters))
        (told, parameters) = (nil, [])
      }
      told = told ?? row.copy()
      parameters.append((row[4], row[5] ?? ""))
    }
    if let told { changes.append(AuditedChange(told, parameters)) }
    return changes
  }

  private init(_ row: Row, _ parameters: [(name: String, value: String)]) {
    (record, time, operation, actor) = (row[0], row[1], row[2], row[3])
    values = parameters.map(\.value)
    isForAll = parameters.contains {
      $0.name == "consentcontext.onbehalfofall" && $0.value == "true"
        || $0.name.hasSuffix("consenttype") && $0.value == "allprincipals"
        || $0.name == "consentaction.permissions" && $0.value.contains("consenttype: allprincipals")
    }
    isRoleForApplications =
      operation == "new-managementroleassignment" && parameters.contains { $0.name == "app" }
    assignment = Self.assignment(parameters)
    isScoped = parameters.contains {
      ["customresourcescope", "recipientadministrativeunitscope"].contains($0.name) && !$0.value.isEmpty
    }
  }
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
