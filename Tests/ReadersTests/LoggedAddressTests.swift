import Records
import Testing

@testable import Readers

@Suite("Addresses and times as logs write them")
struct LoggedAddressTests {
  @Test(
    "ports and brackets come off, IPv6 comes out in its one short form",
    arguments: [
      ("192.0.2.7", "192.0.2.7", nil), ("192.0.2.7:52378", "192.0.2.7", 52378), (" 192.0.2.7 ", "192.0.2.7", nil),
      ("[2001:db8::1]:52629", "2001:db8::1", 52629), ("[2001:DB8::1]", "2001:db8::1", nil),
      ("2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1", nil), ("::1", "::1", nil), ("::", "::", nil),
      ("FE80::", "fe80::", nil), ("fe80::1%12", "fe80::1", nil), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", nil),
      ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1", nil), ("::ffff:192.0.2.7", "192.0.2.7", nil),
      ("[::ffff:192.0.2.7]:80", "192.0.2.7", 80), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", nil),
      ("not.an.address", "not.an.address", nil), ("192.0.2.256", "192.0.2.256", nil), ("1::2::3", "1::2::3", nil),
      ("192.0.2.7:99999", "192.0.2.7:99999", nil), (":1", ":1", nil), ("1:2", "1:2", nil), (":::", ":::", nil),
    ] as [(String, String, Int64?)])
  func address(_ logged: String, _ address: String, _ port: Int64?) {
    let read = withBytes(logged) { LoggedAddress($0) }
    #expect(read?.address == address)
    #expect(read?.port == port)
  }

  @Test("an empty address is none")
  func empty() {
    #expect(withBytes("") { LoggedAddress($0) } == nil)
    #expect(withBytes("  ") { LoggedAddress($0) } == nil)
  }

  @Test(
    "a time without a zone has the basis of its log, one with a zone its own",
    arguments: [
      ("2021-05-18T21:13:33", 1_621_372_413_000_000, .utc), ("2021-05-18 21:13:33", 1_621_372_413_000_000, .utc),
      ("2021-05-18T21:13:33.5", 1_621_372_413_500_000, .utc),
      ("2021-05-18T21:13:33.1234567Z", 1_621_372_413_123_456, .utc),
      ("2021-05-18T23:13:33+02:00", 1_621_372_413_000_000, .offset),
      ("2021-05-18T14:13:33.250-0700", 1_621_372_413_250_000, .offset),
      ("/Date(1621372413000)/", 1_621_372_413_000_000, .utc), ("2000-02-29T00:00:00Z", 951_782_400_000_000, .utc),
    ] as [(String, Microseconds, TimeBasis)])
  func time(_ logged: String, _ microseconds: Microseconds, _ basis: TimeBasis) {
    let read = withBytes(logged) { LoggedTime($0, zoneless: .utc) }
    #expect(read?.microseconds == microseconds)
    #expect(read?.basis == basis)
  }

  @Test(
    "what is no time is none",
    arguments: [
      "", "2021-05-18", "2021-02-29T00:00:00", "2021-13-01T00:00:00", "2021-05-18T25:00:00", "5/18/2021 9:13:33 PM",
      "2021-05-18T21:13:33 CET", "2021-05-18T21:13:33+2", "/Date(x)/", "/Date(99999999999999999999)/",
      "0001-01-01T00:00:00", "1601-01-01T00:00:00Z", "/Date(-62135596800000)/",
    ])
  func noTime(_ logged: String) {
    #expect(withBytes(logged) { LoggedTime($0, zoneless: .utc) } == nil)
  }
}

func withBytes<Result>(_ text: String, _ use: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
  Array(text.utf8).withUnsafeBufferPointer(use)
}
