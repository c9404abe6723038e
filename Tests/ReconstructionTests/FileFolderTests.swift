import GRDB
import Testing

@Suite("Folders of mail that lies in files")
struct FileFolderTests {
  private func places(_ files: [(path: String, kind: String)]) throws -> [String] {
    var evidence = Evidence()
    for (place, file) in files.enumerated() {
      evidence.exhibit(Int64(place) + 1, file.path, kind: file.kind)
      evidence.hint(Int64(place) + 1, "alice@corp.example", basis: "delivered_to")
      evidence.message(Int64(place) + 1, 1, "<\(place)@mail.example>")
    }
    return try evidence.reconstructed().lines(
      """
      SELECT COALESCE(f.path, '-') FROM message AS m LEFT JOIN folder AS f ON f.folder_id = m.folder_id
      ORDER BY m.message_id
      """)
  }

  @Test(
    "the path of a file says which folder it lies in or stands for",
    arguments: [
      ("alice@corp.example/Inbox/Customers/1.eml", "eml", "\\Inbox\\Customers"),
      ("alice@corp.example/1.eml", "eml", "-"),
      ("mail/2023/alice@corp.example/R&D/1.msg", "msg", "\\R&D"),
      ("case/alice@corp.example.zip/Inbox/1.eml", "eml", "\\Inbox"),
      ("Inbox/1.eml", "eml", "\\Inbox"),
      ("alice@corp.example.mbox", "mbox", "-"),
      ("alice@corp.example/Inbox.sbd/Projects", "mbox", "\\Inbox\\Projects"),
      ("alice@corp.example/Sent Items.mbox", "mbox", "\\Sent Items"),
      ("alice@corp.example/Inbox.mbox/mbox", "mbox", "\\Inbox"),
      ("alice@corp.example/Sent.mbox.gz/Sent.mbox", "mbox", "\\Sent"),
      ("alice@corp.example/Entw&APw-rfe", "mbox", "\\Entwürfe"),
      ("alice@corp.example/Maildir/cur/1617000000.M1P2.host:2,S", "eml", "\\INBOX"),
      ("alice@corp.example/Maildir/.Gel&APY-scht.2019/new/1617000000.M1P2.host", "eml", "\\Gelöscht\\2019"),
      ("alice@corp.example/Maildir/Sent/cur/1617000000.M1P2.host:2,S", "eml", "\\Sent"),
      ("alice@corp.example/cur/notes.eml", "eml", "\\cur"),
      ("Mail/V10/0A1B/INBOX.mbox/9F/Data/1/Messages/17.emlx", "emlx", "\\V10\\0A1B\\INBOX"),
    ])
  func path(path: String, kind: String, expected: String) throws {
    #expect(try places([(path, kind)]) == [expected])
  }

  @Test("folders that lie in one another are one tree, with what lies in each counted")
  func tree() throws {
    var evidence = Evidence()
    for (place, path) in ["Inbox/1.eml", "Inbox/2.eml", "Inbox/Customers/3.eml"].enumerated() {
      evidence.exhibit(Int64(place) + 1, "alice@corp.example/" + path, kind: "eml")
      evidence.message(Int64(place) + 1, 1, "<\(place)@mail.example>")
    }
    #expect(
      try evidence.reconstructed().lines(
        "SELECT folder_id >> 32, folder_id & 4294967295, parent_folder_id, path, name, found_count FROM folder ORDER BY 1"
      )
        == ["1 1 - \\Inbox Inbox 2", "3 2 \(Evidence.id(1, 1)) \\Inbox\\Customers Customers 1"])
  }

  @Test("what lay in Recoverable Items is told as such; a message attached to one lies with it")
  func recoverable() throws {
    var evidence = Evidence()
    evidence.exhibit(1, "alice@corp.example/Recoverable Items/Deletions/1.eml", kind: "eml")
    evidence.message(1, 1, "<one@mail.example>")
    evidence.message(1, 2, "<two@mail.example>", parent: 1)
    evidence.exhibit(2, "alice@corp.example/Recoverable Items/Deletions/1.eml/lost.mbox", kind: "mbox", parent: 1)
    evidence.message(2, 1, "<three@mail.example>")
    #expect(
      try evidence.reconstructed().lines("SELECT folder_id, store_area FROM message ORDER BY message_id")
        == ["\(Evidence.id(1, 2)) recoverable", "\(Evidence.id(1, 2)) recoverable", "- -"])
  }

  @Test("7: a synchronised folder is found in a tree of files as in a store, and no other folder of it")
  func row7() throws {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "ual.csv", kind: "ual_csv")
    evidence.indicator("ip", TierTests.attacker)
    evidence.exhibit(1, "alice@corp.example/Inbox/1.eml", kind: "eml")
    evidence.message(1, 1, "<one@mail.example>")
    evidence.exhibit(2, "alice@corp.example/Inbox/2.eml", kind: "eml")
    evidence.message(2, 1, "<late@mail.example>", received: 48)
    evidence.exhibit(3, "alice@corp.example/Archive.mbox", kind: "mbox")
    evidence.message(3, 1, "<two@mail.example>")
    evidence.record(TierTests.sync("\\Inbox"))
    #expect(
      try evidence.reconstructed().lines(
        "SELECT message_id >> 32, tier, basis, placement, folder_name FROM exposed ORDER BY message_id")
        == ["1 synced sync by_current_folder \\Inbox", "3 reachable sync_context - \\Archive"])
  }

  @Test("10: two folders of one tree that are called alike are told apart by their path alone")
  func row10() throws {
    for (logged, expected) in [("Customers", []), ("\\Inbox\\Customers", ["1 synced"])] as [(String, [String])] {
      var evidence = Evidence()
      evidence.exhibit(Evidence.log, "ual.csv", kind: "ual_csv")
      evidence.indicator("ip", TierTests.attacker)
      evidence.exhibit(1, "alice@corp.example/Inbox/Customers/1.eml", kind: "eml")
      evidence.message(1, 1, "<one@mail.example>")
      evidence.exhibit(2, "alice@corp.example/Archive/Customers/2.eml", kind: "eml")
      evidence.message(2, 1, "<two@mail.example>")
      evidence.record(TierTests.sync(logged))
      #expect(
        try evidence.reconstructed().lines("SELECT message_id >> 32, tier FROM exposed WHERE tier = 'synced'")
          == expected)
    }
  }

  @Test("8: sent mail without a received time that was sent after the synchronisation was not in it")
  func row8Sent() throws {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "ual.csv", kind: "ual_csv")
    evidence.indicator("ip", TierTests.attacker)
    for (place, sent) in [1.0, 48.0].enumerated() {
      let exhibit = Int64(place) + 1
      evidence.exhibit(exhibit, "alice@corp.example/Sent Items/\(exhibit).eml", kind: "eml")
      evidence.message(exhibit, 1, "<\(exhibit)@mail.example>", received: nil, sent: sent)
    }
    evidence.record(TierTests.sync("Sent Items"))
    #expect(
      try evidence.reconstructed().lines("SELECT message_id >> 32, tier, placement FROM exposed")
        == ["1 synced unknown"])
  }
}
