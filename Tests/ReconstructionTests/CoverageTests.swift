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

  @Test("a mailbox's log is told from its first to its last record of access")
  func covered() throws {
    var evidence = Evidence()
    for at in [1.0, 7, 4] { evidence.record(TierTests.bind(["<a>"], at: at)) }
    evidence.record(Evidence.Record(operation: "Send", at: 9, mailbox: .alice))
    #expect(try spans(evidence, "covered") == ["mail_items_accessed 1 7 1"])
  }
}
