import EvidenceDatabase
import GRDB
import Records

/// An exhibit that holds mail.
struct MailExhibit {
  let id: Int64
  let relativePath: String
  /// Orders exhibits with the same path below what was named on the command line.
  let order: String
  /// One message, of which many lie side by side; else a store.
  let isSingleMessage: Bool
  let kind: String
  /// Whether it was found in a message or a store.
  let isAttached: Bool
  /// The address that `--mailbox` gave for it, or for the container that it lies in.
  let assigned: String?
  /// Its own path and those of the containers that it was packed in, nearest first.
  let paths: [String]
  var hints: [Hint]

  struct Hint {
    let name: MailboxName
    let basis: String
    let count: Int64
  }

  /// Takes over whose mailbox load data says that its items lay in.
  mutating func addHints(of load: LoadData) {
    for (address, count) in (load.sources[id] ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let name = MailboxName(.address, address) else { continue }
      hints.append(Hint(name: name, basis: "load_data", count: count))
    }
  }

  /// The name that more than two thirds of what was counted agree on.
  func majority(_ fits: (Hint) -> Bool) -> MailboxName? {
    var counts: [MailboxName: Int64] = [:]
    for hint in hints where fits(hint) { counts[hint.name, default: 0] += min(max(hint.count, 0), 1 << 32) }
    let total: Int64 = counts.values.reduce(0, +)
    return counts.first { $0.value * 3 > total * 2 }?.key
  }
}

/// All exhibits that hold mail, by path. One small value an exhibit is kept in memory, and its hints.
struct MailExhibits {
  private struct Row {
    let parent: Int64?
    let relativePath: String
    let order: String
    let kind: String?
    let assigned: String?
    let holdsMail: Bool
  }

  private static let depthLimit = 32

  static func fetch(_ db: Database) throws -> [MailExhibit] {
    let rows = try rows(db)
    var hints = try hints(db)
    var exhibits: [MailExhibit] = []
    for (id, row) in rows where row.holdsMail {
      let packed = containers(of: row, in: rows)
      exhibits.append(
        MailExhibit(
          id: id, relativePath: row.relativePath, order: row.order,
          isSingleMessage: ["eml", "emlx", "msg", "tnef"].contains(row.kind ?? ""), kind: row.kind ?? "",
          isAttached: packed.contains(where: \.holdsMail),
          assigned: ([row] + packed).lazy.compactMap(\.assigned).first,
          paths: [row.relativePath] + packed.filter { !$0.holdsMail }.map(\.relativePath),
          hints: hints.removeValue(forKey: id) ?? []))
    }
    return exhibits.sorted { ($0.relativePath, $0.order) < ($1.relativePath, $1.order) }
  }

  private static func rows(_ db: Database) throws -> [Int64: Row] {
    let cursor = try GRDB.Row.fetchCursor(
      db,
      sql: """
        SELECT e.exhibit_id, e.parent_exhibit_id, e.relative_path, e.kind, e.assigned_mailbox,
          COALESCE(e.sha256, '') || e.path AS place,
          EXISTS (SELECT 1 FROM stored_message AS m
            WHERE \(RowID.isOne("m.message_id", of: "e.exhibit_id")))
          OR EXISTS (SELECT 1 FROM stored_folder AS f
            WHERE \(RowID.isOne("f.folder_id", of: "e.exhibit_id"))) AS holds_mail
        FROM exhibit AS e
        """)
    var rows: [Int64: Row] = [:]
    while let row = try cursor.next() {
      rows[row["exhibit_id"]] = Row(
        parent: row["parent_exhibit_id"], relativePath: row["relative_path"], order: row["place"],
        kind: row["kind"], assigned: row["assigned_mailbox"], holdsMail: row["holds_mail"])
    }
    return rows
  }

  private static func containers(of row: Row, in rows: [Int64: Row]) -> [Row] {
    var found: [Row] = []
    var next = row.parent
    while let id = next, let container = rows[id], found.count < depthLimit {
      found.append(container)
      next = container.parent
    }
    return found
  }

  private static func hints(_ db: Database) throws -> [Int64: [MailExhibit.Hint]] {
    let cursor = try GRDB.Row.fetchCursor(
      db,
      sql: "SELECT exhibit_id, kind, value, basis, item_count FROM owner_hint ORDER BY exhibit_id, kind, value, basis")
    var hints: [Int64: [MailExhibit.Hint]] = [:]
    while let row = try cursor.next() {
      guard let kind = OwnerHint.Kind(rawValue: row["kind"]), let name = Self.name(kind, row["value"]) else { continue }
      if name.kind == .address && !name.value.contains("@") { continue }
      hints[row["exhibit_id"], default: []].append(
        MailExhibit.Hint(name: name, basis: row["basis"], count: row["item_count"]))
    }
    return hints
  }

  /// A store may be called by its owner's address.
  private static func name(_ kind: OwnerHint.Kind, _ value: String) -> MailboxName? {
    let address = kind == .displayName ? PathNames.address(in: value) : nil
    let isAddress = address == value.trimmed.lowercased()
    return MailboxName(isAddress ? .address : kind, value)
  }
}
