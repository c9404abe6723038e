import GRDB
import Records

/// What was run or entered on a machine, as one text each: of Windows events the values that hold command lines and script
/// blocks, of transcripts and histories the command with its parameters. Fills `command_text`.
enum CommandTexts {
  /// Kinds of exhibits that say what was run.
  private static let kinds = ["evtx", "powershell_transcript", "powershell_history"]
  /// Values of events that are command lines, in lower case.
  private static let commandValues: Set<String> = ["commandline", "scriptblocktext", "payload", "hostapplication"]
  /// Of a longer text the beginning is kept: a script block may have megabytes.
  private static let lengthLimit = 32_768

  static func fill(in db: Database) throws {
    let exhibits = try Row.fetchAll(
      db, sql: "SELECT exhibit_id, kind FROM exhibit WHERE kind IN ('\(kinds.joined(separator: "', '"))') ORDER BY 1")
    let insert = try db.makeStatement(sql: "INSERT INTO command_text VALUES (?, ?, ?)")
    for exhibit in exhibits {
      let isEvents = exhibit[1] == "evtx"
      try fill(exhibit[0], isEvents: isEvents, insert, in: db)
      if !isEvents { try fillPrograms(exhibit[0], insert, in: db) }
    }
  }

  /// Programs and scripts that were entered: no cmdlets, their arguments are the record's target.
  private static func fillPrograms(_ exhibit: Int64, _ insert: Statement, in db: Database) throws {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT a.audit_record_id, t.value, a.target
        FROM stored_audit_record AS a
        JOIN text AS t ON t.text_id = a.operation_ref
        WHERE a.audit_record_id BETWEEN ? AND ?
          AND NOT EXISTS (SELECT 1 FROM stored_cmdlet AS c WHERE c.audit_record_id = a.audit_record_id)
        ORDER BY a.audit_record_id
        """, arguments: [exhibit << 32, exhibit << 32 + 0xFFFF_FFFF])
    while let row = try rows.next() {
      let (record, name, arguments): (Int64, String, String?) = (row[0], row[1], row[2])
      let text = (arguments.map { "\(name) \($0)" } ?? name).lowercased()
      try insert.execute(arguments: [record, -1, String(text.prefix(lengthLimit))])
    }
  }

  private static func fill(_ exhibit: Int64, isEvents: Bool, _ insert: Statement, in db: Database) throws {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT c.audit_record_id, COALESCE(t.value_lc, t.value), p.ordinal, COALESCE(n.value_lc, n.value),
          COALESCE(p.value_lc, p.value)
        FROM stored_cmdlet AS c
        JOIN text AS t ON t.text_id = c.cmdlet_ref
        LEFT JOIN stored_cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
        LEFT JOIN text AS n ON n.text_id = p.name_ref
        WHERE c.audit_record_id BETWEEN ? AND ?
        ORDER BY c.audit_record_id, p.ordinal
        """, arguments: [exhibit << 32, exhibit << 32 + 0xFFFF_FFFF])
    var command: (record: Int64, text: String)?
    func write(_ record: Int64, _ ordinal: Int64, _ text: String) throws {
      try insert.execute(arguments: [record, ordinal, String(text.prefix(lengthLimit))])
    }
    while let row = try rows.next() {
      let record: Int64 = row[0]
      let name: String? = row[3]
      let value: String? = row[4]
      if isEvents, let name, let value, commandValues.contains(name) {
        try write(record, row[2], value)
      }
      if command?.record != record {
        if let command { try write(command.record, -1, command.text) }
        let cmdlet: String = row[1]
        // Other events bear the name of their provider, which is no command.
        command = cmdlet.contains(" ") ? nil : (record, cmdlet)
      }
      if let text = command?.text, text.utf8.count < lengthLimit, let name {
        command?.text = text + (name.isEmpty ? "" : " -\(name)") + (value.map { " \($0)" } ?? "")
      }
    }
    if let command { try write(command.record, -1, command.text) }
  }
}
