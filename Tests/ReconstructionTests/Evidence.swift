import EvidenceDatabase
import GRDB
import Reconstruction
import Records

/// Evidence rows for a test, written in the order given or the other way round.
struct Evidence {
  private var inserts: [(Database) throws -> Void] = []
  private var recordCount: Int64 = 0
  private var loggedMailboxes: [LoggedMailbox: Int64] = [:]
  private var indicatorCount: Int64 = 0
  /// The exhibit that holds all records.
  static let log: Int64 = 100

  /// Another row, written in its turn.
  mutating func add(_ insert: @escaping (Database) throws -> Void) { inserts.append(insert) }

  static func id(_ exhibit: Int64, _ ordinal: Int64) -> Int64 { exhibit << 32 + ordinal }

  /// Hours since some day in 2021.
  static func hour(_ hours: Double) -> Microseconds { 1_620_000_000_000_000 + Microseconds(hours * 3_600_000_000) }

  static func messageKey(_ text: String) -> Int64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in normalisedMessageID(text).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int64(bitPattern: hash)
  }

  static func ref(_ value: String?, _ db: Database) throws -> Int64? {
    guard let value else { return nil }
    let lower = value.lowercased()
    try db.execute(
      sql: "INSERT OR IGNORE INTO text (value, value_lc) VALUES (?, ?)",
      arguments: [value, lower == value ? nil : lower])
    return try Int64.fetchOne(db, sql: "SELECT text_id FROM text WHERE value = ?", arguments: [value])
  }

  mutating func exhibit(
    _ id: Int64, _ path: String, kind: String = "pst", parent: Int64? = nil, assigned: String? = nil
  ) {
    inserts.append { db in
      try db.execute(
        sql: """
          INSERT INTO exhibit (exhibit_id, parent_exhibit_id, path, relative_path, kind, state, assigned_mailbox)
          VALUES (?, ?, ?, ?, ?, 'read', ?)
          """, arguments: [id, parent, "/case/\(path)", path, kind, assigned])
    }
  }

  /// Whatever else a test needs.
  mutating func insert(_ body: @escaping (Database) throws -> Void) { inserts.append(body) }

  private var hintCount: Int64 = 0

  mutating func hint(
    _ exhibit: Int64, _ value: String, kind: OwnerHint.Kind = .address, basis: String = "received_by", count: Int = 1
  ) {
    hintCount += 1
    let id = Self.id(exhibit, hintCount)
    inserts.append { db in
      try db.execute(
        sql: "INSERT INTO owner_hint VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [id, exhibit, kind.rawValue, value, basis, count])
    }
  }

  mutating func folder(_ exhibit: Int64, _ ordinal: Int64, _ path: String, key: String? = nil, isSearch: Bool = false) {
    inserts.append { db in
      try db.execute(
        sql: "INSERT INTO stored_folder (folder_id, name, path, folder_key, is_search_folder) VALUES (?, ?, ?, ?, ?)",
        arguments: [
          Self.id(exhibit, ordinal), path.split(separator: "\\").last.map(String.init) ?? "", path, key, isSearch,
        ])
    }
  }

  mutating func message(
    _ exhibit: Int64, _ ordinal: Int64, _ messageID: String?, folder: Int64? = nil, received: Double? = 0,
    sent: Double? = nil, parent: Int64? = nil, isAssociated: Bool = false, isRecovered: Bool = false, to: [String] = [],
    from: String? = nil,
    bytes: Int64 = 1000, content: String? = nil
  ) {
    inserts.append { db in
      let id = Self.id(exhibit, ordinal)
      try db.execute(
        sql: """
          INSERT INTO stored_message (message_id, folder_id, parent_message_id, internet_message_id, message_key,
            received_at_us, sent_at_us, byte_count, is_associated, is_recovered, sender_address_ref, message_id_hash,
            content_sha256)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          id, folder.map { Self.id(exhibit, $0) }, parent.map { Self.id(exhibit, $0) }, messageID,
          messageID.map(Self.messageKey), received.map(Self.hour), sent.map(Self.hour), bytes, isAssociated,
          isRecovered,
          try Self.ref(from, db), messageID, content,
        ])
      for (place, address) in to.enumerated() {
        try db.execute(
          sql: "INSERT INTO stored_recipient (message_id, ordinal, kind_ref, address_ref) VALUES (?, ?, ?, ?)",
          arguments: [id, place, try Self.ref("to", db), try Self.ref(address, db)])
      }
    }
  }

  struct Access {
    var type: MailAccess.AccessType
    var messageID: String?
    var itemKey: String?
    var folder: String?
    var folderKey: String?
    var byteCount: Int64?
    var isThrottled: Bool? = false

    static func bind(_ messageID: String?, folder: String? = nil, bytes: Int64? = nil) -> Access {
      Access(type: .bind, messageID: messageID, folder: folder, byteCount: bytes)
    }

    static func sync(_ folder: String, key: String? = nil) -> Access {
      Access(type: .sync, folder: folder, folderKey: key)
    }

    static func on(_ type: MailAccess.AccessType, _ messageID: String) -> Access {
      Access(type: type, messageID: messageID)
    }
  }

  struct Record {
    var operation = "MailItemsAccessed"
    var at: Double? = 0
    var mailbox: LoggedMailbox?
    var actor: String? = "alice@corp.example"
    var ip: String?
    var client: String?
    var userAgent: String?
    var app: String?
    var key: String?
    var logon: String? = "owner"
    var logKind = "unified_audit_log"
    var isSuccess: Bool? = true
    var itemCount: Int64?
    var recordType: Int64?
    var workload: String?
    var target: String?
    var accesses: [Access] = []
    var cmdlet: [String: String]?
  }

  private mutating func logged(_ mailbox: LoggedMailbox?) -> Int64? {
    guard let mailbox else { return nil }
    if let known = loggedMailboxes[mailbox] { return known }
    let id = Self.id(Self.log, Int64(loggedMailboxes.count) + 1)
    loggedMailboxes[mailbox] = id
    inserts.append { db in
      let parts = [mailbox.address, mailbox.guid, mailbox.sid, mailbox.legacyDN, mailbox.displayName]
      try db.execute(
        sql: "INSERT INTO logged_mailbox VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: StatementArguments([id as (any DatabaseValueConvertible)?])
          + StatementArguments(parts) + [parts.map { $0 ?? "" }.joined(separator: "|")])
    }
    return id
  }

  /// Gives back the record's id.
  @discardableResult
  mutating func record(_ record: Record) -> Int64 {
    recordCount += 1
    let id = Self.id(Self.log, recordCount)
    let place = recordCount
    let mailbox = logged(record.mailbox)
    inserts.append { db in
      try Self.insert(record, id: id, mailbox: mailbox, db)
      for (number, access) in record.accesses.enumerated() {
        try Self.insert(
          access, id: Self.id(Self.log, place * 1000 + Int64(number)), record: id, at: record.at, mailbox: mailbox, db)
      }
      guard let parameters = record.cmdlet else { return }
      try db.execute(
        sql: "INSERT INTO stored_cmdlet (audit_record_id, cmdlet_ref) VALUES (?, ?)",
        arguments: [id, try Self.ref(record.operation, db)])
      for (number, parameter) in parameters.sorted(by: { $0.key < $1.key }).enumerated() {
        try db.execute(
          sql: "INSERT INTO stored_cmdlet_parameter VALUES (?, ?, ?, ?, ?)",
          arguments: [
            id, number, try Self.ref(parameter.key, db), parameter.value, parameter.value.lowercased(),
          ])
      }
    }
    return id
  }

  private static func insert(_ record: Record, id: Int64, mailbox: Int64?, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO stored_audit_record (audit_record_id, source_offset, source_length, log_kind_ref, payload_key,
          occurred_at_us, time_basis_ref, operation_ref, actor_ref, logon_type_ref, logged_mailbox_id, client_ip_ref,
          client_info_ref, user_agent_ref, app_id_ref, session_key_ref, is_success, item_count,
          record_type, workload_ref, target)
        VALUES (?, 0, 0, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id, try ref(record.logKind, db), record.at.map(hour), try ref("utc", db), try ref(record.operation, db),
        try ref(record.actor, db), try ref(record.logon, db), mailbox, try ref(record.ip, db),
        try ref(record.client, db), try ref(record.userAgent, db), try ref(record.app, db), try ref(record.key, db),
        record.isSuccess, record.itemCount, record.recordType, try ref(record.workload, db), record.target,
      ])
  }

  private static func insert(
    _ access: Access, id: Int64, record: Int64, at time: Double?, mailbox: Int64?, _ db: Database
  ) throws {
    try db.execute(
      sql: """
        INSERT INTO stored_mail_access (mail_access_id, audit_record_id, occurred_at_us, logged_mailbox_id,
          access_type_ref, folder_name_ref, folder_key_ref, internet_message_id, message_key, item_key, byte_count,
          is_throttled)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id, record, time.map(hour), mailbox, try ref(access.type.rawValue, db), try ref(access.folder, db),
        try ref(access.folderKey, db), access.messageID, access.messageID.map(messageKey), access.itemKey,
        access.byteCount, access.isThrottled,
      ])
  }

  struct Request {
    var log = "http_proxy"
    var at: Double? = 0
    var ip: String? = "203.0.113.7"
    var agent: String? = "python-requests/2.25.1"
    var actor: String?
    var mailbox: LoggedMailbox?
    var server: String? = "EX01"
    var method = "POST"
    var path: String? = "/ecp/y.js"
    var query: String?
    var status: Int64? = 200
    var anchor: String?
    var bytes: Int64?
  }

  /// A line of a log of requests, of exhibit `Evidence.log` like all records. Gives back its id.
  @discardableResult
  mutating func request(_ request: Request) -> Int64 {
    recordCount += 1
    let id = Self.id(Self.log, recordCount)
    let mailbox = logged(request.mailbox)
    inserts.append { db in
      try db.execute(
        sql: """
          INSERT INTO stored_web_request (audit_record_id, source_offset, source_length, log_kind_ref, payload_key,
            occurred_at_us, time_basis_ref, actor_ref, logged_mailbox_id, client_ip_ref, user_agent_ref, server_ref,
            method_ref, path_ref, query, query_lc, status, anchor_mailbox_ref, response_bytes)
          VALUES (?, 0, 0, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          id, try Self.ref(request.log, db), request.at.map(Self.hour), try Self.ref("utc", db),
          try Self.ref(request.actor, db), mailbox, try Self.ref(request.ip, db), try Self.ref(request.agent, db),
          try Self.ref(request.server, db), try Self.ref(request.method, db), try Self.ref(request.path, db),
          request.query, request.query?.lowercased(), request.status, try Self.ref(request.anchor, db), request.bytes,
        ])
    }
    return id
  }

  mutating func indicator(_ kind: String, _ value: String, from: String? = nil, to: String? = nil) {
    indicatorCount += 1
    let id = indicatorCount
    let bounds = kind == "ip" ? (from ?? IPRange(value)?.from, to ?? from ?? IPRange(value)?.to) : (nil, nil)
    inserts.append { db in
      try db.execute(
        sql: "INSERT INTO indicator VALUES (?, ?, ?, ?, ?, ?, NULL, 'indicators.csv', ?)",
        arguments: [id, kind, value, value.lowercased(), bounds.0, bounds.1, id])
    }
  }

  mutating func decision(_ relation: String, _ name: String, _ other: String) {
    inserts.append { db in
      try db.execute(
        sql: "INSERT INTO mailbox_decision (relation, name, other_name) VALUES (?, ?, ?)",
        arguments: [relation, name, other])
    }
  }

  private var trustedCount: Int64 = 0

  mutating func trusted(_ kind: String, _ value: String, note: String? = nil) {
    trustedCount += 1
    let id = trustedCount
    let range = kind == "ip" ? IPRange(value) : nil
    inserts.append { db in
      try db.execute(
        sql: "INSERT INTO trusted VALUES (?, ?, ?, ?, ?, ?, ?, 'trusted.csv', ?)",
        arguments: [id, kind, value, value.lowercased(), range?.from, range?.to, note, id])
    }
  }

  private var findingCount: Int64 = 0

  mutating func finding(
    severity: String, role: String, record: Int64, detection: String = "some-question"
  ) {
    findingCount += 1
    let id = findingCount
    inserts.append { db in
      try db.execute(
        sql: """
          INSERT INTO finding (finding_id, detection, title, severity, technique, summary)
          VALUES (?, ?, 'Some answer', ?, 'T1114', '')
          """, arguments: [id, detection, severity])
      try db.execute(
        sql: "INSERT INTO finding_record (finding_id, audit_record_id, role) VALUES (?, ?, ?)",
        arguments: [id, record, role])
    }
  }

  /// A database with this evidence and all that reconstruction concludes from it.
  func reconstructed(reversed: Bool = false) throws -> DatabaseQueue {
    let queue = try DatabaseQueue()
    try Schema.migrator.migrate(queue)
    try queue.write { db in
      // What records say, without the rows of messages that none speaks of.
      try db.execute(sql: "CREATE VIEW exposed AS SELECT * FROM exposure WHERE tier_rank < 6")
      for insert in reversed ? inserts.reversed() : inserts { try insert(db) }
      try Self.reconstruct(db)
    }
    return queue
  }

  static func reconstruct(_ db: Database) throws {
    try CmdletActs.run(in: db)
    try MailboxIdentity.run(in: db)
    try ServerNames.run(in: db)
    try MailboxLocations.run(in: db)
    try RequestTables.run(in: db)
    try Sessions.run(in: db)
    try SessionTraits.run(in: db)
    try ExportJobs.run(in: db)
    try IndicatorMatches.run(in: db)
    try RequestSessions.run(in: db)
    try IndicatorSessions.run(in: db)
    try Suspicion.run(in: db)
    try ProposedActors.run(in: db)
    try CompromiseWindows.run(in: db)
    try Coverage.run(in: db)
    try ExportSuspicion.run(in: db)
    try Exposures.run(in: db)
    try ServerEvents.run(in: db)
  }
}

extension LoggedMailbox {
  static let alice = LoggedMailbox(
    address: "alice@corp.example", guid: "11111111-aaaa-4444-8888-000000000001", sid: "S-1-5-21-1-2-3-1001")
  static let bob = LoggedMailbox(
    address: "bob@corp.example", guid: "22222222-bbbb-4444-8888-000000000002", sid: "S-1-5-21-1-2-3-1002")
}

extension DatabaseQueue {
  /// The rows of a query, each as one line of its values.
  func lines(_ sql: String) throws -> [String] {
    try read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { $0.isNull ? "-" : String.fromDatabaseValue($0) ?? "\($0)" }.joined(separator: " ")
      }
    }
  }
}
