import EvidenceDatabase
import GRDB
import Records

/// What the load data of exports says of the exhibits at hand: by the path of the file that an item went into, which
/// exhibit that is, and whose mailbox it lay in.
struct LoadData {
  private struct Item {
    let id: Int64
    let exhibit: Int64
    /// Normalised.
    let internetMessageID: String?
  }

  /// By exhibit: the mailboxes that its items are said to lie in, and of how many items.
  private(set) var sources: [Int64: [String: Int64]] = [:]
  private var places: [Item] = []

  /// Paths are compared from their ends, without case: the export's folder may lie anywhere.
  init(_ exhibits: [MailExhibit], in db: Database) throws {
    guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM load_item)") == true else { return }
    let byName = Dictionary(grouping: exhibits) { Self.parts($0.relativePath).last ?? "" }
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT load_item_id, target_path, source, internet_message_id FROM load_item
        WHERE target_path IS NOT NULL ORDER BY 1
        """)
    while let row = try rows.next() {
      let target = Self.file(row[1])
      let found = (byName[target.last ?? ""] ?? []).filter {
        Self.parts($0.relativePath).suffix(target.count) == target[...]
      }
      // A path that fits two exhibits tells neither.
      guard found.count == 1, let exhibit = found.first else { continue }
      let id = (row[3] as String?).map { String(normalisedMessageID($0)) }
      places.append(Item(id: row[0], exhibit: exhibit.id, internetMessageID: id))
      if let source = (row[2] as String?).flatMap(PathNames.address(in:)) {
        sources[exhibit.id, default: [:]][source, default: 0] += 1
      }
    }
  }

  private static func parts(_ path: String) -> [String] {
    path.lowercased().split { $0 == "/" || $0 == "\\" }.map(String.init)
  }

  /// Up to the store, where the path goes on in it.
  private static func file(_ path: String) -> [String] {
    let all = parts(path)
    guard let store = all.firstIndex(where: { $0.hasSuffix(".pst") }) else { return all }
    return Array(all[...store])
  }

  func write(in db: Database) throws {
    for (exhibit, items) in Dictionary(grouping: places, by: \.exhibit).sorted(by: { $0.key < $1.key }) {
      let wanted = Set(items.compactMap(\.internetMessageID))
      let messages = wanted.isEmpty ? [:] : try Self.messages(wanted, of: exhibit, in: db)
      let only = try Self.onlyMessage(of: exhibit, in: db)
      for item in items {
        try db.run(
          "INSERT INTO load_item_place (load_item_id, exhibit_id, message_id) VALUES (:item, :exhibit, :message)",
          [
            "item": item.id, "exhibit": exhibit, "message": item.internetMessageID.flatMap { messages[$0] } ?? only,
          ])
      }
    }
  }

  /// The items of an exhibit by their Message-IDs, where one item alone has it.
  private static func messages(
    _ wanted: Set<String>, of exhibit: Int64, in db: Database
  ) throws -> [String: Int64] {
    var found: [String: Int64] = [:]
    var repeated: Set<String> = []
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT message_id, internet_message_id FROM stored_message
        WHERE \(RowID.isOne("message_id", of: ":exhibit")) AND parent_message_id IS NULL
          AND internet_message_id IS NOT NULL
        """, arguments: ["exhibit": exhibit])
    while let row = try rows.next() {
      let id = String(normalisedMessageID(row[1]))
      guard wanted.contains(id) else { continue }
      if found.updateValue(row[0], forKey: id) != nil { repeated.insert(id) }
    }
    for id in repeated { found[id] = nil }
    return found
  }

  /// The message of a file that holds one alone.
  private static func onlyMessage(of exhibit: Int64, in db: Database) throws -> Int64? {
    try Int64.fetchOne(
      db,
      sql: """
        SELECT CASE WHEN COUNT(*) = 1 THEN MIN(message_id) END
        FROM (
          SELECT m.message_id FROM exhibit AS e
          JOIN stored_message AS m
            ON \(RowID.isOne("m.message_id", of: "e.exhibit_id"))
              AND m.parent_message_id IS NULL
          WHERE e.exhibit_id = ? AND e.kind IN ('eml', 'msg')
          LIMIT 2
        )
        """, arguments: [exhibit])
  }

  /// What an export asked for bounds what can be at hand of it.
  func tell(_ exhibits: [MailExhibit], to notes: inout NoteBook, in db: Database) throws {
    let listed = Set(places.map(\.exhibit))
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT exhibit_id, relative_path, acquisition_note FROM exhibit
        WHERE kind = 'ediscovery_load_data' AND acquisition_note IS NOT NULL
        ORDER BY relative_path, sha256, exhibit_id
        """)
    for row in rows {
      let folder = PathNames.folder(of: row[1]) + "/"
      let count = exhibits.count { listed.contains($0.id) && $0.relativePath.hasPrefix(folder) }
      guard count > 0, let said = row[2] as String? else { continue }
      try notes.write(
        "export_by_search",
        "exhibits that came out of a search, and hold what it asked for and nothing else of their mailboxes: \(count) "
          + "(\(said))", exhibit: row[0], in: db)
    }
  }
}
