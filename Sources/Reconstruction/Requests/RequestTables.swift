package import GRDB
import Records

/// What detections ask of requests and commands without a look at each of millions of rows: fills `request_path`,
/// `forged_anchor` and `command_text`.
package enum RequestTables {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 3

  package static func run(in db: Database) throws {
    for table in ["request_path", "forged_anchor", "command_text"] { try db.run("DELETE FROM \(table)") }
    try fillPaths(in: db)
    try fillAnchors(in: db)
    try CommandTexts.fill(in: db)
  }

  /// The texts that a column of requests refers to, each once: a seek in its index for each, whatever the number of rows.
  private static func distinctTexts(of column: String, in db: Database) throws -> RowCursor {
    try Row.fetchCursor(
      db,
      sql: """
        WITH RECURSIVE used (ref) AS (
          SELECT MIN(\(column)) FROM stored_web_request WHERE \(column) IS NOT NULL
          UNION ALL
          SELECT (SELECT MIN(\(column)) FROM stored_web_request WHERE \(column) > used.ref)
          FROM used WHERE used.ref IS NOT NULL
        )
        SELECT t.text_id, COALESCE(t.value_lc, t.value) FROM used JOIN text AS t ON t.text_id = used.ref
        """)
  }

  private static func fillPaths(in db: Database) throws {
    let insert = try db.makeStatement(sql: "INSERT INTO request_path VALUES (?, ?, ?, ?, ?)")
    let rows = try distinctTexts(of: "path_ref", in: db)
    while let row = try rows.next() {
      let path = RequestPath(row[1])
      try insert.execute(arguments: [row[0] as Int64, path.whole, path.folder, path.file, path.fileExtension])
    }
  }

  private static func fillAnchors(in db: Database) throws {
    let insert = try db.makeStatement(sql: "INSERT INTO forged_anchor VALUES (?, ?, ?, ?)")
    let rows = try distinctTexts(of: "anchor_mailbox_ref", in: db)
    while let row = try rows.next() {
      guard let anchor = ForgedAnchor(row[1]) else { continue }
      try insert.execute(arguments: [row[0] as Int64, anchor.whole, anchor.host, anchor.target])
    }
  }
}

/// A path of a request in lower case, as the server takes it, taken apart: `/owa/auth/x.aspx` is folder `/owa/auth/`, file
/// `x.aspx`, extension `aspx`. What stands behind a page is handed to the page: `/owa/auth/x.aspx/y.css` is the same file.
struct RequestPath {
  let whole: String
  let folder: String
  let file: String
  let fileExtension: String

  init(_ path: String) {
    whole = Self.taken(path)
    let parts = whole.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let last = max(0, parts.count - 1)
    let place = parts.indices.first { Self.pages.contains(Self.fileExtension(of: parts[$0])) } ?? last
    folder = parts[..<place].map { $0 + "/" }.joined()
    file = parts[place]
    fileExtension = Self.fileExtension(of: file)
  }

  private static let pages: Set<String> = ["aspx", "ashx", "asmx", "asp"]

  private static func fileExtension(of name: String) -> String {
    let dot = name.utf8.lastIndex(of: UInt8(ascii: "."))
    return dot.map { String(name[name.utf8.index(after: $0)...]) } ?? ""
  }

  /// Decoded, with `\`, `//`, `/./` and `/../` put right, as HTTP.sys does before anything else sees the path.
  static func taken(_ path: String) -> String {
    let plain = path.percentDecoded.lowercased()
    guard plain.utf8.contains(UInt8(ascii: "\\")) || plain.contains("//") || plain.contains("/.") else { return plain }
    let parts = plain.replacing("\\", with: "/").split(separator: "/", omittingEmptySubsequences: false)
    var kept: [Substring] = []
    for (place, part) in parts.enumerated() {
      let isLast = place == parts.count - 1
      switch part {
      case "..":
        if kept.count > 1 { kept.removeLast() }
        if isLast { kept.append("") }
      case ".": if isLast { kept.append("") }
      case "": if place == 0 || isLast { kept.append(part) }
      default: kept.append(part)
      }
    }
    return kept.joined(separator: "/")
  }
}

/// An anchor that names a server and a path on it: `ServerInfo~a]@ex01.corp.example:444/ecp/proxyLogon.ecp?#`. Exchange's
/// own anchors of that kind hold no path.
struct ForgedAnchor {
  let whole: String
  /// What stands for the server, up to the path.
  let host: String
  /// From the path's slash to the query or the fragment, as the server takes it.
  let target: String

  /// Of an anchor in lower case; nil for one that is not forged.
  init?(_ anchor: String) {
    guard anchor.hasPrefix("serverinfo~") else { return nil }
    let rest = anchor.dropFirst("serverinfo~".count)
    guard let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    whole = anchor.percentDecoded.lowercased()
    host = String(rest[..<slash])
    let path = rest[slash...]
    let end = path.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? path.endIndex
    target = RequestPath.taken(String(path[..<end]))
  }
}
