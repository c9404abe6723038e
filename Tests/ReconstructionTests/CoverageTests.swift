import Reconstruction
import Records
import Testing

@Suite("What logs can show")
struct CoverageTests {
  private func spans(_ evidence: Evidence, _ state: String) throws -> [String] {
    try evidence.reconstructed().lines(
      """
      SELECT basis, (from_us - \(Evidence.hour(0))) / 3600000000, (to_us - \(Evidence.hour(0))) / 3600000000,
        audit_record_id & 4294967295
      FROM coverage WHERE state = '\(state)' ORDER BY coverage_id
      """)
  }

  @Test("throttled spans that overlap are one, and cite the first record")
  func throttled() throws {
    var evidence = Evidence()
    for at in [0.0, 12, 40] {
      var record = TierTests.bind(["<a>"], at: at, ip: TierTests.home)
      record.accesses[0].isThrottled = true
      evidence.record(record)
    }
    #expect(try spans(evidence, "throttled") == ["throttled_record 0 36 1", "throttled_record 40 64 3"])
  }

  @Test(
    "more than a thousand records in a day that do not say whether they were throttled: perhaps",
    arguments: [(1_001, 0.02, nil, 1), (1_000, 0.02, nil, 0), (1_001, 0.024, nil, 0), (1_001, 0.02, false, 0)]
      as [(Int, Double, Bool?, Int)])
  func throttlePossible(count: Int, step: Double, isThrottled: Bool?, expected: Int) throws {
    var evidence = Evidence()
    for place in 0..<count {
      var record = TierTests.bind(["<a>"], at: Double(place) * step, ip: TierTests.home)
      record.accesses[0].isThrottled = isThrottled
      evidence.record(record)
    }
    #expect(try spans(evidence, "throttle_possible").count == expected)
  }

  @Test("auditing is off from the cmdlet until its opposite")
  func disabled() throws {
    var evidence = Evidence()
    let calls: [(String, Double, [String: String])] = [
      ("Set-MailboxAuditBypassAssociation", 1, ["Identity": "eve", "AuditBypassEnabled": "True"]),
      ("Set-AdminAuditLogConfig", 2, ["UnifiedAuditLogIngestionEnabled": "$false"]),
      ("Set-AdminAuditLogConfig", 3, ["AdminAuditLogEnabled": "False"]),
      ("Set-AdminAuditLogConfig", 5, ["UnifiedAuditLogIngestionEnabled": "True"]),
      ("Set-Mailbox", 6, ["Identity": "alice@corp.example", "AuditEnabled": "True"]),
    ]
    for (operation, at, parameters) in calls {
      evidence.record(Evidence.Record(operation: operation, at: at, cmdlet: parameters))
    }
    #expect(try spans(evidence, "disabled") == ["audit_bypass 1 - 1", "ingestion_disabled 2 5 2"])
  }

  @Test(
    "MailItemsAccessed is left out of what is audited by a list without it, of whichever logon, until a list has it",
    arguments: [
      (["AuditDelegate": "Create,AddFolderPermissions,HardDelete"], [:], ["audit_set_reduced 1 - 1"]),
      (["AuditOwner": "Create,RemoveFolderPermissions,MailItemsAccessed"], [:], []),
      (
        ["AuditOwner": "MailItemsAccessed,Create", "AuditDelegate": "Create"], ["AuditOwner": "MailItemsAccessed"],
        ["audit_set_reduced 1 - 1"]
      ),
      (["AuditDelegate": "Create"], ["DefaultAuditSet": "Admin,Owner"], ["audit_set_reduced 1 - 1"]),
      (["AuditDelegate": "Create"], ["DefaultAuditSet": "Admin,Delegate,Owner"], ["audit_set_reduced 1 2 1"]),
      (
        ["AuditOwner": "@{Remove=\"MailItemsAccessed\"}"], ["AuditOwner": "@{Add=\"Update\"}"],
        ["audit_set_reduced 1 - 1"]
      ),
    ] as [([String: String], [String: String], [String])])
  func reducedSets(_ first: [String: String], _ then: [String: String], _ expected: [String]) throws {
    var evidence = Evidence()
    for (at, parameters) in [(1.0, first), (2, then)] where !parameters.isEmpty {
      evidence.record(
        Evidence.Record(
          operation: "Set-Mailbox", at: at,
          cmdlet: parameters.merging(["Identity": "alice@corp.example"]) { own, _ in own }))
    }
    #expect(try spans(evidence, "disabled") == expected)
  }

  @Test("a mailbox's log is told from its first to its last record of access")
  func covered() throws {
    var evidence = Evidence()
    for at in [1.0, 7, 4] { evidence.record(TierTests.bind(["<a>"], at: at)) }
    evidence.record(Evidence.Record(operation: "Send", at: 9, mailbox: .alice))
    #expect(try spans(evidence, "covered") == ["records 1 9 1", "mail_items_accessed 1 7 1"])
  }

  /// One record a day of alice's mailbox but on `without`, and one a day of the tenant.
  private func daily(_ days: Range<Int>, tenant: Range<Int>, without: Range<Int>, perDay: Int = 4) throws -> Evidence {
    var evidence = Evidence()
    for day in tenant {
      evidence.record(Evidence.Record(operation: "UserLoggedIn", at: Double(day) * 24, actor: "it@corp.example"))
      guard days.contains(day), !without.contains(day) else { continue }
      for place in 0..<perDay {
        evidence.record(TierTests.bind(["<a>"], at: Double(day) * 24 + Double(place), ip: TierTests.home))
      }
    }
    return evidence
  }

  @Test("a pause far longer than usual is a gap of the mailbox's log, on either side of which it is covered")
  func gap() throws {
    let evidence = try daily(0..<30, tenant: 0..<30, without: 12..<20)
    #expect(try spans(evidence, "silent") == ["log_gap 267 480 -"])
    #expect(
      try spans(evidence, "covered") == [
        "records 0 699 1", "mail_items_accessed 0 267 2", "mail_items_accessed 480 699 70",
      ])
  }

  @Test("a weekend, or a week's leave of somebody with few records, is no gap")
  func pause() throws {
    #expect(try spans(daily(0..<30, tenant: 0..<30, without: 12..<14), "silent").count == 1)
    #expect(try spans(daily(0..<30, tenant: 0..<30, without: 12..<14), "silent")[0].hasPrefix("silent_days"))
    #expect(try spans(daily(0..<30, tenant: 0..<30, without: 12..<16, perDay: 1), "silent").isEmpty)
  }

  @Test("a mailbox whose records begin weeks after the tenant's is told to begin later")
  func beginsLater() throws {
    let evidence = try daily(14..<30, tenant: 0..<30, without: 0..<0)
    #expect(try spans(evidence, "silent") == ["begins_later 0 336 -"])
  }

  @Test("before the first and after the last record of a log there is nothing to be shown")
  func outside() throws {
    let evidence = try daily(0..<6, tenant: 0..<6, without: 0..<0)
    #expect(try spans(evidence, "outside") == ["before_first_record - 0 -", "after_last_record 123 - -"])
  }

  @Test(
    "MailItemsAccessed taken out of what is audited is auditing off; another operation is not",
    arguments: [
      ("@{Remove=\"MailItemsAccessed\"}", 1), ("Update,SoftDelete,HardDelete", 1), ("Update,MailItemsAccessed", 0),
      ("@{Remove=\"Update\"}", 0), ("@{Add=\"MailItemsAccessed\"}", 0),
    ])
  func auditSet(value: String, expected: Int) throws {
    var evidence = Evidence()
    evidence.record(TierTests.bind(["<a>"], at: 0))
    evidence.record(
      Evidence.Record(
        operation: "Set-Mailbox", at: 1, cmdlet: ["Identity": "alice@corp.example", "AuditOwner": value]))
    #expect(try spans(evidence, "disabled") == (expected == 1 ? ["audit_set_reduced 1 - 2"] : []))
  }

  @Test("what an age limit has left of a mailbox's own audit log is told, with the cmdlet that set it")
  func ageLimit() throws {
    var evidence = Evidence()
    for day in 0..<20 {
      evidence.record(
        Evidence.Record(operation: "MailboxLogin", at: Double(day) * 24, mailbox: .alice, logKind: "mailbox_audit_log"))
    }
    evidence.record(
      Evidence.Record(
        operation: "Set-Mailbox", at: 1, logKind: "admin_audit_log",
        cmdlet: ["Identity": "alice@corp.example", "AuditLogAgeLimit": "10.00:00:00"]))
    #expect(try spans(evidence, "outside").contains("audit_log_age_limit - 216 21"))
  }
}
