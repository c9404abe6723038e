import Crypto
import Foundation
import Testing

@testable import SampleMaker

/// What holds of every case, whatever its scenario.
@Suite("Cases as they are handed over")
struct CaseTests {
  @Test(
    "the truth is of exactly the files, records and messages there are, and what was taken names its act",
    arguments: allScenarios.map { $0.name })
  func truthfulness(scenario: String) throws {
    let (place, folder) = try made(scenario)
    try files(of: folder)
    try counts(of: folder)
    try records(of: folder)
    try taken(of: folder)
    withExtendedLifetime(place) {}
  }

  private func files(of folder: URL) throws {
    let listed = try truth("files", of: folder)
    let names = FileManager.default.enumerator(atPath: folder.appending(path: "evidence").path(percentEncoded: false))
    let paths = names?.compactMap { $0 as? String }.map { "evidence/" + $0 }
      .filter { !isFolder(folder.appending(path: $0)) }
    #expect(listed.map { $0.text("path") }.sorted() == paths?.sorted())
    for line in listed {
      let bytes = try Data(contentsOf: folder.appending(path: line.text("path")))
      #expect(bytes.count == line.number("bytes"))
      #expect(hexadecimal(SHA256.hash(data: bytes)) == line.text("sha256"))
    }
  }

  private func counts(of folder: URL) throws {
    let listed = try truth("files", of: folder)
    let records = try truth("records", of: folder)
    #expect(listed.filter { $0.has("records") }.reduce(0) { $0 + $1.number("records") } == records.count)
    #expect(listed.reduce(0) { $0 + max(0, $1.number("duplicates")) } == records.count { $0.has("copy_of") })
    let messages = try truth("messages", of: folder)
    #expect(listed.filter { $0.has("messages") }.reduce(0) { $0 + $1.number("messages") } == messages.count)
  }

  /// Every record that has an id stands in the line that the truth names.
  private func records(of folder: URL) throws {
    var lines: [String: [String]] = [:]
    for record in try truth("records", of: folder) where !record.text("id").isEmpty {
      for place in [record, record.object("copy_of")] where place.has("file") {
        let file = place.text("file")
        if lines[file] == nil { lines[file] = try rawLines(of: folder.appending(path: file)) }
        let line = try #require(lines[file]?.dropFirst(place.number("line") - 1).first)
        #expect(line.contains(record.text("id")), "\(file):\(place.number("line"))")
      }
    }
  }

  private func taken(of folder: URL) throws {
    let acts = Set(try truth("acts", of: folder).map { $0.text("act") })
    let taken = try truth("taken", of: folder)
    #expect(taken.allSatisfy { acts.contains($0.text("act")) })
    let messages = try truth("messages", of: folder)
    let marked = messages.filter { !$0.has("embedded") }.reduce(0) { $0 + $1.list("acts").count }
    #expect(taken.count { $0.members["held"] as? Bool == true } == marked)
    for line in messages where ["exported", "accessed", "synced"].contains(line.tier) {
      #expect(!line.object("concludable").list("places").isEmpty)
    }
  }
}

@Suite("The scenario rogue-app")
struct RogueAppTests {
  @Test("its case has every row of the tier decisions that it is there for")
  func rows() throws {
    let (place, folder) = try made("rogue-app")
    let messages = try truth("messages", of: folder)
    let rows = Set(messages.flatMap(\.rows))
    #expect(rows.isSuperset(of: [1, 2, 4, 5, 6, 11, 23, 24, 25, 27, 28, 30, 31]))
    let missing = try truth("taken", of: folder).filter { $0.members["held"] as? Bool == false }
    #expect(missing.contains { $0.rows.contains(3) })
    #expect(messages.contains { $0.tier == "unlogged" && !$0.list("acts").isEmpty })
    withExtendedLifetime(place) {}
  }

  @Test("of the message that lies twice both are accessed, with the count")
  func twins() throws {
    let (place, folder) = try made("rogue-app")
    let twins = try truth("messages", of: folder).filter { $0.text("subject") == "Figures for the bank" }
    #expect(twins.count == 2 && Set(twins.map { $0.text("folder") }).count == 2)
    #expect(twins.allSatisfy { $0.object("concludable").number("match_count") == 2 })
    withExtendedLifetime(place) {}
  }

  @Test("the log says that the mailbox was throttled, and has no Bind of it in the day after")
  func throttled() throws {
    let (place, folder) = try made("rogue-app")
    let acts = try truth("acts", of: folder)
    let act = try #require(acts.first { $0.text("title").contains("until the service stops") })
    let unseen = try #require(try truth("unseen", of: folder).first { $0.text("why") == "throttled" })
    let records = try truth("records", of: folder).filter { $0.text("operation") == "MailItemsAccessed" }
    let mailbox = unseen.list("mailboxes").first as? String
    #expect(records.contains { $0.text("act") == act.text("act") })
    let opened = try records.filter {
      $0.text("mailbox") == mailbox && $0.text("at") > unseen.text("from") && $0.text("at") < unseen.text("to")
    }.filter { try isBind($0, in: folder) }
    #expect(opened.isEmpty)
    withExtendedLifetime(place) {}
  }
}

@Suite("The scenario sync")
struct SyncTests {
  @Test("its case has every row of the tier decisions that it is there for")
  func rows() throws {
    let (place, folder) = try made("sync")
    let messages = try truth("messages", of: folder)
    #expect(Set(messages.flatMap(\.rows)).isSuperset(of: [5, 7, 8, 9, 10, 11, 22, 27]))
    let twins = messages.filter { $0.rows.contains(10) }
    #expect(Set(twins.map { $0.text("folder") }).count == 2, "both folders of one name are told of")
    #expect(twins.allSatisfy { $0.tier == "reachable" && $0.object("concludable").text("placement") == "unknown" })
    withExtendedLifetime(place) {}
  }

  @Test("throttled before the attack, a mailbox is no less covered")
  func throttledBefore() throws {
    let (place, folder) = try made("sync")
    let text = try Data(contentsOf: folder.appending(path: "truth/case.json"))
    let summary = TruthLine(members: try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any]))
    let holes = summary.list("log_holes").compactMap { $0 as? [String: Any] }.map { TruthLine(members: $0) }
    let throttled = holes.filter { $0.text("why") == "throttled" }.sorted { $0.text("from") < $1.text("from") }
    try #require(throttled.count == 2)
    let before = throttled[0].list("mailboxes").first as? String
    let within = throttled[1].list("mailboxes").first as? String
    let messages = try truth("messages", of: folder)
    #expect(!messages.contains { $0.text("mailbox") == before && $0.tier == "unlogged" })
    #expect(messages.contains { $0.text("mailbox") == within && $0.rows.contains(11) })
    withExtendedLifetime(place) {}
  }

  @Test("the search that was answered in part says how many records there were")
  func truncated() throws {
    let (place, folder) = try made("sync")
    let files = try truth("files", of: folder).filter { $0.text("format") == "ual-search" }
    #expect(!files.isEmpty)
    let result = try Peer.python("truncated_searches.py", files[0].text("path"), in: folder)
    #expect(result.status == 0 && result.text == "1\n", "\(result.text) \(result.complaint)")
    withExtendedLifetime(place) {}
  }
}

/// A case of its own that is gone with the workplace.
private func made(_ scenario: String) throws -> (Workplace, URL) {
  let place = try Workplace()
  let result = try SamplesTool.run("make", scenario, "-o", "case", in: place.folder)
  try #require(result.status == 0, "\(result.complaint)")
  return (place, place.folder.appending(path: "case"))
}

private func isFolder(_ path: URL) -> Bool {
  var isFolder: ObjCBool = false
  return FileManager.default.fileExists(atPath: path.path(percentEncoded: false), isDirectory: &isFolder)
    && isFolder.boolValue
}

private func isBind(_ record: TruthLine, in folder: URL) throws -> Bool {
  let lines = try rawLines(of: folder.appending(path: record.text("file")))
  return try #require(lines.dropFirst(record.number("line") - 1).first).contains("Bind")
}

/// Between line feeds, as the truth counts them.
private func rawLines(of file: URL) throws -> [String] {
  try Data(contentsOf: file).split(separator: 0x0A, omittingEmptySubsequences: false)
    .map { String(decoding: $0, as: UTF8.self) }
}
