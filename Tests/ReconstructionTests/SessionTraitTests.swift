import Reconstruction
import Records
import Testing

@Suite("What speaks for and against a session")
struct SessionTraitTests {
  static let backup = "0b5e1d6f-7a3c-4f58-9c2d-6e4a8b1f3d20"
  static let backupAddress = "192.0.2.250"

  private static func night(
    _ day: Int, mailbox: LoggedMailbox = .alice, app: String = backup, ip: String = backupAddress, items: Int64 = 3
  ) -> Evidence.Record {
    Evidence.Record(
      at: Double(day * 24 + 1), mailbox: mailbox, actor: app, ip: ip, app: app, logon: "admin", itemCount: items,
      accesses: (0..<items).map { .bind("<\(day)-\($0)@mail.example>") })
  }

  private static func desk(_ day: Int, ip: String, mailbox: LoggedMailbox = .alice) -> Evidence.Record {
    Evidence.Record(at: Double(day * 24 + 9), mailbox: mailbox, ip: ip, accesses: [.bind("<\(day)@mail.example>")])
  }

  private func evidence(_ records: [Evidence.Record]) -> Evidence {
    var evidence = Evidence()
    for record in records { evidence.record(record) }
    return evidence
  }

  private func established(_ records: [Evidence.Record]) throws -> [String] {
    try evidence(records).reconstructed().lines("SELECT is_established, reason FROM application_baseline")
  }

  @Test("an application at work from the log's beginning, every few days, is established")
  func established() throws {
    let nights = [0, 1, 2, 3, 4, 7, 8, 9, 10, 11].map { Self.night($0) }
    #expect(try established(nights) == ["1 at work from the log's beginning, on 10 of 12 days"])
    let traits = try evidence(nights).reconstructed().lines(
      "SELECT COUNT(*), MIN(speaks) FROM session_trait WHERE trait = 'established_application'")
    #expect(traits == ["10 against"])
  }

  @Test(
    "one that came later, was rarely there, was silent between or left, in a short log, is not",
    arguments: [
      ([3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "first seen 2 days after the log begins"),
      ([0, 4, 8, 12], "at work on 4 of 13 days"), ([0, 1, 2, 3, 4, 10, 11, 12], "silent for 5 days between"),
      ([0, 1, 2, 3, 4, 5, 6], "silent for 5 days between"), ([0, 1, 2, 3, 4], "the log spans"),
    ])
  func notEstablished(days: [Int], reason: String) throws {
    let logEnd = reason.hasPrefix("the log") ? 4 : 12
    let others = [Self.desk(0, ip: TierTests.home), Self.desk(logEnd, ip: TierTests.home)]
    let found = try established(days.map { Self.night($0) } + others)
    #expect(found.count == 1 && found[0].hasPrefix("0 \(reason)"), "\(found)")
  }

  @Test("one that was given rights within the log is not, and that speaks for its sessions, citing the record")
  func granted() throws {
    var made = evidence((0...11).map { Self.night($0) })
    let consent = made.record(
      Evidence.Record(
        operation: "Consent to application.", at: 100, actor: "admin@corp.example",
        cmdlet: ["TargetId.ServicePrincipalNames": Self.backup.uppercased()]))
    let queue = try made.reconstructed()
    #expect(try queue.lines("SELECT is_established FROM application_baseline") == ["0"])
    let traits = try queue.lines(
      "SELECT COUNT(*), MAX(audit_record_id) FROM session_trait WHERE trait = 'application_granted' AND speaks = 'for'")
    #expect(traits == ["7 \(consent)"])
  }

  @Test("what an established application does from another address, or in another measure, is not covered by that")
  func beyond() throws {
    var nights = (0...11).map { Self.night($0) }
    nights.append(Self.night(9, mailbox: .bob, ip: TierTests.attacker))
    nights.append(Self.night(10, mailbox: .bob, items: 600))
    let covered = try evidence(nights).reconstructed().lines(
      """
      SELECT s.client_ip, (s.first_us - 1620000000000000) / 86400000000
      FROM session_trait AS t JOIN access_session AS s ON s.session_id = t.session_id
      WHERE t.trait = 'established_application' ORDER BY s.first_us
      """)
    #expect(covered == (0...11).filter { $0 != 10 }.map { "\(Self.backupAddress) \($0)" })
  }

  @Test("an address is usual where it was used from the first week on, new where it came after a week")
  func addresses() throws {
    let desk = [0, 1, 2, 9].map { Self.desk($0, ip: TierTests.home) }
    let queue = try evidence(desk + [Self.desk(9, ip: TierTests.attacker), Self.desk(3, ip: "198.51.100.9")])
      .reconstructed()
    let traits = try queue.lines(
      """
      SELECT s.client_ip, t.speaks, t.trait, COUNT(*), MIN(t.reason)
      FROM session_trait AS t JOIN access_session AS s ON s.session_id = t.session_id GROUP BY 1, 2, 3 ORDER BY 1
      """)
    #expect(
      traits == [
        "\(TierTests.home) against usual_address 4 the address read this mailbox on 4 days, from the first week of its log on",
        "\(TierTests.attacker) for new_address 1 the address first read this mailbox 9 days after its log begins",
      ])
  }

  @Test("an address that three mailboxes are used to is an office's")
  func sharedAddress() throws {
    let carol = LoggedMailbox(address: "carol@corp.example", guid: "33333333-aaaa-4444-8888-000000000003")
    let all = [LoggedMailbox.alice, .bob, carol].flatMap { mailbox in
      (0...2).map { Self.desk($0, ip: TierTests.home, mailbox: mailbox) }
    }
    let queue = try evidence(all).reconstructed()
    #expect(try queue.lines("SELECT COUNT(*) FROM session_trait WHERE trait = 'shared_address'") == ["9"])
  }

  @Test("after a move of the mailbox clients fetch everything anew: that speaks against, citing the move")
  func moved() throws {
    var made = evidence([Self.desk(0, ip: TierTests.home), Self.desk(3, ip: "198.51.100.9")])
    let move = made.record(
      Evidence.Record(
        operation: "New-MoveRequest", at: 48, actor: "admin@corp.example", cmdlet: ["Identity": "alice@corp.example"]))
    let traits = try made.reconstructed().lines(
      "SELECT speaks, audit_record_id FROM session_trait WHERE trait = 'mailbox_moved'")
    #expect(traits == ["against \(move)"])
  }

  @Test("trusted entries speak against; an indicator wins over them, and that is told")
  func trusted() throws {
    var made = evidence([Self.desk(0, ip: TierTests.home), Self.desk(0, ip: TierTests.attacker)])
    made.trusted("ip", "192.0.2.0/24", note: "office")
    made.indicator("ip", TierTests.home)
    let queue = try made.reconstructed()
    #expect(
      try queue.lines(
        """
        SELECT s.client_ip, s.is_suspect, t.reason
        FROM session_trait AS t JOIN access_session AS s ON s.session_id = t.session_id WHERE t.trait = 'trusted'
        """) == ["\(TierTests.home) 1 trusted ip 192.0.2.0/24 (office)"])
    #expect(
      try queue.lines("SELECT topic FROM reconstruction_note WHERE topic LIKE 'trusted%'") == ["trusted_but_suspect"])
  }
}

@Suite("Microsoft's own addresses")
struct MicrosoftAddressTests {
  private func sessions(_ client: String, _ addresses: [String], indicator: String? = nil) throws -> [String] {
    var evidence = Evidence()
    for (place, ip) in addresses.enumerated() {
      evidence.record(
        Evidence.Record(
          at: Double(place) / 10, mailbox: .alice, ip: ip, client: client, accesses: [.bind("<\(place)@mail.example>")])
      )
    }
    if let indicator { evidence.indicator("ip", indicator) }
    return try evidence.reconstructed().lines(
      """
      SELECT s.client_ip, s.event_count, s.is_suspect,
        (SELECT MIN(trait) FROM session_trait AS t WHERE t.session_id = s.session_id),
        (SELECT MIN(note) LIKE '%Microsoft''s own%' FROM reconstruction_note)
      FROM access_session AS s ORDER BY s.client_ip
      """)
  }

  @Test("of the REST front end are not taken for the end client: they change, the session does not")
  func rest() throws {
    #expect(
      try sessions("Client=REST;Client=RESTSystem;;", ["2603:10a6:803:15:cafe::bf", "2603:10a6:802:59:cafe::56"])
        == ["- 2 0 microsoft_address -"])
  }

  @Test("beyond the published ranges they are a client's, unless it is the front end: Azure rents out neighbours")
  func azure() throws {
    #expect(
      try sessions("Client=OWA;", ["2603:10a6:803:15::1", "2603:10a6:802:59::1"])
        == ["2603:10a6:802:59::1 1 0 - -", "2603:10a6:803:15::1 1 0 - -"])
    #expect(try sessions("Client=OWA;", ["52.97.1.1", "40.101.2.3"]) == ["- 2 0 microsoft_address -"])
  }

  @Test("as an indicator they match no session, and that is told")
  func indicator() throws {
    #expect(
      try sessions("Client=REST;", ["2603:10a6:803:15::1"], indicator: "2603:10a6:803:15::1")
        == ["- 1 0 microsoft_address 1"])
  }
}
