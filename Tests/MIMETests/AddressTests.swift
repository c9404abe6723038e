import MIME
import Testing

@Suite("Addresses (RFC 5322 3.4)")
struct AddressTests {
  @Test(
    "one mailbox",
    arguments: [
      ("a@b.example", nil, "a@b.example"), ("<a@b.example>", nil, "a@b.example"),
      ("Ann Lee <a@b.example>", "Ann Lee", "a@b.example"), ("\"Lee, Ann\" <a@b.example>", "Lee, Ann", "a@b.example"),
      ("\"a \\\"b\\\" \\\\c\" <a@b.example>", "a \"b\" \\c", "a@b.example"),
      ("a@b.example (Ann Lee)", "Ann Lee", "a@b.example"),
      ("Ann (the boss) Lee <a@b.example>", "Ann Lee (the boss)", "a@b.example"),
      ("root (Charlie Root)", "Charlie Root", "root"),
      ("=?utf-8?Q?Ann_Gr=C3=B6=C3=9Fe?= <a@b.example>", "Ann Größe", "a@b.example"),
      ("\"=?utf-8?Q?Gr=C3=B6=C3=9Fe?=\" <a@b.example>", "Größe", "a@b.example"),
      ("=?utf-8?Q?Lee,_Ann?= <a@b.example>", "Lee, Ann", "a@b.example"),
      ("Größe <größe@größe.example>", "Größe", "größe@größe.example"),
      ("Mary <@node.example,@hub.example:mary@c.example>", "Mary", "mary@c.example"),
      ("jdoe@test  . example", nil, "jdoe@test.example"), ("a @ b.example", nil, "a@b.example"),
      (
        "Pete(A nice \\) chap) <pete(his account)@silly.example(his host)>",
        "Pete (A nice ) chap his account his host)", "pete@silly.example"
      ),
      ("\"john doe\"@b.example", nil, "\"john doe\"@b.example"),
      ("<\"john doe\"@b.example>", nil, "\"john doe\"@b.example"),
      ("a@[192.0.2.1]", nil, "a@[192.0.2.1]"), ("a@[IPv6:2001:db8::1]", nil, "a@[IPv6:2001:db8::1]"),
      ("Ann a@b.example", "Ann", "a@b.example"), ("Ann <a@b.example", "Ann", "a@b.example"),
      ("\"Ann <a@b.example>", "Ann", "a@b.example"), ("=?utf-8?Q?Ann?= <a@b.example>\"", "Ann", "a@b.example"),
      ("Ann (unclosed <a@b.example>", "Ann (unclosed", "a@b.example"),
      ("J. R. Lee <a@b.example>", "J. R. Lee", "a@b.example"), ("Nobody", "Nobody", nil), ("\"\" <>", nil, nil),
      ("Nobody <>", "Nobody", nil), ("<MAILER-DAEMON>", nil, "MAILER-DAEMON"),
      ("'a@b.example' <a@b.example>", "'a@b.example'", "a@b.example"),
      ("/o=Org/ou=Site/cn=Recipients/cn=ann", "/o=Org/ou=Site/cn=Recipients/cn=ann", nil),
    ] as [(String, String?, String?)])
  func one(raw: String, name: String?, address: String?) {
    let expected = name == nil && address == nil ? [] : [Address(displayName: name, address: address)]
    #expect(AddressList(Array(raw.utf8)).addresses == expected)
  }

  @Test("lists, empty places in them, and groups")
  func lists() {
    let list = AddressList(Array(", a@b.example,, Team: c@d.example, E <e@f.example>; , g@h.example".utf8))
    #expect(
      list.addresses == [
        Address(address: "a@b.example"), Address(address: "c@d.example", group: "Team"),
        Address(displayName: "E", address: "e@f.example", group: "Team"), Address(address: "g@h.example"),
      ])
    #expect(list.problems.isEmpty)
  }

  @Test(
    "a group without members is kept by its name",
    arguments: ["undisclosed-recipients:;", "undisclosed-recipients: ;", "undisclosed-recipients:"])
  func emptyGroup(raw: String) {
    #expect(
      AddressList(Array(raw.utf8)).addresses == [
        Address(displayName: "undisclosed-recipients", group: "undisclosed-recipients")
      ])
  }

  @Test("raw bytes in a name are guessed")
  func rawBytes() {
    let raw = Array("J".utf8) + [0xFC] + Array("rgen <j@b.example>".utf8)
    #expect(AddressList(raw).addresses == [Address(displayName: "Jürgen", address: "j@b.example")])
  }

  @Test(
    "separators by the hundred thousand are walked once", .timeLimit(.minutes(5)),
    arguments: ["<,", "\"(", "(", "=?", ":", "<@", "a@b ", "=?a,", "<@a,", "(),", "x :"])
  func linear(piece: String) {
    let list = AddressList(Array(String(repeating: piece, count: 200_000).utf8))
    #expect(list.addresses.count <= Address.limit)
  }

  @Test("colons behind many words and an address are walked once", .timeLimit(.minutes(5)))
  func linearColons() {
    let text = String(repeating: "x ", count: 100_000) + "a@b.example" + String(repeating: " :", count: 100_000)
    #expect(AddressList(Array(text.utf8)).addresses.first?.address == "a@b.example")
  }

  @Test("more addresses than allowed are told")
  func limit() {
    let list = AddressList(Array(String(repeating: "a@b.example,", count: Address.limit + 1).utf8))
    #expect(list.isCut)
    #expect(list.addresses.count == Address.limit)
  }
}
