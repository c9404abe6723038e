import EvidenceDatabase
import GRDB
import Reconstruction

/// Invented evidence, written into the tables as reading and reconstruction leave them.
final class Evidence {
  let db: Database
  private var lastRecord: Int64 = 1 << 32
  private var lastAccess: Int64 = 1 << 32
  private var addressBookCount: Int64 = 0
  private var enteredCount: Int64 = 0
  private var lastSession: Int64 = 0
  private var lastMailbox: Int64 = 0
  private var texts: [String: Int64] = [:]

  /// 2021-04-16T12:00:00Z, a whole hour.
  static let noon: Int64 = 1_618_574_400_000_000
  static let minute: Int64 = 60_000_000
  static let hour = 60 * minute

  init(_ db: Database) { self.db = db }

  /// A fresh database with the mailbox of `ann@contoso.example`, so that the organisation's domain is known.
  static func queue(_ fill: (Evidence) throws -> Void) throws -> DatabaseQueue {
    let queue = try DatabaseQueue()
    try Schema.migrator.migrate(queue)
    try queue.write { db in
      let evidence = Evidence(db)
      try evidence.mailbox("ann@contoso.example")
      try fill(evidence)
      try RequestTables.run(in: db)
    }
    return queue
  }

  @discardableResult
  func mailbox(_ address: String?, displayName: String? = nil) throws -> Int64 {
    lastMailbox += 1
    let id = lastMailbox
    try db.execute(
      sql: "INSERT INTO mailbox VALUES (?, ?, ?, 'user', 'online', NULL)", arguments: [id, address, displayName])
    try db.execute(
      sql: "INSERT INTO logged_mailbox (logged_mailbox_id, address, fingerprint) VALUES (?, ?, ?)",
      arguments: [id, address, "m\(id)"])
    try db.execute(sql: "INSERT INTO logged_mailbox_resolution VALUES (?, ?, 'log')", arguments: [id, id])
    for (kind, value) in [("address", address), ("display_name", displayName)] {
      guard let value else { continue }
      try db.execute(
        sql: "INSERT INTO mailbox_alias VALUES (?, ?, ?, NULL, NULL, 'log')", arguments: [id, kind, value])
    }
    return id
  }

  /// A session of `actor` in `mailbox` with one record that touches `items` items, and its hour.
  @discardableResult
  func reads(
    _ items: Int64, of mailbox: Int64, by actor: String, app: String? = nil, client: String? = nil,
    ip: String = "203.0.113.7", type: String = "bind", at time: Int64 = noon
  ) throws -> Int64 {
    let record = try record("MailItemsAccessed", by: actor, at: time, mailbox: mailbox, app: app)
    let session = try session(of: record, by: actor, in: mailbox, app: app, client: client, ip: ip)
    for _ in 0..<items {
      lastAccess += 1
      try db.execute(
        sql: """
          INSERT INTO stored_mail_access
            (mail_access_id, audit_record_id, occurred_at_us, logged_mailbox_id, access_type_ref)
          VALUES (?, ?, ?, ?, ?)
          """, arguments: [lastAccess, record, time, mailbox, text(type)])
    }
    try db.execute(
      sql: "INSERT INTO access_hour VALUES (?, ?, ?, ?, ?, NULL)",
      arguments: [mailbox, session, type, time - time % Self.hour, items])
    return session
  }

  /// Says of the last access that logging was throttled.
  func throttle() throws {
    try db.execute(
      sql: "UPDATE stored_mail_access SET is_throttled = 1 WHERE mail_access_id = ?", arguments: [lastAccess])
  }

  /// A sign-in, in a session of its own.
  func signIn(_ actor: String, from ip: String, succeeds: Bool = true, at time: Int64 = noon) throws {
    let record = try record(succeeds ? "UserLoggedIn" : "UserLoginFailed", by: actor, at: time, success: succeeds)
    try db.execute(
      sql: "UPDATE stored_audit_record SET client_ip_ref = ? WHERE audit_record_id = ?", arguments: [text(ip), record])
    try session(of: record, by: actor, in: nil, ip: ip)
  }

  /// An act in a mailbox that touches no mail access.
  func act(_ operation: String, in mailbox: Int64, by actor: String, at time: Int64) throws {
    let record = try record(operation, by: actor, at: time, mailbox: mailbox)
    try session(of: record, by: actor, in: mailbox)
  }

  /// What reconstruction says of a session.
  func trait(_ session: Int64, _ trait: String, speaks: String = "against") throws {
    try db.execute(
      sql: "INSERT INTO session_trait VALUES (?, ?, ?, 'why', NULL)", arguments: [session, speaks, trait])
  }

  /// What reconstruction says of an application.
  func baseline(_ app: String, mailboxes: Int64, isEstablished: Bool) throws {
    try db.execute(
      sql: "INSERT INTO application_baseline VALUES (?, 0, 0, 9, 14, ?, 1, 20, ?, 'at work from the log''s beginning')",
      arguments: [app, mailboxes, isEstablished])
  }

  /// A cmdlet that ran, in a session of its own.
  @discardableResult
  func cmdlet(
    _ name: String, by actor: String? = "eve@contoso.example", on target: String? = nil, success: Bool? = true,
    userType: Int64? = 2, logKind: String = "unified_audit_log", at time: Int64 = noon,
    _ parameters: KeyValuePairs<String, String?>
  ) throws -> Int64 {
    let record = try record(
      name, by: actor, at: time, target: target, success: success, userType: userType, logKind: logKind)
    try session(of: record, by: actor, in: nil)
    try db.execute(
      sql: "INSERT INTO stored_cmdlet VALUES (?, ?, ?, ?)", arguments: [record, text(name), text(actor), target])
    var ordinal: Int64 = 0
    for (name, value) in parameters {
      let lower = value?.lowercased()
      try db.execute(
        sql: "INSERT INTO stored_cmdlet_parameter VALUES (?, ?, ?, ?, ?)",
        arguments: [record, ordinal, text(name), value, lower == value ? nil : lower])
      ordinal += 1
    }
    return record
  }

  /// A line of a log of requests, in a session of its own.
  @discardableResult
  func request(
    _ method: String?, _ path: String?, query: String? = nil, status: Int64? = 200, from ip: String? = "203.0.113.7",
    agent: String? = "Mozilla/5.0", user: String? = nil, server: String? = "EX01", log: String = "iis",
    anchor: String? = nil, action: String? = nil, mailbox: Int64? = nil, bytes: Int64? = nil, at time: Int64 = noon
  ) throws -> Int64 {
    lastRecord += 1
    try db.execute(
      sql: """
        INSERT INTO stored_web_request
          (audit_record_id, source_offset, source_length, log_kind_ref, payload_key, occurred_at_us, time_basis_ref,
           actor_ref, logged_mailbox_id, client_ip_ref, user_agent_ref, server_ref, method_ref, path_ref, query, status,
           anchor_mailbox_ref, soap_action_ref, response_bytes)
        VALUES (?, 0, 1, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        lastRecord, text(log), time, text("utc"), text(user), mailbox, text(ip), text(agent), text(server),
        text(method), text(path), query, status, text(anchor), text(action), bytes,
      ])
    try session(of: lastRecord, by: user, in: mailbox, client: agent, ip: ip ?? "")
    return lastRecord
  }

  /// A request whose target is forged, as HttpProxy logs it.
  @discardableResult
  func forged(
    _ target: String, host: String = "a]@ex01.contoso.example:444", status: Int64? = 200,
    from ip: String = "203.0.113.7",
    mailbox: Int64? = nil, at time: Int64 = noon
  ) throws -> Int64 {
    try request(
      "POST", "/ecp/y.js", status: status, from: ip, agent: "python-requests/2.25.1", log: "http_proxy",
      anchor: "ServerInfo~\(host)\(target)", mailbox: mailbox, at: time)
  }

  /// An event of Windows with its values, in a log of its own.
  @discardableResult
  func event(
    _ operation: String, by actor: String? = "CONTOSO\\EX01$", on server: String? = "EX01", at time: Int64 = noon,
    _ values: KeyValuePairs<String, String?>
  ) throws -> Int64 {
    let record = try cmdlet(
      operation, by: actor, success: nil, userType: nil, logKind: "windows_event_log", at: time, values)
    try db.execute(
      sql: "UPDATE stored_audit_record SET server_ref = ? WHERE audit_record_id = ?",
      arguments: [text(server), record])
    try exhibit(1, "evtx")
    return record
  }

  /// A line of the log of the address book generator.
  func addressBook(_ said: String) throws {
    try exhibit(2, "oab_generator")
    let last = lastRecord
    lastRecord = 2 << 32 + addressBookCount
    _ = try record(
      "OABDownload", by: nil, at: Self.noon, target: said, success: nil, userType: nil, logKind: "oab_generator")
    addressBookCount += 1
    lastRecord = last
  }

  /// A program in the history of a console: no cmdlet.
  func entered(_ program: String, _ arguments: String) throws {
    try exhibit(3, "powershell_history")
    let last = lastRecord
    lastRecord = 3 << 32 + enteredCount
    _ = try record(
      program, by: nil, at: Self.noon, target: arguments, success: nil, userType: nil, logKind: "powershell_history")
    enteredCount += 1
    lastRecord = last
  }

  private func exhibit(_ id: Int64, _ kind: String) throws {
    try db.execute(
      sql: "INSERT OR IGNORE INTO exhibit (exhibit_id, path, relative_path, kind, state) VALUES (?, ?, ?, ?, 'read')",
      arguments: [id, "/case/\(kind)", kind, kind])
  }

  private func record(
    _ operation: String, by actor: String?, at time: Int64, mailbox: Int64? = nil, target: String? = nil,
    success: Bool? = true, userType: Int64? = 0, logKind: String = "unified_audit_log", app: String? = nil
  ) throws -> Int64 {
    lastRecord += 1
    try db.execute(
      sql: """
        INSERT INTO stored_audit_record
          (audit_record_id, source_offset, source_length, log_kind_ref, payload_key, occurred_at_us, time_basis_ref,
           operation_ref, actor_ref, user_type, logged_mailbox_id, app_id_ref, target, is_success)
        VALUES (?, 0, 1, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        lastRecord, text(logKind), time, text("utc"), text(operation), text(actor), userType, mailbox, text(app),
        target, success,
      ])
    return lastRecord
  }

  @discardableResult
  private func session(
    of record: Int64, by actor: String?, in mailbox: Int64?, app: String? = nil, client: String? = nil,
    ip: String = "203.0.113.7"
  ) throws -> Int64 {
    lastSession += 1
    try db.execute(
      sql: """
        INSERT INTO stored_session
          (session_id, fingerprint, mailbox_id, actor_ref, client_ip_ref, client_info_ref, app_id_ref, event_count,
           item_count)
        VALUES (?, ?, ?, ?, ?, ?, ?, 1, 0)
        """,
      arguments: [lastSession, "s\(lastSession)", mailbox, text(actor), text(ip), text(client), text(app)])
    try db.execute(sql: "INSERT INTO session_record VALUES (?, ?)", arguments: [lastSession, record])
    return lastSession
  }

  private func text(_ value: String?) throws -> Int64? {
    guard let value else { return nil }
    if let id = texts[value] { return id }
    let id = Int64(texts.count + 1)
    texts[value] = id
    let lower = value.lowercased()
    try db.execute(sql: "INSERT INTO text VALUES (?, ?, ?)", arguments: [id, value, lower == value ? nil : lower])
    return id
  }
}
