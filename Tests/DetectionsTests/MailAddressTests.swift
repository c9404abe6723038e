import Testing

@testable import Detections

@Suite("Addresses in the value of a parameter")
struct MailAddressTests {
  @Test(
    "are found however they are wrapped",
    arguments: [
      ("drop@evil.example", ["drop@evil.example"]),
      ("smtp:Drop@EVIL.example", ["drop@evil.example"]),
      ("\"Ann\" [SMTP:a@in.example];\"B\" [SMTP:b@out.example]", ["a@in.example", "b@out.example"]),
      ("a@in.example,b@out.example", ["a@in.example", "b@out.example"]),
      ("[{\"Recipients\":[\"a@in.example\",\"b@out.example\"]}]", ["a@in.example", "b@out.example"]),
      ("<mailto:a+tag@sub.in.example>.", ["a+tag@sub.in.example"]),
      ("'a@in.example'", ["a@in.example"]),
      ("\"a b\"@in.example", ["\"a b\"@in.example"]),
      ("a@[192.0.2.1]", ["a@[192.0.2.1]"]),
      ("jürgen@bücher.example", ["jürgen@bücher.example"]),
      ("in.example@out.example@in.example", ["in.example@out.example", "out.example@in.example"]),
      ("/o=Org/cn=Recipients/cn=ann", []),
      ("@", []), ("a@", []), ("@b", []), ("a@...", []), ("", []), ("a@[192.0.2.1", []),
    ] as [(String, [String])])
  func found(value: String, addresses: [String]) {
    #expect(MailAddress.all(in: value).map(\.address) == addresses)
  }

  @Test("a value of nothing but @ and quotes is read in one pass", .timeLimit(.minutes(5)))
  func hostile() {
    #expect(MailAddress.all(in: String(repeating: "\"@", count: 500_000)).isEmpty)
    #expect(MailAddress.all(in: String(repeating: "a", count: 1_000_000) + "@").isEmpty)
  }
}
