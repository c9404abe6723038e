import EvidenceDatabase
import Foundation
import GRDB
import Testing

@Suite("mailtrail export --what eml")
struct ExportTests {
  private struct Manifest: Decodable {
    struct Row: Decodable {
      let message: String?
      let file: String?
      let sha256: String?
      let byte_count: Int64?
      let form: String
      let exhibit_path: String?
      let has_same_content: Bool?
      let has_same_message_id_hash: Bool?
      let notes: [String]
    }
    let messages: [Row]
  }

  private func manifest(_ folder: String, in place: Workplace) throws -> [Manifest.Row] {
    try JSONDecoder().decode(
      Manifest.self, from: Data(contentsOf: URL(filePath: place.path("\(folder)/manifest.json")))
    )
    .messages
  }

  private func ids(_ place: Workplace, where condition: String = "1 = 1") throws -> [String] {
    try EvidenceDatabase.openForReading(place.path("case.sqlite")).read {
      try Int64.fetchAll($0, sql: "SELECT message_id FROM message WHERE \(condition) ORDER BY 1").map(String.init)
    }
  }

  private func export(_ place: Workplace, to folder: String, _ more: [String]) throws -> Tool.Result {
    try Tool.run(["export", "case.sqlite", "--what", "eml", "-o", folder] + more, in: place.folder)
  }

  /// Messages by their ids.
  private func export(_ place: Workplace, to folder: String, messages: [String]) throws -> [Manifest.Row] {
    let result = try export(place, to: folder, messages.flatMap { ["--message", $0] })
    #expect([0, 3].contains(result.status), "\(result.complaint)")
    return try manifest(folder, in: place)
  }

  @Test(
    "every message of a made case comes out; read again it has the hashes that it has in the case",
    arguments: ["rogue-app", "insider-ediscovery"])
  func roundTrip(scenario: String) throws {
    let place = try Workplace()
    _ = try MadeCase(scenario: scenario).examine(in: place)
    let rows = try export(place, to: "out", messages: ids(place))
    #expect(rows.count > 200)
    #expect(Set(rows.map(\.form)) == ["original", "reconstructed", "inside"])
    for row in rows {
      #expect(row.has_same_content != false && row.has_same_message_id_hash != false, "\(row.file ?? "")")
    }
    #expect(rows.count { $0.has_same_content == true } > 200)
  }

  @Test("original bytes of an EML; Python finds the attachments that the case has in what was made of a store's items")
  func attachments() throws {
    let place = try Workplace()
    _ = try MadeCase(scenario: "rogue-app").examine(in: place)
    let rows = try export(
      place, to: "out", messages: ids(place, where: "parent_message_id IS NULL AND attachment_count > 0"))
    let database = try EvidenceDatabase.openForReading(place.path("case.sqlite"))
    let files = try rows.map { place.path("out/" + (try #require($0.file))) }
    let told = try python(files)
    #expect(told.count == rows.count && rows.count > 20)
    for (row, python) in zip(rows, told) {
      let id = try #require(row.message?.split(separator: ":").compactMap { Int64($0) })
      let hashes = try database.read {
        try String.fetchAll(
          $0,
          sql: """
            SELECT sha256 FROM attachment
            WHERE message_id = ? AND embedded_message_id IS NULL AND sha256 IS NOT NULL ORDER BY 1
            """, arguments: [id[0] << 32 + id[1]])
      }
      if row.form == "reconstructed" {
        #expect(python.defects.isEmpty, "\(python.path): \(python.defects)")
        #expect(Set(hashes).isSubset(of: python.hashes), "\(python.path)")
      } else if row.exhibit_path?.hasSuffix(".eml") == true {
        #expect(
          try Data(contentsOf: URL(filePath: python.path)) == Data(contentsOf: URL(filePath: row.exhibit_path ?? "")))
      }
    }
    #expect(rows.contains { $0.form == "reconstructed" })
  }

  private struct PythonMail: Decodable {
    let path: String
    let hashes: [String]
    let defects: [String]
  }

  private func python(_ files: [String]) throws -> [PythonMail] {
    let process = Process()
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "exported_mail.py")
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", script.path(percentEncoded: false)] + files
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return try text.split(separator: 0x0A).map { try JSONDecoder().decode(PythonMail.self, from: $0) }
  }

  @Test("a tier: what is told is written, ids without a message at hand are listed as not exported; an entry is made")
  func tier() throws {
    let place = try Workplace()
    _ = try MadeCase(scenario: "rogue-app").examine(in: place)
    let result = try export(
      place, to: "out", ["--tier", "accessed", "--mailbox", "ingrid.sandell@atelier-vasseur.example"])
    #expect(result.status == 3)
    let rows = try manifest("out", in: place)
    #expect(rows.count { $0.file != nil && $0.form != "inside" } == 8)
    #expect(rows.count { $0.form == "not_exported" } == 2)
    #expect(
      rows.filter { $0.form == "not_exported" }.allSatisfy {
        $0.notes == ["no message at hand: the logs name its id alone"]
      })
    let csv = try String(contentsOfFile: place.path("out/manifest.csv"), encoding: .utf8)
    #expect(csv.split(separator: "\r\n").count == rows.count + 1)
    let entries = try EvidenceDatabase.openForReading(place.path("case.sqlite")).verifyCustody()
    #expect(entries.last?.action == "export")
    #expect(entries.last?.detail.hasPrefix("8 messages written to out") == true)
  }

  private func mboxCase() throws -> Workplace {
    let place = try Workplace()
    let mbox = """
      From ada@corp.example Mon May  3 08:00:00 2021
      From: ada@corp.example
      Subject: ../../etc/passwd
      Message-ID: <one@corp.example>

      >From here on
      it is quoted

      From ada@corp.example Mon May  3 09:00:00 2021
      From: ada@corp.example
      Subject: two
      Message-ID: <two@corp.example>

      plain

      """
    try place.write(mbox.utf8, to: "evidence/alice@corp.example/Inbox")
    #expect(try place.examine("evidence", "--case", "case.sqlite").status == 0)
    return place
  }

  @Test("members of an mbox without their From_ line, quoting undone and told; names of files are ours")
  func mbox() throws {
    let place = try mboxCase()
    let rows = try export(place, to: "out", messages: ids(place))
    #expect(rows.map(\.notes) == [["quoting of From_ lines, which the mbox has, taken off"], []])
    #expect(rows.map(\.file) == ["mailbox-1/1-1.eml", "mailbox-1/1-2.eml"])
    let first = try String(contentsOfFile: place.path("out/mailbox-1/1-1.eml"), encoding: .utf8)
    #expect(first.hasPrefix("From: ada@corp.example\nSubject: ../../etc/passwd\n"))
    #expect(first.hasSuffix("\n\nFrom here on\nit is quoted\n"))
  }

  @Test("an exhibit that was moved is found in its new place, one that was changed is refused; neither is written to")
  func moved() throws {
    let place = try mboxCase()
    try FileManager.default.moveItem(atPath: place.path("evidence"), toPath: place.path("elsewhere"))
    let lost = try export(place, to: "lost", messages: ids(place))
    #expect(lost.allSatisfy { $0.form == "not_exported" && $0.notes.contains { $0.contains("--exhibits DIR") } })
    let id = try #require(ids(place).first)
    #expect(try export(place, to: "found", ["--message", id, "--exhibits", "elsewhere"]).status == 0)
    let file = place.path("elsewhere/alice@corp.example/Inbox")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try text.replacing("plain", with: "other").write(toFile: file, atomically: true, encoding: .utf8)
    let changed = try export(place, to: "changed", ["--message", id, "--exhibits", "elsewhere"])
    #expect(changed.status == 3)
    #expect(
      try manifest("changed", in: place).allSatisfy { $0.notes.contains { $0.contains("no longer what was examined") } }
    )
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: place.path("changed")).sorted() == [
        "manifest.csv", "manifest.json",
      ])
  }

  @Test("a folder that holds something is not written into; what is no message is told")
  func refused() throws {
    let place = try mboxCase()
    try place.write("x".utf8, to: "out/there")
    let result = try export(place, to: "out", ["--message", "1:1"])
    #expect(result.status == 1 && result.complaint.contains("not empty"))
    #expect(try export(place, to: "new", ["--message", "1:99"]).status == 1)
    #expect(try export(place, to: "new", []).status == 2)
    #expect(try export(place, to: "new", ["--message", "x"]).status == 2)
    let none = try export(place, to: "new", ["--tier", "exported"])
    #expect(none.status == 1 && none.complaint.contains("no message has the tier exported"))
    #expect(!FileManager.default.fileExists(atPath: place.path("new")))
  }
}
