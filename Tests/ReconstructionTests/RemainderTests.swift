import GRDB
import Reconstruction
import Records
import Testing

/// Rows 27 to 29, and what keeps `not_indicated` from a mailbox.
@Suite("Tier decisions: what no record speaks of")
struct RemainderTests {
  /// The attacker is in bob's mailbox from hour 240 to 241; alice opens her own mail each day from `days`.
  static func quiet(_ days: Range<Int> = 0..<30, add: (inout Evidence) -> Void = { _ in }) -> Evidence {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    evidence.message(1, 2, "<inner@mail.example>", parent: 1)
    for day in days {
      evidence.record(TierTests.bind(["<one@mail.example>"], at: Double(day) * 24 + 8, ip: TierTests.home))
    }
    for at in [240.0, 241] {
      var record = TierTests.bind(["<theirs@mail.example>"], at: at)
      record.mailbox = .bob
      record.actor = "bob@corp.example"
      evidence.record(record)
    }
    add(&evidence)
    return evidence
  }

  private func told(_ evidence: Evidence) throws -> [String] {
    try evidence.reconstructed().lines(
      "SELECT tier, basis, is_counted FROM exposure WHERE message_id IS NOT NULL ORDER BY message_id")
  }

  @Test("27: cloud mailbox, complete MailItemsAccessed around the window, only the owner in it: not indicated")
  func row27() throws {
    let queue = try Self.quiet().reconstructed()
    #expect(
      try queue.lines("SELECT tier, basis, is_counted FROM exposure WHERE message_id IS NOT NULL ORDER BY message_id")
        == [
          "not_indicated mail_items_accessed 1", "not_indicated mail_items_accessed 0",
        ])
    #expect(
      try queue.lines(
        """
        SELECT DISTINCT c.state, c.basis, m.address FROM exposure_record AS r
        JOIN exposure AS x ON x.exposure_id = r.exposure_id
        JOIN coverage AS c ON c.coverage_id = r.coverage_id
        JOIN mailbox AS m ON m.mailbox_id = c.mailbox_id
        WHERE x.tier = 'not_indicated'
        """) == ["covered mail_items_accessed alice@corp.example"])
    #expect(
      try queue.lines(
        """
        SELECT (window_from_us - \(Evidence.hour(0))) / 3600000000, (window_to_us - \(Evidence.hour(0))) / 3600000000
        FROM mailbox_remainder WHERE tier = 'not_indicated'
        """) == ["240 241"])
  }

  @Test("28: cloud mailbox, no log given for the window: unknown", arguments: [0..<9, 11..<30, 0..<11, 10..<30])
  func row28(days: Range<Int>) throws {
    let told = try told(Self.quiet(days))
    #expect(told == ["unknown log_incomplete 1", "unknown log_incomplete 0"] || days == 0..<11)
    if days == 0..<11 {
      #expect(told == ["not_indicated mail_items_accessed 1", "not_indicated mail_items_accessed 0"])
    }
  }

  /// Alice seldom opens her mail, and not after day 8; the tenant's log goes on to day 30 with others' accesses and all
  /// else.
  private static func tenant(
    _ days: [Int] = [0, 4, 8], without: String? = nil, add: (inout Evidence) -> Void = { _ in }
  ) -> Evidence {
    quiet(0..<0) { evidence in
      for day in days {
        evidence.record(TierTests.bind(["<one@mail.example>"], at: Double(day) * 24 + 8, ip: TierTests.home))
      }
      for day in stride(from: 0, to: 30, by: 2) {
        let at = Double(day) * 24 + 1
        if without != "accesses" {
          var record = TierTests.bind(["<c>"], at: at, ip: TierTests.home)
          (record.mailbox, record.actor) = (
            LoggedMailbox(address: "carol@corp.example", guid: "guid-c"), "carol@corp.example"
          )
          evidence.record(record)
        }
        if without != "administration" {
          evidence.record(
            Evidence.Record(
              operation: "Set-Mailbox", at: at, actor: "it@corp.example", recordType: 1,
              cmdlet: ["Identity": "carol@corp.example", "Force": "True"]))
        }
        if without != "directory" {
          evidence.record(
            Evidence.Record(
              operation: "UserLoggedIn", at: at, actor: "carol@corp.example", recordType: 15,
              workload: "AzureActiveDirectory"))
        }
      }
      add(&evidence)
    }
  }

  @Test(
    "27: its own records of before, and the tenant's log that goes on and would tell of changed auditing: not indicated"
  )
  func unchangedAuditing() throws {
    let queue = try Self.tenant().reconstructed()
    #expect(
      try queue.lines("SELECT DISTINCT tier, basis FROM exposure WHERE mailbox_id = 1") == [
        "not_indicated unchanged_auditing"
      ])
    #expect(
      try queue.lines(
        """
        SELECT DISTINCT c.mailbox_id, c.basis FROM exposure_record AS r
        JOIN exposure AS x ON x.exposure_id = r.exposure_id JOIN coverage AS c ON c.coverage_id = r.coverage_id
        WHERE x.tier = 'not_indicated' ORDER BY 1, 2
        """) == ["- administration_records", "- directory_records", "- records", "1 mail_items_accessed"])
  }

  @Test(
    "28: without any part of that: unknown", arguments: ["accesses", "administration", "directory", "before", "hours"])
  func notUnchanged(part: String) throws {
    // Her own records only after the window prove nothing of the time before the first, nor do those of its last hours.
    let days = part == "before" ? [11, 20, 29] : part == "hours" ? [9] : [0, 4, 8]
    let told = try told(Self.tenant(days, without: part))
    #expect(told.first == "unknown log_incomplete 1")
  }

  private static func cmdlet(_ operation: String, at: Double, _ parameters: [String: String]) -> Evidence.Record {
    Evidence.Record(operation: operation, at: at, actor: "it@corp.example", recordType: 1, cmdlet: parameters)
  }

  @Test("28: who opened mail each day, and then none for weeks while the log goes on: records are missing")
  func endsEarlier() throws {
    #expect(try told(Self.tenant(Array(0..<9))).first == "unknown log_gap 1")
  }

  @Test("28: a change of auditing, of a licence, or a hole in the log between her records and the end: unknown")
  func changedAuditing() throws {
    let cases: [(Evidence.Record, String)] = [
      (
        Self.cmdlet("Set-Mailbox", at: 220, ["Identity": "alice@corp.example", "AuditEnabled": "False"]),
        "audit_disabled"
      ),
      // Of a mailbox that the record names by nothing known: it may be hers.
      (
        Self.cmdlet("Set-Mailbox", at: 220, ["Identity": "corp.example/ou/4f0c", "AuditEnabled": "False"]),
        "log_incomplete"
      ),
      (
        Evidence.Record(
          operation: "Change user license.", at: 220, actor: "it@corp.example", recordType: 8,
          workload: "AzureActiveDirectory", target: "alice@corp.example"), "licence_changed"
      ),
      (
        Evidence.Record(
          operation: "Update user.", at: 220, actor: "it@corp.example", recordType: 8, workload: "AzureActiveDirectory",
          target: "alice@corp.example",
          cmdlet: ["AssignedLicense": "[SkuName=E5, DisabledPlans=[M365_ADVANCED_AUDITING]]"]), "licence_changed"
      ),
    ]
    for (record, reason) in cases {
      #expect(try told(Self.tenant { $0.record(record) }).first == "unknown \(reason) 1", "\(record.operation)")
    }
  }

  @Test(
    "27: somebody else's licence, her telephone number, and a licence after which her accesses were logged bar nothing")
  func unrelatedChanges() throws {
    var other = Evidence.Record(
      operation: "Change user license.", at: 220, actor: "it@corp.example", recordType: 8,
      workload: "AzureActiveDirectory", target: "dave@corp.example")
    #expect(try told(Self.tenant { $0.record(other) }).first == "not_indicated unchanged_auditing 1")
    (other.operation, other.target, other.cmdlet) = (
      "Update user.", "alice@corp.example", ["TelephoneNumber": "[\"1\"]"]
    )
    #expect(try told(Self.tenant { $0.record(other) }).first == "not_indicated unchanged_auditing 1")
    (other.operation, other.cmdlet, other.at) = ("Change user license.", nil, 50)
    #expect(try told(Self.tenant { $0.record(other) }).first == "not_indicated unchanged_auditing 1")
  }

  @Test("28: no log of the mailbox at all: unknown")
  func row28NoLog() throws {
    #expect(try told(Self.quiet(0..<0)) == ["unknown no_log 1", "unknown no_log 0"])
  }

  @Test("29: a mailbox on premises is never not_indicated, however complete the tenant's log")
  func row29() throws {
    let queue = try Self.quiet().reconstructed()
    try queue.write { db in
      try db.execute(sql: "UPDATE mailbox SET location = 'on_premises' WHERE address = 'alice@corp.example'")
      try Exposures.run(in: db)
    }
    #expect(
      try queue.lines("SELECT DISTINCT tier, basis FROM exposure WHERE message_id IS NOT NULL")
        == ["unknown on_premises"])
  }

  /// Alice's mailbox is in the cloud; of the hybrid's server a shell was called at some hour.
  @Test(
    "29: in hybrid, control of a server begins the attacker's time and does not end the tenant's",
    arguments: [
      (200.0, 0..<30, "not_indicated mail_items_accessed 1"), (300, 0..<30, "not_indicated mail_items_accessed 1"),
      (200, 9..<30, "unknown log_incomplete 1"), (300, 0..<12, "unknown log_incomplete 1"),
    ])
  func hybrid(shell: Double, days: Range<Int>, expected: String) throws {
    let evidence = Self.quiet(days) { Self.shellCall(&$0, at: shell) }
    #expect(try told(evidence).first == expected)
  }

  @Test("29: where nothing but control of a server is known, it has no end: unknown")
  func serverAlone() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    for day in 0..<30 {
      evidence.record(TierTests.bind(["<one@mail.example>"], at: Double(day) * 24, ip: TierTests.home))
    }
    Self.shellCall(&evidence, at: 240)
    #expect(try told(evidence) == ["unknown window_open 1"])
  }

  @Test("27: what the attacker did in no mailbox, from the same address, counts to its time too")
  func administration() throws {
    for (days, expected) in [(0..<30, "not_indicated mail_items_accessed 1"), (0..<20, "unknown log_incomplete 1")] {
      let evidence = Self.quiet(days) {
        $0.record(
          Evidence.Record(
            operation: "Get-Mailbox", at: 600, actor: "ga@corp.example", ip: TierTests.attacker, logon: nil,
            cmdlet: ["ResultSize": "1"]))
      }
      #expect(try told(evidence).first == expected)
    }
  }

  private static func shellCall(_ evidence: inout Evidence, at time: Double) {
    let record = evidence.request(
      Evidence.Request(
        log: "iis", at: time, ip: "203.0.113.71", server: "EX01", path: "/aspnet_client/x.aspx", status: 200))
    evidence.finding(severity: "high", role: "actor", record: record, detection: "web-shell-used")
  }

  @Test("where no attacker is known there is no time to measure against: unknown")
  func noWindow() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    for day in 0..<30 { evidence.record(TierTests.bind(["<a>"], at: Double(day) * 24, ip: TierTests.home)) }
    #expect(try told(evidence) == ["unknown no_window 1"])
  }

  @Test("throttled while the attacker could act, or within a day after: unknown; long before: not indicated")
  func throttled() throws {
    for (at, expected) in [
      (239.0, "unknown throttled 1"), (250, "unknown throttled 1"), (100, "not_indicated mail_items_accessed 1"),
    ] {
      let evidence = Self.quiet {
        var record = TierTests.bind(["<one@mail.example>"], at: at, ip: TierTests.home)
        record.accesses[0].isThrottled = true
        $0.record(record)
      }
      #expect(try told(evidence).first == expected, "\(at)")
    }
  }

  @Test("a gap in the mailbox's log over the window: unknown")
  func gap() throws {
    var evidence = Self.quiet(0..<0)
    for day in Array(0..<9) + Array(12..<30) {
      for place in 0..<5 {
        evidence.record(TierTests.bind(["<x>"], at: Double(day) * 24 + Double(place), ip: TierTests.home))
      }
    }
    #expect(try told(evidence).first?.hasPrefix("unknown") == true)
  }

  @Test("an exempted account with a right on the mailbox, and its own: unknown")
  func exempted() throws {
    let evidence = Self.quiet {
      $0.record(
        Evidence.Record(
          operation: "Add-MailboxPermission", at: 1,
          cmdlet: ["Identity": "alice@corp.example", "User": "svc@corp.example", "AccessRights": "FullAccess"]))
      $0.record(
        Evidence.Record(
          operation: "Set-MailboxAuditBypassAssociation", at: 2,
          cmdlet: ["Identity": "svc@corp.example", "AuditBypassEnabled": "True"]))
    }
    #expect(try told(evidence).first == "unknown audit_bypassed 1")
  }

  @Test("an access of the attacker's that names no mailbox could have been in any: unknown")
  func unplaced() throws {
    let evidence = Self.quiet {
      var record = TierTests.bind(["<one@mail.example>"], at: 240.5)
      record.mailbox = nil
      record.actor = "eve@corp.example"
      $0.record(record)
    }
    #expect(try told(evidence).first == "unknown access_unplaced 1")
  }

  @Test("an item of the mailbox that the attacker opened and no Message-ID tells: unknown for the rest of it")
  func unnamed() throws {
    let evidence = Self.quiet {
      var record = TierTests.bind([], at: 240.5)
      record.accesses = [Evidence.Access(type: .attachment, itemKey: "AAMk")]
      $0.record(record)
      $0.message(1, 3, "<later@mail.example>", folder: 1, received: 500)
    }
    let rows = try evidence.reconstructed().lines(
      "SELECT tier, basis FROM exposure WHERE message_id & 4294967295 = 3")
    #expect(rows == ["unknown item_unnamed"])
  }

  @Test("what the actor itself sent has no tier, nor what is attached to it")
  func sent() throws {
    let evidence = Self.quiet {
      $0.message(1, 3, "<sent@mail.example>", folder: 1, received: 240.5)
      $0.message(1, 4, "<enclosed@mail.example>", parent: 3)
      $0.record(
        Evidence.Record(
          operation: "Send", at: 240.5, mailbox: .alice, ip: TierTests.attacker,
          accesses: [.on(.send, "<sent@mail.example>")]))
    }
    let rows = try evidence.reconstructed().lines(
      "SELECT message_id FROM exposure WHERE message_id & 4294967295 IN (3, 4)")
    #expect(rows.isEmpty)
  }
}
