import EvidenceDatabase
import Reconstruction
import Records
import Testing

@Suite("Suspect sessions")
struct SuspicionTests {
  private func suspects(
    _ record: Evidence.Record, _ kind: String, _ value: String, from: String? = nil, to: String? = nil
  ) throws -> [String] {
    var evidence = Evidence()
    evidence.record(record)
    evidence.indicator(kind, value, from: from, to: to)
    return try evidence.reconstructed().lines(
      "SELECT is_suspect, (SELECT COUNT(*) FROM reconstruction_note WHERE topic = 'indicator_unmatched') FROM access_session"
    )
  }

  @Test(
    "an address or a network names sessions, an address beside it does not",
    arguments: [
      ("203.0.113.7", "203.0.113.7", "203.0.113.7", true), ("203.0.113.70", "203.0.113.7", "203.0.113.7", false),
      ("203.0.113.200", "203.0.113.128", "203.0.113.255", true),
      ("203.0.113.100", "203.0.113.128", "203.0.113.255", false),
      ("2001:db8::13", "2001:db8::", "2001:db8::ffff", true),
      ("2001:db8:1::13", "2001:db8::", "2001:db8::ffff", false),
      ("::ffff:203.0.113.7", "203.0.113.7", "203.0.113.7", true),
      ("fe80::1%eth0", "fe80::1", "fe80::1", true), ("203.0.113.7.evil", "203.0.113.7", "203.0.113.7", false),
      ("203.0.113.7:443", "203.0.113.7", "203.0.113.7", false), ("", "203.0.113.7", "203.0.113.7", false),
      ("203.0.113.7/24", "203.0.113.0", "203.0.113.255", false),
    ])
  func addresses(ip: String, from: String, to: String, isSuspect: Bool) throws {
    let record = Evidence.Record(mailbox: .alice, ip: ip)
    let found = try suspects(record, "ip", "\(from)-\(to)", from: IPRange(from)?.from, to: IPRange(to)?.to)
    #expect(found == [isSuspect ? "1 0" : "0 1"])
  }

  @Test(
    "applications, users and clients name sessions without regard to case",
    arguments: [
      ("app", "ABC-1", true), ("app", "abc", false), ("user", "EVE@corp.example", true), ("user", "eve", true),
      ("user", "ev", false), ("user", "eve@other.example", false), ("user_agent", "Python-Requests", true),
      ("user_agent", "exchangeservices", true), ("user_agent", "curl", false),
    ])
  func names(kind: String, value: String, isSuspect: Bool) throws {
    let record = Evidence.Record(
      mailbox: .alice, actor: "Eve@Corp.example", client: "Client=WebServices;ExchangeServicesClient/0.0",
      userAgent: "python-requests/2.25.1", app: "abc-1")
    #expect(try suspects(record, kind, value) == [isSuspect ? "1 0" : "0 1"])
  }

  @Test("a user without a domain is the account of a Windows domain too")
  func windowsAccount() throws {
    #expect(try suspects(Evidence.Record(actor: "CORP\\Eve"), "user", "eve") == ["1 0"])
  }

  @Test(
    "a finding of high severity makes the actor's session suspect, and nobody else's",
    arguments: [
      ("high", "actor", "1 0"), ("medium", "actor", "0 0"), ("high", "target", "0 0"),
    ])
  func findings(severity: String, role: String, expected: String) throws {
    var evidence = Evidence()
    let record = evidence.record(Evidence.Record(mailbox: .alice, ip: TierTests.attacker, key: "cookie"))
    evidence.record(Evidence.Record(mailbox: .alice, ip: TierTests.home, key: "cookie"))
    evidence.finding(severity: severity, role: role, record: record)
    let suspects = try evidence.reconstructed().lines(
      """
      SELECT SUM(CASE client_ip WHEN '\(TierTests.attacker)' THEN is_suspect END),
        SUM(CASE client_ip WHEN '\(TierTests.home)' THEN is_suspect END)
      FROM access_session
      """)
    #expect(suspects == [expected])
  }
}
