import EvidenceDatabase
import Foundation
import GRDB
import Testing

/// A case that `mailtrail-samples` made, and the truth beside it.
struct MadeCase: CustomTestStringConvertible, Sendable {
  static let all = ["proxylogon", "rogue-app", "sync", "insider-ediscovery", "quiet"].map(MadeCase.init)

  let scenario: String
  var testDescription: String { scenario }

  var folder: URL { Place.root.appending(path: "Samples/\(scenario)") }
  var evidence: String { folder.appending(path: "evidence").path(percentEncoded: false) }
  var indicators: [String] {
    let file = folder.appending(path: "indicators.csv").path(percentEncoded: false)
    return FileManager.default.fileExists(atPath: file) ? ["--indicators", file] : []
  }

  func truth<Line: Decodable>(_ name: String, as type: Line.Type = Line.self) throws -> [Line] {
    let text = try String(contentsOf: folder.appending(path: "truth/\(name).jsonl"), encoding: .utf8)
    return try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
  }

  func examine(in place: Workplace) throws -> Tool.Result {
    try Tool.run(["examine", evidence, "--case", "case.sqlite"] + indicators, in: place.folder)
  }
}

/// One item of a store that was given, as the maker knows it.
struct TrueMessage: Decodable {
  struct Conclusion: Decodable {
    let tier: String?
    let basis: String?
    let placement: String?
  }
  struct Enclosed: Decodable {
    /// Nil for a message that is attached as one.
    let sha256: String?
  }
  let file: String
  let node: Int64?
  let offset: Int64?
  let length: Int64?
  /// The way to a message that is attached to another; nil for an item of a folder.
  let embedded: [Int]?
  let mailbox: String
  let folder: String
  let message_id: String?
  let subject: String?
  let attachments: [Enclosed]
  let concludable: Conclusion
}

/// One record of a log that was given.
struct TrueRecord: Decodable {
  let file: String
  let line: Int64
  let id: String?
  let log: String
}

/// What `examine` made of a made case.
struct FoundCase {
  struct Item {
    let id: Int64
    let messageID: String?
    let subject: String
    let folder: String?
    let attachments: Set<String>
    /// The strongest that is told.
    let tier: String?
  }
  /// By exhibit path.
  private(set) var kinds: [String: String] = [:]
  private var items: [String: [Item]] = [:]
  private(set) var recordPlaces: [String: String] = [:]

  init(_ database: EvidenceDatabase) throws {
    try database.read { db in
      for row in try Row.fetchAll(db, sql: "SELECT relative_path, kind FROM exhibit") {
        kinds[row[0]] = row[1]
      }
      var attached: [Int64: Set<String>] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT message_id, sha256 FROM attachment WHERE sha256 IS NOT NULL") {
        attached[row[0], default: []].insert(row[1])
      }
      // Of two copies of a message that a record names both are told and one is counted: here all that is told counts.
      let strength = ["exported", "accessed", "synced", "unlogged", "reachable"]
      var strongest: [Int64: Int] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT message_id, tier FROM exposure WHERE message_id IS NOT NULL") {
        let place = strength.firstIndex(of: row[1]) ?? strength.count
        strongest[row[0]] = min(strongest[row[0]] ?? strength.count, place)
      }
      for row in try Row.fetchAll(
        db,
        sql: """
          SELECT m.message_id, e.relative_path, m.source_node, m.source_offset, m.source_length, m.parent_message_id,
            m.internet_message_id, m.subject, f.path
          FROM message AS m
          JOIN exhibit AS e ON e.exhibit_id = m.exhibit_id
          LEFT JOIN folder AS f ON f.folder_id = m.folder_id
          """)
      {
        let id: Int64 = row[0]
        let place = Self.place(
          row[1], node: row[2], offset: row[3], length: row[4], isEmbedded: (row[5] as Int64?) != nil)
        items[place, default: []].append(
          Item(
            id: id, messageID: row[6], subject: row[7] ?? "", folder: row[8], attachments: attached[id] ?? [],
            tier: strongest[id].flatMap { $0 < strength.count ? strength[$0] : nil }))
      }
      for row in try Row.fetchAll(
        db,
        sql: """
          SELECT e.relative_path, r.source_line, r.external_id FROM (
            SELECT exhibit_id, source_line, external_id FROM audit_record
            UNION ALL
            SELECT c.exhibit_id, c.source_line, a.external_id
            FROM audit_record_copy AS c JOIN audit_record AS a ON a.audit_record_id = c.audit_record_id
            UNION ALL
            SELECT * FROM (
              WITH RECURSIVE place AS (
                SELECT exhibit_id, source_offset, source_line FROM record
                UNION
                SELECT c.exhibit_id, p.source_offset, p.source_line
                FROM place AS p JOIN log_copy AS c ON c.of_exhibit_id = p.exhibit_id AND c.to_offset > p.source_offset
              )
              SELECT p.exhibit_id, p.source_line, a.external_id
              FROM place AS p
              LEFT JOIN audit_record AS a ON a.exhibit_id = p.exhibit_id AND a.source_line = p.source_line
            )
          ) AS r JOIN exhibit AS e ON e.exhibit_id = r.exhibit_id
          """)
      {
        let (path, line, id): (String, Int64?, String?) = (row[0], row[1], row[2])
        recordPlaces["\(path):\(line ?? Self.recordNumber(id, of: path))"] = id ?? ""
      }
    }
  }

  /// An event log has no lines: its records have numbers, which stand before the time in the id of the event.
  private static func recordNumber(_ id: String?, of path: String) -> Int64 {
    guard path.hasSuffix(".evtx"), let parts = id?.split(separator: "/"), parts.count > 2 else { return 0 }
    return Int64(parts[parts.count - 2]) ?? 0
  }

  /// The item that the truth tells of; nil where there is none at its place with its Message-ID and subject.
  func item(_ message: TrueMessage) -> Item? {
    let place = Self.place(
      message.file, node: message.node, offset: message.offset, length: message.length,
      isEmbedded: message.embedded != nil)
    return items[place]?.first { $0.messageID == message.message_id && $0.subject == message.subject ?? "" }
  }

  /// Embedded messages are found by their exhibit, Message-ID and subject: formats name their places differently.
  private static func place(
    _ path: String, node: Int64?, offset: Int64?, length: Int64?, isEmbedded: Bool
  ) -> String {
    if isEmbedded { return "\(path) embedded" }
    if let node { return "\(path) node \(node)" }
    return path.hasSuffix(".eml") ? path : "\(path) at \(offset ?? 0)+\(length ?? 0)"
  }
}
