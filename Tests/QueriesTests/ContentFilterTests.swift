import Testing

@testable import Queries

/// Microseconds of a day of the winter of 2021, at midnight UTC.
func day(_ name: String) -> Int64 {
  let days = [
    "2021-01-02": 18_629, "2021-01-15": 18_642, "2021-02-01": 18_659, "2021-03-01": 18_687, "2021-04-01": 18_718,
  ]
  return Int64(days[name] ?? 0) * 86_400_000_000
}

let hour: Int64 = 3_600_000_000

func mail(
  _ subject: String = "Status of the tender", from sender: String = "tony@contoso.example", named: String? = nil,
  to: [String] = ["ann@contoso.example"], received: Int64? = day("2021-03-01") + 20 * hour, body: String? = "Hello",
  attachments: [String] = [], bytes: Int64? = 20_000, kind: String? = "IPM.Note"
) -> MailItem {
  var item = MailItem()
  item.subject = subject
  item.senders = [MailItem.Correspondent(address: sender, name: named)]
  item.to = to.map { MailItem.Correspondent(address: $0, name: nil) }
  (item.sentAt, item.receivedAt, item.body, item.byteCount) = (received, received, body, bytes)
  (item.attachmentNames, item.hasAttachment, item.messageClass) = (attachments, !attachments.isEmpty, kind)
  return item
}

@Suite("OPATH, the language of -ContentFilter")
struct ContentFilterTests {
  private func verdict(_ filter: String, _ item: MailItem = mail()) throws -> Verdict {
    try ContentFilter.predicate(filter).verdict(on: item)
  }

  @Test(
    "what Microsoft's examples take",
    arguments: [
      ("Subject -like 'tender*'", true), ("Subject -like '*Tender*'", true),
      ("Subject -eq 'Status of the tender'", true),
      ("Subject -like 'tend*'", true), ("Subject -like 'offer*'", false), ("Subject -notlike 'offer*'", true),
      ("Sender -eq 'TONY@contoso.example'", true), ("Sender -ne 'tony@contoso.example'", false),
      ("To -eq 'ann@contoso.example'", true), ("CC -eq 'ann@contoso.example'", false),
      ("Participants -eq 'ann@contoso.example'", true), ("Participants -eq 'bob@contoso.example'", false),
      ("MessageKind -eq 'Email'", true), ("MessageKind -ne 'Email'", false), ("HasAttachment -eq $true", false),
      ("Body -like 'hello*'", true), ("{(body -like \"*hello*\") -and (subject -like \"*tender*\")}", true),
      ("Size -gt '1KB'", true), ("Size -gt '1MB'", false), ("-not (Subject -like 'tender*')", false),
      ("!(Subject -like 'offer*')", true), ("(Subject -like 'offer*') -or (Subject -like 'tender*')", true),
      ("Subject -eq $null", false), ("Subject -ne $null", true), ("All -like '*hello*'", true),
      ("Received -ge '2021-02-01'", true), ("Received -lt '2021-02-01'", false),
      ("Received -gt '1 February 2021'", true),
      ("(Received -ge '2021-01-02') -and (Received -lt '2021-04-01')", true),
    ])
  func examples(filter: String, isInside: Bool) throws {
    #expect(try verdict(filter) == (isInside ? .inside : .outside))
  }

  @Test("-like 'x*' finds the phrase wherever it stands, it is no beginning of the text")
  func contains() throws {
    #expect(try verdict("Subject -like 'status*'", mail("RE: Status of the tender")) == .inside)
    #expect(
      try verdict("Body -like 'company prospectus*'", mail(body: "see the Company\r\nprospectus below")) == .inside)
    #expect(try verdict("Body -like 'company prospectus*'", mail(body: "a company, and its prospectus")) == .outside)
  }

  @Test("letters inside a longer word are what an index may or may not find")
  func within() throws {
    let filter = "Subject -like '*tender*'"
    #expect(try verdict(filter, mail("Attendership")) == .undetermined(parts: [filter]))
  }

  @Test("a date that reads two ways is answered where both ways agree, and else says so")
  func bothReadings() throws {
    let filter = try ContentFilter.predicate("(Received -ge '02/01/2021')")
    #expect(filter.ambiguities == ["Received -ge '02/01/2021' (2021-01-02 or 2021-02-01)"])
    #expect(filter.verdict(on: mail(received: day("2021-03-01"))) == .inside)
    #expect(filter.verdict(on: mail(received: day("2021-01-02") - 30 * hour)) == .outside)
    #expect(filter.verdict(on: mail(received: day("2021-01-15"))) == .undetermined(parts: filter.ambiguities))
    #expect(try ContentFilter.predicate("Received -ge '13/01/2021'").ambiguities == [])
    #expect(try ContentFilter.predicate("Received -ge '01.02.2021'").ambiguities == [])
    #expect(try ContentFilter.predicate("Received -ge '02/02/2021'").ambiguities == [])
  }

  @Test("a date is in the zone of a server that no log tells: within 14 hours of midnight nobody can say")
  func zone() throws {
    let filter = "Received -ge '2021-03-01'"
    #expect(try verdict(filter, mail(received: day("2021-03-01") + 6 * hour)) == .undetermined(parts: [filter]))
    #expect(try verdict(filter, mail(received: day("2021-03-01") + 13 * hour)) == .inside)
    #expect(try verdict(filter, mail(received: day("2021-03-01") - 15 * hour)) == .outside)
    #expect(try verdict("Received -ge '2021-03-01T00:00:00Z'", mail(received: day("2021-03-01") + 1)) == .inside)
  }

  @Test("-and and -or without parentheses are answered where both orders agree")
  func precedence() throws {
    let filter = "Subject -like 'tender*' -or Subject -like 'x*' -and Subject -like 'offer*'"
    #expect(try verdict(filter) == .undetermined(parts: ["order of -and and -or in \(filter)"]))
    #expect(try verdict("Subject -like 'tender*' -or Subject -like 'x*' -and Body -like 'hello*'") == .inside)
    #expect(try verdict("(Subject -like 'tender*' -or Subject -like 'x*') -and Subject -like 'offer*'") == .outside)
  }

  @Test(
    "what the item at hand does not tell stays open, and names the part",
    arguments: [
      "Category -like '*Blue*'", "Importance -eq 'high'", "PolicyTag -ne '0'", "IsRead -eq $true",
      "Expires -lt '1/1/2013'",
      "IsFlagged -eq $true", "Shoesize -eq '4'", "Received -ge 'yesterday'", "Subject -like 'a*b'",
    ])
  func open(filter: String) throws {
    #expect(try verdict(filter) == .undetermined(parts: [filter]))
    #expect(try verdict("\(filter) -and Subject -like 'offer*'") == .outside)
    #expect(try verdict("\(filter) -or Subject -like 'tender*'") == .inside)
    #expect(try verdict("-not (\(filter))") == .undetermined(parts: [filter]))
  }

  @Test("an attachment's content is not at hand: only its name is answered")
  func attachments() throws {
    #expect(try verdict("Attachment -like '*report*'", mail(attachments: ["Report 2021.docx"])) == .inside)
    #expect(try verdict("Attachment -like '*report*'", mail()) == .outside)
    let filter = "Attachment -like '*report*'"
    #expect(try verdict(filter, mail(attachments: ["Budget.xlsx"])) == .undetermined(parts: [filter]))
  }

  @Test("who is known by a directory path alone may have the address asked for")
  func withoutAddress() throws {
    var item = mail()
    item.senders = [MailItem.Correspondent(address: "/o=Contoso/cn=Recipients/cn=tony", name: "Tony")]
    let filter = "Sender -eq 'tony@contoso.example'"
    #expect(try verdict(filter, item) == .undetermined(parts: [filter]))
    #expect(try verdict("Sender -eq 'Tony'", item) == .inside)
  }

  @Test("quotation marks are doubled, plain or typographic")
  func quoting() throws {
    #expect(try verdict("Subject -eq 'Tony''s'", mail("Tony's")) == .inside)
    #expect(try verdict("Subject -eq \"Tony's\"", mail("Tony's")) == .inside)
    #expect(try verdict("Subject -eq ‘Offer’", mail("Offer")) == .inside)
  }

  @Test(
    "what does not parse says why and where",
    arguments: [
      ("Subject -like 'x", "a quotation mark is not closed at character 15"),
      ("(Subject -like 'x'", ") is missing at character 19"),
      ("Subject", "an operator is missing after Subject at character 8"),
      ("Subject -matches 'x'", "-matches is no operator that is known at character 9"),
      ("Subject -eq 'x' )", ") where the filter should end at character 17"),
      ("Subject -eq", "a value is missing after -eq at character 12"),
      ("Subject -eq 'x' -and", "a condition is missing at character 21"),
      ("'x' -eq Subject", "'x' where a property should stand at character 1"),
    ])
  func errors(filter: String, message: String) {
    let error = #expect(throws: QueryError.self) { try ContentFilter.predicate(filter) }
    #expect(error?.description == message)
  }

  @Test("a hostile filter is refused, however it is made", arguments: ["(", "-not ", "!", "{"])
  func depth(piece: String) {
    #expect(throws: QueryError.self) { try ContentFilter.predicate(String(repeating: piece, count: 10_000)) }
  }

  @Test("cut anywhere, or with any character changed, it parses or says where it does not")
  func damage() {
    let filter = Array("{(Received -ge '02/01/2021') -and -not (Subject -like 'x*' -or Size -gt 10KB)}")
    for length in 0..<filter.count { _ = try? ContentFilter.predicate(String(filter[..<length])) }
    for place in filter.indices {
      for character in "'\"()-$*\0é" {
        var changed = filter
        changed[place] = character
        if let predicate = try? ContentFilter.predicate(String(changed)) { _ = predicate.verdict(on: mail()) }
      }
    }
  }
}
