import Detections
import GRDB
import Testing

@Suite("A run")
struct RunTests {
  private static func forwardings(_ evidence: Evidence) throws {
    try evidence.cmdlet("Set-Mailbox", on: "Bob", at: Evidence.noon, ["ForwardingSmtpAddress": "drop@evil.example"])
    try evidence.cmdlet(
      "Set-Mailbox", on: "Bob", at: Evidence.noon + Evidence.hour, ["ForwardingSmtpAddress": "drop@evil.example"])
    try evidence.cmdlet("Set-Mailbox", on: "Ann", at: Evidence.noon, ["ForwardingSmtpAddress": "drop@evil.example"])
  }

  @Test("gathers records of one key into one finding, with its first and last time")
  func grouping() throws {
    let queue = try Evidence.queue(Self.forwardings)
    try queue.write { db in
      try Detections.run(in: db)
      let findings = try Row.fetchAll(db, sql: "SELECT * FROM finding ORDER BY finding_id")
      #expect(findings.map { $0["finding_id"] as Int64 } == [1, 2])
      #expect(findings.map { $0["first_us"] as Int64? } == [Evidence.noon, Evidence.noon])
      #expect(findings.map { $0["last_us"] as Int64? } == [Evidence.noon, Evidence.noon + Evidence.hour])
      #expect(findings.map { $0["severity"] as String } == ["high", "high"])
      let cited = try Row.fetchAll(
        db, sql: "SELECT * FROM finding_record WHERE finding_id = 2 ORDER BY audit_record_id")
      #expect(cited.map { $0["audit_record_id"] as Int64? } == [1 << 32 + 1, 1 << 32 + 2])
      #expect(cited.map { $0["session_id"] as Int64? } == [1, 2])
      #expect(cited.map { $0["role"] as String } == ["actor", "actor"])
    }
  }

  @Test("names the mailbox only where all its records are about the same one")
  func mailboxOfFinding() throws {
    let queue = try Evidence.queue { evidence in
      try evidence.reads(100, of: evidence.mailbox("bob@contoso.example"), by: "eve@contoso.example")
      for name in 1...5 {
        try evidence.reads(1, of: evidence.mailbox("user\(name)@contoso.example"), by: "mallory@contoso.example")
      }
    }
    let mailboxes = try queue.write { db in
      try Detections.run(in: db)
      return try (Int64?).fetchAll(db, sql: "SELECT mailbox_id FROM finding ORDER BY finding_id")
    }
    #expect(mailboxes == [2, nil])
  }

  @Test("keeps text, hash and the parameters used, and how many rows came")
  func stored() throws {
    var detection = try #require(try Detections.load().first { $0.name == "mailbox-bulk-access" })
    detection.parameters[0].value = .integer(3)
    let queue = try Evidence.queue { try $0.reads(3, of: $0.mailbox("b@contoso.example"), by: "eve@contoso.example") }
    try queue.write { db in
      try Detections.run([detection], in: db)
      let run = try #require(try Row.fetchOne(db, sql: "SELECT * FROM detection_run"))
      #expect(run["sql_text"] == detection.sqlText)
      #expect(run["sql_sha256"] == detection.sqlSHA256)
      #expect(run["parameters"] == "minimum_items = 3")
      #expect(run["row_count"] == 1)
      #expect(try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM finding") == 1)
    }
  }

  @Test("done twice gives the same rows")
  func repeatable() throws {
    let queue = try Evidence.queue { evidence in for example in DetectionCase.all { try example.fill(evidence) } }
    let tables = ["detection_run", "finding", "finding_record", "cmdlet_address", "organisation_domain"]
    let contents = try queue.write { db in
      try (1...2).map { _ in
        try Detections.run(in: db)
        return try tables.map { try Row.fetchAll(db, sql: "SELECT * FROM \($0)") }
      }
    }
    #expect(contents[0] == contents[1])
    #expect(contents[0].allSatisfy { !$0.isEmpty })
  }

  @Test("refuses a query that lacks a column, gives NULL for a key or an unknown role")
  func badQuery() throws {
    let header = """
      -- Detection: broken
      -- Title: t
      -- Severity: low
      -- Technique: T1 x
      -- Innocent: i
      -- Source: s

      """
    let columns = "1 AS mailbox_id, 1 AS session_id, 1 AS audit_record_id, 1 AS occurred_at_us"
    let queries = [
      "SELECT 'k' AS finding_key, 'actor' AS role, \(columns)",
      "SELECT NULL AS finding_key, 'actor' AS role, 'd' AS detail, \(columns)",
      "SELECT 'k' AS finding_key, 'suspect' AS role, 'd' AS detail, \(columns)",
    ]
    let queue = try Evidence.queue { _ in }
    for query in queries {
      let detection = try Detection(sqlText: header + query)
      #expect(throws: DetectionError.self) { try queue.write { try Detections.run([detection], in: $0) } }
    }
  }

  @Test("takes the domains of those who ran cmdlets where the logs name no mailbox")
  func domainsOfActors() throws {
    let queue = try Evidence.queue { evidence in
      try evidence.db.execute(sql: "DELETE FROM logged_mailbox; DELETE FROM mailbox_alias")
      try evidence.cmdlet("Set-Mailbox", on: "Bob", ["ForwardingSmtpAddress": "ann@contoso.example"])
      try evidence.cmdlet("Set-Mailbox", on: "Bob", ["ForwardingSmtpAddress": "drop@evil.example"])
    }
    try queue.write { db in
      try Detections.run(in: db)
      #expect(try String.fetchAll(db, sql: "SELECT domain_lc FROM organisation_domain") == ["contoso.example"])
      #expect(try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM finding") == 1)
    }
  }

  @Test("calls nobody a stranger where no domain of the organisation is known")
  func noDomainKnown() throws {
    let queue = try Evidence.queue { evidence in
      try evidence.db.execute(sql: "DELETE FROM logged_mailbox; DELETE FROM mailbox_alias")
      try evidence.cmdlet("Set-Mailbox", by: "Admin", on: "Bob", ["ForwardingSmtpAddress": "drop@evil.example"])
    }
    let found = try queue.write { db in
      try Detections.run(in: db)
      return try String.fetchAll(db, sql: "SELECT detection FROM finding")
    }
    #expect(found == ["forwarding-recipient-unresolved"])
  }

  @Test("goes through all parameters of a case in no question", arguments: try Detections.load().map(\.name))
  func plan(of name: String) throws {
    let detection = try #require(try Detections.load().first { $0.name == name })
    let values = detection.parameters.map { ($0.name, 1 as (any DatabaseValueConvertible)?) }
    let steps = try Evidence.queue { _ in }.read { db in
      try Row.fetchAll(
        db, sql: "EXPLAIN QUERY PLAN " + detection.sqlText,
        arguments: StatementArguments(Dictionary(uniqueKeysWithValues: values))
      ).map { $0["detail"] as String }
    }
    #expect(!steps.isEmpty)
    // The alias of stored_cmdlet_parameter in its view.
    #expect(!steps.contains("SCAN p"))
  }
}
