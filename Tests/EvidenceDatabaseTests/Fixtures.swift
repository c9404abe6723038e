import Crypto
import EvidenceDatabase
import Foundation
import GRDB
import Records

/// A folder that is gone with the test.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "mailtrail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path(percentEncoded: false) }

  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path(percentEncoded: false)).sorted()
  }
}

/// An exhibit that a test acts out: its batches, in order, and its end.
struct Act: Sendable {
  var name: String
  var batches: [RecordBatch]
  var children: [Act] = []

  var sha256: Records.Digest { digest("content of \(name)") }
}

/// Writes acts as `examine` does, a batch of each exhibit in turn, and calls `step` after each move.
func examine(
  _ acts: [Act], _ database: EvidenceDatabase, limits: EvidenceWriter.Limits = .init(),
  turns: ([Int]) -> [Int] = { $0 }, step: () throws -> Void = {}
) async throws {
  let writer = EvidenceWriter(database, limits: limits)
  var pending = try await writer.resumable()
  let known = Set(try database.exhibits().map(\.relativePath))
  let new = acts.filter { !known.contains($0.name) }.map {
    NewExhibit(path: "/evidence/\($0.name)", relativePath: $0.name)
  }
  pending += try await writer.register(new)
  try step()
  repeat {
    let playing = pending.map { exhibit in (exhibit, act(exhibit.relativePath, among: acts)) }
    let most = playing.map { $0.1.batches.count }.max() ?? 0
    for round in 0...most {
      for turn in turns(Array(playing.indices)) {
        let (exhibit, act) = playing[turn]
        if round < act.batches.count {
          try await writer.write(act.batches[round], exhibit: exhibit.id)
          try step()
        }
        if round == act.batches.count {
          try await writer.finish(exhibit.id, end(act))
          try step()
        }
      }
    }
    pending = try await writer.registerChildren()
    try step()
  } while !pending.isEmpty
  try await writer.flush()
  try step()
  try database.completeEvidence()
  try step()
}

private func act(_ name: String, among acts: [Act]) -> Act {
  for one in acts {
    if one.name == name { return one }
    if name.hasPrefix(one.name + "/") {
      return act(
        name,
        among: one.children.map { Act(name: one.name + "/" + $0.name, batches: $0.batches, children: $0.children) })
    }
  }
  return Act(name: name, batches: [])
}

private func end(_ act: Act) -> ExhibitEnd {
  ExhibitEnd(
    state: .read, kind: "test", byteCount: Int64(act.name.utf8.count), sha256: act.sha256,
    recordCount: Int64(act.batches.reduce(0) { $0 + $1.auditRecords.count + $1.messages.count }),
    defectCount: Int64(act.batches.reduce(0) { $0 + $1.defects.count }))
}

func digest(_ text: String) -> Records.Digest {
  Records.Digest(SHA256.hash(data: Array(text.utf8))) ?? zeroDigest
}

private let zeroDigest: Records.Digest = {
  guard let zero = Records.Digest(Array(repeating: 0, count: 32)) else { preconditionFailure("32 bytes are a digest") }
  return zero
}()

/// A MailItemsAccessed record with accesses, and what else a test does not care for.
func event(_ ordinal: Ordinal, id: String?, payload: String = "payload", accesses: Int = 1) -> AuditRecord {
  var record = AuditRecord(
    ordinal: ordinal, location: SourceLocation(offset: UInt64(ordinal) * 1000, length: 900, line: UInt64(ordinal)),
    payloadSHA256: digest(payload), logKind: "unified_audit_log", timeBasis: .utc, operation: "MailItemsAccessed")
  record.externalID = id
  record.occurredAt = 1_600_000_000_000_000 + Int64(ordinal)
  record.actor = "Alice@Corp.Example"
  record.mailbox = LoggedMailbox(address: "alice@corp.example", guid: "guid-1")
  record.accesses = (0..<accesses).map { place in
    var access = MailAccess(.bind)
    access.internetMessageID = "<\(id ?? "none").\(payload).\(place)@corp.example>"
    access.folderName = #"\Inbox"#
    return access
  }
  return record
}

func batch(events: [AuditRecord]) -> RecordBatch {
  var batch = RecordBatch()
  batch.auditRecords = events
  return batch
}

/// A message with body, recipient and attachment, in a folder of its own.
func storeBatch(_ ordinal: Ordinal, subject: String = "Offer") -> RecordBatch {
  var batch = RecordBatch()
  batch.folders = [Folder(ordinal: ordinal, name: "Inbox \(ordinal)", path: #"\Inbox \#(ordinal)"#)]
  var message = Message(ordinal: ordinal)
  message.folder = ordinal
  message.subject = subject
  message.senderAddress = "bob@corp.example"
  message.body = MessageBody(text: "Good day", source: .plain, headers: "Subject: \(subject)\r\n")
  message.recipients = [Recipient(kind: .to, address: "alice@corp.example", displayName: "Alice")]
  message.properties = [
    ItemProperty(tag: "0x3A08", name: nil, type: "PtypString", value: "12", byteCount: 2, isCut: false)
  ]
  batch.messages = [message]
  var attachment = Attachment(ordinal: ordinal, message: ordinal)
  attachment.name = "offer.pdf"
  batch.attachments = [attachment]
  batch.ownerHints = [OwnerHint(kind: .address, value: "alice@corp.example", basis: "received_by")]
  var item = LoadItem(location: SourceLocation(offset: 5, length: 7, line: 2))
  (item.documentID, item.source, item.targetPath) = ("17", "ada@corp.example", "Exchange/ada.pst")
  batch.loadItems = [item]
  batch.serverBuilds = [
    LoggedServerBuild(
      server: "EX01", build: "15.1.2176.2", firstRecord: 1, lastRecord: 2, firstAt: 10, lastAt: 20, recordCount: 2)
  ]
  batch.logGaps = [LogGap(.nextPage, offset: 7, note: "a page is missing")]
  batch.defects = [Defect(field: "BREF.ib", problem: "mismatch", consequence: "nothing", offset: UInt64(ordinal))]
  return batch
}

func rows(_ database: EvidenceDatabase, _ sql: String) throws -> [String] {
  try database.read { db in
    try Row.fetchAll(db, sql: sql).map { row in
      row.databaseValues.map { value in
        switch value.storage {
        case .null: "NULL"
        case .string(let text): text
        case .int64(let number): String(number)
        default: "?"
        }
      }.joined(separator: "|")
    }
  }
}

func count(_ database: EvidenceDatabase, _ table: String) throws -> Int {
  try database.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM \(table)") ?? -1 }
}

extension EvidenceDatabase {
  func completeEvidence() throws { try perform(evidenceSteps()) }
  func requireFresh() throws { try requireFresh(evidenceSteps()) }
}
