/// A mailbox being written in one of the formats.
protocol ItemStore: AnyObject {
  /// Appends an item to a folder of its mailbox. Of the only copy in the mailbox it is known that what is found of it
  /// was deleted, whatever else is found.
  func add(_ item: Item, to folder: Folder, isOnly: Bool) throws(MakerError) -> StorePlace
  /// Puts everything on the disk and tells of each file: of its count, `messages` has those that it holds.
  func finish() throws(MakerError) -> [StoreFile]
}

/// Where an item stands in a store.
enum StorePlace: Sendable, Equatable {
  /// A file of its own.
  case file(String)
  /// A node of a PST, and how the item was deleted, where it was.
  case node(file: String, UInt32, Deletion?)
  /// A stretch of an mbox, from its From_ line on.
  case stretch(file: String, offset: Int64, length: Int64)

  var file: String {
    switch self {
    case .file(let file), .node(let file, _, _), .stretch(let file, _, _): file
    }
  }
}

struct StoreFile: Sendable {
  /// Relative to the case folder.
  let path: String
  let byteCount: Int64
  let sha256: String
}

/// The store of an order, empty.
func openStore(_ order: StoreOrder, for mailbox: Mailbox, in folder: CaseFolder) throws(MakerError) -> any ItemStore {
  let name = "evidence/mail/" + fileName(order.name ?? mailbox.address)
  func settings(_ version: PSTVersion, _ encoding: PSTEncoding, _ bodies: BodyForm = .asWritten) -> PSTSettings {
    PSTSettings(
      version, encoding: encoding, bodies: bodies, displayName: mailbox.person.displayName, storeUID: mailbox.storeUID)
  }
  func store(_ settings: PSTSettings, ending: String = ".pst", deletes: Bool = false) throws(MakerError) -> PSTStore {
    try PSTStore(creating: name + ending, settings, deletes: deletes, for: mailbox, in: folder)
  }
  switch order.format {
  case .eml: return FileStore(ItemFolderWriter(.eml, creating: name, in: folder.staging))
  case .msg: return FileStore(ItemFolderWriter(.msg, creating: name, in: folder.staging))
  case .mbox: return MboxStore(MboxWriter(creating: name + ".mbox", in: folder.staging))
  case .pstNone: return try store(settings(.unicode, .none))
  case .pstPermute: return try store(settings(.unicode, .permute))
  case .pstCyclic: return try store(settings(.unicode, .cyclic))
  case .pstANSI14: return try store(settings(.ansi14, .permute))
  case .pstANSI: return try store(settings(.ansi15, .permute))
  case .pstRTF: return try store(settings(.unicode, .permute, .rtf))
  case .pstDeleted: return try store(settings(.unicode, .permute), deletes: true)
  case .ost: return try store(settings(.largePages, .none), ending: ".ost")
  }
}

/// A Unicode PST at a path relative to the case folder.
func openPST(
  _ path: String, _ encoding: PSTEncoding, for mailbox: Mailbox, in folder: CaseFolder
) throws(MakerError) -> any ItemStore {
  let settings = PSTSettings(
    encoding: encoding, displayName: mailbox.person.displayName, storeUID: mailbox.storeUID)
  return try PSTStore(creating: path, settings, deletes: false, for: mailbox, in: folder)
}

private final class FileStore: ItemStore {
  private let writer: ItemFolderWriter

  init(_ writer: ItemFolderWriter) { self.writer = writer }

  func add(_ item: Item, to folder: Folder, isOnly: Bool) throws(MakerError) -> StorePlace {
    .file(try writer.add(item, in: folder).file)
  }

  func finish() -> [StoreFile] {
    writer.finish().map { StoreFile(path: $0.path, byteCount: $0.byteCount, sha256: $0.sha256) }
  }
}

private final class MboxStore: ItemStore {
  private let writer: MboxWriter

  init(_ writer: MboxWriter) { self.writer = writer }

  func add(_ item: Item, to folder: Folder, isOnly: Bool) throws(MakerError) -> StorePlace {
    let place = try writer.add(item, in: folder)
    return .stretch(file: place.file, offset: place.offset, length: place.length)
  }

  func finish() throws(MakerError) -> [StoreFile] {
    try writer.finish().map { StoreFile(path: $0.path, byteCount: $0.byteCount, sha256: $0.sha256) }
  }
}

private final class PSTStore: ItemStore {
  private let path: String
  private let writer: PSTWriter
  /// By the number of the folder in its mailbox.
  private var folders: [PSTWriter.FolderHandle] = []

  /// Where items are deleted: how many were added, and the next way to do it.
  private let deletes: Bool
  private var count = 0
  private var deletions = Deletion.allCases[...]

  /// Of this many items that are the only copy one is deleted.
  private static let deletedEvery = 5

  init(
    creating path: String, _ settings: PSTSettings, deletes: Bool, for mailbox: Mailbox, in folder: CaseFolder
  ) throws(MakerError) {
    (self.path, self.deletes) = (path, deletes)
    writer = try PSTWriter(creating: try folder.path(path), settings: settings)
    for folder in mailbox.folders {
      let handle = try writer.addFolder(
        named: folder.name, containerClass: folder.containerClass, role: folder.role,
        parent: folder.parent.map { folders[$0] })
      folders.append(handle)
    }
  }

  func add(_ item: Item, to folder: Folder, isOnly: Bool) throws(MakerError) -> StorePlace {
    let deletion = deletes && isOnly ? nextDeletion() : nil
    return .node(file: path, try writer.add(item, to: folders[folder.number], deleted: deletion), deletion)
  }

  /// The ways in turn.
  private func nextDeletion() -> Deletion? {
    count += 1
    guard count % Self.deletedEvery == 0 else { return nil }
    if deletions.isEmpty { deletions = Deletion.allCases[...] }
    return deletions.removeFirst()
  }

  func finish() throws(MakerError) -> [StoreFile] {
    let (sha256, byteCount) = try writer.finish()
    return [StoreFile(path: path, byteCount: byteCount, sha256: sha256)]
  }
}
