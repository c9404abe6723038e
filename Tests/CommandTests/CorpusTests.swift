import EvidenceDatabase
import Foundation
import GRDB
import Testing

@Suite("Real exhibits, where the corpus is at hand")
struct CorpusTests {
  private let corpus: URL
  private let place: Workplace

  init() throws {
    place = try Workplace()
    corpus = Place.corpus ?? place.folder
    if Place.corpus == nil { print("skipped: ../shared/corpus is not here") }
  }

  @Test("every file goes through one run: as many exhibits as files and members, each with a state")
  func everything() throws {
    guard Place.corpus != nil else { return }
    let result = try place.examine(corpus.path, "--case", "case.sqlite")
    #expect(result.status == 3, "\(result.complaint)")
    let files = FileManager.default.enumerator(at: corpus, includingPropertiesForKeys: [.isRegularFileKey])?
      .compactMap { $0 as? URL }.filter { !$0.hasDirectoryPath }
    let database = try EvidenceDatabase.openForReading(place.path("case.sqlite"))
    func count(_ condition: String) throws -> Int {
      try database.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM exhibit WHERE \(condition)") ?? -1 }
    }
    #expect(try count("parent_exhibit_id IS NULL") == files?.count)
    #expect(try count("parent_exhibit_id IS NOT NULL AND relative_path LIKE '%.csv%'") == 1)
    #expect(try count("state = 'reading' OR sha256 IS NULL") == 0)
    #expect(try count("kind IS NULL AND state <> 'unrecognised'") == 0)
    // The lines of this one are not in order of time, which is told as a clock that went back.
    let disordered = "relative_path LIKE '%/iis10_edge_cases.log'"
    #expect(try count("\(disordered) AND state = 'partial'") == 1)
    for folder in ["logs/exchange_server", "logs/iis"] {
      #expect(try count("state <> 'read' AND relative_path LIKE '%/\(folder)/%' AND NOT \(disordered)") == 0)
      #expect(try count("relative_path LIKE '%/\(folder)/%' AND record_count > 0") > 0)
    }
  }

  @Test("one core and eight give the same content of all of it")
  func cores() throws {
    guard Place.corpus != nil else { return }
    let hashes = try ["1", "8"].map { jobs in
      _ = try place.examine(corpus.path, "--case", "\(jobs).sqlite", "--jobs", jobs)
      return try EvidenceDatabase.openForReading(place.path("\(jobs).sqlite")).logicalContentHash()
    }
    #expect(hashes[0] == hashes[1])
  }

  @Test("the stores: counts of messages, associated items, attachments and embedded messages are those expected")
  func stores() throws {
    guard Place.corpus != nil else { return }
    _ = try place.examine(corpus.appending(path: "mail/pst").path, "--case", "case.sqlite")
    let expected = try String(contentsOf: corpus.appending(path: "mail/pst/expected.tsv"), encoding: .utf8)
    let database = try EvidenceDatabase.openForReading(place.path("case.sqlite"))
    for line in expected.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t").map(String.init)
      guard cells.count == 8 else { continue }
      let found = try database.read { db in
        try Row.fetchOne(
          db,
          sql: """
            SELECT SUM(parent_message_id IS NULL AND is_associated = 0), SUM(is_associated = 1),
              (SELECT COUNT(*) FROM attachment AS a JOIN stored_message AS o ON o.message_id = a.message_id
                WHERE a.attachment_id >> 32 = e.exhibit_id AND o.is_recovered = 0),
              SUM(parent_message_id IS NOT NULL)
            FROM exhibit AS e LEFT JOIN stored_message AS m ON m.message_id >> 32 = e.exhibit_id AND m.is_recovered = 0
            WHERE e.relative_path = ?
            """, arguments: ["pst/" + cells[0]])
      }.map { row in (0..<4).map { row[$0] as Int? ?? 0 } }
      #expect(found == cells[4...].compactMap { Int($0) }, "\(cells[0])")
    }
  }

  @Test("the tenant's log: exactly the expected counts, three empty rows told, and the rule that copies mail out found")
  func tenant() throws {
    guard Place.corpus != nil else { return }
    let log = corpus.appending(path: "logs/ual/tenant-spring-2021.csv.gz")
    let result = try place.examine(log.path, "--case", "case.sqlite")
    #expect(result.status == 3, "\(result.complaint)")
    let expected = try #require(
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: corpus.appending(path: "logs/ual/tenant-spring-2021.expected.json"))) as? [String: Any])
    let database = try EvidenceDatabase.openForReading(place.path("case.sqlite"))
    func count(_ query: String) throws -> Int { try database.read { try Int.fetchOne($0, sql: query) ?? -1 } }
    let unique = try count("SELECT COUNT(*) FROM audit_record")
    let copies = try count("SELECT COUNT(*) FROM audit_record_copy")
    let defects = try count("SELECT COUNT(*) FROM defect")
    #expect(unique == expected["unique"] as? Int)
    #expect(copies == expected["dups"] as? Int)
    #expect(defects == expected["empty"] as? Int)
    #expect(unique + copies + defects == expected["rows"] as? Int)
    for type in ["bind", "sync"] {
      let records = try count("SELECT COUNT(DISTINCT audit_record_id) FROM mail_access WHERE access_type = '\(type)'")
      #expect(records == expected[type] as? Int)
    }
    let ids = try count("SELECT COUNT(DISTINCT message_key) FROM mail_access WHERE access_type = 'bind'")
    #expect(ids == expected["distinct_ids"] as? Int)
    let perMailbox = try database.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT m.address, COUNT(DISTINCT a.message_key) AS ids
          FROM mail_access AS a JOIN mailbox AS m ON m.mailbox_id = a.mailbox_id
          WHERE a.access_type = 'bind' AND a.message_key IS NOT NULL GROUP BY m.mailbox_id
          """)
    }.reduce(into: [String: Int]()) { $0[($1["address"] as String).lowercased()] = $1["ids"] }
    let wanted = (expected["per_mailbox"] as? [String: Int] ?? [:])
      .reduce(into: [String: Int]()) { $0[$1.key.lowercased()] = $1.value }
    #expect(perMailbox == wanted)
    let onTheDay = """
      SELECT COUNT(*) FROM finding WHERE detection = 'transport-rule-copy-outside' AND severity = 'high'
        AND first_us / 86400000000 = 18733
      """
    #expect(try count(onTheDay) == 1)
  }

  @Test("each store with another encoding has the content of its base", arguments: ["dist-list", "submessage"])
  func encodings(name: String) throws {
    guard Place.corpus != nil else { return }
    let bases = [
      "dist-list": "rjohnsondev__java-libpst__dist-list.pst", "submessage": "farnulfo__pst-exp__submessage.pst",
    ]
    let base = try #require(bases[name])
    var contents: [[String]] = []
    let derived = ["none", "cyclic"].map { "mail/pst/_derived/\(name)__crypt-\($0).pst" }
    for (place, file) in (["mail/pst/" + base] + derived).enumerated() {
      _ = try self.place.examine(corpus.appending(path: file).path, "--case", "\(place).sqlite")
      contents.append(
        try EvidenceDatabase.openForReading(self.place.path("\(place).sqlite")).read { db in
          try String.fetchAll(
            db,
            sql: """
              SELECT COALESCE(m.subject, '') || '|' || COALESCE(m.sender_address, '') || '|' || COALESCE(m.sent_at_us, '')
                || '|' || COALESCE(b.body_text, '') || '|' || COALESCE(b.headers, '') || '|' || COALESCE(
                  (SELECT MAX(sha256) FROM attachment AS a WHERE a.message_id = m.message_id), '')
              FROM message AS m LEFT JOIN message_body AS b ON b.message_id = m.message_id ORDER BY m.message_id
              """)
        })
    }
    #expect(!contents[0].isEmpty)
    #expect(contents[0] == contents[1])
    #expect(contents[0] == contents[2])
  }
}
