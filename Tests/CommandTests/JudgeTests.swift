import EvidenceDatabase
import Foundation
import GRDB
import Testing

@Suite("Deciding on sessions")
struct JudgeTests {
  private let place: Workplace
  /// The one that opened most of those that nothing makes suspect.
  private let session: String

  init() throws {
    place = try Workplace()
    _ = try Tool.run(["examine", Place.sampleEvidence, "--case", "case.sqlite"], in: place.folder)
    session = try EvidenceDatabase.openForReading(place.path("case.sqlite")).read { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT fingerprint FROM access_session
          WHERE is_suspect = 0 AND item_count > 0 AND mailbox_id IS NOT NULL
          ORDER BY item_count DESC, fingerprint
          """) ?? ""
    }
  }

  private func judge(_ more: String...) throws -> Tool.Result {
    try Tool.run(
      ["judge", "case.sqlite", session, "--because", "nobody's address", "--examiner", "Kim"] + more, in: place.folder)
  }

  private func rows(_ sql: String) throws -> [String] {
    try EvidenceDatabase.openForReading(place.path("case.sqlite")).read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { $0.isNull ? "-" : String.fromDatabaseValue($0) ?? "\($0)" }.joined(separator: " ")
      }
    }
  }

  private static let accessed = "SELECT COUNT(*) FROM exposure WHERE tier = 'accessed' AND is_counted = 1"

  @Test("a decision is kept, entered into the chain of custody, and what follows from it is there at once")
  func attacker() throws {
    let before = try rows(Self.accessed)
    let result = try judge("--attacker")
    #expect(result.status == 0, "\(result.complaint)")
    #expect(result.output.contains("judged the attacker's by Kim: nobody's address"))
    let after = try rows(Self.accessed)
    #expect(after != before)
    #expect(
      try rows("SELECT decision, examiner, reason, session_fingerprint, record_count FROM judgement")
        == rows(
          "SELECT 'attacker', 'Kim', 'nobody''s address', fingerprint, event_count FROM access_session WHERE fingerprint = '\(session)'"
        ))
    #expect(
      try rows(
        "SELECT COUNT(*) FROM judgement_record JOIN session_record USING (audit_record_id) JOIN stored_session USING (session_id) WHERE fingerprint = '\(session)'"
      ) == rows("SELECT record_count FROM judgement"))
    let acts = try EvidenceDatabase.openForReading(place.path("case.sqlite")).verifyCustody()
    #expect(acts.map(\.action) == ["read", "examine", "judge"])
    #expect(acts[2].detail.contains(session) && acts[2].detail.contains("nobody's address"))
    for command in [["summary"], ["sessions", "--suspect"], ["findings"]] {
      #expect(try Tool.run([command[0], "case.sqlite"] + command.dropFirst(), in: place.folder).status == 0)
    }
  }

  @Test("a session is named by the first eight digits of its fingerprint, as texts have it, or by its number")
  func named() throws {
    let id = try #require(try rows("SELECT session_id FROM stored_session WHERE fingerprint = '\(session)'").first)
    for name in [String(session.prefix(8)), id] {
      let result = try Tool.run(
        ["judge", "case.sqlite", name, "--legitimate", "--because", "known", "--examiner", "Kim"], in: place.folder)
      #expect(result.status == 0 && result.output.contains("[\(session.prefix(8))]"), "\(result.complaint)")
    }
  }

  @Test("it outlives an examination that adds nothing to the session, and is taken back by another one")
  func kept() throws {
    let before = try rows(Self.accessed)
    _ = try judge("--attacker")
    let judged = try rows(Self.accessed)
    try place.write("From: a@b.example\r\nSubject: one\r\n\r\nText\r\n".utf8, to: "one.eml")
    _ = try Tool.run(["examine", "one.eml", "--case", "case.sqlite"], in: place.folder)
    #expect(try rows(Self.accessed) == judged)
    _ = try judge("--withdrawn")
    #expect(try rows(Self.accessed) == before)
    #expect(try rows("SELECT state FROM judgement_state ORDER BY judgement_id") == ["superseded", "applied"])
  }

  @Test("steps that do not depend on who is suspect are not done again")
  func steps() throws {
    let before = try rows("SELECT step, fingerprint FROM case_step ORDER BY step")
    _ = try judge("--legitimate")
    let after = try rows("SELECT step, fingerprint FROM case_step ORDER BY step")
    let changed = Set(zip(before, after).filter { $0 != $1 }.map { String($1.split(separator: " ")[0]) })
    #expect(changed.contains("suspicion") && changed.contains("exposure"))
    #expect(changed.isDisjoint(with: ["deduplicate", "indexes", "mailboxes", "sessions", "detections", "coverage"]))
  }

  /// An access to a message in Ann's mailbox, from an address of its own.
  private static func access(_ id: Int) -> String {
    #"{"CreationTime":"2023-05-10T10:0\#(id):00","Id":"s\#(id)","Operation":"MailItemsAccessed","RecordType":50,"#
      + #""UserId":"ann@corp.example","ClientIPAddress":"198.51.100.9","MailboxOwnerUPN":"ann@corp.example","#
      + #""MailboxGuid":"11111111-aaaa-4444-8888-000000000001","LogonType":0,"SessionId":"s","#
      + #""OperationProperties":[{"Name":"MailAccessType","Value":"Bind"}],"#
      + #""Folders":[{"Path":"\\Inbox","FolderItems":[{"InternetMessageId":"<\#(id)@corp.example>"}]}]}"#
  }

  @Test("where new records unsettle a decision, the first lines say so, and why nothing else is said of the mailbox")
  func unsettled() throws {
    try place.write((Self.access(1) + "\n" + Self.access(2) + "\n").utf8, to: "first/log.jsonl")
    try place.write((Self.access(3) + "\n").utf8, to: "second/log.jsonl")
    _ = try Tool.run(["examine", "first", "--case", "two.sqlite"], in: place.folder)
    let judged = try EvidenceDatabase.openForReading(place.path("two.sqlite")).read {
      try String.fetchOne($0, sql: "SELECT fingerprint FROM access_session") ?? ""
    }
    let decision = ["judge", "two.sqlite", judged, "--attacker", "--because", "not hers", "--examiner", "Kim"]
    #expect(try Tool.run(decision, in: place.folder).status == 0)
    #expect(try Tool.run(["summary", "two.sqlite"], in: place.folder).output.contains("2 accessed"))
    let second = try Tool.run(["examine", "second", "--case", "two.sqlite"], in: place.folder).output
    let answer = second.prefix(600).replacing("\n  ", with: " ")
    #expect(answer.contains("1 decision of an examiner no longer fits what the case holds"), "\(answer)")
    #expect(answer.contains("judgement_unconfirmed 1"), "\(answer)")
    #expect(try Tool.run(decision, in: place.folder).status == 0)
    #expect(try Tool.run(["summary", "two.sqlite"], in: place.folder).output.contains("3 accessed"))
  }

  @Test(
    "what cannot be decided is refused, and nothing is kept",
    arguments: [
      (["judge", "case.sqlite", "999999", "--attacker", "--because", "x", "--examiner", "Kim"], 1, "no session"),
      (["judge", "case.sqlite", "--job", "99", "--attacker", "--because", "x", "--examiner", "Kim"], 1, "no job"),
      (["judge", "case.sqlite", "--attacker", "--because", "x", "--examiner", "Kim"], 2, "--job"),
      (["judge", "case.sqlite", "1", "--because", "x", "--examiner", "Kim"], 2, "--attacker"),
      (["judge", "case.sqlite", "1", "--attacker", "--because", " ", "--examiner", "Kim"], 2, "--because"),
      (["judge", "case.sqlite", "1", "--attacker", "--because", "x"], 2, "--examiner"),
    ] as [([String], Int32, String)])
  func refused(arguments: [String], status: Int32, complaint: String) throws {
    let result = try Tool.run(arguments, in: place.folder)
    #expect(result.status == status)
    #expect(result.complaint.contains(complaint), "\(result.complaint)")
    #expect(try rows("SELECT COUNT(*) FROM judgement") == ["0"])
  }
}
