import EvidenceDatabase
import Foundation
import GRDB
import Testing

@Suite("Bad input")
struct BadInputTests {
  @Test("a path that does not exist is named, and nothing is made")
  func missing() throws {
    let place = try Workplace()
    let result = try place.examine("nowhere", "--case", "case.sqlite")
    #expect(result.status == 1)
    #expect(result.complaint.contains("nowhere: No such file or directory"))
    #expect(!FileManager.default.fileExists(atPath: place.path("case.sqlite")))
  }

  @Test("wrong usage ends with 2", arguments: [["examine"], ["exposure", "x.sqlite", "--tier", "sure"], ["nonsense"]])
  func usage(arguments: [String]) throws {
    let place = try Workplace()
    #expect(try Tool.run(arguments, in: place.folder).status == 2)
  }

  @Test("a case that is no database, not ours, or of a newer mailtrail is refused and left as it was")
  func foreignCase() throws {
    let place = try Workplace()
    try place.write("hello, I am no database".utf8, to: "text.sqlite")
    let text = try place.examine(Place.sampleEvidence, "--case", "text.sqlite")
    #expect(text.status == 1)
    #expect(text.complaint.contains("not an SQLite database"))
    #expect(try String(contentsOfFile: place.path("text.sqlite"), encoding: .utf8) == "hello, I am no database")
    #expect(try Tool.run(["summary", "text.sqlite"], in: place.folder).status == 1)

    do { try DatabaseQueue(path: place.path("foreign.sqlite")).write { try $0.execute(sql: "CREATE TABLE t (x)") } }
    try place.write("From: a@b.example\r\n\r\none".utf8, to: "one.eml")
    _ = try place.examine("one.eml", "--case", "newer.sqlite")
    do {
      try DatabaseQueue(path: place.path("newer.sqlite")).write {
        try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')")
      }
    }
    for (name, reason) in [("foreign.sqlite", "was not made by mailtrail"), ("newer.sqlite", "newer")] {
      let before = try Data(contentsOf: URL(filePath: place.path(name)))
      for command in [["examine", "one.eml", "--case", name], ["summary", name]] {
        let result = try Tool.run(command, in: place.folder)
        #expect(result.status == 1)
        #expect(result.complaint.contains(name) && result.complaint.contains(reason), "\(result.complaint)")
      }
      #expect(try Data(contentsOf: URL(filePath: place.path(name))) == before)
    }
  }

  @Test("an empty file is an exhibit that says so")
  func empty() throws {
    let place = try Workplace()
    try place.write([], to: "evidence/nothing.pst")
    let result = try place.examine("evidence", "--case", "case.sqlite")
    #expect(result.status == 3)
    #expect(result.output.contains("unrecognised"))
  }

  @Test("a log cut inside a quoted cell keeps all rows before it, and tells the place", arguments: [0.31, 0.62, 0.93])
  func cutLog(part: Double) throws {
    let place = try Workplace()
    let bytes = try Data(contentsOf: URL(filePath: Place.sampleLog))
    let cut = bytes.prefix(Int(Double(bytes.count) * part))
    try place.write(cut, to: "cut.csv")
    let result = try place.examine("cut.csv", "--case", "case.sqlite")
    #expect(result.status == 3)
    let wholeRows = cut.count { $0 == 0x0A } - 1
    let database = try EvidenceDatabase.openForReading(place.path("case.sqlite"))
    let lines = try database.read { db in
      try Int64.fetchSet(
        db, sql: "SELECT source_line FROM stored_audit_record UNION SELECT source_line FROM audit_record_copy")
    }
    #expect(lines.isSuperset(of: (2...Int64(wholeRows + 1))))
    let defects = try database.read { db in
      try Row.fetchAll(db, sql: "SELECT source_offset, problem FROM defect")
    }
    #expect(!defects.isEmpty)
    let lastRow = cut.lastIndex(of: 0x0A).map { Int64($0) } ?? 0
    #expect(defects.allSatisfy { ($0["source_offset"] as Int64? ?? 0) >= lastRow })
  }

  @Test("JSON cut in the middle keeps the records before the cut")
  func cutJSON() throws {
    let place = try Workplace()
    let record =
      #"{"CreationTime":"2021-03-03T06:49:42","Id":"ID","Operation":"Send","RecordType":2,"UserId":"a@b.example"}"#
    let records = (1...9).map { record.replacingOccurrences(of: "ID", with: "id-\($0)") }
    try place.write(("[" + records.joined(separator: ",\n")).utf8.dropLast(70), to: "cut.json")
    let result = try place.examine("cut.json", "--case", "case.sqlite")
    #expect(result.status == 3)
    let ids = try EvidenceDatabase.openForReading(place.path("case.sqlite")).read {
      try String.fetchSet($0, sql: "SELECT external_id FROM stored_audit_record")
    }
    #expect(ids.isSuperset(of: (1...8).map { "id-\($0)" }))
  }

  @Test("indicators that are not in order are refused with their line")
  func indicators() throws {
    let place = try Workplace()
    try place.write("type,value,note\nip,not-an-address,\n".utf8, to: "indicators.csv")
    let result = try place.examine(
      Place.sampleEvidence, "--case", "case.sqlite", "--indicators", "indicators.csv")
    #expect(result.status == 1)
    #expect(result.complaint.contains("line 2"))
  }

  @Test("a full disk ends the run with what was committed kept, and the next run completes it")
  func fullDisk() throws {
    let place = try Workplace()
    guard getuid() == 0, Self.run("/bin/mount", "-t", "tmpfs", "-o", "size=400k", "none", place.folder.path) == 0 else {
      print("skipped: a small file system can be mounted by root only")
      return
    }
    defer { _ = Self.run("/bin/umount", place.folder.path) }
    let result = try place.examine(Place.sampleEvidence, "--case", "case.sqlite")
    #expect(result.status == 1)
    #expect(result.complaint.contains("disk is full"))
    #expect(Self.run("/bin/mount", "-o", "remount,size=40m", "none", place.folder.path) == 0)
    let completed = try place.examine(Place.sampleEvidence, "--case", "case.sqlite")
    #expect(completed.status == 0, "\(completed.complaint)")
  }

  @Test("a file without permission is an exhibit that failed, and the others are read")
  func permission() throws {
    // Root may read everything, so it runs the command as nobody.
    let runner = getuid() == 0 ? ["/usr/bin/setpriv", "--reuid=65534", "--clear-groups"] : []
    guard Self.run("/usr/bin/env", runner + [Tool.binary.path, "formats"]) == 0 else {
      print("skipped: another user may not run \(Tool.binary.path)")
      return
    }
    let place = try Workplace()
    let closed = try place.write("secret".utf8, to: "evidence/closed.eml")
    try place.write("From: a@b.example\r\n\r\nopen".utf8, to: "evidence/open.eml")
    chmod(closed, 0)
    chmod(place.folder.path, 0o777)
    let result = try Tool.run(["examine", "evidence", "--case", "case.sqlite"], in: place.folder, by: runner)
    #expect(result.status == 3, "\(result.complaint)")
    let exhibits = try EvidenceDatabase.openForReading(place.path("case.sqlite")).read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT e.relative_path, e.state, d.problem FROM exhibit AS e
          LEFT JOIN defect AS d ON d.exhibit_id = e.exhibit_id ORDER BY e.relative_path
          """)
    }
    #expect(exhibits.map { $0["relative_path"] } == ["evidence/closed.eml", "evidence/open.eml"])
    #expect(exhibits.map { $0["state"] } == ["failed", "read"])
    #expect((exhibits[0]["problem"] as String?)?.contains("Permission denied") == true)
  }

  @Test("numbers at the end of their range in a log and in mail end no run")
  func extremeNumbers() throws {
    let place = try Workplace()
    let record = #"""
      {"CreationTime":"TIME","Id":"id-NUMBER","Operation":"MailItemsAccessed","RecordType":50,"UserId":"a@b.example",\#
      "ClientIPAddress":"203.0.113.9","MailboxOwnerUPN":"a@b.example","OperationCount":9223372036854775807,\#
      "OperationProperties":[{"Name":"MailAccessType","Value":"Bind"},{"Name":"IsThrottled","Value":"True"}],\#
      "Folders":[{"Path":"\\Inbox","FolderItems":[{"InternetMessageId":"<NUMBER@x>","SizeInBytes":9223372036854775807}]}]}
      """#
    let times = [
      "2021-03-03T06:49:42", "9999-12-31T23:59:59", "0001-01-01T00:00:00", "292277026596-12-04T15:30:08", "",
    ]
    let log = (0..<20).map {
      record.replacingOccurrences(of: "TIME", with: times[$0 % times.count])
        .replacingOccurrences(of: "NUMBER", with: "\($0)")
    }
    try place.write(log.joined(separator: "\n").utf8, to: "evidence/log.json")
    for (number, date) in ["Thu, 31 Dec 9999 23:59:59 -9999", "Mon, 1 Jan 0001 00:00:00 +9999"].enumerated() {
      let mail =
        "Delivered-To: a@b.example\r\nDate: \(date)\r\nReceived: by x; \(date)\r\nMessage-ID: <\(number)@x>\r\n\r\nx"
      try place.write(mail.utf8, to: "evidence/\(number).eml")
    }
    try place.write("type,value,note\nip,203.0.113.9,\n".utf8, to: "indicators.csv")
    let result = try place.examine("evidence", "--case", "case.sqlite", "--indicators", "indicators.csv")
    #expect(result.status == 3, "\(result.complaint)")
    for command in ["summary", "exposure", "findings"] {
      #expect(try Tool.run([command, "case.sqlite", "--json"], in: place.folder).status == 0)
    }
  }

  @Test("what could not be read gets another try, under its number")
  func anotherTry() throws {
    let place = try Workplace()
    try place.write("From: a@b.example\r\n\r\none".utf8, to: "evidence/one.eml")
    #expect(mkfifo(place.path("evidence/two.eml"), 0o600) == 0)
    #expect(try place.examine("evidence", "--case", "case.sqlite").status == 3)
    #expect(try place.examine("evidence", "--case", "case.sqlite").status == 3)
    unlink(place.path("evidence/two.eml"))
    try place.write("From: a@b.example\r\n\r\ntwo".utf8, to: "evidence/two.eml")
    #expect(try place.examine("evidence", "--case", "case.sqlite").status == 0)
    let states = try EvidenceDatabase.openForReading(place.path("case.sqlite")).read {
      try String.fetchAll($0, sql: "SELECT state FROM exhibit ORDER BY exhibit_id")
    }
    #expect(states == ["read", "read"])
  }

  @Test("a store cut in two opens as far as it goes, or is refused, and the exhibit says which")
  func cutStore() throws {
    guard let corpus = Place.corpus else {
      print("skipped: ../shared/corpus is not here")
      return
    }
    let whole = try Data(
      contentsOf: corpus.appending(path: "mail/pst/farnulfo__pst-exp__submessage.pst"))
    let place = try Workplace()
    for part in [1, 5, 9] { try place.write(whole.prefix(whole.count * part / 10), to: "evidence/\(part).pst") }
    let result = try place.examine("evidence", "--case", "case.sqlite")
    #expect(result.status == 3, "\(result.complaint)")
    let exhibits = try EvidenceDatabase.openForReading(place.path("case.sqlite")).read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT e.kind, e.state, e.sha256, COUNT(d.source_offset) AS places FROM exhibit AS e
          LEFT JOIN defect AS d ON d.exhibit_id = e.exhibit_id GROUP BY e.exhibit_id
          """)
    }
    #expect(exhibits.count == 3)
    for exhibit in exhibits {
      #expect(exhibit["kind"] == "pst")
      #expect(["partial", "failed"].contains(exhibit["state"] as String))
      #expect(exhibit["sha256"] as String? != nil)
      #expect((exhibit["places"] as Int) > 0)
    }
  }

  private static func run(_ program: String, _ arguments: String...) -> Int32 {
    run(program, arguments)
  }

  private static func run(_ program: String, _ arguments: [String]) -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    do { try process.run() } catch { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }
}
