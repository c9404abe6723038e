import GRDB
import Records
import Testing

/// What nobody can say of an export is never `exported`: rows 15 and 33 where part of what was asked for is not at hand.
@Suite("Exports of which part is not known")
struct UndeterminedExportTests {
  private static let target = "files/EX01/inetpub/wwwroot/aspnet_client/system_web/a.pst"

  private func note(_ topic: String, _ queue: DatabaseQueue) throws -> String? {
    try queue.lines("SELECT note FROM reconstruction_note WHERE topic = '\(topic)'").first
  }

  @Test(
    "an export that the replication service's log alone tells of: filter and folders are not known, all is reachable")
  func withoutRequest() throws {
    var evidence = Evidence.aliceStore()
    evidence.message(1, 9, "<rule@mail.example>", folder: 1, received: -3, isAssociated: true)
    evidence.record(Evidence.Record(operation: "MailboxLogin", mailbox: .alice))
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 3)
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export completed 0"])
    #expect(
      try queue.exposures() == [
        "<0@mail.example> reachable export_requested", "<1@mail.example> reachable export_requested",
      ])
    #expect(try queue.lines("SELECT COUNT(*) FROM exposed WHERE tier = 'exported'") == ["0"])
    #expect(try note("export_job", queue)?.contains("no log at hand has the request") == true)
  }

  @Test("the same with the file itself at hand: what is in it is exported, the rest of the mailbox reachable")
  func ownStoreWithoutRequest() throws {
    var evidence = Evidence.aliceStore(received: [-30])
    evidence.exhibit(2, Self.target)
    evidence.message(2, 1, "<taken@mail.example>", received: -3)
    evidence.hint(2, "alice@corp.example")
    evidence.record(Evidence.Record(operation: "MailboxLogin", mailbox: .alice))
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 1)
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export staged 0"])
    #expect(
      try queue.exposures() == [
        "<0@mail.example> reachable export_requested", "<taken@mail.example> exported export_file",
      ])
  }

  @Test(
    "more messages that fit than the service copied contradict each other: told, and none is exported",
    arguments: [(1, "reachable export_requested"), (2, "exported export_file")])
  func count(items: Int64, expected: String) throws {
    var evidence = Evidence.aliceStore(received: [-30, -2])
    evidence.exportRequest()
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: items)
    let queue = try evidence.reconstructed()
    #expect(try queue.exposures() == ["<0@mail.example> \(expected)", "<1@mail.example> \(expected)"])
    let told = try note("export_count_contradicted", queue)
    #expect((told?.contains("2 messages at hand fit") == true) == (items == 1))
  }

  @Test(
    "a file at the target that is no store, or could not be read, proves no export",
    arguments: [("pst", "failed"), (nil, "unrecognised"), ("7z", "read")])
  func noStore(kind: String?, state: String) throws {
    var evidence = Evidence.aliceStore()
    evidence.exportRequest()
    evidence.file(2, Self.target, kind: kind, bytes: 0, state: state)
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export requested 0"])
    #expect(try queue.lines("SELECT DISTINCT tier FROM exposed") == ["reachable"])
  }

  @Test(
    "removed while it ran, and a file is there: what the file holds is exported, nothing else",
    arguments: [false, true])
  func cutShort(isFetched: Bool) throws {
    var evidence = Evidence.aliceStore(received: [-30])
    evidence.exhibit(2, Self.target)
    evidence.message(2, 1, "<written@mail.example>", received: -3)
    evidence.hint(2, "alice@corp.example")
    evidence.exportRequest()
    evidence.replication([("Queued", 0.01), ("CopyingMessages", 0.1), ("Removed", 0.2)])
    if isFetched { evidence.fetched("/aspnet_client/system_web/a.pst", at: 1) }
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export unknown 0"])
    #expect(
      try queue.exposures() == [
        "<0@mail.example> reachable export_requested", "<written@mail.example> exported export_file",
      ])
  }

  @Test(
    "variables of a command line, and parameters in one, may hold anything: reachable, and told",
    arguments: [
      ["ContentFilter": "Subject -like $word"], ["ContentFilter": "Subject -like '*$($case.Word)*'"],
      ["IncludeFolders": "$folders"], ["ExcludeFolders": "$folders"], ["": "@more"],
    ] as [[String: String]])
  func variables(_ parameters: [String: String]) throws {
    var evidence = Evidence.aliceStore(received: [-30])
    evidence.exportRequest(logKind: "powershell_transcript", isSuccess: nil, parameters)
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9)
    let queue = try evidence.reconstructed()
    let told = try queue.exposures()
    #expect(told == ["<0@mail.example> reachable export_requested"], "\(told)")
    #expect(
      try note("export_job", queue)?.contains("$") == true || note("export_job", queue)?.contains("@more") == true)
  }

  @Test(
    "a file of one name written twice: the service's completion for another mailbox finishes no request for this one")
  func sameFile() throws {
    var evidence = Evidence.aliceStore(received: [-30])
    // Their names stand in other records, so that no request gives a GUID its address.
    evidence.record(Evidence.Record(operation: "MailboxLogin", mailbox: .alice))
    evidence.record(Evidence.Record(operation: "MailboxLogin", mailbox: .bob))
    evidence.exportRequest()
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9)
    evidence.insert { db in
      try db.execute(
        sql: """
          UPDATE stored_audit_record SET logged_mailbox_id =
            (SELECT logged_mailbox_id FROM logged_mailbox WHERE address = 'bob@corp.example')
          WHERE session_key_ref = (SELECT text_id FROM text WHERE value = 'r1')
          """)
    }
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export requested 0", "mailbox_export completed 0"])
    #expect(try queue.exposures() == ["<0@mail.example> reachable export_requested"])
  }

  @Test("with -SourceRootFolder nobody can say whether Recoverable Items went along: reachable")
  func sourceRoot() throws {
    var evidence = Evidence.aliceStore(received: [-30])
    evidence.folder(1, 2, #"\Recoverable Items\Deletions"#)
    evidence.message(1, 2, "<gone@mail.example>", folder: 2, received: -3)
    evidence.exportRequest(Evidence.webRoot + "a.pst", ["SourceRootFolder": "Inbox"])
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9)
    let told = try evidence.reconstructed().exposures()
    #expect(
      told == ["<0@mail.example> reachable export_requested", "<gone@mail.example> reachable export_requested"],
      "\(told)")
  }

  private func fetched(by address: String, isFinished: Bool = true, orderedFrom: String? = nil) throws -> DatabaseQueue
  {
    var evidence = Evidence.aliceStore(received: [-30])
    let request = evidence.exportRequest()
    if let orderedFrom {
      evidence.insert { db in
        try db.execute(
          sql: "UPDATE stored_audit_record SET client_ip_ref = ? WHERE audit_record_id = ?",
          arguments: [try Evidence.ref(orderedFrom, db), request])
      }
    }
    if isFinished { evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9) }
    evidence.fetched("/aspnet_client/system_web/a.pst", at: 1, from: address)
    evidence.trusted("ip", "198.51.100.0/24", note: "responders")
    return try evidence.reconstructed()
  }

  @Test(
    "row 16: fetched by a trusted or a private address: nobody can say that it was the actor, it stays staged, and told",
    arguments: [
      ("198.51.100.9", "198.51.100.9, which is trusted (198.51.100.0/24)"),
      ("10.1.2.3", "10.1.2.3, a private address that nothing ties to who ordered it"),
    ])
  func fetchedByOthers(address: String, told: String) throws {
    let queue = try fetched(by: address)
    #expect(try queue.jobs() == ["mailbox_export staged 0"])
    #expect(try queue.exposures() == ["<0@mail.example> exported export_file"])
    #expect(
      try queue.lines("SELECT state_reason FROM export_job") == [
        "/aspnet_client/system_web/a.pst was fetched by \(told)"
      ])
    #expect(try queue.lines("SELECT client_ip FROM export_file WHERE role = 'fetched'") == [address])
    #expect(
      try queue.lines("SELECT DISTINCT role FROM export_job_record WHERE role IN ('download', 'fetch')") == ["fetch"])
    // Of what was only asked for, such a fetch proves nothing more.
    let asked = try fetched(by: address, isFinished: false)
    #expect(try asked.jobs() == ["mailbox_export requested 0"])
    #expect(try asked.exposures() == ["<0@mail.example> reachable export_requested"])
  }

  @Test("row 16: the private address that the export was ordered from is the actor's, and so is a public one")
  func fetchedByActor() throws {
    #expect(try fetched(by: "10.1.2.3", orderedFrom: "10.1.2.3").jobs() == ["mailbox_export downloaded 0"])
    #expect(try fetched(by: "203.0.113.71").jobs() == ["mailbox_export downloaded 0"])
  }

  @Test(
    "a recovered item may have been purged before: reachable, its placement unknown, save in the exported file itself")
  func recovered() throws {
    var evidence = Evidence.aliceStore(received: [-2])
    evidence.message(1, 8, "<purged@mail.example>", folder: 1, received: -3, isRecovered: true)
    evidence.message(1, 9, "<later@mail.example>", folder: 1, received: 3, isRecovered: true)
    evidence.exhibit(2, Self.target)
    evidence.message(2, 1, "<freed@mail.example>", received: -3, isRecovered: true)
    evidence.hint(2, "alice@corp.example")
    evidence.exportRequest()
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9)
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines(
        """
        SELECT internet_message_id, tier, placement FROM exposed WHERE export_job_id IS NOT NULL ORDER BY 1
        """) == [
          "<0@mail.example> exported -", "<freed@mail.example> exported proven",
          "<purged@mail.example> reachable unknown",
        ])
  }

  @Test(
    "rows 7 and 9: of a recovered item nobody knows when it lay there, in the folder that was synchronised or beside it"
  )
  func recoveredBesideSync() throws {
    var evidence = Evidence.aliceStore(received: [-2])
    evidence.folder(1, 2, #"\Sent Items"#)
    evidence.message(1, 8, "<purged@mail.example>", folder: 1, received: -3, isRecovered: true)
    evidence.message(1, 9, "<other@mail.example>", folder: 2, received: -3, isRecovered: true)
    evidence.record(Evidence.Record(at: 0, mailbox: .alice, ip: TierTests.attacker, accesses: [.sync("Inbox")]))
    evidence.indicator("ip", TierTests.attacker)
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT internet_message_id, tier, placement FROM exposed WHERE is_strongest = 1 ORDER BY 1") == [
        "<0@mail.example> synced by_current_folder", "<other@mail.example> reachable unknown",
        "<purged@mail.example> synced unknown",
      ])
  }
}

/// The places of compliance searches: what is left out of one is not in its results.
@Suite("Places that compliance searches leave out")
struct ExcludedPlaceTests {
  /// Two mailboxes, and a search of everything that `changes` alter before it is exported and downloaded.
  private func searched(_ new: [String: String], _ changes: [[String: String]] = []) throws -> DatabaseQueue {
    var evidence = Evidence.aliceStore(received: [-30])
    evidence.exhibit(2, "mail/bob@corp.example.pst")
    evidence.message(2, 1, "<bob@mail.example>", received: -30)
    for (place, parameters) in ([new] + changes).enumerated() {
      evidence.record(
        Evidence.Record(
          operation: place == 0 ? "New-ComplianceSearch" : "Set-ComplianceSearch", at: Double(place) - 5,
          actor: "eve@corp.example", ip: TierTests.attacker, logon: nil,
          cmdlet: parameters.merging([place == 0 ? "Name" : "Identity": "Review"]) { own, _ in own }))
    }
    for (operation, parameters, hour) in [
      ("New-ComplianceSearchAction", ["SearchName": "Review", "Export": "True"], 0.0),
      ("SearchExportDownloaded", ["SearchName": "Review"], 2.0),
    ] {
      evidence.record(
        Evidence.Record(
          operation: operation, at: hour, actor: "eve@corp.example", ip: TierTests.attacker, logon: nil,
          cmdlet: parameters))
    }
    evidence.indicator("ip", TierTests.attacker)
    return try evidence.reconstructed()
  }

  private let alice = "<0@mail.example> exported download"
  private let bob = "<bob@mail.example> exported download"

  @Test("everybody but one: that one's mail is not in the results, by a change or from the beginning")
  func excluded() throws {
    let all = ["ExchangeLocation": "All"]
    #expect(try searched(all).exposures() == [alice, bob])
    let without = all.merging(["ExchangeLocationExclusion": "bob@corp.example"]) { own, _ in own }
    #expect(try searched(without).exposures() == [alice])
    #expect(try searched(all, [["AddExchangeLocationExclusion": "bob@corp.example"]]).exposures() == [alice])
    #expect(
      try searched(without, [["RemoveExchangeLocationExclusion": "bob@corp.example"]]).exposures() == [alice, bob])
    #expect(try searched(without, [["ExchangeLocationExclusion": "$null"]]).exposures() == [alice, bob])
    #expect(
      try searched(without).lines("SELECT scope FROM export_job") == [
        "All; -exchangelocationexclusion bob@corp.example"
      ])
  }

  @Test("places are added to those that were there, and taken from them")
  func changed() throws {
    let own = ["ExchangeLocation": "alice@corp.example"]
    #expect(try searched(own, [["AddExchangeLocation": "bob@corp.example"]]).exposures() == [alice, bob])
    #expect(
      try searched(["ExchangeLocation": "All"], [["RemoveExchangeLocation": "bob@corp.example"]]).exposures() == [alice]
    )
    #expect(
      try searched(
        own, [["AddExchangeLocation": "bob@corp.example"], ["RemoveExchangeLocation": "alice@corp.example"]]
      ).exposures() == [bob])
  }

  @Test("row 33: an excluded group may have anybody for a member: all its candidates are undetermined")
  func group() throws {
    let queue = try searched(["ExchangeLocation": "All", "ExchangeLocationExclusion": "Board members"])
    #expect(
      try queue.exposures() == [
        "<0@mail.example> reachable export_requested", "<bob@mail.example> reachable export_requested",
      ])
    #expect(
      try queue.lines("SELECT note FROM reconstruction_note WHERE topic = 'export_job'").first?
        .contains("-ExchangeLocationExclusion Board members") == true)
  }
}
