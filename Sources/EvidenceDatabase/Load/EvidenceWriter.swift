import GRDB
package import Records

/// The bulk load: the only one that writes evidence.
///
/// Batches of one exhibit come in order; those of several exhibits may alternate. Rows go in through `BulkInsert`
/// inside one long transaction, committed every two seconds, every 256 MB and every four million rows, and by `flush`.
/// After an error nothing more is written: the open transaction is taken back, and what was committed stays.
package actor EvidenceWriter {
  // Prepared statements go before the connection they stand on.
  private var rows: EvidenceRows?
  private var known: EventFilter?
  private var reading: [Int64: ExhibitCounters] = [:]
  private var failure: CaseError?
  private var rowsSinceCommit = 0
  private var bytesSinceCommit = 0
  private var lastCommit = ContinuousClock.now
  private let limits: Limits
  private let database: EvidenceDatabase

  package struct Limits: Sendable {
    package var rowsPerCommit = 4_000_000
    package var bytesPerCommit = 256 << 20
    package var timePerCommit = Duration.seconds(2)
    package var cachedTexts = 200_000
    package var exactEvents = 3 << 20

    package init() {}
  }

  package init(_ database: EvidenceDatabase, limits: Limits = Limits()) {
    self.database = database
    self.limits = limits
  }

  // MARK: Exhibits

  /// Exhibits that an earlier run left half read: what they gave is deleted, and they are to be read again under their
  /// numbers, or finished as `failed` where they are not to be found. To be called before anything else.
  package func resumable() throws -> [Exhibit] {
    let exhibits = try atOnce { db in try ExhibitRegister.clearUnfinished(db) }
    for exhibit in exhibits { reading[exhibit.id] = ExhibitCounters() }
    return exhibits
  }

  /// Makes exhibits of `failedExhibits` such as are being read: their defects are deleted, their numbers stay.
  package func reopen(_ exhibits: [Exhibit]) throws {
    try atOnce { db in try ExhibitRegister.reopen(exhibits.map(\.id), db) }
    for exhibit in exhibits { reading[exhibit.id] = ExhibitCounters() }
  }

  /// Gives exhibits their numbers, in the order of `exhibits`.
  package func register(_ exhibits: [NewExhibit]) throws -> [Exhibit] {
    let added = try atOnce { db in try ExhibitRegister.add(exhibits, db, at: database.path) }
    for exhibit in added { reading[exhibit.id] = ExhibitCounters() }
    return added
  }

  /// Turns what finished exhibits were found to hold into exhibits; to be called after each generation was read, and
  /// once where there was nothing to read: an earlier run may have been cut short right before.
  package func registerChildren() throws -> [Exhibit] {
    let added = try atOnce { db in try ExhibitRegister.addChildren(db, at: database.path) }
    for exhibit in added { reading[exhibit.id] = ExhibitCounters() }
    return added
  }

  /// Takes the secondary indexes away where `newByteCount` is much beside what the case has; the step `indexes` makes
  /// them again.
  package func prepareForLoad(newByteCount: Int64) throws {
    _ = try atOnce { db in try EvidenceIndexes.dropBeforeLoad(db, newByteCount: newByteCount) }
  }

  // MARK: Rows

  /// Writes what a reader found.
  package func write(_ batch: RecordBatch, exhibit: Int64) throws {
    try inLoad { db in
      guard var counters = reading[exhibit] else { throw misuse("exhibit \(exhibit) is not being read") }
      defer { reading[exhibit] = counters }
      let rows = try preparedRows(db)
      for row in batch.folders { try rows.add(row, exhibit) }
      for row in batch.messages { try rows.add(row, exhibit) }
      for row in batch.attachments { try rows.add(row, exhibit) }
      for row in batch.auditRecords { try add(row, exhibit, &counters, rows, db) }
      for row in batch.webRequests { try rows.add(row, exhibit) }
      if let identity = batch.logIdentity { try rows.add(identity, exhibit) }
      for row in batch.serverBuilds { try rows.add(row, next(&counters.builds, exhibit), exhibit) }
      for row in batch.logGaps { try rows.add(row, next(&counters.gaps, exhibit), exhibit) }
      for row in batch.loadItems { try rows.add(row, next(&counters.loadItems, exhibit), exhibit) }
      for row in batch.ownerHints { try rows.add(row, next(&counters.hints, exhibit), exhibit) }
      for row in batch.children { try rows.add(row, next(&counters.children, exhibit), exhibit) }
      for row in batch.defects { try rows.add(row, next(&counters.defects, exhibit), exhibit) }
      try rows.flush()
      rowsSinceCommit += counters.takeRows() + batch.count
      bytesSinceCommit += rows.takeBoundBytes()
    }
  }

  /// Sets the end of an exhibit whose last batch was written.
  package func finish(_ exhibit: Int64, _ end: ExhibitEnd) throws {
    try inLoad { db in
      guard reading[exhibit] != nil, end.state != .reading else { throw misuse("exhibit \(exhibit) is not being read") }
      let statement = try db.cachedStatement(
        sql: """
          UPDATE exhibit SET state = ?, kind = ?, byte_count = ?, sha256 = ?, md5 = ?, record_count = ?, defect_count = ?,
            acquisition_note = COALESCE(?, acquisition_note)
          WHERE exhibit_id = ?
          """)
      try statement.execute(arguments: [
        end.state.rawValue, end.kind, end.byteCount, end.sha256?.hex, end.md5, end.recordCount, end.defectCount,
        end.note, exhibit,
      ])
      reading[exhibit] = nil
      rowsSinceCommit += 1
    }
  }

  /// Commits what was written so far.
  package func flush() throws {
    try guarded { db in try commit(db) }
  }

  /// Commits, and gives back what the load needed: up to some 150 MB that the steps after it can use.
  package func end() throws {
    try flush()
    try guarded { _ in
      rows = nil
      known = nil
    }
  }

  private func add(
    _ row: AuditRecord, _ exhibit: Int64, _ counters: inout ExhibitCounters, _ rows: EvidenceRows,
    _ db: Database
  ) throws {
    // Counted for copies too: ids must not depend on which of two exhibits came first.
    let firstAccess = try take(row.accesses.count, &counters.accesses, exhibit)
    counters.rows += row.accesses.count + (row.cmdlet?.parameters.count ?? 0)
    guard let externalID = row.externalID else {
      try rows.add(row, eventKey: nil, firstAccess: firstAccess, exhibit)
      return
    }
    let key = EventFilter.key(logKind: row.logKind, externalID: externalID)
    let seen = try seenBefore(key, record: RowID.of(exhibit, row.ordinal), db)
    if case .perhaps(let original) = seen, try isCopy(row, of: original, exhibit, rows) {
      try rows.addCopy(row, of: original, exhibit)
      return
    }
    try rows.add(row, eventKey: key, firstAccess: firstAccess, exhibit)
    if seen != .new { try rows.noteRepeat(row, eventKey: key, exhibit) }
  }

  private func seenBefore(_ key: Int64, record: Int64, _ db: Database) throws -> EventFilter.Answer {
    if known == nil {
      var filter = EventFilter(exactLimit: limits.exactEvents)
      let earlier = try Row.fetchCursor(
        db, sql: "SELECT event_key, audit_record_id FROM stored_audit_record WHERE event_key IS NOT NULL")
      while let row = try earlier.next() { _ = filter.insert(row[0], record: row[1]) }
      known = filter
    }
    return known?.insert(key, record: record) ?? .perhapsSome
  }

  /// Whether `row` is surely a copy of `original`, whatever is still to come: same id, same payload, and an original
  /// that stands before it and stays, being in the same exhibit or in one that was read to its end.
  private func isCopy(
    _ row: AuditRecord, of original: Int64, _ exhibit: Int64, _ rows: EvidenceRows
  ) throws -> Bool {
    let holder = RowID.exhibit(of: original)
    guard original < RowID.of(exhibit, row.ordinal), holder == exhibit || reading[holder] == nil else { return false }
    return try rows.isSame(row, as: original)
  }

  private func preparedRows(_ db: Database) throws -> EvidenceRows {
    if let rows { return rows }
    let made = try EvidenceRows(db, texts: InternedTexts(db, entryLimit: limits.cachedTexts))
    rows = made
    return made
  }

  private func next(_ counter: inout UInt64, _ exhibit: Int64) throws -> Ordinal { try take(1, &counter, exhibit) }

  /// The first of `count` ordinals.
  private func take(_ count: Int, _ counter: inout UInt64, _ exhibit: Int64) throws -> Ordinal {
    guard counter + UInt64(count) <= UInt64(Ordinal.max) else {
      throw CaseError(
        .tooManyRows, at: database.path, reason: "exhibit \(exhibit) holds more than 2³² rows of one kind",
        remedy: "split the file and examine its parts")
    }
    defer { counter += UInt64(count) }
    return Ordinal(truncatingIfNeeded: counter + 1)
  }

  // MARK: Transactions

  /// Runs `body` inside the long transaction, beginning it where none is open, and commits where a limit is reached.
  private func inLoad(_ body: (Database) throws -> Void) throws {
    try guarded { db in
      if !db.isInsideTransaction {
        try db.execute(sql: "BEGIN IMMEDIATE")
        lastCommit = .now
      }
      try body(db)
      if rowsSinceCommit >= limits.rowsPerCommit || bytesSinceCommit >= limits.bytesPerCommit
        || lastCommit.duration(to: .now) >= limits.timePerCommit
      {
        try commit(db)
      }
    }
  }

  /// Runs `body` in a transaction of its own.
  private func atOnce<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try guarded { db in
      try commit(db)
      try db.execute(sql: "BEGIN IMMEDIATE")
      let value = try body(db)
      try commit(db)
      return value
    }
  }

  private func commit(_ db: Database) throws {
    if db.isInsideTransaction { try db.execute(sql: "COMMIT") }
    rowsSinceCommit = 0
    bytesSinceCommit = 0
  }

  private func guarded<Value>(_ body: (Database) throws -> Value) throws -> Value {
    if let failure { throw failure }
    do {
      return try database.queue.writeWithoutTransaction { db in
        do {
          return try translatingErrors(at: database.path) { try body(db) }
        } catch {
          // SQLite takes the transaction back itself after some errors.
          if db.isInsideTransaction { try? db.execute(sql: "ROLLBACK") }
          throw error
        }
      }
    } catch let error as CaseError {
      failure = error
      throw error
    }
  }

  private func misuse(_ reason: String) -> CaseError {
    CaseError(.unusable, at: database.path, reason: reason, remedy: "report this as a fault of mailtrail")
  }
}

/// How many rows of each kind an exhibit has, for kinds that its reader does not number.
private struct ExhibitCounters {
  var accesses: UInt64 = 0
  var hints: UInt64 = 0
  var builds: UInt64 = 0
  var gaps: UInt64 = 0
  var loadItems: UInt64 = 0
  var children: UInt64 = 0
  var defects: UInt64 = 0
  /// Rows beside those that a batch counts.
  var rows = 0

  mutating func takeRows() -> Int {
    defer { rows = 0 }
    return rows
  }
}
