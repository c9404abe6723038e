import EvidenceDatabase
import Foundation
import GRDB
import Testing

/// A real tenant with an attack played in it: its sessions taken for the attacker's.
@Suite("The tenant of spring 2021, where the corpus is at hand")
struct TenantTests {
  private struct Expected: Decodable {
    /// Distinct Message-IDs that MailItemsAccessed names, by the mailbox as logged.
    let per_mailbox: [String: Int]
  }

  @Test("per mailbox exactly the expected ids, those that its account sent itself told apart")
  func ids() throws {
    guard let corpus = Place.corpus else { return print("skipped: ../shared/corpus is not here") }
    let place = try Workplace()
    let log = corpus.appending(path: "logs/ual/tenant-spring-2021.csv.gz")
    let expected = try JSONDecoder().decode(
      Expected.self, from: Data(contentsOf: corpus.appending(path: "logs/ual/tenant-spring-2021.expected.json")))
    let users = expected.per_mailbox.keys.sorted().map { "user,\($0),judged" }
    try place.write((["type,value,note"] + users).joined(separator: "\n").utf8, to: "users.csv")
    _ = try place.examine(log.path, "--case", "case.sqlite", "--indicators", "users.csv")
    let found = try EvidenceDatabase.openForReading(place.path("case.sqlite")).read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT m.address, COUNT(DISTINCT e.message_key), (
            SELECT CAST(SUBSTR(n.note, INSTR(n.note, ': ') + 2) AS INTEGER) FROM reconstruction_note AS n
            WHERE n.topic = 'actor_mail_opened' AND n.mailbox_id = m.mailbox_id)
          FROM exposure AS e JOIN mailbox AS m ON m.mailbox_id = e.mailbox_id
          WHERE e.tier = 'accessed' GROUP BY m.mailbox_id
          """
      ).map { ($0[0] as String, ($0[1] as Int) + ($0[2] as Int? ?? 0)) }
    }
    let wanted = expected.per_mailbox.map { ($0.key.lowercased(), $0.value) }
    #expect(Dictionary(uniqueKeysWithValues: found) == Dictionary(uniqueKeysWithValues: wanted))
  }

  @Test("the planted transport rule, the consents and the rights are found")
  func findings() throws {
    guard let corpus = Place.corpus else { return print("skipped: ../shared/corpus is not here") }
    let place = try Workplace()
    let log = corpus.appending(path: "logs/ual/tenant-spring-2021.csv.gz")
    _ = try place.examine(log.path, "--case", "case.sqlite")
    let detections = try EvidenceDatabase.openForReading(place.path("case.sqlite")).read {
      try String.fetchAll($0, sql: "SELECT DISTINCT detection FROM finding")
    }
    for name in [
      "transport-rule-copy-outside", "application-mail-right-granted", "application-credential-added",
      "mailbox-full-access-granted", "mailbox-delegate-granted", "directory-role-granted",
    ] {
      #expect(detections.contains(name), "\(name)")
    }
  }
}
