import GRDB
import Reconstruction
import Records
import Testing

@Suite("Tier decisions: rights of the actor's account")
struct PermissionTierTests {
  @Test("13: after audit bypass for the actor's account, what it has rights on is unlogged from then on")
  func row13() throws {
    for (account, expected) in [
      ("eve@corp.example", "1 unlogged audit_bypassed 1"), ("carol@corp.example", "1 reachable permission 1"),
    ] {
      var evidence = TierTests.aliceCase()
      evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 90)
      evidence.record(TierTests.bind([], at: 1, ip: TierTests.home))
      evidence.record(
        Evidence.Record(
          operation: "Add-MailboxPermission", at: 2, actor: "admin@corp.example", ip: TierTests.home,
          cmdlet: ["Identity": "alice", "User": "eve@corp.example", "AccessRights": "FullAccess"]))
      evidence.record(
        Evidence.Record(
          operation: "Set-MailboxAuditBypassAssociation", at: 3, actor: "admin@corp.example", ip: TierTests.home,
          cmdlet: ["Identity": account, "AuditBypassEnabled": "True"]))
      evidence.record(
        Evidence.Record(operation: "UserLoggedIn", at: 5, actor: "eve@corp.example", ip: TierTests.attacker))
      #expect(try TierTests.exposures(evidence) == [expected])
    }
  }

  @Test("13: a right that was taken back before the bypass, or is taken back in it, is not unlogged for longer")
  func bypassAfterRight() throws {
    for (revoked, expected) in [(2.5, []), (4, ["1 unlogged audit_bypassed 1"])] as [(Double, [String])] {
      var evidence = TierTests.aliceCase()
      evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
      evidence.message(1, 2, "<two@mail.example>", folder: 1, received: 4.5)
      evidence.record(TierTests.bind([], at: 1, ip: TierTests.home))
      let right = ["Identity": "alice", "User": "eve@corp.example", "AccessRights": "FullAccess"]
      for (operation, at) in [("Add-MailboxPermission", 2.0), ("Remove-MailboxPermission", revoked)] {
        evidence.record(
          Evidence.Record(operation: operation, at: at, actor: "admin@corp.example", ip: TierTests.home, cmdlet: right))
      }
      evidence.record(
        Evidence.Record(
          operation: "Set-MailboxAuditBypassAssociation", at: 3, actor: "admin@corp.example", ip: TierTests.home,
          cmdlet: ["Identity": "eve@corp.example", "AuditBypassEnabled": "True"]))
      for at in [2.2, 5] {
        evidence.record(
          Evidence.Record(operation: "UserLoggedIn", at: at, actor: "eve@corp.example", ip: TierTests.attacker))
      }
      let told = try TierTests.exposures(evidence).filter { $0.contains("unlogged") }
      #expect(told == expected, "taken back at \(revoked)")
    }
  }

  @Test("25: the mailbox of a right is the one whose GUID the service changed, whoever else has had its address since")
  func row25Reassigned() throws {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "ual.csv", kind: "ual_csv")
    evidence.exhibit(1, "a.pst", assigned: LoggedMailbox.alice.guid)
    evidence.folder(1, 1, #"\Inbox"#)
    evidence.indicator("ip", TierTests.attacker)
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
    evidence.record(TierTests.bind([], at: 1, ip: TierTests.home))
    let other = LoggedMailbox(
      address: "alice@corp.example", guid: "33333333-cccc-4444-8888-000000000003", sid: "S-1-5-21-1-2-3-1003")
    evidence.record(
      Evidence.Record(
        operation: "MailItemsAccessed", at: 20, mailbox: other, actor: "new@corp.example", ip: TierTests.home))
    let record = evidence.record(
      Evidence.Record(
        operation: "Add-MailboxPermission", at: 2, actor: "admin@corp.example",
        cmdlet: ["Identity": "alice@corp.example", "User": "eve@corp.example", "AccessRights": "FullAccess"]))
    evidence.insert { db in
      try db.execute(
        sql: "UPDATE stored_cmdlet SET target = ? WHERE audit_record_id = ?",
        arguments: ["EUR.PROD.OUTLOOK.EXAMPLE/Organizations/corp/\(LoggedMailbox.alice.guid ?? "")", record])
    }
    evidence.record(
      Evidence.Record(operation: "UserLoggedIn", at: 5, actor: "eve@corp.example", ip: TierTests.attacker))
    #expect(try TierTests.exposures(evidence) == ["1 reachable permission 1"])
  }

  @Test(
    "25: full access granted to the actor's account is reachable by permission until it is taken back; to another not")
  func row25() throws {
    let both = ["1 reachable permission 1", "2 reachable permission 1"]
    for (grantee, revoked, expected) in [
      ("eve@corp.example", nil, both), ("EVE", 9, ["1 reachable permission 1"]), ("EVE", 50, both),
      ("carol@corp.example", nil, []), ("eve@corp.example", 3, []),
    ] as [(String, Double?, [String])] {
      var evidence = TierTests.aliceCase()
      evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
      evidence.message(1, 2, "<two@mail.example>", folder: 1, received: 48)
      evidence.record(TierTests.bind([], at: 1, ip: TierTests.home))
      let parameters = ["Identity": "alice@corp.example", "User": grantee, "AccessRights": "FullAccess"]
      evidence.record(
        Evidence.Record(operation: "Add-MailboxPermission", at: 2, actor: "admin@corp.example", cmdlet: parameters))
      if let revoked {
        evidence.record(
          Evidence.Record(
            operation: "Remove-MailboxPermission", at: revoked, actor: "admin@corp.example", cmdlet: parameters))
      }
      evidence.record(
        Evidence.Record(operation: "UserLoggedIn", at: 5, actor: "eve@corp.example", ip: TierTests.attacker))
      #expect(try TierTests.exposures(evidence) == expected, "\(grantee)")
    }
  }

  @Test(
    "25: impersonation reaches every mailbox",
    arguments: [
      ("New-ManagementRoleAssignment", ["Role": "ApplicationImpersonation", "User": "eve@corp.example"], 2),
      ("New-RoleGroup", ["Roles": "Mail Recipients;ApplicationImpersonation", "Members": "carol;eve"], 2),
      ("New-RoleGroup", ["Roles": "Mail Recipients", "Members": "eve"], 0),
    ])
  func row25Impersonation(cmdlet: String, parameters: [String: String], count: Int) throws {
    var evidence = TierTests.aliceCase()
    evidence.exhibit(2, "bob@corp.example.pst")
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    evidence.message(2, 1, "<two@mail.example>")
    evidence.record(Evidence.Record(operation: cmdlet, at: 2, actor: "admin@corp.example", cmdlet: parameters))
    evidence.record(
      Evidence.Record(operation: "UserLoggedIn", at: 5, actor: "eve@corp.example", ip: TierTests.attacker))
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT COUNT(*) FROM exposed WHERE tier = 'reachable' AND basis = 'permission'") == ["\(count)"]
    )
  }

  @Test(
    "25: impersonation ends where it is taken back, and reaches nobody that is known where it is scoped",
    arguments: [
      ([("New-ManagementRoleAssignment", assignment(), 2)], 2),
      (
        [
          ("New-ManagementRoleAssignment", assignment(), 2),
          ("Remove-ManagementRoleAssignment", ["Identity": "ApplicationImpersonation-eve"], 3),
        ], 0
      ),
      (
        [
          ("New-ManagementRoleAssignment", assignment(["Name": "x"]), 2),
          ("Remove-ManagementRoleAssignment", ["Identity": "corp.example\\x"], 30),
        ], 1
      ),
      ([("New-ManagementRoleAssignment", assignment(["CustomRecipientWriteScope": "only bob"]), 2)], 0),
      ([("New-RoleGroup", group(["Members": "eve"]), 2), ("Remove-RoleGroup", ["Identity": "readers"], 3)], 0),
      (
        [
          ("New-RoleGroup", group(["Members": "carol,eve"]), 2),
          ("Remove-RoleGroupMember", ["Identity": "readers", "Member": "carol"], 3),
        ], 2
      ),
      (
        [
          ("New-RoleGroup", group(["Members": "carol,eve"]), 2),
          ("Update-RoleGroupMember", ["Identity": "Readers", "Members": "carol"], 3),
        ], 0
      ),
      (
        [
          ("New-RoleGroup", group([:]), 2), ("Add-RoleGroupMember", ["Identity": "Readers", "Member": "eve"], 3),
        ], 2
      ),
      ([("Add-RoleGroupMember", ["Identity": "Others", "Member": "eve"], 3)], 0),
    ] as [([(String, [String: String], Double)], Int)])
  func row25ImpersonationEnds(acts: [(String, [String: String], Double)], count: Int) throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 20)
    evidence.message(1, 2, "<two@mail.example>", folder: 1, received: 40)
    for (cmdlet, parameters, hour) in acts {
      evidence.record(
        Evidence.Record(operation: cmdlet, at: hour, actor: "admin@corp.example", cmdlet: parameters))
    }
    evidence.record(
      Evidence.Record(operation: "UserLoggedIn", at: 5, actor: "eve@corp.example", ip: TierTests.attacker))
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT COUNT(*) FROM exposed WHERE tier = 'reachable' AND basis = 'permission'") == ["\(count)"]
    )
    #expect(
      try queue.lines("SELECT COUNT(*) FROM reconstruction_note WHERE topic = 'permission_scoped'")
        == ["\(acts[0].1["CustomRecipientWriteScope"] == nil ? 0 : 1)"])
  }

  private static func assignment(_ more: [String: String] = [:]) -> [String: String] {
    ["Role": "ApplicationImpersonation", "User": "eve"].merging(more) { _, new in new }
  }

  private static func group(_ more: [String: String]) -> [String: String] {
    ["Name": "Readers", "Roles": "ApplicationImpersonation"].merging(more) { _, new in new }
  }

  private static let app = "b7669f5f-4e66-439a-92ab-6fa13b5c4e51"
  private static let principal = "4862bc5d-ad8d-4707-94e8-d0432c5b8699"

  private static func consent(_ scopes: String, to app: String = app, forAll: String = "False") -> [String: String] {
    [
      "ConsentAction.Permissions": "[] => [[Id: x, ClientId: \(principal), Scope: \(scopes), CreatedDateTime: ]]",
      "ConsentContext.OnBehalfOfAll": forAll, "TargetId.ServicePrincipalNames": app,
    ]
  }

  @Test(
    "25: consent lets the actor's application reach the mailbox until it is taken back; another application's does not",
    arguments: [
      (consent("Mail.Read User.Read"), ["1 reachable permission 1"]),
      (consent("EWS.AccessAsUser.All"), ["1 reachable permission 1"]),
      (consent("Mail.ReadBasic User.Read"), []), (consent("Mail.Send"), []),
      (consent("Mail.Read", to: "11111111-4e66-439a-92ab-6fa13b5c4e51"), []),
      (consent("Mail.Read", forAll: "True"), []),
    ])
  func row25Consent(parameters: [String: String], expected: [String]) throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 40)
    evidence.message(1, 2, "<two@mail.example>", folder: 1, received: 60)
    evidence.indicator("app", Self.app)
    evidence.record(TierTests.bind([], at: 1, ip: TierTests.home))
    let grant = evidence.record(
      Evidence.Record(operation: "Consent to application.", at: 24, ip: TierTests.home, cmdlet: parameters))
    evidence.record(
      Evidence.Record(
        operation: "Remove service principal.", at: 48, actor: "admin@corp.example", ip: TierTests.home,
        cmdlet: ["Target": Self.app]))
    #expect(try TierTests.exposures(evidence) == expected)
    let cited = try evidence.reconstructed().lines("SELECT DISTINCT audit_record_id, role FROM exposure_record")
    #expect(cited == (expected.isEmpty ? [] : ["\(grant) permission"]))
  }

  @Test("25: a grant that names the service principal alone is the application's that another record joins it with")
  func row25Principal() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 40)
    evidence.indicator("app", Self.app)
    evidence.record(TierTests.bind([], at: 1, ip: TierTests.home))
    evidence.record(
      Evidence.Record(
        operation: "Add delegated permission grant.", at: 24, ip: TierTests.home,
        cmdlet: [
          "DelegatedPermissionGrant.Scope": " Mail.Read offline_access", "ServicePrincipal.ObjectID": Self.principal,
          "DelegatedPermissionGrant.ConsentType": "Principal",
        ]))
    evidence.record(
      Evidence.Record(
        operation: "Add service principal.", at: 23, actor: "admin@corp.example", ip: TierTests.home,
        cmdlet: ["Target": Self.principal, "TargetId.ServicePrincipalNames": Self.app]))
    #expect(try TierTests.exposures(evidence) == ["1 reachable permission 1"])
  }

  @Test(
    "25: a right of the application's own reaches every mailbox that is online",
    arguments: [
      ("Add app role assignment to service principal.", ["AppRole.Value": "full_access_as_app", "Target": app]),
      ("New-ManagementRoleAssignment", ["Role": "Application Mail.Read", "App": app, "Name": "reads"]),
    ])
  func row25ApplicationRight(operation: String, parameters: [String: String]) throws {
    var evidence = TierTests.aliceCase()
    evidence.exhibit(2, "bob@corp.example.pst")
    evidence.exhibit(3, "carol@corp.example.pst")
    for exhibit in 1...3 as ClosedRange<Int64> {
      evidence.message(exhibit, 1, "<\(exhibit)@mail.example>", received: 40)
    }
    evidence.indicator("app", Self.app)
    for mailbox in [LoggedMailbox.alice, .bob] {
      var owner = TierTests.bind([], at: 1, ip: TierTests.home)
      owner.mailbox = mailbox
      evidence.record(owner)
    }
    evidence.record(
      Evidence.Record(operation: operation, at: 24, actor: "admin@corp.example", ip: TierTests.home, cmdlet: parameters)
    )
    #expect(
      try evidence.reconstructed().lines("SELECT message_id >> 32, tier, basis FROM exposed ORDER BY 1")
        == ["1 reachable permission", "2 reachable permission"])
    guard parameters["Name"] != nil else { return }
    evidence.record(
      Evidence.Record(
        operation: "Remove-ManagementRoleAssignment", at: 30, actor: "admin@corp.example", cmdlet: ["Identity": "reads"]
      ))
    #expect(try evidence.reconstructed().lines("SELECT COUNT(*) FROM exposed") == ["0"])
  }
}
