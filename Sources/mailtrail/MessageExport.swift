import Bytes
import Crypto
import EvidenceDatabase
import Exhibits
import Readers
import Records
import Reports

/// Writes messages of a case out as files, one for each, out of exhibits that are read again and are what was examined.
///
/// Files are called after numbers of the case alone: mail says nothing about where on this machine it goes.
struct MessageExport {
  private let database: EvidenceDatabase
  private let exhibits: OpenExhibits
  private let folder: OutputFolder
  private(set) var manifest = ExportManifest()

  init(from database: EvidenceDatabase, exhibitsIn moved: String?, to folder: OutputFolder) throws {
    self.database = database
    exhibits = try OpenExhibits(in: database, movedTo: moved)
    self.folder = folder
  }

  mutating func write(_ selection: MessageSelection) async throws {
    var start = selection.items.startIndex
    while start < selection.items.endIndex {
      let id = selection.items[start].exhibitID
      let group = selection.items[start...].prefix { $0.exhibitID == id }
      try await write(group, of: id)
      start = group.endIndex
    }
    for message in selection.absent {
      var row = ExportManifest.Row(form: "not_exported")
      (row.mailbox, row.tier) = (message.mailbox, message.tier)
      row.internetMessageID = message.internetMessageID
      row.notes = ["no message at hand: the logs name its id alone"]
      manifest.add(row)
    }
  }

  private mutating func write(_ items: ArraySlice<MessageSelection.Item>, of id: Int64) async throws {
    guard let exhibit = try database.exhibit(id) else { throw CommandError("the case has no exhibit \(id)") }
    var source: (any MailExport)?
    var problem: String?
    do {
      source = try open(exhibit)
      if source == nil {
        problem = "this version writes no messages out of exhibits of kind \(exhibit.kind ?? "unknown")"
      }
    } catch let error as CommandError {
      problem = error.description
    } catch let error as SourceError {
      problem = "\(error); name where the exhibits lie with --exhibits DIR, or mount their medium"
    } catch let error as FormatError {
      problem = "\(error.field): \(error.problem)"
    }
    var files: [Int64: String] = [:]
    for item in items {
      var row = Self.row(item, of: exhibit)
      if let file = files[item.topID], !item.way.isEmpty {
        (row.form, row.file) = ("inside", file)
      } else if let source {
        try await write(item, from: source, &row)
        if item.way.isEmpty { files[item.topID] = row.file }
      } else {
        row.notes = [problem ?? ""]
      }
      manifest.add(row)
    }
  }

  /// Nil where exhibits of its kind hold no messages. Throws where it is not what was examined.
  private func open(_ exhibit: Exhibit) throws -> (any MailExport)? {
    let origin = try exhibits.origin(of: exhibit)
    let again = try RereadExhibit(origin, keeping: nil)
    guard let sha256 = again.sha256?.hex, sha256 == exhibit.sha256 else {
      throw CommandError(
        "the exhibit is no longer what was examined: its SHA-256 differs; get back the file that was handed over, and "
          + "name its folder with --exhibits DIR")
    }
    return try allReaders.first { $0.kind == exhibit.kind }?.mailExport(origin.source)
  }

  private static func row(_ item: MessageSelection.Item, of exhibit: Exhibit) -> ExportManifest.Row {
    var row = ExportManifest.Row(form: "not_exported")
    row.message = recordName(item.messageID)
    (row.mailbox, row.tier) = (item.mailbox, item.tier)
    (row.internetMessageID, row.messageClass) = (item.internetMessageID, item.messageClass)
    (row.exhibitPath, row.exhibitSHA256) = (exhibit.path, exhibit.sha256)
    (row.sourceNode, row.sourceOffset, row.sourceLength) = (item.node, item.offset, item.length)
    row.recoveryMethod = item.recoveryMethod
    return row
  }

  private func write(
    _ item: MessageSelection.Item, from source: any MailExport, _ row: inout ExportManifest.Row
  ) async throws {
    let box = item.mailboxID.map { "mailbox-\($0)" } ?? "no-mailbox"
    let name = "\(box)/\(item.exhibitID)-\(item.messageID & 0xFFFF_FFFF).eml"
    let file = try folder.file(name)
    do {
      let written = try await source.write(Self.place(of: item)) { try file.write($0) }
      try file.finish()
      (row.file, row.sha256, row.byteCount) = (name, file.sha256, file.byteCount)
      (row.form, row.madeFields, row.notes) = (written.form.rawValue, written.madeFields, written.notes)
      try await compare(file, with: item, &row)
    } catch let error as FormatError {
      file.remove()
      row.notes = ["\(error.field): \(error.problem), offset \(error.offset)"]
    } catch let error as SourceError {
      file.remove()
      row.notes = ["\(error)"]
    }
  }

  private static func place(of item: MessageSelection.Item) -> MessagePlace {
    var location: SourceLocation?
    if let offset = item.offset.flatMap(UInt64.init(exactly:)), let length = item.length.flatMap(UInt64.init(exactly:))
    {
      location = SourceLocation(offset: offset, length: length)
    }
    return MessagePlace(
      ordinal: Ordinal(truncatingIfNeeded: item.topID), node: item.node, location: location,
      isRecovered: item.isRecovered, recoveryMethod: item.recoveryMethod, way: item.way)
  }

  /// Files larger than this are not read again.
  private static let comparedLimit: Int64 = 128 << 20

  /// Reads the file as any other message and compares what it is counted by with the case.
  private func compare(
    _ file: OutputFile, with item: MessageSelection.Item, _ row: inout ExportManifest.Row
  ) async throws {
    guard file.byteCount <= Self.comparedLimit else { return }
    let top = TopMessage()
    let collector = RecordCollector { batch in await top.take(batch) }
    let origin = ExhibitOrigin.file(path: EvidencePath.shown(Array(file.path.utf8)))
    try await EMLReader.read(origin.source, into: collector)
    try await collector.finish()
    guard let message = await top.message else { return }
    if let content = item.contentSHA256 {
      row.hasSameContent = message.contentSHA256?.hex == content
    }
    if let hash = item.messageIDHash { row.hasSameMessageIDHash = message.messageIDHash == hash }
  }
}

/// The message that a file is, of all that it holds.
private actor TopMessage {
  private(set) var message: Message?

  func take(_ batch: RecordBatch) {
    for found in batch.messages where found.parent == nil { message = found }
  }
}
