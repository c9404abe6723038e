package import GRDB
import Records

/// What is to be known of the logs beside what is in them: exports that lack results, local times. Writes
/// `reconstruction_note`.
package enum LogNotes {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 2

  package static func run(in db: Database) throws {
    var notes = try NoteBook(.logs, in: db)
    try tellGaps(in: &notes, db)
    try tellLocalTimes(in: &notes, db)
    try tellZones(in: &notes, db)
    try tellOpenEnds(in: &notes, db)
  }

  /// What is said of the clocks of servers, each once.
  private static func tellZones(in notes: inout NoteBook, _ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql:
        "SELECT MIN(exhibit_id), acquisition_note FROM exhibit WHERE instr(acquisition_note, ?) > 0 GROUP BY 2 ORDER BY 1",
      arguments: [ExhibitNote.serverZone])
    var told: Set<String> = []
    for row in rows {
      guard let sentence = ExhibitNote.sentence(beginning: ExhibitNote.serverZone, in: row[1] as String),
        told.insert(sentence).inserted
      else { continue }
      try notes.write("server_zone", sentence, exhibit: row[0], in: db)
    }
  }

  private static func tellOpenEnds(in notes: inout NoteBook, _ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT COALESCE(kind, ''), COUNT(*), MIN(exhibit_id), MIN(relative_path) FROM exhibit
        WHERE instr(acquisition_note, ?) > 0 GROUP BY 1 ORDER BY 1
        """, arguments: [ExhibitNote.openEnd])
    for row in rows {
      let count: Int = row[1]
      try notes.write(
        "open_end",
        "\(row[0] as String): the last line of \(count == 1 ? row[3] as String : "\(count) exhibits") has no end; it may be "
          + "cut short, as may what followed it", exhibit: row[2], in: db)
    }
  }

  private static func tellGaps(in notes: inout NoteBook, _ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT g.exhibit_id, g.basis, COUNT(*), SUM(g.missing_count), MIN(g.log_gap_id), e.relative_path
        FROM log_gap AS g JOIN exhibit AS e ON e.exhibit_id = g.exhibit_id
        GROUP BY g.exhibit_id, g.basis, e.relative_path ORDER BY g.exhibit_id, MIN(g.log_gap_id)
        """)
    for row in rows {
      let (exhibit, count, missing): (Int64, Int, Int64?) = (row[0], row[2], row[3])
      let first = try String.fetchOne(
        db, sql: "SELECT note FROM log_gap WHERE log_gap_id = ?", arguments: [row[4] as Int64])
      var text = "\(row[5] as String): \(first ?? "")"
      if count > 1 {
        text += "; so in \(count) searches" + (missing.map { ", which lack \($0) results together" } ?? "")
      }
      try notes.write("incomplete_export", text, exhibit: exhibit, in: db)
    }
  }

  private static func tellLocalTimes(in notes: inout NoteBook, _ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT COALESCE(kind, ''), COUNT(*), MIN(exhibit_id), MIN(acquisition_note), MAX(acquisition_note)
        FROM exhibit WHERE substr(acquisition_note, 1, ?) = ? GROUP BY 1 ORDER BY 1
        """, arguments: [LocalZone.noteStart.count, LocalZone.noteStart])
    for row in rows {
      let isOpen = "\(row[3] as String)\(row[4] as String)".contains(LocalZone.unknown)
      let count: Int = row[1]
      try notes.write(
        "local_time",
        "\(row[0] as String): times without a zone in \(count) exhibit\(count == 1 ? "" : "s"), "
          + (isOpen
            ? "taken for UTC and marked as assumed; --time-zone says where they are"
            : "put into UTC as --time-zone says, and marked as assumed"),
        exhibit: row[2], in: db)
    }
  }
}
