import GRDB
import Reconstruction
import Records
import Testing

/// What an attacker on a server of one's own could reach.
@Suite("Servers in an attacker's hands")
struct ServerControlTests {
  private static let sid = "S-1-5-21-1-2-3-1001"
  private static let guid = "11111111-aaaa-4444-8888-000000000001"
  private static let host = "ServerInfo~a]@ex01.corp.example:444"

  private static func shellCall(_ evidence: inout Evidence, at time: Double, server: String = "EX01") {
    let record = evidence.request(
      Evidence.Request(
        log: "iis", at: time, ip: "203.0.113.71", server: server, path: "/aspnet_client/x.aspx", status: 200))
    evidence.finding(severity: "high", role: "actor", record: record, detection: "web-shell-used")
  }

  private static func store(_ evidence: inout Evidence, _ exhibit: Int64, of address: String) {
    evidence.exhibit(exhibit, "\(address).pst", assigned: address)
    evidence.folder(exhibit, 1, "Inbox")
    evidence.message(exhibit, 2, "<m\(exhibit)@x>", folder: 1, received: 0)
  }

  @Test("row 26: code run on the only server opens every mailbox kept on premises, to the end of what is at hand")
  func row26() throws {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "u_ex.log", kind: "iis")
    Self.store(&evidence, 1, of: "alice@corp.example")
    Self.store(&evidence, 2, of: "bob@corp.example")
    evidence.message(2, 3, "<late@x>", folder: 1, received: 90)
    evidence.request(
      Evidence.Request(
        at: -5, ip: "10.0.0.9", agent: "Outlook", actor: "CORP\\alice", mailbox: LoggedMailbox(sid: Self.sid),
        path: "/owa/", anchor: "Sid~\(Self.sid)"))
    Self.shellCall(&evidence, at: 10)
    Self.shellCall(&evidence, at: 12)
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines(
        "SELECT m.address, l.location, l.basis FROM mailbox_location AS l JOIN mailbox AS m USING (mailbox_id)")
        == ["alice@corp.example on_premises server_log", "bob@corp.example on_premises domain_of_servers"])
    #expect(
      try queue.lines("SELECT internet_message_id, tier, basis FROM exposed WHERE is_counted = 1 ORDER BY 1") == [
        "<late@x> reachable server_control", "<m1@x> reachable server_control", "<m2@x> reachable server_control",
      ])
    #expect(
      try queue.lines("SELECT server, mailbox_id, to_us, basis FROM compromise_window ORDER BY basis, mailbox_id") == [
        "EX01 - - code_execution", "EX01 1 - server_control", "EX01 2 - server_control",
        // The requests to the shell, which are in no mailbox.
        "- - \(Evidence.hour(12)) suspect_actor",
      ])
    #expect(
      try Set(queue.lines("SELECT DISTINCT audit_record_id, role FROM exposure_record"))
        == ["\(Evidence.id(Evidence.log, 2)) server_control"])
  }

  @Test("a try alone, refused or of medium severity, opens nothing")
  func tries() throws {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "u_ex.log", kind: "iis")
    Self.store(&evidence, 1, of: "alice@corp.example")
    let refused = evidence.request(Evidence.Request(status: 500, anchor: "\(Self.host)/ews/exchange.asmx?#"))
    evidence.finding(severity: "low", role: "actor", record: refused, detection: "forged-request-refused")
    let queue = try evidence.reconstructed()
    #expect(try queue.lines("SELECT * FROM exposed") == [])
    #expect(try queue.lines("SELECT * FROM compromise_window") == [])
    #expect(try queue.lines("SELECT * FROM stored_session") == [])
  }

  @Test("row 29: in hybrid, a mailbox that only the tenant's log names is not opened by code on a server")
  func row29() throws {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "u_ex.log", kind: "iis")
    evidence.exhibit(101, "ual.csv", kind: "unified_audit_log")
    Self.store(&evidence, 1, of: "bob@corp.example")
    Self.store(&evidence, 2, of: "carol@corp.example")
    evidence.record(Evidence.Record(mailbox: .bob, actor: "bob@corp.example", accesses: [.bind("<m1@x>")]))
    Self.shellCall(&evidence, at: 10)
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT m.address, m.location FROM mailbox AS m WHERE m.kind = 'user' ORDER BY 1")
        == ["bob@corp.example online", "carol@corp.example -"])
    #expect(try queue.lines("SELECT * FROM exposed") == [])
  }

  @Test("a SID and a GUID of one account are one mailbox, the address by the account's name; each basis is kept")
  func accounts() throws {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "HttpProxy.LOG", kind: "http_proxy")
    Self.store(&evidence, 1, of: "alice@corp.example")
    for mailbox in [LoggedMailbox(sid: Self.sid), LoggedMailbox(guid: Self.guid)] {
      evidence.request(
        Evidence.Request(agent: "Outlook", actor: "CORP\\alice", mailbox: mailbox, path: "/mapi/emsmdb/"))
    }
    let queue = try evidence.reconstructed()
    #expect(try queue.lines("SELECT address FROM mailbox") == ["alice@corp.example"])
    let aliases = try queue.lines("SELECT kind, basis FROM mailbox_alias ORDER BY 1, 2")
    #expect(aliases.contains("address account_name"))
    #expect(aliases.contains("guid account"))
  }

  @Test("a delegate who opens another's mailbox joins nothing")
  func delegates() throws {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "HttpProxy.LOG", kind: "http_proxy")
    let other = LoggedMailbox(guid: "22222222-bbbb-4444-8888-000000000002")
    for mailbox in [LoggedMailbox(guid: Self.guid), other] {
      evidence.request(
        Evidence.Request(agent: "Outlook", actor: "CORP\\alice", mailbox: mailbox, path: "/mapi/emsmdb/"))
    }
    evidence.request(
      Evidence.Request(
        agent: "Outlook", actor: "CORP\\alice", mailbox: LoggedMailbox(sid: Self.sid), path: "/owa/"))
    let queue = try evidence.reconstructed()
    #expect(try queue.lines("SELECT COUNT(*) FROM mailbox") == ["3"])
  }

  @Test("requests become sessions only of hands that a severe finding or an indicator names")
  func sessions() throws {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "HttpProxy.LOG", kind: "http_proxy")
    evidence.indicator("ip", "198.51.100.0/24")
    let cited = evidence.request(
      Evidence.Request(
        at: 0, mailbox: LoggedMailbox(guid: Self.guid), anchor: "\(Self.host)/mapi/emsmdb/?MailboxId=\(Self.guid)@c#",
        bytes: 100))
    evidence.request(Evidence.Request(at: 0.05, anchor: "\(Self.host)/ews/exchange.asmx?#", bytes: 5000))
    evidence.request(Evidence.Request(at: 0.1, anchor: "\(Self.host)/ecp/proxyLogon.ecp?#", bytes: 7))
    evidence.request(Evidence.Request(log: "iis", at: 0.05, server: "10.1.1.1", bytes: 5100))
    evidence.request(
      Evidence.Request(at: 1, ip: "198.51.100.9", agent: "Mozilla", actor: "CORP\\bob", path: "/owa/"))
    evidence.request(Evidence.Request(at: 1, ip: "192.0.2.1", agent: "Mozilla", actor: "CORP\\bob", path: "/owa/"))
    evidence.request(Evidence.Request(at: 1, actor: "CORP\\bob", path: "/owa/"))
    evidence.finding(severity: "high", role: "actor", record: cited, detection: "forged-request-to-mailbox")
    let queue = try evidence.reconstructed()
    let sessions = try queue.lines(
      """
      SELECT mailbox_id, actor, client_ip, event_count, byte_count, is_suspect FROM access_session
      ORDER BY client_ip, mailbox_id NULLS FIRST
      """)
    #expect(
      sessions == [
        "- CORP\\bob 198.51.100.9 1 - 1",
        // The control panel asked by a forged target is nobody's mailbox; IIS says no target.
        "- - 203.0.113.7 2 5100 0",
        "1 - 203.0.113.7 2 5100 1",
      ])
    #expect(
      try queue.lines("SELECT mailbox_id, basis FROM compromise_window ORDER BY basis")
        == ["- suspect_actor", "1 suspect_session"])
  }

  @Test(
    "a request to a service of mail that names no mailbox is in its account's: by full name, by its SID, by the account's name, which is told",
    arguments: [
      ("alice@corp.example", "/owa/", nil, "1", false), ("CORP\\a.smith", "/ews/exchange.asmx", nil, "1", false),
      ("CORP\\alice", "/mapi/emsmdb/", nil, "1", true), ("CORP\\bob", "/owa/", nil, "-", false),
      ("CORP\\alice", "/ecp/default.aspx", nil, "-", false), ("CORP\\EX01$", "/ews/exchange.asmx", nil, "-", false),
      (
        nil, "/microsoft-server-activesync/default.eas", "User=CORP%5Calice&DeviceId=A1&DeviceType=iPhone&Cmd=Sync",
        "1",
        true
      ),
      (nil, "/microsoft-server-activesync/default.eas", "jREJBBCBhzkpaGdA", "-", false),
      (nil, "/microsoft-server-activesync/default.eas", "User=alice@corp.example&Cmd=Sync", "1", true),
      ("CORP\\mallory", "/microsoft-server-activesync/default.eas", "User=CORP%5Calice&Cmd=Sync", "-", false),
      ("CORP\\evil", "/owa/", nil, "-", false), ("alice@corp.example", "/owa/auth.owa", nil, "-", false),
    ] as [(String?, String, String?, String, Bool)])
  func accountRequests(account: String?, path: String, query: String?, mailbox: String, isTold: Bool) throws {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "u_ex.log", kind: "iis")
    Self.store(&evidence, 1, of: "alice@corp.example")
    for exhibit in [2, 3] as [Int64] { Self.store(&evidence, exhibit, of: "bob@corp\(exhibit).example") }
    evidence.indicator("ip", "198.51.100.9")
    evidence.request(
      Evidence.Request(
        ip: "10.0.0.9", agent: "Outlook", actor: "CORP\\a.smith", mailbox: LoggedMailbox(sid: Self.sid), path: "/owa/"))
    evidence.record(
      Evidence.Record(
        mailbox: LoggedMailbox(address: "alice@corp.example", sid: Self.sid), logKind: "mailbox_audit_log"))
    // An anchor is the client's own text: it joins nothing.
    evidence.request(
      Evidence.Request(
        ip: "10.0.0.9", agent: "x", actor: "CORP\\evil", mailbox: LoggedMailbox(address: "alice@corp.example"),
        path: "/owa/", status: 403))
    evidence.request(
      Evidence.Request(log: "iis", at: 5, ip: "198.51.100.9", actor: account, path: path, query: query))
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT mailbox_id FROM access_session WHERE is_suspect = 1") == [mailbox])
    #expect(
      try queue.lines("SELECT topic, mailbox_id FROM reconstruction_note WHERE topic = 'account_by_name'")
        == (isTold ? ["account_by_name 1"] : []))
    #expect(
      try queue.lines("SELECT tier, basis FROM exposed") == (mailbox == "1" ? ["reachable session"] : []))
  }

  @Test("servers are told by name, by their first label, by requests that two logs share, and by folder")
  func names() throws {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "EX01/HttpProxy.LOG", kind: "http_proxy")
    evidence.exhibit(102, "EX01/LogFiles/u_ex.log", kind: "iis")
    evidence.request(Evidence.Request(ip: "192.0.2.1", path: "/owa/"))
    let queue = try evidence.reconstructed()
    try queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO text (value) VALUES ('10.1.1.1'), ('iis2');
          INSERT INTO stored_web_request (audit_record_id, source_offset, source_length, log_kind_ref, payload_key,
            time_basis_ref, server_ref)
          SELECT 102 * 4294967296 + 1, 0, 0, (SELECT text_id FROM text WHERE value = 'iis2'), 0,
            (SELECT text_id FROM text WHERE value = 'utc'), (SELECT text_id FROM text WHERE value = '10.1.1.1');
          """)
      try ServerNames.run(in: db)
    }
    #expect(
      try queue.lines("SELECT alias_lc, server, basis FROM server_alias ORDER BY 1")
        == ["10.1.1.1 EX01 folder_name", "ex01 EX01 logged"])
  }

  @Test("the timeline tells each record once, under its gravest phase")
  func timeline() throws {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "u_ex.log", kind: "iis")
    Self.shellCall(&evidence, at: 10)
    let record = evidence.request(Evidence.Request(log: "iis", at: 11, path: "/ecp/y.js"))
    evidence.finding(severity: "medium", role: "actor", record: record, detection: "hafnium-request-answered")
    evidence.finding(severity: "low", role: "actor", record: record, detection: "web-shell-sought")
    let old = evidence.request(Evidence.Request(log: "iis", at: -9000, path: "/ecp/y.js"))
    evidence.finding(severity: "low", role: "actor", record: old, detection: "hafnium-request-refused")
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT server, phase, audit_record_id FROM server_event ORDER BY server_event_id") == [
        "EX01 attempt \(Evidence.id(Evidence.log, 3))", "EX01 web_shell \(Evidence.id(Evidence.log, 1))",
        "EX01 exploit \(Evidence.id(Evidence.log, 2))",
      ])
  }

  @Test("exports that are an attacker's are in the timeline, from the request to the fetch; lawful ones are not")
  func exportEvents() throws {
    var evidence = Evidence.aliceStore()
    evidence.exportRequest()
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9)
    evidence.fetched("/aspnet_client/system_web/a.pst", at: 1)
    evidence.exportRequest(#"\\fs01\legal$\b.pst"#, at: 2, by: "corp.example/Users/Kim")
    #expect(
      try evidence.reconstructed().lines("SELECT phase, detail FROM server_event ORDER BY server_event_id") == [
        "export mailbox export ordered (NT AUTHORITY\\SYSTEM (w3wp)) to \(Evidence.webRoot)a.pst",
        "staging mailbox export finished: \(Evidence.webRoot)a.pst",
        "download mailbox export fetched as /aspnet_client/system_web/a.pst (203.0.113.71)",
      ])
  }

  private static func shell(_ evidence: inout Evidence) {
    let shell = evidence.request(
      Evidence.Request(log: "iis", at: 10, ip: "203.0.113.71", server: "EX01", path: "/aspnet_client/x.aspx"))
    evidence.finding(severity: "high", role: "actor", record: shell, detection: "web-shell-used")
  }

  @Test(
    "26: a mailbox kept on premises while its server was the attacker's, and moved to the cloud later: reachable until then"
  )
  func moved() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    evidence.message(1, 2, "<two@mail.example>", folder: 1, received: 500)
    evidence.exhibit(202, "mapi.log", kind: "mapi_http")
    let connect = evidence.record(
      Evidence.Record(operation: "Connect", at: 2, mailbox: .alice, ip: TierTests.home, logKind: "mapi_http"))
    evidence.insert { db in
      // The record lies in the server's log.
      try db.execute(
        sql: "UPDATE stored_audit_record SET audit_record_id = ? WHERE audit_record_id = ?",
        arguments: [Evidence.id(202, 1), connect])
    }
    Self.shell(&evidence)
    for day in 20..<30 {
      evidence.record(TierTests.bind(["<new@mail.example>"], at: Double(day) * 24, ip: TierTests.home))
    }
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT message_id & 4294967295, tier, basis FROM exposure ORDER BY message_id") == [
        "1 reachable server_control", "2 unknown window_open",
      ])
    #expect(
      try queue.lines("SELECT location, basis, (moved_us - \(Evidence.hour(0))) / 3600000000 FROM mailbox_location")
        == ["online moved 480"])
  }

  @Test("26: a mailbox on a server under control, without a message at hand, is reachable as a whole")
  func withoutMessages() throws {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "u_ex.log", kind: "iis")
    evidence.request(
      Evidence.Request(
        at: -5, ip: "10.0.0.9", agent: "Outlook", actor: "CORP\\alice",
        mailbox: LoggedMailbox(sid: "S-1-5-21-1-2-3-1001"), path: "/owa/", anchor: "Sid~S-1-5-21-1-2-3-1001"))
    #expect(try evidence.reconstructed().lines("SELECT tier, basis FROM mailbox_remainder") == ["unknown on_premises"])
    Self.shell(&evidence)
    #expect(
      try evidence.reconstructed().lines("SELECT tier, basis FROM mailbox_remainder") == ["reachable server_control"])
  }
}
