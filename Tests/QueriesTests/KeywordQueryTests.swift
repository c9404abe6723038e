import Testing

@testable import Queries

@Suite("KQL, the language of compliance searches")
struct KeywordQueryTests {
  private func verdict(_ query: String, _ item: MailItem = mail()) throws -> Verdict {
    try KeywordQuery.predicate(query).verdict(on: item)
  }

  @Test(
    "what Microsoft's examples take",
    arguments: [
      ("from:tony@contoso.example", true), ("from:contoso.example", true), ("from:tony", true), ("from:bob", false),
      ("to:ann@contoso.example", true), ("cc:ann@contoso.example", false), ("recipients:contoso.example", true),
      ("participants:tony@contoso.example", true), ("participants:ann@contoso.example", true),
      ("subject:\"the tender\"", true), ("subject:tender", true), ("subject:tend*", true), ("subject:tend", false),
      ("subject:\"tender the\"", false), ("hello", true), ("\"status of\"", true), ("hell*", true), ("goodbye", false),
      ("hello AND tender", true), ("hello tender", true), ("hello goodbye", false), ("goodbye OR hello", true),
      ("NOT goodbye", true), ("-goodbye", true), ("hello -tender", false), ("hello NOT goodbye", true),
      ("kind:email", true), ("kind:meetings", false), ("hasattachment:false", true), ("size>1000", true),
      ("size:1000..1000000", true), ("size>26214400", false), ("sent>=2021-02-01", true), ("sent<2021-02-01", false),
      ("received:2021-03-01", true), ("received:2021-02-28", false), ("sent=2021-02-01..2021-04-01", true),
      ("date>=2021-02-01 AND date<2021-04-01", true), ("goodbye OR hello AND tender", true),
      ("(goodbye OR hello) AND nothing", false), ("subject:(offer OR tender)", true), ("", true),
      ("(c:c)(from:tony@contoso.example)(sent>=2021-02-01)", true), ("goodbye(c:s)hello", true),
      ("itemclass:ipm.note*", true),
    ])
  func examples(query: String, isInside: Bool) throws {
    #expect(try verdict(query) == (isInside ? .inside : .outside))
  }

  @Test("AND binds tighter than OR")
  func precedence() throws {
    #expect(try verdict("hello OR goodbye AND nothing") == .inside)
    #expect(try verdict("(hello OR goodbye) AND nothing") == .outside)
  }

  @Test(
    "a part that is not known stays open and is named",
    arguments: [
      "SensitiveType:\"Credit Card Number\"", "category:red", "importance:high", "isread:true", "folderid:4D6D",
      "sent:today",
      "subject:te*er",
    ])
  func open(part: String) throws {
    #expect(try KeywordQuery.predicate(part).notEvaluated == [part])
    #expect(try verdict("from:tony@contoso.example OR \(part)") == .inside)
    #expect(try verdict("from:bob@contoso.example OR \(part)") == .undetermined(parts: [part]))
    #expect(try verdict("from:bob@contoso.example AND \(part)") == .outside)
  }

  @Test("words near each other are not looked for")
  func nearness() throws {
    #expect(try verdict("hello NEAR(n=4) tender") == .undetermined(parts: ["hello NEAR(n=4) tender"]))
    #expect(try verdict("goodbye OR (hello ONEAR tender)") == .undetermined(parts: ["hello ONEAR tender"]))
  }

  @Test(
    "operators in small letters may be words or nothing, = on a part of a text may be none, a variable anything: open",
    arguments: [
      "goodbye or hello", "not goodbye", "hello and goodbye", "subject=tender", "from=contoso.example", "from=tony",
      "subject:$word", "subject:\"${word}\"", "from:$($a.b)@contoso.example",
    ])
  func doubtful(query: String) throws {
    guard case .undetermined = try verdict(query) else {
      Issue.record("\(query): \(try verdict(query))")
      return
    }
  }

  @Test("the whole text after = is answered, and a sum is no variable")
  func whole() throws {
    #expect(try verdict("subject=\"Status of the tender\"") == .inside)
    #expect(try verdict("from=tony@contoso.example") == .inside)
    #expect(try verdict("subject:$100", mail("A loan of $100 a day")) == .inside)
  }

  @Test("one property twice side by side is answered where AND and OR agree")
  func sideBySide() throws {
    #expect(try verdict("subject:tender subject:status") == .inside)
    #expect(try verdict("subject:offer subject:nothing") == .outside)
    let query = "subject:offer subject:tender"
    #expect(try verdict(query) == .undetermined(parts: [query]))
  }

  @Test("dates with slashes have both readings; whether the last day counts is documented either way")
  func dates() throws {
    #expect(
      try KeywordQuery.predicate("sent>=02/01/2021").ambiguities == ["sent>=02/01/2021 (2021-01-02 or 2021-02-01)"])
    #expect(try verdict("sent>=02/01/2021", mail(received: day("2021-01-15"))) != .inside)
    #expect(try verdict("sent<=2021-03-01") == .undetermined(parts: ["sent<=2021-03-01"]))
    #expect(try verdict("sent>2021-03-01") == .undetermined(parts: ["sent>2021-03-01"]))
  }

  @Test(
    "what shows no time of sending was sent before it came in: outside where that is a day before the time asked for")
  func neverSent() throws {
    for (received, query, expected) in [
      ("2021-01-15", "sent>=2021-02-01", Verdict.outside), ("2021-01-15", "sent=2021-02-01..2021-02-28", .outside),
      ("2021-01-15", "NOT sent>=2021-02-01", .inside), ("2021-01-15", "sent>2021-02-01", .outside),
      ("2021-02-01", "sent>=2021-02-01", .undetermined(parts: ["sent>=2021-02-01"])),
      ("2021-03-01", "sent>=2021-02-01", .undetermined(parts: ["sent>=2021-02-01"])),
      ("2021-01-15", "sent<2021-02-01", .undetermined(parts: ["sent<2021-02-01"])),
    ] {
      var item = mail(received: day(received))
      item.sentAt = nil
      #expect(try verdict(query, item) == expected, "\(query), \(received)")
    }
  }

  @Test("a word not found is open while attachments, or a body, are not at hand")
  func unseen() throws {
    #expect(try verdict("goodbye", mail(attachments: ["x.pdf"])) == .undetermined(parts: ["goodbye"]))
    #expect(try verdict("goodbye", mail(body: nil)) == .undetermined(parts: ["goodbye"]))
    #expect(try KeywordQuery.predicate("goodbye").needsBody)
    #expect(try !KeywordQuery.predicate("from:goodbye").needsBody)
  }

  @Test(
    "what does not parse says why and where",
    arguments: [
      ("(hello", ") is missing at character 7"), ("\"hello", "a quotation mark is not closed at character 1"),
      ("hello AND", "a term is missing at character 10"), ("hello)", ") where the query should end at character 6"),
      ("OR hello", "a term is missing at character 1"), ("NOT", "a term is missing at character 4"),
    ])
  func errors(query: String, message: String) {
    let error = #expect(throws: QueryError.self) { try KeywordQuery.predicate(query) }
    #expect(error?.description == message)
  }

  @Test(
    "a hostile query is refused or read, in bounded time", arguments: ["(", "NOT ", "-", "subject:(", "= ", "a OR "])
  func depth(piece: String) {
    _ = try? KeywordQuery.predicate(String(repeating: piece, count: 10_000))
  }

  @Test("cut anywhere, or with any character changed, it parses or says where it does not")
  func damage() {
    let query = Array("(c:c)(from:\"a b\" OR to:x*) AND NOT sent>=2021-01-01 NEAR(n=2) size:1..2")
    for length in 0..<query.count { _ = try? KeywordQuery.predicate(String(query[..<length])) }
    for place in query.indices {
      for character in "\"():*=<\0é" {
        var changed = query
        changed[place] = character
        if let predicate = try? KeywordQuery.predicate(String(changed)) { _ = predicate.verdict(on: mail()) }
      }
    }
  }
}
