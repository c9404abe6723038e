import Reconstruction
import Records
import Testing

@Suite("Tier decisions: rights of the actor's account")
struct PermissionTierTests {
  @Test("13: after audit bypass for the actor's account, what it has rights on is unlogged from then on")
  func row13() throws {
    for (account, expected) in [("eve@corp.example", ["1 unlogged audit_bypass 1"]), ("carol@corp.example", [])] {
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
      #expect(try TierTests.exposures(evidence) == expected)
    }
  }

  @Test(
    "25: full access granted to the actor's account is reachable by permission; to another account, or revoked, not")
  func row25() throws {
    for (grantee, revoked, expected) in [
      ("eve@corp.example", nil, ["1 reachable permission 1"]), ("EVE", 9, ["1 reachable permission 1"]),
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
      try queue.lines("SELECT COUNT(*) FROM exposure WHERE tier = 'reachable' AND basis = 'permission'") == ["\(count)"]
    )
  }
}
