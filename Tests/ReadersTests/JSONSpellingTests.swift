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
}
