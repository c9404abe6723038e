import GRDB
import Testing

@Suite("What load data says of the exhibits that it lists")
struct LoadDataTests {
  private func add(
    _ evidence: inout Evidence, _ ordinal: Int64, target: String, source: String, messageID: String? = nil
  ) {
    evidence.add { db in
      try db.execute(
        sql: """
          INSERT INTO load_item (
            load_item_id, exhibit_id, source_offset, source_length, target_path, source, internet_message_id)
          VALUES (?, 9, 0, 1, ?, ?, ?)
          """, arguments: [Evidence.id(9, ordinal), target, source, messageID])
    }
  }

  @Test("files are found by the ends of their paths; their mailbox is the one that they lay in, before any name")
  func owners() throws {
    var evidence = Evidence()
    evidence.exhibit(9, "export/Results.csv", kind: "ediscovery_load_data")
    evidence.exhibit(1, "export/items.zip/Items/0001.eml", kind: "eml")
    evidence.message(1, 1, "<one@mail.example>", to: ["carol@corp.example"])
    evidence.exhibit(2, "export/Exchange/bob@corp.example.pst")
    evidence.message(2, 1, "<two@mail.example>")
    evidence.exhibit(3, "export/twice/Items/0002.eml", kind: "eml")
    evidence.exhibit(4, "export/Items/0002.eml", kind: "eml")
    for exhibit in 3...4 as ClosedRange<Int64> { evidence.message(exhibit, 1, "<three@mail.example>") }
    add(&evidence, 1, target: "Items\\0001.EML", source: "Alice@corp.example")
    add(&evidence, 2, target: "Exchange\\bob@corp.example.pst\\Inbox\\x", source: "shared@corp.example")
    add(&evidence, 3, target: "Exchange\\bob@corp.example.pst\\Inbox\\y", source: "shared@corp.example")
    add(&evidence, 4, target: "Items/0002.eml", source: "alice@corp.example")
    let made = try evidence.reconstructed()
    #expect(
      try made.lines(
        """
        SELECT x.exhibit_id, m.address, x.basis FROM exhibit_mailbox AS x JOIN mailbox AS m USING (mailbox_id)
        WHERE x.exhibit_id < 3 ORDER BY 1
        """) == ["1 alice@corp.example load_data", "2 shared@corp.example load_data"])
    #expect(
      try made.lines("SELECT load_item_id & 255, exhibit_id, message_id FROM load_item_place ORDER BY 1")
        == ["1 1 \(Evidence.id(1, 1))", "2 2 -", "3 2 -"])
  }

  @Test("an item that went into a store is the one that has its Message-ID, where one alone has it")
  func itemsInStores() throws {
    var evidence = Evidence()
    evidence.exhibit(9, "export/Manifest.xml", kind: "ediscovery_load_data")
    evidence.exhibit(2, "export/Exchange/bob@corp.example.pst")
    evidence.message(2, 1, "<one@mail.example>")
    evidence.message(2, 2, "<two@mail.example>")
    evidence.message(2, 3, "<two@mail.example>")
    let store = "Exchange\\bob@corp.example.pst\\Inbox"
    for (ordinal, id) in [(1, "one@mail.example"), (2, "<two@mail.example>"), (3, nil)] as [(Int64, String?)] {
      add(&evidence, ordinal, target: store, source: "bob@corp.example", messageID: id)
    }
    #expect(
      try evidence.reconstructed().lines(
        "SELECT load_item_id & 255, exhibit_id, message_id FROM load_item_place ORDER BY 1")
        == ["1 2 \(Evidence.id(2, 1))", "2 2 -", "3 2 -"])
  }
}
