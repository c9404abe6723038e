import EvidenceDatabase
import Foundation
import GRDB
import Testing

@Suite("Bad luck")
struct BadLuckTests {
  private let place: Workplace
  private let mail = "From: a@b.example\r\nSubject: x\r\nDate: Mon, 1 Mar 2021 10:00:00 +0000\r\n\r\nhi\r\n"

  init() throws {
    place = try Workplace()
    try place.write(mail.utf8, to: "evidence/a.eml")
  }

  @Test("output that does not arrive is an error, not a success")
  func fullOutput() throws {
    #expect(try shell("$TOOL formats >/dev/full") == 1)
    #expect(try shell("$TOOL examine evidence --case case.sqlite >/dev/full") == 1)
    #expect(try shell("$TOOL summary case.sqlite >/dev/null") == 0)
  }

  @Test("a complaint that cannot be made does not crash", arguments: ["2>&-", "2>/dev/full", ">&- 2>&- <&-"])
  func closedStreams(redirection: String) throws {
    #expect(try shell("$TOOL examine nowhere --case case.sqlite \(redirection)") == 1)
    #expect(try shell("$TOOL examine evidence --case case.sqlite \(redirection)") == 0)
    #expect(try shell("$TOOL summary case.sqlite >/dev/null") == 0)
  }

  @Test("a file whose name is no UTF-8 can be named on the command line, also as the case shows it")
  func rawName() throws {
    #expect(try shell(#"cp evidence/a.eml "$(printf 'bad\377.eml')""#) == 0)
    #expect(try shell(#"$TOOL examine "$(printf 'bad\377.eml')" --case case.sqlite >/dev/null"#) == 0)
    #expect(try shell(#"$TOOL examine 'bad\xFF.eml' --case case.sqlite >/dev/null"#) == 0)
    #expect(try fetch("SELECT COUNT(*) FROM exhibit WHERE state = 'read'") == 1)
  }

  @Test("control characters of a name that is complained of do not reach the terminal")
  func complaint() throws {
    let result = try place.examine("no\u{1B}[2Jwhere", "--case", "case.sqlite")
    #expect(result.status == 1)
    #expect(!result.complaint.contains("\u{1B}"))
  }

  @Test("a case inside the folder examined is left out, and that is told")
  func caseAmongExhibits() throws {
    _ = try place.examine("evidence", "--case", "evidence/case.sqlite")
    let again = try place.examine("evidence", "--case", "evidence/case.sqlite")
    #expect(again.status == 0)
    #expect(again.complaint.contains("it is the case itself"))
    #expect(try fetch("SELECT COUNT(*) FROM exhibit", from: "evidence/case.sqlite") == 1)
  }

  @Test("what cannot be opened is told once, and read under its number when it can be")
  func openedLater() throws {
    let file = place.path("evidence/a.eml")
    try FileManager.default.removeItem(atPath: file)
    #expect(mkfifo(file, 0o600) == 0)
    for _ in 1...2 {
      #expect(try place.examine("evidence", "--case", "case.sqlite").status == 3)
      #expect(try fetch("SELECT COUNT(*) FROM exhibit WHERE state = 'failed'") == 1)
    }
    try FileManager.default.removeItem(atPath: file)
    try place.write(mail.utf8, to: "evidence/a.eml")
    #expect(try place.examine("evidence", "--case", "case.sqlite").status == 0)
    #expect(try fetch("SELECT COUNT(*) FROM exhibit") == 1)
    #expect(try fetch("SELECT COUNT(*) FROM exhibit WHERE state = 'read'") == 1)
  }

  @Test("--mailbox settles whose an exhibit is that was read before; one that fits none is told")
  func laterAssignment() throws {
    _ = try place.examine("evidence", "--case", "case.sqlite")
    _ = try place.examine("evidence", "--case", "case.sqlite", "--mailbox", "evidence=eva@b.example")
    #expect(try fetch("SELECT COUNT(*) FROM exhibit WHERE assigned_mailbox = 'eva@b.example'") == 1)
    try place.write([], to: "elsewhere")
    let unused = try place.examine("evidence", "--case", "case.sqlite", "--mailbox", "elsewhere=eva@b.example")
    #expect(unused.complaint.contains("fits no exhibit"))
  }

  @Test("a run cut short between an archive and its members leaves none of them unread")
  func membersNotRegistered() throws {
    #expect(try shell("gzip evidence/a.eml") == 0)
    _ = try place.examine("evidence", "--case", "whole.sqlite")
    // What a kill leaves after the archives were read and before their members were made exhibits.
    #expect(try shell("cp whole.sqlite case.sqlite") == 0)
    let queue = try DatabaseQueue(path: place.path("case.sqlite"))
    try queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO found_child (exhibit_id, ordinal, name, recipe, source_offset, source_length)
          SELECT parent_exhibit_id, 1, 'a.eml', child_recipe, child_offset, child_length FROM exhibit
          WHERE parent_exhibit_id IS NOT NULL;
          DELETE FROM stored_message; DELETE FROM message_body; DELETE FROM stored_recipient; DELETE FROM owner_hint;
          DELETE FROM exhibit WHERE parent_exhibit_id IS NOT NULL; DELETE FROM case_step;
          """)
    }
    try queue.close()
    _ = try place.examine("evidence", "--case", "case.sqlite")
    let hashes = try ["whole.sqlite", "case.sqlite"].map {
      try EvidenceDatabase.openForReading(place.path($0)).logicalContentHash()
    }
    #expect(hashes[0] == hashes[1])
  }

  @Test("no room to unpack a member ends the run, and the next reads it")
  func noTemporaryFolder() throws {
    guard let corpus = Place.corpus else {
      print("skipped: ../shared/corpus is not here")
      return
    }
    let store = corpus.appending(path: "mail/pst/rjohnsondev__java-libpst__dist-list.pst").path
    #expect(try shell("gzip -c '\(store)' >store.gz") == 0)
    #expect(try shell("TMPDIR=/nowhere $TOOL examine store.gz --case case.sqlite 2>/dev/null") == 1)
    #expect(try shell("$TOOL examine store.gz --case case.sqlite >/dev/null") == 0)
    #expect(try fetch("SELECT COUNT(*) FROM exhibit WHERE kind = 'pst' AND state = 'read'") == 1)
  }

  @Test("a mistyped mailbox is an error: it must not read as an all-clear")
  func unknownMailbox() throws {
    _ = try place.examine("evidence", "--case", "case.sqlite")
    let result = try Tool.run(["exposure", "case.sqlite", "--mailbox", "typo@b.example"], in: place.folder)
    #expect(result.status == 1)
    #expect(result.complaint.contains("typo@b.example"))
  }

  @Test("stray quotes in every line of a log cost no more than reading it, and lose no event", .timeLimit(.minutes(5)))
  func strayQuotes() throws {
    let filling = String(repeating: "x", count: 900)
    var log = "AuditData,Host\n"
    for line in 1...40_000 {
      log += #""{""CreationTime"":""2021-03-03T06:49:42"",""Id"":""id-\#(line)"",""Operation"":""Send"","#
      log += #"""RecordType"":2,""UserId"":""a@b.example"",""Note"":""\#(filling)"",""Old"":""y""}","Z"# + "\n"
    }
    try place.write(log.utf8, to: "log.csv")
    #expect(try place.examine("log.csv", "--case", "case.sqlite").status == 3)
    let read = try #require(try fetch("SELECT COUNT(*) FROM audit_record"))
    // The last stretch, shorter than any row may be, is taken for one row, which is told.
    #expect(read > 15_000)
  }

  private func fetch(_ query: String, from name: String = "case.sqlite") throws -> Int? {
    try EvidenceDatabase.openForReading(place.path(name)).read { try Int.fetchOne($0, sql: query) }
  }

  private func shell(_ command: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = place.folder
    process.environment = ProcessInfo.processInfo.environment.merging(["TOOL": Tool.binary.path]) { $1 }
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
