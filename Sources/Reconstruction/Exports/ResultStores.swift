import GRDB

/// Stores among the exhibits that are results of a compliance search themselves: they lie in an archive or a folder that
/// bears the export's name, `NAME_Export`. What is in one was in the results, whatever the query's open parts say.
enum ResultStores {
  static func join(_ jobs: inout [ExportJob], _ db: Database) throws {
    guard jobs.contains(where: { $0.kind == .complianceExport }) else { return }
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT e.exhibit_id, e.relative_path, e.byte_count, x.mailbox_id
        FROM exhibit AS e
        JOIN exhibit_mailbox AS x ON x.exhibit_id = e.exhibit_id
        WHERE e.kind = 'pst' ORDER BY e.exhibit_id
        """)
    for row in rows {
      let path: String = row[1]
      let folders = path.lowercased().split(separator: "/").dropLast()
      let mailbox: Int64 = row[3]
      // Of several exports of one search any may be meant: then none is.
      let places = jobs.indices.filter { place in
        guard jobs[place].kind == .complianceExport, let name = jobs[place].name,
          jobs[place].mailboxes.contains(mailbox)
        else { return false }
        return folders.contains { $0 == name + "_export" || $0.hasPrefix(name + "_export.") }
      }
      guard places.count == 1, let place = places.first else { continue }
      jobs[place].files.append(
        ExportFile(
          role: .target, path: path, exhibit: row[0], byteCount: row[2],
          basis: "lies among results that bear the export's name"))
    }
  }
}
