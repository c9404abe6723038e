import EvidenceDatabase
import GRDB
import Records
import Testing

@Suite("Steps of a case")
struct CaseStepTests {
  private let step = CaseStep("reconstruct")

  @Test("a step is done once for a fingerprint, and again for another")
  func once() throws {
    let database = try EvidenceDatabase.inMemory()
    var times = 0
    for fingerprint in ["1", "1", "2", "2"] {
      try database.perform([PlannedStep(step, fingerprint: fingerprint) { _ in times += 1 }])
    }
    #expect(times == 2)
  }

  @Test("a step that fails leaves nothing, and is not taken for done")
  func failing() throws {
    struct Failure: Error {}
    let database = try EvidenceDatabase.inMemory()
    #expect(throws: Failure.self) {
      try database.perform([
        PlannedStep(step, fingerprint: "1") { db in
          try db.execute(sql: "INSERT INTO mailbox (kind) VALUES ('user')")
          throw Failure()
        }
      ])
    }
    #expect(try count(database, "mailbox") == 0)
    #expect(try count(database, "case_step") == 0)
  }

  @Test("a command refuses a case with an exhibit half read or a stale step, and names the remedy")
  func fresh() async throws {
    let database = try EvidenceDatabase.inMemory()
    try await examine([Act(name: "a", batches: [storeBatch(1)])], database)
    let fingerprint = try database.evidenceFingerprint()
    try database.requireFresh()
    let planned = PlannedStep(step, fingerprint: fingerprint) { _ in }
    #expect(throws: CaseError.self) { try database.requireFresh([planned]) }
    try database.perform([planned])
    try database.requireFresh([planned])

    let writer = EvidenceWriter(database)
    let added = try await writer.register([NewExhibit(path: "/b", relativePath: "b")])
    let unfinished = #expect(throws: CaseError.self) { try database.requireFresh() }
    #expect(unfinished?.kind == .unfinished)
    try await writer.finish(added[0].id, ExhibitEnd(state: .failed))
    try await writer.flush()
    let stale = #expect(throws: CaseError.self) { try database.requireFresh() }
    #expect(stale?.kind == .stale)
    #expect(stale?.remedy.contains("mailtrail examine") == true)
  }

  @Test("a member that was found and not read yet keeps a case from being ready")
  func pendingMember() async throws {
    let database = try EvidenceDatabase.inMemory()
    let writer = EvidenceWriter(database)
    let exhibits = try await writer.register([NewExhibit(path: "/a", relativePath: "a")])
    var found = RecordBatch()
    found.children = [ChildExhibit(name: "m", recipe: "1", offset: 0, length: nil)]
    try await writer.write(found, exhibit: exhibits[0].id)
    try await writer.finish(exhibits[0].id, ExhibitEnd(state: .read))
    try await writer.flush()
    let error = #expect(throws: CaseError.self) { try database.completeEvidence() }
    #expect(error?.kind == .unfinished)
  }

  @Test("new evidence and new indicators change the fingerprint; settling events does not")
  func fingerprint() async throws {
    let database = try EvidenceDatabase.inMemory()
    let empty = try database.evidenceFingerprint()
    try await examine(
      [Act(name: "a", batches: [batch(events: [event(1, id: "x"), event(2, id: "x", payload: "2")])])], database)
    let one = try database.evidenceFingerprint()
    #expect(one != empty)
    try database.requireFresh()
    try database.addIndicators([Indicator(.app, "App", source: "i.csv", sourceLine: 1)].compactMap { $0 })
    #expect(try database.evidenceFingerprint() != one)
  }

  @Test("indexes go before a large load only, and a case without them is not ready")
  func indexes() async throws {
    let database = try EvidenceDatabase.inMemory()
    try await examine([Act(name: "a", batches: [storeBatch(1)])], database)
    func indexes() throws -> Int {
      try rows(database, "SELECT name FROM sqlite_schema WHERE type = 'index' AND name LIKE 'stored_m%'").count
    }
    let all = try indexes()
    #expect(all > 0)
    try await EvidenceWriter(database).prepareForLoad(newByteCount: 0)
    #expect(try indexes() == all)
    try await EvidenceWriter(database).prepareForLoad(newByteCount: 1)
    #expect(try indexes() == 0)
    #expect(throws: CaseError.self) { try database.requireFresh() }
    try database.completeEvidence()
    #expect(try indexes() == all)
    try database.requireFresh()
  }
}

@Suite("Chain of custody")
struct CustodyTests {
  @Test(
    "the chain holds, and breaks at the entry that was changed",
    arguments: [
      "UPDATE custody_entry SET detail = 'nothing' WHERE custody_entry_id = 2",
      "UPDATE custody_entry SET at_us = at_us + 1 WHERE custody_entry_id = 2",
      "UPDATE custody_entry SET action = 'examin', detail = 'e' || detail WHERE custody_entry_id = 2",
      "DELETE FROM custody_entry WHERE custody_entry_id = 2",
      "DELETE FROM custody_entry WHERE custody_entry_id = 1",
      "UPDATE custody_entry SET previous_sha256 = entry_sha256 WHERE custody_entry_id = 1",
    ])
  func tampering(sql: String) throws {
    let database = try EvidenceDatabase.inMemory()
    for place in 1...3 { try database.appendCustody("examine", detail: "paths \(place)") }
    let entries = try database.verifyCustody()
    #expect(entries.map(\.detail) == ["paths 1", "paths 2", "paths 3"])
    #expect(entries[0].previousSHA256 == String(repeating: "0", count: 64))
    #expect(entries[2].previousSHA256 == entries[1].entrySHA256)
    try database.write { try $0.execute(sql: sql) }
    let error = #expect(throws: CaseError.self) { try database.verifyCustody() }
    #expect(error?.kind == .custodyBroken)
  }
}

@Suite("Indicators")
struct IndicatorTests {
  @Test(
    "an address or a network becomes its first and last address",
    arguments: [
      ("203.0.113.7", "00000000000000000000ffffcb007107", "00000000000000000000ffffcb007107"),
      ("203.0.113.0/24", "00000000000000000000ffffcb007100", "00000000000000000000ffffcb0071ff"),
      ("203.0.113.77/25", "00000000000000000000ffffcb007100", "00000000000000000000ffffcb00717f"),
      ("0.0.0.0/0", "00000000000000000000ffff00000000", "00000000000000000000ffffffffffff"),
      ("2001:db8::/33", "20010db8000000000000000000000000", "20010db87fffffffffffffffffffffff"),
      ("2001:DB8::1", "20010db8000000000000000000000001", "20010db8000000000000000000000001"),
      ("::/0", "00000000000000000000000000000000", "ffffffffffffffffffffffffffffffff"),
      ("::ffff:203.0.113.7", "00000000000000000000ffffcb007107", "00000000000000000000ffffcb007107"),
    ])
  func range(text: String, from: String, to: String) {
    let range = IPRange(text)
    #expect(range?.from == from)
    #expect(range?.to == to)
  }

  @Test(
    "what is neither is refused",
    arguments: [
      "", "203.0.113", "203.0.113.7/33", "203.0.113.7/", "203.0.113.7/-1", "203.0.113.7/+8", "2001:db8::/129", "x/8",
      "203.0.113.7/8/8", "fe80::1%eth0", "203.0.113.7\0", "[2001:db8::1]",
    ])
  func refused(text: String) { #expect(IPRange(text) == nil) }

  @Test("each kind and value stands once; replacing leaves only the new ones")
  func table() throws {
    let database = try EvidenceDatabase.inMemory()
    func indicator(_ kind: Indicator.Kind, _ value: String, _ line: Int) throws -> Indicator {
      try #require(Indicator(kind, value, note: "n", source: "i.csv", sourceLine: line))
    }
    try database.addIndicators([indicator(.user, "Eve@Evil.Example", 1), indicator(.ip, "203.0.113.7", 2)])
    try database.addIndicators([indicator(.user, "eve@evil.example", 3)])
    #expect(
      try rows(database, "SELECT kind, value, value_lc, ip_from, source_line FROM indicator ORDER BY source_line") == [
        "user|Eve@Evil.Example|eve@evil.example|NULL|1",
        "ip|203.0.113.7|203.0.113.7|00000000000000000000ffffcb007107|2",
      ])
    try database.replaceIndicators([indicator(.userAgent, "curl/7", 9)])
    #expect(try rows(database, "SELECT kind, value FROM indicator") == ["user_agent|curl/7"])
    #expect(Indicator(.ip, "nonsense", source: "i.csv", sourceLine: 1) == nil)
  }
}

@Suite("The logical content hash")
struct ContentHashTests {
  /// A case with a row in every table that the hash covers.
  private func fullCase() async throws -> EvidenceDatabase {
    let database = try EvidenceDatabase.inMemory()
    var log = batch(events: [event(1, id: "x"), event(2, id: "x")])
    log.auditRecords[0].cmdlet = Cmdlet(name: "n", caller: nil, target: nil, parameters: [.init(name: "p", value: "v")])
    try await examine([Act(name: "a", batches: [log, storeBatch(1)])], database)
    try database.write { db in
      try db.execute(
        sql: """
          INSERT INTO mailbox VALUES (1, 'alice@corp.example', NULL, 'user', NULL, NULL);
          INSERT INTO mailbox_alias VALUES (1, 'address', 'alice@corp.example', NULL, NULL, 'log');
          INSERT INTO logged_mailbox_resolution VALUES (1, 1, 'address');
          INSERT INTO exhibit_mailbox VALUES (1, 1, 'hint');
          INSERT INTO stored_session VALUES (1, 'f', 1, NULL, NULL, NULL, NULL, NULL, 1, 2, 1, 1, NULL);
          INSERT INTO session_record VALUES (1, 4294967297);
          INSERT INTO finding VALUES (1, 'd', 't', 'high', 'T1', 1, 1, 2, 's');
          INSERT INTO finding_record VALUES (1, 4294967297, NULL, 1, NULL, NULL, 'actor');
          INSERT INTO session_suspicion VALUES (1, 'finding', NULL, 1, 'why');
          INSERT INTO judgement VALUES (1, 'f', 'attacker', 'r', 'e', 5, NULL, NULL, NULL, NULL, 1, 2, 1, 'hash');
          INSERT INTO judgement_record VALUES (1, 4294967297);
          INSERT INTO judgement_state VALUES (1, 'applied', 1, 1, 1, 1);
          INSERT INTO access_hour VALUES (1, 1, 'bind', 0, 1, NULL);
          INSERT INTO compromise_window VALUES (1, 1, NULL, 0, 1, 'b');
          INSERT INTO coverage VALUES (1, 'unified_audit_log', 1, NULL, 0, 1, 'covered', 'b', 4294967297, 1, 'n');
          INSERT INTO mailbox_remainder VALUES (1, 'unknown', 'no_log', NULL, 0, 1);
          INSERT INTO exposure VALUES (1, 1, 4294967297, NULL, NULL, 'accessed', 2, 'b', NULL, 1, 1, 0, NULL, NULL, 1, 2, 1, NULL, 1, 1);
          INSERT INTO exposure_ground VALUES (1, 1, 4294967297, 4294967297, 1, 'access');
          INSERT INTO actor_handling VALUES (1, 1, 'send', 4294967297, NULL, NULL);
          INSERT INTO reconstruction_note VALUES (1, 't', 1, 1, NULL, 'n');
          INSERT INTO cmdlet_address VALUES (4294967297, 1, 'n', 'a@d', 'd');
          INSERT INTO organisation_domain VALUES ('corp.example', 'b');
          INSERT INTO cmdlet_act_join VALUES (4294967298, 4294967297, 'same_parameters', 1, 0);
          INSERT INTO log_overlap VALUES (1, 1, 9, 1, 1, 1);
          INSERT INTO entry_key_candidate VALUES (4294967297, 'k', 'source_key', NULL, NULL, NULL);
          INSERT INTO server_build VALUES (1, 'EX01', 'ex01', '15.1.1.1', 1, 2, 'build_fixed', 'logged', 4294967297);
          INSERT INTO request_account SELECT logged_mailbox_id, 1 FROM logged_mailbox LIMIT 1;
          INSERT INTO indicator_match VALUES (1, 'recipient', 4294967297, NULL, NULL, NULL, NULL);
          INSERT INTO indicator_session VALUES (1, 1);
          INSERT INTO mailbox_location VALUES (1, 'online', 'cloud_log', 4294967297, NULL);
          INSERT INTO request_path VALUES (1, '/a/b.c', '/a/', 'b.c', 'c');
          INSERT INTO forged_anchor VALUES (1, 'serverinfo~h/t', 'h', '/t');
          INSERT INTO command_text VALUES (4294967297, 0, 'whoami');
          INSERT INTO server_alias VALUES ('10.0.0.1', 'EX01', 'b');
          INSERT INTO server_event VALUES (1, 'EX01', 1, 'exploit', 4294967297, 1, 'd');
          INSERT INTO detection_run VALUES (1, 'd', 't', 'high', 'T1', 'i', 'sql', 'hash', 'p', 1);
          INSERT INTO export_job (export_job_id, kind, mailbox_id, requested_us, state, state_reason, is_webshell_write)
            VALUES (1, 'mailbox_export', 1, 5, 'requested', 'r', 0);
          INSERT INTO export_job_mailbox VALUES (1, 1);
          INSERT INTO export_job_record VALUES (1, 4294967297, 'request');
          INSERT INTO export_file VALUES (1, 1, 'fetched', '/a.png', 1, 4294967297, 5, 6, '192.0.2.1', 1, 'b');
          INSERT INTO export_job_suspicion VALUES (1, 'finding', 1, 1, 1, 'r');
          INSERT INTO job_judgement VALUES (1, 'attacker', 'r', 'e', 5, 'mailbox_export', 'm', 'q', 'd', 5, 1, 'hash');
          INSERT INTO job_judgement_record VALUES (1, 4294967297);
          INSERT INTO job_judgement_state VALUES (1, 'applied', 1, 1, 1, 1);
          INSERT INTO indicator VALUES (1, 'app', 'A', 'a', NULL, NULL, NULL, 's', 1);
          INSERT INTO trusted VALUES (1, 'app', 'A', 'a', NULL, NULL, NULL, 's', 1);
          INSERT INTO mailbox_decision VALUES (1, 'same', 'a@d', 'b@d');
          INSERT INTO application_baseline VALUES ('a', 1, 2, 1, 1, 1, 1, 1, 0, 'r');
          INSERT INTO session_trait VALUES (1, 'for', 'new_address', 'r', 4294967297);
          INSERT INTO proposed_actor VALUES (1, 't', 1, 2, 1, 1, 1, 1, NULL);
          INSERT INTO proposed_actor_session VALUES (1, 1, 1, 'own', 'r');
          """)
    }
    return database
  }

  @Test(
    "whatever is said otherwise changes it",
    arguments: [
      "exhibit SET custodian = 'x'", "defect SET problem = 'x'", "owner_hint SET value = 'x'",
      "stored_folder SET name = 'x'",
      "stored_message SET is_read = 1", "message_body SET headers = NULL", "stored_recipient SET ordinal = 9",
      "attachment SET name = 'x'", "stored_audit_record SET item_count = 9",
      "text SET value = 'x' WHERE value = 'MailItemsAccessed'",
      "logged_mailbox SET guid = 'x'", "audit_record_copy SET source_line = 9", "stored_mail_access SET item_key = 'x'",
      "stored_cmdlet SET target = 'x'", "stored_cmdlet_parameter SET value = 'x'", "mailbox SET kind = 'shared'",
      "mailbox_alias SET basis = 'x'", "logged_mailbox_resolution SET basis = 'x'", "exhibit_mailbox SET basis = 'x'",
      "stored_session SET event_count = 9", "session_record SET audit_record_id = 4294967298",
      "session_suspicion SET reason = 'x'", "mailbox_remainder SET basis = 'x'", "judgement SET reason = 'x'",
      "judgement_record SET audit_record_id = 4294967298", "judgement_state SET state = 'superseded'",
      "access_hour SET item_count = 9", "compromise_window SET to_us = 9",
      "coverage SET state = 'silent'", "exposure SET tier = 'synced'", "exposure_ground SET role = 'x'",
      "actor_handling SET access_type = 'move'", "reconstruction_note SET note = 'x'",
      "detection_run SET parameters = 'x'",
      "finding SET summary = 'x'", "cmdlet_address SET address_lc = 'x'", "organisation_domain SET basis = 'x'",
      "export_job SET state = 'failed'", "export_job_mailbox SET mailbox_id = 9", "export_job_record SET role = 'x'",
      "export_file SET path = 'x'", "export_job_suspicion SET reason = 'x'", "job_judgement SET reason = 'x'",
      "job_judgement_record SET audit_record_id = 4294967298", "job_judgement_state SET state = 'superseded'",
      "finding_record SET role = 'target'", "indicator SET value = 'B'", "trusted SET value = 'B'",
      "mailbox_decision SET relation = 'different'", "application_baseline SET is_established = 1",
      "session_trait SET reason = 'x'", "proposed_actor SET title = 'x'", "proposed_actor_session SET reason = 'x'",
      "logged_server_build SET build = 'x'", "server_build SET state = 'unknown'",
      "request_account SET actor_ref = 2",
      "mailbox_location SET basis = 'x'", "mailbox_location SET moved_us = 9", "indicator_match SET place = 'sender'",
      "indicator_session SET session_id = 2",
      "request_path SET file_lc = 'x'", "forged_anchor SET host_lc = 'x'",
      "command_text SET command_lc = 'x'",
      "server_alias SET basis = 'x'", "server_event SET detail = 'x'",
      "cmdlet_act_join SET basis = 'x'", "log_gap SET note = 'x'", "log_overlap SET record_count = 9",
      "entry_key_candidate SET entry_key = 'x'",
      "load_item SET target_path = 'x'",
      "item_property SET value = 'x'",
    ])
  func everyTable(change: String) async throws {
    let database = try await fullCase()
    let before = try database.logicalContentHash()
    try database.write { try $0.execute(sql: "UPDATE \(change)") }
    #expect(try database.logicalContentHash() != before)
  }

  @Test("it covers the contract and every derived table, but for views on these and the chain of custody")
  func complete() {
    let apart: Set<String> = [
      "record", "exposure_strongest", "custody_entry", "stored_session", "cmdlet_act", "cmdlet_act_record",
      "exposure_ground",
    ]
    #expect(Set(contractNames + derivedTables).subtracting(contentHashNames).subtracting(apart).isEmpty)
  }

  @Test(
    "ids of the database, paths as given and times of the run do not change it",
    arguments: [
      "exhibit SET path = '/elsewhere', inode = 7, modified_at_us = 7", "mailbox SET mailbox_id = 1",
      "finding SET finding_id = 1", "case_step SET fingerprint = 'x'", "indicator SET source = '/x'",
      "trusted SET trusted_id = 8, source = '/x'", "mailbox_decision SET mailbox_decision_id = 8",
      "reconstruction_note SET reconstruction_note_id = 8", "detection_run SET detection_run_id = 8",
      "compromise_window SET compromise_window_id = 8", "server_build SET server_build_id = 8",
      "judgement SET judged_at_us = 8", "job_judgement SET judged_at_us = 8",
    ])
  func bound(change: String) async throws {
    let database = try await fullCase()
    let before = try database.logicalContentHash()
    try database.write { try $0.execute(sql: "UPDATE \(change)") }
    try database.appendCustody("examine", detail: "again")
    #expect(try database.logicalContentHash() == before)
  }

  @Test("mailboxes, sessions and findings numbered otherwise say the same")
  func renumbered() async throws {
    let database = try await fullCase()
    let before = try database.logicalContentHash()
    try database.write { db in
      for table in [
        "mailbox", "mailbox_alias", "logged_mailbox_resolution", "exhibit_mailbox", "stored_session", "access_hour",
        "compromise_window", "coverage", "exposure", "actor_handling", "reconstruction_note", "finding",
        "export_job", "export_job_mailbox",
        "mailbox_location",
        "mailbox_remainder",
      ] {
        try db.execute(sql: "UPDATE \(table) SET mailbox_id = 7")
      }
      for table in [
        "stored_session", "session_record", "session_suspicion", "session_trait", "access_hour", "exposure",
        "actor_handling", "finding_record", "proposed_actor_session", "judgement_state", "export_job_suspicion",
        "indicator_session",
      ] {
        try db.execute(sql: "UPDATE \(table) SET session_id = 8")
      }
      for table in ["finding", "finding_record", "session_suspicion", "server_event", "export_job_suspicion"] {
        try db.execute(sql: "UPDATE \(table) SET finding_id = 9")
      }
      for table in ["coverage", "exposure_ground"] { try db.execute(sql: "UPDATE \(table) SET coverage_id = 10") }
      for table in ["indicator", "indicator_match", "indicator_session"] {
        try db.execute(sql: "UPDATE \(table) SET indicator_id = 12")
      }
      try db.execute(sql: "UPDATE exposure SET exposure_id = 11")
      for table in ["exposure", "exposure_ground"] { try db.execute(sql: "UPDATE \(table) SET ground_id = 13") }
    }
    #expect(try database.logicalContentHash() == before)
  }
}
