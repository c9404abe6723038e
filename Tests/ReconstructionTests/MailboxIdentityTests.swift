import GRDB
import Reconstruction
import Records
import Testing

@Suite("Mailbox identity")
struct MailboxIdentityTests {
  /// Address of the mailbox and basis for each naming, in the order given.
  private func resolutions(_ namings: [LoggedMailbox]) throws -> (rows: [String], notes: [String]) {
    var evidence = Evidence()
    for naming in namings { evidence.record(Evidence.Record(mailbox: naming, logon: "admin")) }
    let queue = try evidence.reconstructed()
    return (
      try queue.lines("SELECT mailbox_id, basis FROM logged_mailbox_resolution ORDER BY logged_mailbox_id"),
      try queue.lines("SELECT topic FROM reconstruction_note ORDER BY reconstruction_note_id")
    )
  }

  @Test("namings join by GUID, then SID, then address, without regard to case and braces")
  func joins() throws {
    let found = try resolutions([
      .alice, LoggedMailbox(guid: "{11111111-AAAA-4444-8888-000000000001}"),
      LoggedMailbox(address: "renamed@corp.example", sid: "s-1-5-21-1-2-3-1001"),
      LoggedMailbox(address: "Alice@CORP.example"), LoggedMailbox(address: "renamed@corp.example"), .bob,
    ])
    #expect(found.rows == ["1 guid", "1 guid", "1 sid", "1 address", "1 address", "2 guid"])
    #expect(found.notes.isEmpty)
  }

  @Test("a GUID with an address and a SID with the same address are one mailbox; two SIDs are not")
  func sidAndGUID() throws {
    let guid = LoggedMailbox(address: "a@corp.example", guid: "1")
    let sid = LoggedMailbox(address: "a@corp.example", sid: "S-1")
    let other = LoggedMailbox(address: "a@corp.example", sid: "S-2")
    #expect(try resolutions([guid, sid]).rows == ["1 guid", "1 address"])
    #expect(try resolutions([guid, sid, other]).rows.map { $0.suffix(4) } == ["guid", " sid", " sid"])
  }

  @Test("one address with two GUIDs is two mailboxes; the address alone goes to neither, and both are told")
  func addressUsedAgain() throws {
    let found = try resolutions([
      LoggedMailbox(address: "a@corp.example", guid: "1"), LoggedMailbox(address: "a@corp.example", guid: "2"),
      LoggedMailbox(address: "a@corp.example"),
    ])
    #expect(found.rows == ["1 guid", "2 guid", "3 ambiguous_address"])
    #expect(found.notes == ["address_shared", "mailbox_ambiguous"])
  }

  @Test(
    "an address that Set-Mailbox gives to another mailbox is both's, though no record of the new owner's uses it",
    arguments: [
      ("22222222-bbbb-4444-8888-000000000002", "SMTP:alice@corp.example;smtp:bob@corp.example", "2"),
      ("bob@corp.example", "@{Add='smtp:alice@corp.example'; Remove='smtp:b@corp.example'}", "2"),
      ("bob@corp.example", "@{Remove='smtp:alice@corp.example'}", "1"),
      ("corp.example/Users/bob", "SMTP:alice@corp.example", "1"),
      ("nobody@corp.example", "SMTP:alice@corp.example", "1"),
    ])
  func givenAddress(identity: String, addresses: String, count: String) throws {
    var evidence = Evidence()
    for mailbox in [LoggedMailbox.alice, .bob] { evidence.record(Evidence.Record(at: 1, mailbox: mailbox)) }
    evidence.record(
      Evidence.Record(
        operation: "Set-Mailbox", at: 30, actor: "admin@corp.example",
        cmdlet: ["Identity": identity, "EmailAddresses": addresses]))
    // Which of two a store of that name is, only what lies in it can say: here nothing does.
    evidence.exhibit(1, "alice@corp.example.pst")
    evidence.message(1, 1, "<a>")
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines(
        "SELECT COUNT(DISTINCT mailbox_id) FROM mailbox_alias WHERE kind = 'address' AND value = 'alice@corp.example'")
        == [count])
    #expect(
      try queue.lines("SELECT m.kind FROM exhibit_mailbox AS e JOIN mailbox AS m ON m.mailbox_id = e.mailbox_id")
        == [count == "2" ? "unknown_owner" : "user"])
  }

  private static let unnamed = "33333333-cccc-4444-8888-000000000003"

  /// Alice leaves and her address goes to one whom no record of a mailbox names. Gives whose the store of that name is.
  private func successor(
    _ changes: [(operation: String, at: Double, parameters: [String: String])], lastUse: Double = 1,
    received: [Double] = [60, 90], accessed: [String] = []
  ) throws -> (owner: [String], notes: [String]) {
    var evidence = Evidence()
    evidence.record(Evidence.Record(at: 1, mailbox: .alice, accesses: accessed.map { .bind($0) }))
    evidence.record(Evidence.Record(at: lastUse, mailbox: .alice))
    for change in changes {
      evidence.record(
        Evidence.Record(
          operation: change.operation, at: change.at, actor: "admin@corp.example", cmdlet: change.parameters))
    }
    evidence.exhibit(1, "alice@corp.example.pst")
    for (place, hours) in received.enumerated() {
      evidence.message(1, Int64(place) + 1, "<\(place)>", received: hours)
    }
    let queue = try evidence.reconstructed()
    return (
      try queue.lines(
        """
        SELECT COALESCE((SELECT MIN(a.value) FROM mailbox_alias AS a
          WHERE a.mailbox_id = e.mailbox_id AND a.kind = 'guid'), '-'), e.basis
        FROM exhibit_mailbox AS e
        """),
      try queue.lines("SELECT topic FROM reconstruction_note ORDER BY reconstruction_note_id")
    )
  }

  private static let leaves = (
    operation: "Set-Mailbox", at: 29.0,
    parameters: ["Identity": "11111111-aaaa-4444-8888-000000000001", "EmailAddresses": "SMTP:left-alice@corp.example"]
  )
  private static func gets(_ identity: String = unnamed, _ list: String = "SMTP:alice@corp.example") -> (
    operation: String, at: Double, parameters: [String: String]
  ) { ("Set-Mailbox", 30, ["Identity": identity, "EmailAddresses": list]) }

  @Test("an address taken from its mailbox and given to one that no record names is both's, by whatever it was taken")
  func successorOfNoRecord() throws {
    let told = ["address_shared", "owner_ambiguous"]
    // Nothing in the store came late enough to tell whose it is.
    for taking in [
      Self.leaves,
      ("Set-Mailbox", 29, ["Identity": "alice@corp.example", "EmailAddresses": "@{Remove='alice@corp.example'}"]),
      ("Remove-Mailbox", 29, ["Identity": "11111111-aaaa-4444-8888-000000000001"]),
    ] {
      let found = try successor([taking, Self.gets()], received: [0, 1])
      #expect(found.owner == ["- unknown_owner"])
      #expect(found.notes == told)
    }
    // A mailbox that is made with the address is not the one that had it before.
    let made = ("New-Mailbox", 30.0, ["Name": "Alice A.", "PrimarySmtpAddress": "alice@corp.example"])
    #expect(try successor([made], received: [0, 1]).owner == ["- unknown_owner"])
  }

  @Test(
    "an account that was deleted has its address no more, until it is restored; a deletion that failed takes nothing")
  func deletedAccount() throws {
    func owner(_ events: [(operation: String, at: Double, target: String, isSuccess: Bool)]) throws -> [String] {
      var evidence = Evidence()
      evidence.record(Evidence.Record(at: 1, mailbox: .alice))
      for event in events {
        evidence.record(
          Evidence.Record(
            operation: event.operation, at: event.at, actor: "admin@corp.example", isSuccess: event.isSuccess,
            target: event.target))
      }
      let gets = Self.gets()
      evidence.record(
        Evidence.Record(operation: gets.operation, at: gets.at, actor: "admin@corp.example", cmdlet: gets.parameters))
      evidence.exhibit(1, "alice@corp.example.pst")
      for (place, hours) in [60.0, 90].enumerated() {
        evidence.message(1, Int64(place) + 1, "<\(place)>", received: hours)
      }
      return try evidence.reconstructed().lines(
        """
        SELECT (SELECT MIN(a.value) FROM mailbox_alias AS a WHERE a.mailbox_id = e.mailbox_id AND a.kind = 'guid'), e.basis
        FROM exhibit_mailbox AS e
        """)
    }
    let alices = ["11111111-aaaa-4444-8888-000000000001 file_name"]
    let anothers = ["\(Self.unnamed) address_holder"]
    for target in ["alice@corp.example", "4f0c2d7b9a3e4c51b8d20e6f7a91c3d5alice@corp.example"] {
      #expect(try owner([("Delete user.", 20, target, true)]) == anothers)
      #expect(try owner([("Delete user.", 20, target, false)]) == alices)
      #expect(
        try owner([("Delete user.", 20, target, true), ("Restore user.", 25, "alice@corp.example", true)]) == alices)
      #expect(
        try owner([("Delete user.", 20, target, true), ("Restore user.", 25, "alice@corp.example", false)]) == anothers)
    }
    #expect(try owner([("Delete user.", 20, "bob@corp.example", true)]) == alices)
    #expect(
      try owner([
        ("Delete user.", 20, "alice@corp.example", true), ("Restore user.", 22, "alice@corp.example", true),
        ("Delete user.", 24, "alice@corp.example", true),
      ]) == anothers)
  }

  @Test("an address that its mailbox got back is its own, whoever lists it next by another name")
  func givenBackAndListed() throws {
    let back = Self.gets("11111111-aaaa-4444-8888-000000000001")
    let listed = ("Set-Mailbox", 31.0, ["Identity": Self.unnamed, "EmailAddresses": "SMTP:alice@corp.example"])
    #expect(
      try successor([Self.leaves, back, listed]).owner == ["11111111-aaaa-4444-8888-000000000001 file_name"])
  }

  @Test(
    "a store with mail of after the address was given is who got it last; one message, or one of that day, is not enough"
  )
  func lastHolder() throws {
    let found = try successor([Self.leaves, Self.gets()])
    #expect(found.owner == ["\(Self.unnamed) address_holder"])
    #expect(found.notes == ["address_shared", "owner_by_address_holder"])
    #expect(try successor([Self.leaves, Self.gets()], received: [0, 90]).owner == ["- unknown_owner"])
    #expect(try successor([Self.leaves, Self.gets()], received: [31, 32]).owner == ["- unknown_owner"])
    // What the logs name in the store says more than times do.
    #expect(
      try successor([Self.leaves, Self.gets()], accessed: ["<0>", "<1>"]).owner
        == ["11111111-aaaa-4444-8888-000000000001 logged_items"])
    // The one who left still goes by it in the logs: a name that one keeps for logging on.
    #expect(try successor([Self.leaves, Self.gets()], lastUse: 40).owner == ["- unknown_owner"])
  }

  @Test(
    "an address that nothing takes away is still its mailbox's, by whatever a cmdlet names it; without proof it is told"
  )
  func sameMailbox() throws {
    let alices = ["11111111-aaaa-4444-8888-000000000001 file_name"]
    let listed = try successor([Self.gets()])
    #expect(listed.owner == alices)
    #expect(listed.notes == ["address_holder_assumed"])
    // Records that name the mailbox by it afterwards are the proof.
    let used = try successor([Self.gets()], lastUse: 40)
    #expect(used.owner == alices)
    #expect(used.notes.isEmpty)
    // Given back to whom it was taken from.
    let back = Self.gets("11111111-aaaa-4444-8888-000000000001")
    #expect(try successor([Self.leaves, back]).owner == alices)
    // The making of the mailbox itself.
    let made = ("New-Mailbox", 0.5, ["Name": "Alice A.", "PrimarySmtpAddress": "alice@corp.example"])
    #expect(try successor([made]).owner == alices)
  }

  @Test("an address taken away goes to the mailbox that has another of the addresses listed with it")
  func knownSuccessor() throws {
    var evidence = Evidence()
    for mailbox in [LoggedMailbox.alice, .bob] { evidence.record(Evidence.Record(at: 1, mailbox: mailbox)) }
    for change in [Self.leaves, Self.gets(Self.unnamed, "SMTP:alice@corp.example;smtp:bob@corp.example")] {
      evidence.record(
        Evidence.Record(
          operation: change.operation, at: change.at, actor: "admin@corp.example", cmdlet: change.parameters))
    }
    #expect(
      try evidence.reconstructed().lines(
        """
        SELECT m.address, a.basis FROM mailbox_alias AS a JOIN mailbox AS m ON m.mailbox_id = a.mailbox_id
        WHERE a.value = 'alice@corp.example' ORDER BY m.address
        """) == ["bob@corp.example set_address", "left-alice@corp.example guid"])
  }

  @Test("an account that was renamed is one mailbox under both names, the old one until somebody else gets it")
  func renamed() throws {
    let rename = Evidence.Record(
      operation: "Update user.", at: 30, actor: "it@corp.example", target: "alice.new@corp.example",
      cmdlet: [
        "UserPrincipalName": "[\n  \"alice.new@corp.example\"\n]",
        "UserPrincipalName.OldValue": "[\n  \"alice@corp.example\"\n]",
      ])
    let successor = Evidence.Record(
      operation: "New-Mailbox", at: 35, actor: "it@corp.example",
      cmdlet: ["Name": "Alice A.", "PrimarySmtpAddress": "alice@corp.example"])
    for (changes, expected) in [
      ([], ["1 alice.new@corp.example", "2 alice@corp.example"]),
      ([rename], ["1 alice.new@corp.example", "1 alice@corp.example"]),
      // What goes by that name alone is then nobody's.
      (
        [rename, successor],
        ["1 alice.new@corp.example", "1 alice@corp.example", "2 alice@corp.example", "3 alice@corp.example"]
      ),
    ] {
      var evidence = Evidence()
      for (at, name) in [(1.0, "alice@corp.example"), (40, "alice.new@corp.example")] {
        evidence.record(Evidence.Record(at: at, mailbox: LoggedMailbox(address: name), actor: name))
      }
      for change in changes { evidence.record(change) }
      #expect(
        try evidence.reconstructed().lines(
          "SELECT DISTINCT mailbox_id, value FROM mailbox_alias WHERE kind = 'address' ORDER BY 1, 2") == expected)
    }
  }

  @Test(
    "records that name a mailbox by its address alone, of before the address was taken and given on, are not the successor's"
  )
  func addressAloneBefore() throws {
    for (at, count) in [(1.0, "2"), (40.0, "1")] {
      var evidence = Evidence()
      evidence.record(Evidence.Record(at: 1, mailbox: .bob))
      evidence.record(Evidence.Record(at: at, mailbox: LoggedMailbox(address: "alice@corp.example"), logon: "admin"))
      let taking = (
        operation: "Set-Mailbox", at: 29.0,
        parameters: ["Identity": "alice@corp.example", "EmailAddresses": "SMTP:left-alice@corp.example"]
      )
      for change in [taking, Self.gets("22222222-bbbb-4444-8888-000000000002")] {
        evidence.record(
          Evidence.Record(
            operation: change.operation, at: change.at, actor: "admin@corp.example", cmdlet: change.parameters))
      }
      #expect(
        try evidence.reconstructed().lines(
          "SELECT COUNT(DISTINCT mailbox_id) FROM mailbox_alias WHERE value = 'alice@corp.example'") == [count])
    }
  }

  @Test("a store called by an address that only a cmdlet tells of is that mailbox's")
  func leaver() throws {
    var evidence = Evidence()
    for mailbox in [LoggedMailbox.alice, .bob] { evidence.record(Evidence.Record(at: 1, mailbox: mailbox)) }
    evidence.record(
      Evidence.Record(
        operation: "Set-Mailbox", at: 30, actor: "admin@corp.example",
        cmdlet: ["Identity": "11111111-aaaa-4444-8888-000000000001", "EmailAddresses": "SMTP:left-alice@corp.example"]))
    evidence.exhibit(1, "left-alice@corp.example.pst")
    evidence.message(1, 1, "<a>")
    #expect(
      try evidence.reconstructed().lines(
        "SELECT m.address, e.basis FROM exhibit_mailbox AS e JOIN mailbox AS m ON m.mailbox_id = e.mailbox_id")
        == ["alice@corp.example file_name"])
  }

  @Test("one SID with two GUIDs is told apart by an address that only one of them has")
  func sidOfTwo() throws {
    let found = try resolutions([
      LoggedMailbox(address: "a@corp.example", guid: "1", sid: "S-1"),
      LoggedMailbox(address: "b@corp.example", guid: "2", sid: "S-1"),
      LoggedMailbox(address: "b@corp.example", sid: "S-1"), LoggedMailbox(sid: "S-1"),
    ])
    #expect(found.rows == ["1 guid", "2 guid", "2 sid_address", "3 ambiguous_sid"])
  }

  @Test("who logs on as owner names the mailbox, unless the name is another's")
  func ownerLogon() throws {
    var evidence = Evidence()
    let unnamed = LoggedMailbox(guid: "1")
    evidence.record(Evidence.Record(mailbox: unnamed, actor: "Alice@corp.example"))
    #expect(
      try evidence.reconstructed().lines("SELECT value, basis FROM mailbox_alias WHERE kind = 'address'")
        == ["alice@corp.example owner_logon"])
    evidence.record(Evidence.Record(mailbox: LoggedMailbox(address: "alice@corp.example", guid: "2"), logon: "admin"))
    #expect(
      try evidence.reconstructed().lines("SELECT COUNT(*) FROM mailbox_alias WHERE basis = 'owner_logon'") == ["0"])
  }

  @Test("a mailbox named in the unified audit log is online, others may be anywhere")
  func location() throws {
    var evidence = Evidence()
    evidence.record(Evidence.Record(mailbox: .alice))
    evidence.record(Evidence.Record(mailbox: .bob, logKind: "mailbox_audit_log"))
    #expect(
      try evidence.reconstructed().lines("SELECT address, location FROM mailbox")
        == ["alice@corp.example online", "bob@corp.example -"])
  }

  // MARK: Stores

  /// Address (else title) of each exhibit's mailbox, its kind and the basis.
  private func owners(_ change: (inout Evidence) -> Void) throws -> [String] {
    var evidence = Evidence()
    evidence.record(Evidence.Record(mailbox: .alice))
    evidence.record(Evidence.Record(mailbox: .bob))
    change(&evidence)
    return try evidence.reconstructed().lines(
      """
      SELECT COALESCE(m.address, m.display_name), m.kind, e.basis
      FROM exhibit_mailbox AS e JOIN mailbox AS m ON m.mailbox_id = e.mailbox_id ORDER BY e.exhibit_id
      """)
  }

  @Test(
    "a store is whose its name says",
    arguments: [
      ("alice@corp.example.pst", "alice@corp.example user file_name"),
      ("Case 7/Alice@corp.example.001.pst", "alice@corp.example user file_name"),
      ("Case 7/bob@corp.example/archive.pst", "bob@corp.example user folder_name"),
      ("mail/bob@corp.example.mbox/Inbox", "bob@corp.example user folder_name"),
      ("mail/bob@corp.example.mbox/Inbox.sbd/2021", "bob@corp.example user folder_name"),
      ("Export_alice@corp.example.pst", "alice@corp.example user file_name"),
      ("carol@corp.example.ost", "carol@corp.example user file_name"),
      ("alice.pst", "alice@corp.example user file_name"),
      ("alice bob.pst", "alice bob.pst unknown_owner unknown_owner"),
      (
        "alice@corp.example to bob@corp.example.pst",
        "alice@corp.example to bob@corp.example.pst unknown_owner unknown_owner"
      ),
      ("backup.pst", "backup.pst unknown_owner unknown_owner"),
    ])
  func fileNames(path: String, expected: String) throws {
    #expect(
      try owners {
        $0.exhibit(1, path)
        $0.message(1, 1, "<a>")
      } == [expected])
  }

  @Test("an unknown owner is told, with what settles it")
  func unknownOwner() throws {
    var evidence = Evidence()
    evidence.exhibit(1, "backup.pst")
    evidence.message(1, 1, "<a>")
    let notes = try evidence.reconstructed().lines("SELECT topic, exhibit_id, note FROM reconstruction_note")
    #expect(notes.count == 1)
    #expect(notes[0].hasPrefix("owner_unknown 1 ") && notes[0].contains("--mailbox FILE=ADDRESS"))
  }

  @Test("the examiner's word comes first, for the members of a container too")
  func assigned() throws {
    let found = try owners {
      $0.exhibit(1, "bob@corp.example.pst.gz", kind: "gzip", assigned: "Alice@corp.example")
      $0.exhibit(2, "bob@corp.example.pst.gz/bob@corp.example.pst", parent: 1)
      $0.hint(2, "bob@corp.example", count: 100)
      $0.message(2, 1, "<a>")
    }
    #expect(found == ["alice@corp.example user command_line"])
  }

  @Test("a member is whose its container is called")
  func container() throws {
    let found = try owners {
      $0.exhibit(1, "alice@corp.example.gz", kind: "gzip")
      $0.exhibit(2, "data", parent: 1)
      $0.message(2, 1, "<a>")
    }
    #expect(found == ["alice@corp.example user file_name"])
  }

  @Test(
    "what more than two thirds of a store agree on",
    arguments: [(67, 33, "alice@corp.example user received_by"), (66, 34, "backup.pst unknown_owner unknown_owner")])
  func majority(alice: Int, bob: Int, expected: String) throws {
    let found = try owners {
      $0.exhibit(1, "backup.pst")
      $0.hint(1, "ALICE@corp.example", count: alice)
      $0.hint(1, "bob@corp.example", count: bob)
      $0.message(1, 1, "<a>")
    }
    #expect(found == [expected])
  }

  @Test(
    "a store is whose it is called, by address, display name or local part",
    arguments: ["Alice@corp.example", "alice", "Alice Smith"])
  func displayName(name: String) throws {
    let found = try owners {
      $0.record(Evidence.Record(mailbox: LoggedMailbox(guid: LoggedMailbox.alice.guid, displayName: "Alice Smith")))
      $0.exhibit(1, "backup.pst")
      $0.hint(1, name, kind: .displayName, basis: "store_display_name")
      $0.exhibit(2, "other.pst")
      $0.hint(2, "Outlook Data File", kind: .displayName, basis: "store_display_name")
      for exhibit in [1, 2] as [Int64] { $0.message(exhibit, 1, "<a>") }
    }
    #expect(found == ["alice@corp.example user store_display_name", "other.pst unknown_owner unknown_owner"])
  }

  @Test("where name and content disagree the name holds, and that is told")
  func conflict() throws {
    var evidence = Evidence()
    evidence.exhibit(1, "alice@corp.example.pst")
    evidence.hint(1, "bob@corp.example", count: 10)
    evidence.message(1, 1, "<a>")
    let queue = try evidence.reconstructed()
    #expect(try queue.lines("SELECT address FROM mailbox") == ["alice@corp.example"])
    #expect(try queue.lines("SELECT topic FROM reconstruction_note") == ["owner_conflict"])
  }

  @Test("single messages of one folder share a mailbox where they agree, and go each its own way where not")
  func folderOfMessages() throws {
    func mail(_ votes: [String?], to: [[String]] = [[], [], []]) throws -> [String] {
      try owners {
        for (place, vote) in votes.enumerated() {
          let id = Int64(place) + 1
          $0.exhibit(id, "mail/\(id).eml", kind: "eml")
          $0.message(id, 1, "<\(id)>", to: to[place])
          if let vote { $0.hint(id, vote, basis: "delivered_to") }
        }
      }
    }
    #expect(
      try mail(["alice@corp.example", "alice@corp.example", nil])
        == Array(repeating: "alice@corp.example user delivered_to", count: 3))
    #expect(
      try mail(["alice@corp.example", "bob@corp.example", nil]) == [
        "alice@corp.example user delivered_to", "bob@corp.example user delivered_to",
        "mail unknown_owner unknown_owner",
      ])
    #expect(
      try mail(
        [nil, nil, nil], to: [["x@out.example", "Bob@corp.example"], ["alice@corp.example", "bob@corp.example"], []])
        == Array(repeating: "bob@corp.example user recipient", count: 3))
    #expect(
      try mail([nil, nil, nil], to: [["alice@corp.example", "bob@corp.example"], ["x@out.example"], []])
        == Array(repeating: "mail unknown_owner unknown_owner", count: 3))
  }

  @Test("mail between two known mailboxes is told to be neither's: both have a copy")
  func internalMail() throws {
    for (sender, expected) in [
      ("x@out.example", "bob@corp.example recipient owner_by_recipient"),
      ("alice@corp.example", "mail unknown_owner owner_unknown"),
    ] {
      var evidence = Evidence()
      for mailbox in [LoggedMailbox.alice, .bob] { evidence.record(Evidence.Record(mailbox: mailbox)) }
      evidence.exhibit(1, "mail/1.eml", kind: "eml")
      evidence.message(1, 1, "<a>", to: ["bob@corp.example"], from: sender)
      #expect(
        try evidence.reconstructed().lines(
          """
          SELECT COALESCE(m.address, m.display_name), e.basis, n.topic
          FROM exhibit_mailbox AS e
          JOIN mailbox AS m ON m.mailbox_id = e.mailbox_id
          JOIN reconstruction_note AS n ON n.exhibit_id = e.exhibit_id
          """) == [expected])
    }
  }

  @Test("an address that two mailboxes go by is told once, with what settles it")
  func ambiguousFolder() throws {
    var evidence = Evidence()
    for guid in ["1", "2"] {
      evidence.record(Evidence.Record(mailbox: LoggedMailbox(address: "a@corp.example", guid: guid)))
    }
    evidence.exhibit(1, "a@corp.example/1.eml", kind: "eml")
    evidence.message(1, 1, "<a>")
    #expect(
      try evidence.reconstructed().lines("SELECT topic FROM reconstruction_note WHERE exhibit_id IS NOT NULL")
        == ["owner_ambiguous"])
  }

  @Test("--mailbox may give the GUID where an address is shared")
  func assignedGUID() throws {
    for (assigned, kind, expected) in [
      ("2", "pst", ["2 command_line"]), ("a@corp.example", "pst", ["3 unknown_owner"]),
      ("a@corp.example", "eml", ["3 unknown_owner"]),
    ] {
      var evidence = Evidence()
      for guid in ["1", "2"] {
        evidence.record(Evidence.Record(mailbox: LoggedMailbox(address: "a@corp.example", guid: guid)))
      }
      evidence.exhibit(1, "some file", kind: kind, assigned: assigned)
      evidence.message(1, 1, "<a>")
      #expect(
        try evidence.reconstructed().lines("SELECT mailbox_id, basis FROM exhibit_mailbox") == expected)
    }
  }

  @Test(
    "of mailboxes with one address a store is the one's in which alone the logs name messages of it, two or more",
    arguments: [(["<a>", "<b>"], "guid-1 logged_items"), (["<a>"], "- unknown_owner"), ([], "- unknown_owner")])
  func byLoggedItems(ids: [String], expected: String) throws {
    var evidence = Evidence()
    evidence.exhibit(1, "left-claudia@corp.example.pst")
    for (place, id) in ["<a>", "<b>", "<shared>"].enumerated() { evidence.message(1, Int64(place) + 1, id) }
    let leaver = LoggedMailbox(address: "claudia@corp.example", guid: "guid-1")
    let successor = LoggedMailbox(address: "claudia@corp.example", guid: "guid-2")
    evidence.record(
      Evidence.Record(mailbox: leaver, actor: nil, accesses: (ids + ["<shared>"]).map { .bind($0) }))
    evidence.record(Evidence.Record(mailbox: successor, actor: nil, accesses: [.bind("<shared>"), .bind("<z>")]))
    let found = try evidence.reconstructed().lines(
      """
      SELECT (SELECT MIN(a.value) FROM mailbox_alias AS a WHERE a.mailbox_id = e.mailbox_id AND a.kind = 'guid'), e.basis
      FROM exhibit_mailbox AS e
      """)
    #expect(found == [expected])
  }

  @Test("messages that the store of one of them has too tell nothing of another store: several recipients had them")
  func byItemsOfOthers() throws {
    var evidence = Evidence()
    evidence.exhibit(1, "claudia@corp.example.pst")
    evidence.exhibit(2, "old.pst", assigned: "guid-1")
    for exhibit in [1, 2] as [Int64] {
      for (place, id) in ["<a>", "<b>"].enumerated() { evidence.message(exhibit, Int64(place) + 1, id) }
    }
    for (guid, ids) in [("guid-1", ["<a>", "<b>"]), ("guid-2", ["<z>"])] {
      evidence.record(
        Evidence.Record(
          mailbox: LoggedMailbox(address: "claudia@corp.example", guid: guid), actor: nil,
          accesses: ids.map { .bind($0) }))
    }
    #expect(
      try evidence.reconstructed().lines("SELECT exhibit_id, basis FROM exhibit_mailbox ORDER BY 1")
        == ["1 unknown_owner", "2 command_line"])
  }

  private func decided(_ relation: String, _ name: String, _ other: String) throws -> [String] {
    var evidence = Evidence()
    for (hours, mailbox) in [
      LoggedMailbox(address: "alice@corp.example", guid: "guid-1"), LoggedMailbox(address: "alice@corp.example"),
      LoggedMailbox(address: "maiden@corp.example"), LoggedMailbox(address: "bob@corp.example"),
      LoggedMailbox(address: "new@corp.example", guid: "guid-1"),
    ].enumerated() {
      evidence.record(Evidence.Record(at: Double(hours), mailbox: mailbox, actor: nil))
    }
    evidence.decision(relation, name, other)
    return try evidence.reconstructed().lines(
      """
      SELECT (SELECT COUNT(*) FROM mailbox), COUNT(DISTINCT a.mailbox_id),
        (SELECT MIN(topic) FROM reconstruction_note WHERE topic LIKE 'mailbox_deci%')
      FROM mailbox_alias AS a WHERE a.value IN ('\(name)', '\(other)')
      """)
  }

  @Test("the examiner joins two names, and parts two that the logs join; what cannot be carried out is told")
  func decisions() throws {
    #expect(try decided("same", "alice@corp.example", "maiden@corp.example") == ["2 1 mailbox_decided"])
    #expect(try decided("different", "alice@corp.example", "new@corp.example") == ["4 2 mailbox_decided"])
    #expect(try decided("same", "alice@corp.example", "nobody@corp.example") == ["3 1 mailbox_decision_void"])
    #expect(try decided("different", "alice@corp.example", "bob@corp.example") == ["3 2 mailbox_decision_void"])
  }

  @Test("a mailbox that several open as delegates and nobody as owner is shared")
  func shared() throws {
    for (logons, kind) in [
      (["delegate", "delegate"], "shared"), (["delegate"], "user"), (["delegate", "delegate", "owner"], "user"),
    ] {
      var evidence = Evidence()
      for (place, logon) in logons.enumerated() {
        let actor = logon == "owner" ? "alice@corp.example" : "user\(place)@corp.example"
        evidence.record(Evidence.Record(mailbox: .alice, actor: actor, logon: logon))
      }
      #expect(try evidence.reconstructed().lines("SELECT kind FROM mailbox") == [kind])
    }
  }

  @Test("two GUIDs of one SID and address at one time are a mailbox and its archive; one after the other they are not")
  func archive() throws {
    for (hours, expected) in [
      (2.0, ["guid-1 user -", "guid-2 archive guid-1"]), (9.0, ["guid-1 user -", "guid-2 user -"]),
    ] {
      var evidence = Evidence()
      for (guid, at) in [("guid-1", 0.0), ("guid-1", 3), ("guid-1", 4), ("guid-2", hours), ("guid-2", hours + 0.5)] {
        evidence.record(
          Evidence.Record(
            at: at, mailbox: LoggedMailbox(address: "alice@corp.example", guid: guid, sid: "S-1-5-21-7"), actor: nil))
      }
      let found = try evidence.reconstructed().lines(
        """
        SELECT g.value, m.kind, p.value
        FROM mailbox AS m
        JOIN mailbox_alias AS g ON g.mailbox_id = m.mailbox_id AND g.kind = 'guid'
        LEFT JOIN mailbox_alias AS p ON p.mailbox_id = m.parent_mailbox_id AND p.kind = 'guid'
        ORDER BY 1
        """)
      #expect(found == expected)
    }
  }
}
