import Bytes
import Readers
import Records
import Testing

@Suite("Load data of eDiscovery exports")
struct LoadDataTests {
  private func read(_ text: String, zone: LocalZone? = nil) async throws -> ([LoadItem], [Defect]) {
    let found = Found()
    let collector = RecordCollector(localZone: zone) { await found.take($0) }
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
    // A zone that is given moves the time without one, and not that of UTC beside it.
    let zone = try #require(LocalZone(offset: "+01:00" as String))
    let placed = try await read(results + rows.joined(), zone: zone).0
    #expect(placed[0].receivedAt == microseconds("2021-03-02T09:00:05Z"))
    #expect(placed.prefix(2).map(\.sentAt) == items.prefix(2).map(\.sentAt) && placed[1] == items[1])
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

  @Test("a manifest in EDRM XML: each document with its tags, mailbox and file, at its place")
  func manifest() async throws {
    let text = """
      <?xml version="1.0" encoding="utf-8"?>
      <Root MajorVersion="1" MinorVersion="2" DataInterchangeType="Update"><Batch><Documents>
      <Document DocID="0001" DocType="Message" MimeType="application/vnd.ms-outlook">
        <Tags>
          <Tag TagName="#Subject" TagDataType="Text" TagValue="Offer &amp; terms"/>
          <Tag TagName="#From" TagDataType="Text" TagValue="bob@shop.example"/>
          <Tag TagName="#DateSent" TagDataType="DateTime" TagValue="2021-03-02T09:59:58Z"/>
          <Tag TagName="Internet Message ID" TagDataType="Text" TagValue="&lt;one@corp.example&gt;"/>
        </Tags>
        <Files>
          <File FileType="Text"><ExternalFile FilePath="text" FileName="0001.txt"/></File>
          <File FileType="Native"><ExternalFile FilePath="Exchange\\items" FileName="0001.msg" FileSize="9"/></File>
        </Files>
        <Locations><Location><Custodian>ada@corp.example</Custodian>
          <LocationURI>\\Inbox\\Offer</LocationURI></Location></Locations>
      </Document>
      <Document DocID="0002" DocType="File"><Tags><Tag TagName="#FileName" TagValue="x.pdf"/></Tags></Document>
      </Documents></Batch></Root>
      """
    #expect(LogReading.kind(Array(text.utf8)) == "ediscovery_load_data")
    let (items, defects) = try await read(text)
    #expect(items.map(\.documentID) == ["0001", "0002"] && defects.isEmpty)
    let item = try #require(items.first)
    #expect(item.subject == "Offer & terms" && item.sender == "bob@shop.example")
    #expect(item.source == "ada@corp.example" && item.originalPath == "\\Inbox\\Offer")
    #expect(item.targetPath == "Exchange\\items\\0001.msg" && item.internetMessageID == "<one@corp.example>")
    #expect(item.sentAt == microseconds("2021-03-02T09:59:58Z"))
    #expect(item.location.line == 3 && items[1].targetPath == nil)
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
