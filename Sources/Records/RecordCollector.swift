/// What a reader found since it last handed over, in the order found.
package struct RecordBatch: Sendable {
  package var folders: [Folder] = []
  package var messages: [Message] = []
  package var attachments: [Attachment] = []
  package var auditRecords: [AuditRecord] = []
  package var webRequests: [WebRequest] = []
  package var logIdentity: LogIdentity?
  package var serverBuilds: [LoggedServerBuild] = []
  package var logGaps: [LogGap] = []
  package var loadItems: [LoadItem] = []
  package var ownerHints: [OwnerHint] = []
  package var children: [ChildExhibit] = []
  package var defects: [Defect] = []

  package init() {}

  package var count: Int {
    folders.count + messages.count + attachments.count + auditRecords.count + webRequests.count + ownerHints.count
      + loadItems.count + serverBuilds.count + logGaps.count + children.count + defects.count
      + (logIdentity == nil ? 0 : 1)
  }
}

/// Gathers what one reader finds in one exhibit, numbers it, and hands it on in batches.
///
/// A reader adds records in an order that depends on the exhibit alone, and calls `handOverIfFull` between items.
package final class RecordCollector {
  package typealias Deliver = @Sendable (RecordBatch) async throws -> Void

  private var batch = RecordBatch()
  private var weight = 0
  private var folderCount: UInt64 = 0
  private var messageCount: UInt64 = 0
  private var attachmentCount: UInt64 = 0
  private var auditRecordCount: UInt64 = 0
  private var serverBuilds = ServerBuildLog()
  private var clock = ClockWatch()
  private let localZone: LocalZone?
  private var localTimeCount = 0
  private let deliver: Deliver
  /// The field of the time in a log whose records come in the order of time; set by its reader, so that a clock that was
  /// put back is told.
  package var orderedBy: StaticString?

  /// Defects beyond this many are counted and told in one last defect, not stored one by one.
  private static let defectLimit = 10_000
  private static let batchWeight = 4 << 20

  package private(set) var recordCount: Int64 = 0
  package private(set) var defectCount: Int64 = 0
  /// Set by a reader whose exhibit holds more than could be read.
  package var isPartial = false

  /// What is to be said of the whole exhibit, sentence by sentence.
  package private(set) var notes: [String] = []

  /// `localZone` is where local times are taken to be; without it they are taken for UTC, and said to be assumed.
  package init(localZone: LocalZone? = nil, deliver: @escaping Deliver) {
    self.localZone = localZone
    self.deliver = deliver
  }

  package func nextFolder() -> Ordinal { Self.next(&folderCount) }
  package func nextMessage() -> Ordinal { Self.next(&messageCount) }
  package func nextAttachment() -> Ordinal { Self.next(&attachmentCount) }
  /// Of audit records and web requests alike.
  package func nextAuditRecord() -> Ordinal { Self.next(&auditRecordCount) }

  /// The ordinal given last to one of them.
  package var lastAuditRecord: Ordinal { Ordinal(clamping: auditRecordCount) }

  /// Past the last ordinal the same one comes again, and `handOver` refuses the batch.
  private static func next(_ count: inout UInt64) -> Ordinal {
    count += 1
    return Ordinal(clamping: count)
  }

  /// Takes over what another collector of the same exhibit gathered, as if it had been gathered here: its ordinals,
  /// which began with 1, go on from those given here. Folders and audit records keep theirs.
  ///
  /// What was gathered here goes on before them, and they go on as they are: to take record by record over from there
  /// costs more than to write a few batches more.
  package func absorb(_ batches: inout [RecordBatch], from other: RecordCollector.Counts) async throws {
    try await handOver()
    let base = counts
    messageCount += other.messages
    attachmentCount += other.attachments
    for index in batches.indices {
      var taken = RecordBatch()
      swap(&taken, &batches[index])
      taken.shiftOrdinals(by: base)
      let defects = taken.defects
      taken.defects = []
      recordCount += Int64(taken.messages.count)
      batch = taken
      for defect in defects { add(defect) }
      try await handOver()
    }
  }

  /// Ordinals given so far.
  package struct Counts: Sendable {
    fileprivate let messages: UInt64
    fileprivate let attachments: UInt64
  }

  package var counts: Counts { Counts(messages: messageCount, attachments: attachmentCount) }

  package func add(_ folder: Folder) {
    batch.folders.append(folder)
    weight += 200 + folder.path.utf8.count
  }

  package func add(_ message: consuming Message) {
    recordCount += 1
    weight +=
      1000 + (message.body?.text?.utf8.count ?? 0) + (message.body?.headers?.utf8.count ?? 0)
      + 100 * message.recipients.count
    for property in message.properties { weight += 150 + (property.value?.utf8.count ?? 0) }
    batch.messages.append(message)
  }

  package func add(_ attachment: Attachment) {
    batch.attachments.append(attachment)
    weight += 200
  }

  package func add(_ record: consuming AuditRecord) {
    if record.timeBasis == .assumed, record.occurredAt != nil {
      localTimeCount += 1
      record.occurredAt = placed(record.occurredAt, .assumed)
      record.occurredTo = placed(record.occurredTo, .assumed)
    }
    if let field = orderedBy { watchClock(record.occurredAt, of: record.server, field: field, at: record.location) }
    weight += 800 + 300 * record.accesses.count + 100 * (record.cmdlet?.parameters.count ?? 0)
    batch.auditRecords.append(record)
    recordCount += 1
  }

  package func add(_ request: consuming WebRequest) {
    if request.timeBasis == .assumed, request.occurredAt != nil {
      localTimeCount += 1
      request.occurredAt = placed(request.occurredAt, .assumed)
    }
    if let field = orderedBy { watchClock(request.occurredAt, of: request.server, field: field, at: request.location) }
    weight += 700 + (request.query?.utf8.count ?? 0)
    batch.webRequests.append(request)
    recordCount += 1
  }

  /// Says which log the exhibit is a copy of; once for an exhibit.
  package func add(_ identity: LogIdentity) {
    batch.logIdentity = identity
    weight += 100
  }

  package func add(_ gap: LogGap) {
    batch.logGaps.append(gap)
    weight += 200
  }

  /// A time as it goes into the case: local ones in UTC, as far as their zone was given.
  package func placed(_ time: Microseconds?, _ basis: TimeBasis) -> Microseconds? {
    guard basis == .assumed, let localZone else { return time }
    return time.map(localZone.utc)
  }

  /// Tells a clock that goes back from one record of a server to the next, and where it had gone forward before.
  package func watchClock(
    _ time: Microseconds?, of server: String?, field: StaticString, at location: SourceLocation
  ) {
    guard let time else { return }
    for defect in clock.take(time, of: server ?? "", field: field, at: location) { add(defect) }
  }

  /// Says that the log was not written for a while before what comes now, as it tells itself.
  package func beginLogSection() { clock.beginSection() }

  /// Notes which build a record shows on the server that wrote it, nil where it names the server alone.
  package func note(build: String?, of server: String?, record: Ordinal, at time: Microseconds?) {
    guard let server, let time else { return }
    serverBuilds.take(build, of: server, record: record, at: time)
  }

  package func add(_ item: consuming LoadItem) {
    if item.timeBasis == .assumed { localTimeCount += 1 }
    if let basis = item.sentBasis { item.sentAt = placed(item.sentAt, basis) }
    if let basis = item.receivedBasis { item.receivedAt = placed(item.receivedAt, basis) }
    batch.loadItems.append(item)
    recordCount += 1
    weight += 600
  }

  package func add(_ hint: OwnerHint) {
    batch.ownerHints.append(hint)
    weight += 100
  }

  package func add(_ child: ChildExhibit) {
    batch.children.append(child)
    weight += 200
  }

  package func note(_ sentence: String) { notes.append(sentence) }

  package func add(_ defect: Defect) {
    defectCount += 1
    guard defectCount <= Self.defectLimit else { return }
    batch.defects.append(defect)
    weight += 200
  }

  /// Hands the batch over when it weighs enough; waits for the writer where that is behind.
  package func handOverIfFull() async throws {
    if weight >= Self.batchWeight || batch.count >= 4000 { try await handOver() }
  }

  /// Hands over what is left; to be called once more after the reader is done.
  package func finish() async throws {
    for defect in clock.finish() { add(defect) }
    if defectCount > Self.defectLimit {
      batch.defects.append(
        Defect(
          field: "defects", problem: "\(defectCount - Int64(Self.defectLimit)) further defects",
          consequence: "counted, not stored one by one"))
    }
    if localTimeCount > 0 {
      let zone = localZone.map { "taken to be \($0.name), as --time-zone says" } ?? LocalZone.unknown
      notes.insert(LocalZone.noteStart + "\(localTimeCount) records: \(zone).", at: 0)
    }
    batch.serverBuilds = serverBuilds.stretches
    if serverBuilds.leftOut > 0 {
      note("Builds of servers: those of \(serverBuilds.leftOut) records are not noted, there are too many changes.")
    }
    try await handOver()
  }

  private func handOver() async throws {
    guard batch.count > 0 else { return }
    guard max(folderCount, messageCount, attachmentCount, auditRecordCount) <= UInt64(Ordinal.max) else {
      throw TooManyRecords()
    }
    let full = batch
    batch = RecordBatch()
    batch.auditRecords.reserveCapacity(full.auditRecords.count)
    batch.webRequests.reserveCapacity(full.webRequests.count)
    weight = 0
    try await deliver(full)
  }
}

extension RecordBatch {
  /// Numbers messages and attachments behind so many others.
  fileprivate mutating func shiftOrdinals(by base: RecordCollector.Counts) {
    func shift(_ ordinal: inout Ordinal, by count: UInt64) { ordinal = Ordinal(clamping: UInt64(ordinal) + count) }
    func shift(_ ordinal: inout Ordinal?, by count: UInt64) {
      ordinal = ordinal.map { Ordinal(clamping: UInt64($0) + count) }
    }
    for place in messages.indices {
      shift(&messages[place].ordinal, by: base.messages)
      shift(&messages[place].parent, by: base.messages)
    }
    for place in attachments.indices {
      shift(&attachments[place].ordinal, by: base.attachments)
      shift(&attachments[place].message, by: base.messages)
      shift(&attachments[place].embeddedMessage, by: base.messages)
    }
  }
}

/// An exhibit with more records of one kind than ids can number.
package struct TooManyRecords: Error, CustomStringConvertible {
  package var description: String {
    "an exhibit holds more than 2³² records of one kind; split it and examine its parts"
  }
}
