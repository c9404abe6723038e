import GRDB
import Records

/// Numbering exhibits, and clearing away those that were cut short.
enum ExhibitRegister {
  /// Enters exhibits in the order given, numbered on from the highest number.
  static func add(_ exhibits: [NewExhibit], _ db: Database, at path: String) throws -> [Exhibit] {
    let first = try nextNumber(db, adding: exhibits.count, at: path)
    let insert = try db.makeStatement(
      sql: """
        INSERT INTO exhibit (exhibit_id, path, relative_path, state, custodian, acquired_at_us, acquisition_note,
          assigned_mailbox, inode, modified_at_us)
        VALUES (?, ?, ?, 'reading', ?, ?, ?, ?, ?, ?)
        """)
    for (place, one) in exhibits.enumerated() {
      try insert.execute(arguments: [
        first + Int64(place), one.path, one.relativePath, one.custodian, one.acquiredAt, one.acquisitionNote,
        one.assignedMailbox, one.inode, one.modifiedAt,
      ])
    }
    return try from(first, db)
  }

  /// Turns what finished exhibits were found to hold into exhibits, in the order of the parents and of their places.
  static func addChildren(_ db: Database, at path: String) throws -> [Exhibit] {
    let count = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM found_child") ?? 0
    let first = try nextNumber(db, adding: count, at: path)
    try db.execute(
      sql: """
        INSERT INTO exhibit (exhibit_id, parent_exhibit_id, path, relative_path, state, assigned_mailbox, child_recipe,
          child_offset, child_length)
        SELECT ? - 1 + ROW_NUMBER() OVER (ORDER BY c.exhibit_id, c.ordinal), c.exhibit_id, e.path || '/' || c.name,
          e.relative_path || '/' || c.name, 'reading', e.assigned_mailbox, c.recipe, c.source_offset, c.source_length
        FROM found_child AS c
        JOIN exhibit AS e ON e.exhibit_id = c.exhibit_id
        WHERE e.state <> 'reading'
        ORDER BY c.exhibit_id, c.ordinal
        """, arguments: [first])
    try db.execute(
      sql: """
        DELETE FROM found_child
        WHERE exhibit_id IN (SELECT exhibit_id FROM exhibit WHERE state <> 'reading')
        """)
    return try from(first, db)
  }

  /// Deletes what exhibits that were cut short had given so far; they keep their rows and numbers.
  static func clearUnfinished(_ db: Database) throws -> [Exhibit] {
    let unfinished = try Array(
      Row.fetchCursor(db, sql: "SELECT * FROM exhibit WHERE state = 'reading' ORDER BY exhibit_id")
        .map { try Exhibit($0) })
    guard !unfinished.isEmpty else { return [] }
    for exhibit in unfinished { try clear(exhibit.id, db) }
    try db.execute(
      sql: """
        DELETE FROM audit_record_copy
        WHERE exhibit_id IN (SELECT exhibit_id FROM exhibit WHERE state = 'reading')
        """)
    return unfinished
  }

  /// Makes failed exhibits, which have no records, such as are being read.
  static func reopen(_ exhibits: [Int64], _ db: Database) throws {
    for exhibit in exhibits {
      try clear(exhibit, db)
      try db.execute(
        sql: "UPDATE exhibit SET state = 'reading' WHERE exhibit_id = ? AND state = 'failed'", arguments: [exhibit])
    }
  }

  private static func clear(_ exhibit: Int64, _ db: Database) throws {
    let range = RowID.range(of: exhibit)
    for (table, id) in rangedTables {
      try db.execute(
        sql: "DELETE FROM \(table) WHERE \(id) BETWEEN ? AND ?", arguments: [range.lowerBound, range.upperBound])
    }
    for table in ["found_child", "log_identity"] {
      try db.execute(sql: "DELETE FROM \(table) WHERE exhibit_id = ?", arguments: [exhibit])
    }
  }

  /// Evidence whose ids carry the exhibit's number.
  private static let rangedTables = [
    ("stored_folder", "folder_id"), ("stored_message", "message_id"), ("message_body", "message_id"),
    ("stored_recipient", "message_id"), ("item_property", "message_id"), ("attachment", "attachment_id"),
    ("stored_audit_record", "audit_record_id"),
    ("stored_mail_access", "mail_access_id"), ("stored_cmdlet", "audit_record_id"),
    ("stored_cmdlet_parameter", "audit_record_id"), ("repeated_record", "audit_record_id"),
    ("stored_web_request", "audit_record_id"), ("defect", "defect_id"),
    ("owner_hint", "owner_hint_id"), ("logged_server_build", "logged_server_build_id"),
    ("log_gap", "log_gap_id"),
    ("load_item", "load_item_id"),
  ]

  private static func nextNumber(_ db: Database, adding count: Int, at path: String) throws -> Int64 {
    let next = try (Int64.fetchOne(db, sql: "SELECT MAX(exhibit_id) FROM exhibit") ?? 0) + 1
    guard next + Int64(count) <= RowID.exhibitLimit else {
      throw CaseError(
        .tooManyRows, at: path, reason: "more exhibits than a case can number",
        remedy: "spread them over several cases")
    }
    return next
  }

  private static func from(_ first: Int64, _ db: Database) throws -> [Exhibit] {
    // By cursor: fetched rows take ten times what an exhibit takes.
    try Array(
      Row.fetchCursor(db, sql: "SELECT * FROM exhibit WHERE exhibit_id >= ? ORDER BY exhibit_id", arguments: [first])
        .map { try Exhibit($0) })
  }
}
