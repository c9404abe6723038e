import EvidenceDatabase
import GRDB
import Records

/// Evidence of exports: cmdlets, the replication service, files, the web server.
extension Evidence {
  static let webRoot = #"\\127.0.0.1\c$\inetpub\wwwroot\aspnet_client\system_web\"#
  static let system = "NT AUTHORITY\\SYSTEM (w3wp)"

  /// Alice's mailbox with a store whose messages came in at these hours, each named by its hour.
  static func aliceStore(received: [Double] = [-30, -2, 5]) -> Evidence {
    var evidence = Evidence()
    evidence.exhibit(1, "mail/alice@corp.example.pst")
    evidence.folder(1, 1, #"\Inbox"#)
    for (place, hour) in received.enumerated() {
      evidence.message(1, Int64(place) + 1, "<\(place)@mail.example>", folder: 1, received: hour)
    }
    return evidence
  }

  /// `New-MailboxExportRequest` of Alice's mailbox.
  @discardableResult
  mutating func exportRequest(
    _ file: String = webRoot + "a.pst", at hour: Double? = 0, by actor: String = system,
    logKind: String = "admin_audit_log", isSuccess: Bool? = true, _ parameters: [String: String] = [:]
  ) -> Int64 {
    var all = ["Mailbox": "alice@corp.example", "FilePath": file]
    all.merge(parameters) { _, new in new }
    return record(
      Record(
        operation: "New-MailboxExportRequest", at: hour, actor: actor, logon: nil, logKind: logKind,
        isSuccess: isSuccess, cmdlet: all))
  }

  /// Lines of the replication service, each a state and its hour.
  mutating func replication(
    _ states: [(String, Double)], file: String = webRoot + "a.pst", guid: String = "r1", items: Int64? = nil,
    bytes: Int64? = nil, server: String = "EX01", message: String? = nil
  ) {
    for (state, hour) in states {
      let isEnd = state == "Completed"
      let id = record(
        Record(
          operation: state, at: hour, mailbox: LoggedMailbox(guid: "11111111-aaaa-4444-8888-000000000001"), actor: nil,
          client: message, key: guid, logon: nil, logKind: "mailbox_replication", isSuccess: nil,
          itemCount: isEnd ? items : nil))
      insert { db in
        try db.execute(
          sql: """
            UPDATE stored_audit_record SET target = ?, workload_ref = ?, server_ref = ?, byte_count = ?
            WHERE audit_record_id = ?
            """,
          arguments: [file, try Self.ref("MailboxExport", db), try Self.ref(server, db), isEnd ? bytes : nil, id])
      }
    }
  }

  /// An answer of the web server, in an exhibit of its own.
  mutating func fetched(
    _ path: String, at hour: Double, bytes: Int64? = nil, status: Int = 200, from address: String = "203.0.113.71",
    exhibit: Int64 = 200, log: String = "logs/EX01/u_ex.log"
  ) {
    insert { db in
      try db.execute(
        sql: """
          INSERT OR IGNORE INTO exhibit (exhibit_id, path, relative_path, kind, state) VALUES (?, ?, ?, 'iis', 'read')
          """, arguments: [exhibit, "/case/\(log)", log])
      let ordinal = try Int64.fetchOne(db, sql: "SELECT COUNT(*) FROM stored_web_request") ?? 0
      try db.execute(
        sql: """
          INSERT INTO stored_web_request (audit_record_id, source_offset, source_length, log_kind_ref, payload_key,
            occurred_at_us, time_basis_ref, client_ip_ref, method_ref, path_ref, status, response_bytes)
          VALUES (?, 0, 0, ?, 0, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          Self.id(exhibit, ordinal + 1), try Self.ref("iis", db), Self.hour(hour), try Self.ref("utc", db),
          try Self.ref(address, db), try Self.ref("GET", db), try Self.ref(path, db), status, bytes,
        ])
    }
  }

  /// A file among the exhibits.
  mutating func file(_ exhibit: Int64, _ path: String, kind: String? = "7z", bytes: Int64, state: String = "read") {
    insert { db in
      try db.execute(
        sql: """
          INSERT INTO exhibit (exhibit_id, path, relative_path, kind, byte_count, state) VALUES (?, ?, ?, ?, ?, ?)
          """, arguments: [exhibit, "/case/\(path)", path, kind, bytes, state])
    }
  }

  /// A compliance search of Alice's mailbox, and what was done with it, by somebody at an address.
  mutating func search(
    _ operation: String, at hour: Double, query: String?, from address: String = TierTests.attacker,
    places: String = "alice@corp.example"
  ) {
    var parameters = ["ExchangeLocations": places]
    if let query { parameters["Query"] = query }
    let isAction = operation.contains("Export")
    let id = record(
      Record(
        operation: operation, at: hour, actor: "eve@corp.example", ip: address, logon: nil, cmdlet: parameters))
    insert { db in
      try db.execute(
        sql: "UPDATE stored_cmdlet SET target = ? WHERE audit_record_id = ?",
        arguments: [isAction ? "Review_Export" : "Review", id])
    }
  }

  /// A row of a message trace to where mail is forwarded.
  mutating func trace(_ operation: String, _ messageID: String, at hour: Double, isSuccess: Bool, to: String) {
    let id = record(
      Record(
        operation: operation, at: hour, actor: "someone@mail.example", logon: nil, logKind: "message_trace",
        isSuccess: isSuccess, accesses: [.on(.send, messageID)]))
    insert { db in
      try db.execute(sql: "UPDATE stored_audit_record SET target = ? WHERE audit_record_id = ?", arguments: [to, id])
    }
  }
}

extension DatabaseQueue {
  func jobs() throws -> [String] {
    try lines("SELECT kind, state, is_webshell_write FROM export_job ORDER BY export_job_id")
  }

  func exposures() throws -> [String] {
    try lines(
      """
      SELECT COALESCE(internet_message_id, '-'), tier, basis FROM exposed WHERE is_counted = 1
      ORDER BY message_id NULLS LAST, internet_message_id, tier_rank
      """)
  }
}
