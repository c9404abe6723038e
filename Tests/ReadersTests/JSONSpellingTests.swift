import Records
import Testing

@testable import Readers

@Suite("The spelling of JSON")
struct JSONSpellingTests {
  private func hash(_ text: String) -> String? {
    Array(text.utf8).withUnsafeBufferPointer { JSONSpelling.sha256(of: $0)?.hex }
  }

  @Test(
    "one text spelled in two ways is the same event",
    arguments: [
      (#"{"a":"x/y"}"#, #"{"a":"x\/y"}"#), (#"{"a":"é😀"}"#, #"{"a":"\u00e9\uD83D\uDE00"}"#),
      (#"{"a":[1,"b c"]}"#, "{\n  \"a\" : [1, \"b c\"]\n}"), (#"{"a":"\n\"\\"}"#, #"{"a":"\u000a\u0022\u005C"}"#),
      (#"{"a":"\u0001"}"#, #" {"a":"\u0001"}"#),
    ])
  func same(plain: String, other: String) {
    #expect(hash(plain) == hash(other))
  }

  @Test(
    "what says something else is another",
    arguments: [
      (#"{"a":"x y"}"#, #"{"a":"xy"}"#), (#"{"a":"\\/"}"#, #"{"a":"/"}"#), (#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#),
      (#"{"a":"\\u0041"}"#, #"{"a":"A"}"#), (#"{"a":"\uD83D"}"#, #"{"a":"\uD83E"}"#),
    ])
  func different(one: String, other: String) {
    #expect(hash(one) != hash(other))
  }

  @Test("cut anywhere, it is hashed all the same", arguments: 0...40)
  func cut(length: Int) {
    let text = #" {"a":"\/\u00e9\uD83D\uDE00","b":"\\"}"#
    #expect(hash(String(text.prefix(length))) != nil)
  }

  @Test(
    "a text without white space between its tokens is known as such, and hashed as any other",
    arguments: [
      #"{}"#, #"[]"#, #"{"a":"x\/y","b":[1,-2.5e3,true,null,{"c":"\u00e9"}],"":[[],{}]}"#,
      #"{"a":"\uD83D\uDE00\\/\\\/\"\n\u0041","b":"\\"}"#, #"{"a":"\uD83D"}"#, #"["x y",{"a b":" "}]"#,
    ])
  func compact(text: String) throws {
    let document = JSONDocument()
    try Array(text.utf8).withUnsafeBufferPointer { text in
      _ = try document.parse(text)
      #expect(document.isCompact)
      #expect(JSONSpelling.sha256(of: text, isCompact: true) == JSONSpelling.sha256(of: text))
      #expect(JSONSpelling.unescaped(text) == JSONSpelling.plain(text))
    }
  }

  @Test("white space between any two tokens is seen")
  func spaced() throws {
    let document = JSONDocument()
    let tokens = [
      "{", #""a""#, ":", "[", "1", ",", #""b""#, ",", "{", "}", ",", "[", "]", "]", ",", #""c""#, ":", "null", "}",
    ]
    for place in 0...tokens.count {
      for space in [" ", "\n", "\r", "\t"] {
        let text = tokens[..<place].joined() + space + tokens[place...].joined()
        try Array(text.utf8).withUnsafeBufferPointer { text in
          _ = try document.parse(text)
          #expect(!document.isCompact)
        }
      }
    }
  }
}
