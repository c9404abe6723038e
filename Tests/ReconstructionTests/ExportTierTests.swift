import GRDB
import Records
import Testing

/// Rows 14 to 20 of the tier decisions: mailbox exports. Hours are counted from the request.
@Suite("Mailbox exports")
struct ExportTierTests {
  @Test("row 14: a request that succeeded and nothing else makes the mailbox reachable, as of the request")
  func requested() throws {
    var evidence = Evidence.aliceStore()
    evidence.exportRequest()
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export requested 0"])
    #expect(
      try queue.exposures() == [
        "<0@mail.example> reachable export_requested", "<1@mail.example> reachable export_requested",
      ])
    #expect(
      try queue.lines("SELECT DISTINCT role FROM exposure_record") == ["export_request"])
  }

  @Test("row 15: completion by the replication service: what lay in the mailbox when it began is exported")
  func completed() throws {
    var evidence = Evidence.aliceStore(received: [-30, -2, 0.2, 5])
    evidence.exportRequest()
    evidence.replication([("Queued", 0.01), ("CopyingMessages", 0.1), ("Completed", 0.5)], items: 3)
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export completed 0"])
    // What came in while it ran may be in it, what came after is not.
    #expect(
      try queue.exposures() == [
        "<0@mail.example> exported export_file", "<1@mail.example> exported export_file",
        "<2@mail.example> reachable export_requested",
      ])
    #expect(try queue.lines("SELECT COUNT(*) FROM exposed WHERE export_job_id = 1") == ["3"])
    #expect(
      try queue.lines("SELECT DISTINCT role FROM exposure_record ORDER BY role") == [
        "export_completion", "export_progress", "export_request",
      ])
  }

  @Test("row 15: what shows no time of arrival was exported where the owner wrote it; of others' nobody can say")
  func withoutArrival() throws {
    var evidence = Evidence.aliceStore(received: [])
    evidence.message(1, 7, "<own@mail.example>", received: nil, sent: -30, from: "Alice@corp.example")
    evidence.message(1, 8, "<others@mail.example>", received: nil, sent: -30, from: "x@out.example")
    evidence.message(1, 9, "<later@mail.example>", received: nil, sent: 30, from: "x@out.example")
    // An X.500 address is kept as a name alone; a draft has neither.
    evidence.message(1, 10, "<named@mail.example>", received: nil, sent: -30)
    evidence.message(1, 11, "<draft@mail.example>", received: nil, sent: -30)
    evidence.insert { db in
      try db.execute(
        sql: "UPDATE stored_message SET sender_name_ref = ? WHERE message_id = ?",
        arguments: [try Evidence.ref("Bob", db), Evidence.id(1, 10)])
    }
    evidence.exportRequest()
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 2)
    let queue = try evidence.reconstructed()
    #expect(
      try queue.exposures() == [
        "<own@mail.example> exported export_file", "<others@mail.example> reachable export_requested",
        "<named@mail.example> reachable export_requested", "<draft@mail.example> exported export_file",
      ])
  }

  @Test("row 15: the PST itself lies in the web root: exported, and staged where it can be fetched")
  func fileAtHand() throws {
    var evidence = Evidence.aliceStore()
    evidence.exportRequest()
    evidence.file(2, "files/EX01/inetpub/wwwroot/aspnet_client/system_web/a.pst", kind: "pst", bytes: 5000)
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export staged 0"])
    #expect(
      try queue.exposures() == ["<0@mail.example> exported export_file", "<1@mail.example> exported export_file"])
    #expect(
      try queue.lines("SELECT role, basis FROM export_file") == ["target lies where the export was to be written"])
  }

  @Test("row 15: a store at hand that is the exported file itself was exported whole, whatever the filter says")
  func ownStore() throws {
    var evidence = Evidence.aliceStore(received: [-30, -2])
    evidence.exportRequest([:], filter: "Subject -like 'nothing*'")
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 2)
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export staged 0"])
    #expect(try queue.lines("SELECT tier, placement, COUNT(*) FROM exposed GROUP BY 1, 2") == ["exported proven 2"])
  }

  @Test("row 15: an item that the exported file holds too was exported, whatever the filter says; by key or by content")
  func heldByOwnFile() throws {
    var evidence = Evidence.aliceStore(received: [])
    for place in 1...4 { evidence.message(1, Int64(place), nil, folder: 1, received: -30) }
    evidence.message(1, 5, "<five@mail.example>", folder: 1, received: -30, content: "c5")
    evidence.message(1, 6, "<six@mail.example>", folder: 1, received: -30, content: "c6")
    evidence.exhibit(2, "files/EX01/inetpub/wwwroot/aspnet_client/system_web/a.pst", assigned: "alice@corp.example")
    evidence.message(2, 1, nil, received: -30)
    evidence.message(2, 2, "<five@mail.example>", received: -30, content: "c5")
    evidence.message(2, 3, "<six@mail.example>", received: -30, content: "other")
    evidence.insert { db in
      for (message, key) in [(Evidence.id(1, 1), "aa01"), (Evidence.id(1, 2), "aa02"), (Evidence.id(2, 1), "aa01")] {
        try db.execute(
          sql: "UPDATE stored_message SET source_key = ? WHERE message_id = ?", arguments: [key, message])
      }
    }
    evidence.exportRequest(["ContentFilter": "Subject -like 'nothing*'"])
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 3)
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines(
        "SELECT message_id >> 32, message_id & 255, tier, placement FROM exposed ORDER BY message_id, tier_rank")
        == [
          "1 1 exported proven", "1 5 exported proven", "2 1 exported proven", "2 2 exported proven",
          "2 3 exported proven",
        ])
  }

  @Test(
    "row 14: a store of the mailbox that has the export's name and lies elsewhere may be a responder's own: no proof",
    arguments: [[], [("CopyingMessages", 0.1), ("Completed", 0.5)]] as [[(String, Double)]])
  func namesake(states: [(String, Double)]) throws {
    var evidence = Evidence.aliceStore(received: [-30, -2])
    let file = Evidence.webRoot + "alice@corp.example.pst"
    evidence.exportRequest(file, ["ContentFilter": "Subject -like 'nothing*'"])
    evidence.replication(states, file: file, items: 9)
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export \(states.isEmpty ? "requested" : "completed") 0"])
    #expect(try queue.lines("SELECT COUNT(*) FROM export_file") == ["0"])
    #expect(try queue.lines("SELECT COUNT(*) FROM exposed WHERE tier = 'exported'") == ["0"])
  }

  @Test("one name asked for again and again: each removal is of the last request that still stands")
  func removals() throws {
    var evidence = Evidence.aliceStore()
    for hour in [0.0, 1, 2] { evidence.exportRequest(at: hour, ["Name": "x"]) }
    for hour in [2.5, 3] {
      evidence.record(
        Evidence.Record(
          operation: "Remove-MailboxExportRequest", at: hour, actor: Evidence.system, logon: nil,
          logKind: "admin_audit_log", isSuccess: true, cmdlet: ["Identity": #"alice@corp.example\x"#]))
    }
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT (requested_us - \(Evidence.hour(0))) / 3600000000, removed_us IS NULL FROM export_job")
        == ["0 1", "1 0", "2 0"])
  }

  @Test("row 16: fetched with status 200, bytes not counted: downloaded, and worded fetched")
  func fetched() throws {
    var evidence = Evidence.aliceStore()
    evidence.exportRequest()
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9)
    evidence.fetched("/aspnet_client/system_web/a.pst", at: 1)
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export downloaded 0"])
    #expect(try queue.lines("SELECT DISTINCT tier, basis FROM exposed") == ["exported download"])
    #expect(
      try queue.lines("SELECT state_reason FROM export_job") == [
        "/aspnet_client/system_web/a.pst was fetched; how many bytes were sent is not known to match"
      ])
    #expect(
      try queue.lines("SELECT COUNT(*) FROM exposure_record AS x JOIN web_request USING (audit_record_id)") == ["2"])
  }

  @Test("row 16: packed under a picture's name: joined by folder, time and size, and worded left where bytes match")
  func left() throws {
    var evidence = Evidence.aliceStore()
    evidence.exportRequest()
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9, bytes: 10_000)
    evidence.file(2, "files/EX01/inetpub/wwwroot/aspnet_client/system_web/lgn.png", bytes: 6000)
    evidence.fetched("/aspnet_client/system_web/lgn.png", at: 1, bytes: 6310)
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export downloaded 0"])
    #expect(
      try queue.lines("SELECT state_reason FROM export_job") == [
        "/aspnet_client/system_web/lgn.png left: as many bytes were sent as the file at hand has"
      ])
    #expect(try queue.lines("SELECT role, exhibit_id, is_complete FROM export_file") == ["fetched 2 1"])
  }

  @Test("fewer bytes than the file at hand has are no download: it stays staged")
  func part() throws {
    var evidence = Evidence.aliceStore()
    evidence.exportRequest()
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9)
    evidence.file(2, "files/EX01/inetpub/wwwroot/aspnet_client/system_web/a.pst", kind: "pst", bytes: 6000)
    evidence.fetched("/aspnet_client/system_web/a.pst", at: 1, bytes: 600)
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export staged 0"])
  }

  @Test(
    "what is no fetch of the export: before it was finished, refused, popular, of another server, a page",
    arguments: [
      ("/aspnet_client/system_web/x.png", 0.2, 200, "logs/EX01/u.log"),
      ("/aspnet_client/system_web/x.png", 1, 404, "logs/EX01/u.log"),
      ("/aspnet_client/system_web/x.aspx", 1, 200, "logs/EX01/u.log"),
      ("/aspnet_client/x.png", 1, 200, "logs/EX01/u.log"),
      ("/aspnet_client/system_web/x.png", 1, 200, "logs/EX02/u.log"),
    ])
  func notFetched(path: String, hour: Double, status: Int, log: String) throws {
    var evidence = Evidence.aliceStore()
    evidence.exportRequest()
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9)
    evidence.replication([("Queued", 9)], file: #"\\EX02\share\b.pst"#, guid: "r2", server: "EX02")
    evidence.fetched(path, at: hour, status: status, log: log)
    #expect(try evidence.reconstructed().jobs()[0] == "mailbox_export completed 0")
  }

  @Test(
    "row 17: the request was refused, or failed, or was removed before it ran: nothing is exported", arguments: 0..<3)
  func failed(way: Int) throws {
    var evidence = Evidence.aliceStore()
    evidence.exportRequest(isSuccess: way != 0)
    if way == 1 {
      evidence.replication([("Queued", 0.01), ("CopyingMessages", 0.1), ("Failed", 0.2)], message: "Access is denied.")
    }
    if way == 2 { evidence.replication([("Queued", 0.01), ("Removed", 0.02)]) }
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export failed 0"])
    #expect(try queue.exposures() == [])
    #expect(
      try queue.lines("SELECT topic FROM reconstruction_note WHERE topic LIKE 'export%'") == ["export_took_nothing"])
  }

  @Test("removed while it ran: unknown, which is no more than reachable")
  func removedRunning() throws {
    var evidence = Evidence.aliceStore()
    evidence.exportRequest()
    evidence.replication([("Queued", 0.01), ("CopyingMessages", 0.1), ("Removed", 0.2)])
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export unknown 0"])
    #expect(try queue.lines("SELECT DISTINCT tier FROM exposed") == ["reachable"])
  }

  @Test("row 18: a target that is a page is a web shell, and no exposure, finished or not")
  func webShell() throws {
    var evidence = Evidence.aliceStore()
    let page = #"\\127.0.0.1\c$\inetpub\wwwroot\aspnet_client\errorFE.aspx"#
    evidence.exportRequest(page, ["IncludeFolders": "#Drafts#", "ContentFilter": "(Subject -eq 'x')"])
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.2)], file: page, items: 0)
    evidence.fetched("/aspnet_client/errorFE.aspx", at: 1)
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export completed 1"])
    #expect(try queue.exposures() == [])
  }

  @Test("row 19: a date that reads two ways: inside for both is exported, for one of them reachable with both told")
  func ambiguousDate() throws {
    // The hours count from 3 May 2021: 1 April and 4 January, read either way.
    var evidence = Evidence.aliceStore(received: [-24 * 130, -24 * 60, -24 * 20])
    evidence.exportRequest([:], filter: "(Received -ge '04/01/2021')")
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9)
    let queue = try evidence.reconstructed()
    #expect(
      try queue.exposures() == [
        "<1@mail.example> reachable export_requested", "<2@mail.example> exported export_file",
      ])
    let note = try queue.lines("SELECT note FROM reconstruction_note WHERE topic = 'export_job'")
    #expect(note.first?.contains("Received -ge '04/01/2021' (2021-01-04 or 2021-04-01)") == true)
  }

  @Test("row 20: Recoverable Items go with any folders, save with -ExcludeDumpster", arguments: [false, true])
  func dumpster(isExcluded: Bool) throws {
    var evidence = Evidence.aliceStore(received: [-2])
    evidence.folder(1, 2, #"\Sent Items"#)
    evidence.folder(1, 3, #"\Recoverable Items\Deletions"#)
    evidence.message(1, 11, "<sent@mail.example>", folder: 2, received: -3)
    evidence.message(1, 12, "<deleted@mail.example>", folder: 3, received: -3)
    evidence.exportRequest([:], folders: "#Inbox#", excludesDumpster: isExcluded)
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9)
    #expect(
      try evidence.reconstructed().exposures()
        == ["<0@mail.example> exported export_file"]
        + (isExcluded ? [] : ["<deleted@mail.example> exported export_file"]))
  }

  @Test(
    "folders by well-known name in the owner's language, by path, with and without those below",
    arguments: [
      ("#Inbox#", ["a"]), ("#Inbox#/*", ["a", "b"]), ("Posteingang/Projekte", ["b"]), ("#SentItems#", ["c"]),
      ("Projekte", []), ("#Calendar#", []),
    ])
  func folders(include: String, expected: [String]) throws {
    var evidence = Evidence()
    evidence.exhibit(1, "mail/alice@corp.example.pst")
    evidence.folder(1, 1, #"\Top of Outlook data file\Posteingang"#)
    evidence.folder(1, 2, #"\Top of Outlook data file\Posteingang\Projekte"#)
    evidence.folder(1, 3, #"\Top of Outlook data file\Gesendete Elemente"#)
    for (place, name) in ["a", "b", "c"].enumerated() {
      evidence.message(1, Int64(place) + 1, "<\(name)@mail.example>", folder: Int64(place) + 1, received: -2)
    }
    evidence.exportRequest([:], folders: include)
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9)
    #expect(
      try evidence.reconstructed().lines("SELECT internet_message_id FROM exposed WHERE tier = 'exported' ORDER BY 1")
        == expected.map { "<\($0)@mail.example>" })
  }

  @Test("excluded folders are left out, and a filter that does not parse leaves all open and says where")
  func excluded() throws {
    var evidence = Evidence.aliceStore(received: [-2])
    evidence.exportRequest([:], excluding: "#Inbox#")
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9)
    #expect(try evidence.reconstructed().exposures() == [])

    var other = Evidence.aliceStore(received: [-2])
    other.exportRequest([:], filter: "(Subject -like 'x'")
    other.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9)
    let queue = try other.reconstructed()
    #expect(try queue.exposures() == ["<0@mail.example> reachable export_requested"])
    let note = try queue.lines("SELECT note FROM reconstruction_note WHERE topic = 'export_filter_unreadable'")
    #expect(note.first?.contains(") is missing at character 19") == true)
  }

  @Test("one run of the cmdlet in three logs is one job, all of them cited")
  func oneAct() throws {
    var evidence = Evidence.aliceStore()
    let records = [
      evidence.exportRequest(), evidence.exportRequest(at: 0.01, logKind: "windows_event_log"),
      evidence.exportRequest(at: 0.02, logKind: "cmdlet_infra"),
    ]
    evidence.exportRequest(at: 7)
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs().count == 2)
    #expect(
      try queue.lines("SELECT audit_record_id FROM export_job_record WHERE export_job_id = 1 ORDER BY 1")
        == records.sorted().map(String.init))
  }

  @Test("an export on order, to a share of the house, by an administrator: kept as a job, and nothing is exposed")
  func lawful() throws {
    var evidence = Evidence.aliceStore()
    let file = #"\\fs01\legal$\2021-014\alice.pst"#
    evidence.exportRequest(file, by: "admin@corp.example")
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], file: file, items: 3)
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["mailbox_export completed 0"])
    #expect(try queue.exposures() == [])
    #expect(try queue.lines("SELECT COUNT(*) FROM export_job_suspicion") == ["0"])
  }

  @Test(
    "what makes a job suspect is kept with it",
    arguments: [
      (#"\\127.0.0.1\c$\temp\a.pst"#, "admin@corp.example", ["share"]),
      (#"\\203.0.113.71\in\a.pst"#, "admin@corp.example", ["share"]),
      (#"\\EX01\c$\inetpub\wwwroot\aspnet_client\a.pst"#, "admin@corp.example", ["web_root"]),
      (
        #"\\EX01\c$\Program Files\Microsoft\Exchange Server\V15\FrontEnd\HttpProxy\owa\auth\a.pst"#, "a@corp.example",
        ["web_root"]
      ),
      (#"\\fs01\pst\a.pst"#, Evidence.system, ["system_account"]), (#"\\10.1.1.1\pst\a.pst"#, "admin@corp.example", []),
      (#"\\fs01\pst\a.pst"#, "NT AUTHORITY\\SYSTEM (powershell)", []),
    ])
  func suspicion(file: String, requester: String, bases: [String]) throws {
    var evidence = Evidence.aliceStore()
    evidence.exportRequest(file, by: requester)
    #expect(try evidence.reconstructed().lines("SELECT basis FROM export_job_suspicion") == bases)
  }

  @Test("the service's GUID and the request's address are one mailbox")
  func identity() throws {
    var evidence = Evidence.aliceStore()
    evidence.exportRequest()
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 3)
    let queue = try evidence.reconstructed()
    #expect(try queue.lines("SELECT COUNT(*) FROM mailbox") == ["1"])
    #expect(
      try queue.lines("SELECT kind, basis FROM mailbox_alias WHERE basis IN ('export_request', 'guid') ORDER BY 1, 2")
        == ["address export_request", "guid guid"])
  }

  @Test("what the actor sent from the mailbox, and what is associated, is not counted as exported mail")
  func associated() throws {
    var evidence = Evidence.aliceStore(received: [-2])
    evidence.message(1, 9, "<rule@mail.example>", folder: 1, received: -3, isAssociated: true)
    evidence.exportRequest([:], filter: "Subject -like 'nothing*'")
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 0.5)], items: 9)
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT internet_message_id, tier, is_counted FROM exposed") == [
        "<rule@mail.example> exported 0"
      ])
  }
}

extension Evidence {
  fileprivate mutating func exportRequest(
    _ parameters: [String: String], filter: String? = nil, folders: String? = nil, excluding: String? = nil,
    excludesDumpster: Bool = false
  ) {
    var parameters = parameters
    if let filter { parameters["ContentFilter"] = filter }
    if let folders { parameters["IncludeFolders"] = folders }
    if let excluding { parameters["ExcludeFolders"] = excluding }
    if excludesDumpster { parameters["ExcludeDumpster"] = "True" }
    exportRequest(Self.webRoot + "a.pst", parameters)
  }
}
