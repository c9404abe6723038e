import Bytes
import Readers
import Records
import Testing

@Suite("Load data of eDiscovery exports")
struct LoadDataTests {
  private func read(_ text: String) async throws -> ([LoadItem], [Defect]) {
    let found = Found()
    let collector = RecordCollector { await found.take($0) }
    try await LoadDataReader.read(Source(Array(text.utf8)), into: collector)
    try await collector.finish()
    return await (found.items, found.defects)
  }

  private actor Found {
    var items: [LoadItem] = []
    var defects: [Defect] = []
    func take(_ batch: RecordBatch) {
      items += batch.loadItems
      defects += batch.defects
    }
  }

  private let results =
    "Item Identity,Document ID,Selected,Duplicate to Item,Original Path,Location,Location Name,Target Path,"
    + "Document Path,Subject or Title,Sender or Created by,Recipients in To line,Sent,Has Attachments,Type,"
    + "Received or Created,Size (KB)\r\n"

  @Test("Results.csv of a content search: item, mailbox, path and file of each row, on its line")
  func contentSearch() async throws {
    let text =
      results
      + "AAMkAD1=,481037338205,No,,\"\\Top of Information Store\\Inbox, old\",Primary,ada@corp.example,"
      + "Exchange\\ada@corp.example.pst\\Top of Information Store\\Inbox\\Offer,,Offer,bob@shop.example,ada@corp.example,"
      + "2021-03-02T09:59:58Z,false,IPM.Note,2021-03-02T10:00:05Z,12\r\n" + ",,,,,,,,,,,,,,,,\r\n"
    #expect(LogReading.kind(Array(text.utf8)) == "ediscovery_load_data")
    let (items, defects) = try await read(text)
    let item = try #require(items.first)
    #expect(items.count == 1 && defects.isEmpty)
    #expect(item.documentID == "481037338205" && item.itemID == "AAMkAD1=")
    #expect(item.source == "ada@corp.example")
    #expect(item.originalPath == "\\Top of Information Store\\Inbox, old")
    #expect(item.targetPath?.hasPrefix("Exchange\\ada@corp.example.pst") == true)
    #expect(item.sentAt == microseconds("2021-03-02T09:59:58Z"))
    #expect(item.location.line == 2)
  }

  @Test("times without a zone are assumed, those with one are not; the less sure is told of both")
  func timesAssumed() async throws {
    let rows = ["2021-03-02T09:59:58Z,2021-03-02 10:00:05", "2021-03-02T09:59:58Z,2021-03-02T10:00:05Z", ","].map {
      let times = $0.split(separator: ",", omittingEmptySubsequences: false)
      return "A=,1,No,,\\Inbox,Primary,ada@corp.example,a.pst,,Offer,,,\(times[0]),false,IPM.Note,\(times[1]),12\r\n"
    }
    let items = try await read(results + rows.joined()).0
    #expect(items.map(\.timeBasis) == [.assumed, .utc, nil])
    #expect(items[0].receivedAt == microseconds("2021-03-02T10:00:05Z"))
  }

  @Test("a load file of a review set, with its own names of columns")
  func reviewSet() async throws {
    let text =
      "File_ID,Custodian,Compound_path,Export_native_path,Email_subject,Email_internet_message_id\n"
      + "7b1,ada@corp.example,ada@corp.example/Inbox/Offer.msg,Native_files/7b1.msg,Offer,<one@corp.example>\n"
    #expect(LogReading.kind(Array(text.utf8)) == "ediscovery_load_data")
    let item = try #require(try await read(text).0.first)
    #expect(item.targetPath == "Native_files/7b1.msg" && item.internetMessageID == "<one@corp.example>")
    #expect(item.source == "ada@corp.example" && item.documentID == "7b1")
  }

  @Test("the sum of an export is told of it: name, query, times and counts")
  func summary() async throws {
    let text =
      "\"Export name\",\"Query\",\"Started\",\"Exported items\"\r\n\"Review\",\"from:ada AND sent>=2023-07-16\",\"8/27/2023\",\"9\"\r\n"
    #expect(LogReading.kind(Array(text.utf8)) == "ediscovery_load_data")
    let collector = RecordCollector { _ in }
    try await LoadDataReader.read(Source(Array(text.utf8)), into: collector)
    #expect(
      collector.notes == [
        "Export by a search. Export name: Review; Query: from:ada AND sent>=2023-07-16; Started: 8/27/2023; Exported items: 9."
      ])
  }

  @Test("other lists with some of these columns are left to others")
  func others() {
    for text in ["Document ID,Subject\n1,x\n", "Target Path,Location\na,b\n", "Custodian,File_ID\na,1\n"] {
      #expect(LogReading.kind(Array(text.utf8)) != "ediscovery_load_data")
    }
  }
}
