import Testing

@testable import Readers

@Suite("Elements of an XML text")
struct XMLFragmentsTests {
  private static let whole = [
    #"<Event a="1" B="&amp;&#65;&quot;"/>"#, #"<Event><Item Id="x"/>text<![CDATA[<raw>]]></Event>"#,
    #"<e:Event xmlns:e="urn:e" e:a="1" f:b="2"><e:Item/></e:Event>"#, "<Event\n a='é'\n></Event>", "<Event/>",
  ]

  @Test("parsed together, each is what it is by itself")
  func together() throws {
    let pieces = Array(repeating: Self.whole, count: 50).flatMap { $0 }
    #expect(try Self.together(pieces.map { Array($0.utf8) }) == pieces.map { try Self.alone(Array($0.utf8)) })
  }

  @Test(
    "what is not well-formed by itself ends what is parsed together, whatever stands around it",
    arguments: notWellFormed)
  func ends(piece: String) throws {
    try stops(at: Array(piece.utf8))
  }

  @Test("bytes that are no UTF-8 end it too")
  func badBytes() throws {
    try stops(at: Array(#"<Event a=""#.utf8) + [0xC3] + Array(#""/>"#.utf8))
  }

  private func stops(at piece: [UInt8]) throws {
    let whole = Self.whole.map { Array($0.utf8) }
    let good = try whole.map(Self.alone)
    #expect(Self.together([piece] + whole).isEmpty)
    #expect(Self.together(whole + [piece] + whole) == good)
    #expect(Self.together(whole + [piece]) == good)
    #expect(throws: XMLProblem.self) { try Self.alone(piece) }
  }

  private static func alone(_ piece: [UInt8]) throws(XMLProblem) -> XMLElement {
    try piece.withUnsafeBufferPointer { text throws(XMLProblem) in try XMLFragments().parse(text) }
  }

  private static func together(_ pieces: [[UInt8]]) -> [XMLElement] {
    var ranges: [Range<Int>] = []
    var text: [UInt8] = []
    for piece in pieces {
      text += piece
      ranges.append(text.count - piece.count..<text.count)
    }
    var elements: [XMLElement] = []
    text.withUnsafeBufferPointer { XMLFragments().parse(ranges, in: $0) { elements.append($0) } }
    return elements
  }
}

/// None of them is one element.
private let notWellFormed = [
  "<Event></x><x></Event>", "</x><Event/>", "<Event/></x><x>", "<Event/><Event/>", "<Event>", "</Event>",
  "<Event>&unknown;</Event>", #"<Event a="&unknown;"/>"#, "<Event a=1/>", #"<Event a="<"/>"#,
  #"<Event a="1" a="2"/>"#,
  "<Event><!-- </Event>", "<Event><![CDATA[</Event>", "<Event>\u{1}</Event>", "<Event></Other>", "text", "",
  String(repeating: "<Event>", count: 300) + String(repeating: "</Event>", count: 300),
]
