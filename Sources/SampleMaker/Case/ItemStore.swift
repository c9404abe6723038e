/// A mailbox being written in one of the formats.
protocol ItemStore: AnyObject {
  /// Appends an item to a folder of its mailbox.
  func add(_ item: Item, to folder: Folder) throws(MakerError) -> StorePlace
  /// Puts everything on the disk and tells of each file: of its count, `messages` has those that it holds.
  func finish() throws(MakerError) -> [StoreFile]
}

/// Where an item stands in a store.
enum StorePlace: Sendable, Equatable {
  /// A file of its own.
  case file(String)
  /// A node of a PST.
  case node(file: String, UInt32)
  /// A stretch of an mbox, from its From_ line on.
  case stretch(file: String, offset: Int64, length: Int64)

  var file: String {
    switch self {
    case .file(let file), .node(let file, _), .stretch(let file, _, _): file
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
  switch order.format {
  case .eml: return EMLStore(EMLFolderWriter(creating: name, in: folder.staging))
  case .mbox: return MboxStore(MboxWriter(creating: name + ".mbox", in: folder.staging))
  case .pstNone: return try PSTStore(creating: name + ".pst", .none, for: mailbox, in: folder)
  case .pstPermute: return try PSTStore(creating: name + ".pst", .permute, for: mailbox, in: folder)
  case .pstCyclic: return try PSTStore(creating: name + ".pst", .cyclic, for: mailbox, in: folder)
  }
}

/// A PST at a path relative to the case folder.
func openPST(
  _ path: String, _ encoding: PSTEncoding, for mailbox: Mailbox, in folder: CaseFolder
) throws(MakerError) -> any ItemStore {
  try PSTStore(creating: path, encoding, for: mailbox, in: folder)
}

private final class EMLStore: ItemStore {
  private let writer: EMLFolderWriter

  init(_ writer: EMLFolderWriter) { self.writer = writer }

  func add(_ item: Item, to folder: Folder) throws(MakerError) -> StorePlace {
    .file(try writer.add(item, in: folder).file)
  }

  func finish() -> [StoreFile] {
    writer.finish().map { StoreFile(path: $0.path, byteCount: $0.byteCount, sha256: $0.sha256) }
  }
}

private final class MboxStore: ItemStore {
  private let writer: MboxWriter

  init(_ writer: MboxWriter) { self.writer = writer }

  func add(_ item: Item, to folder: Folder) throws(MakerError) -> StorePlace {
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

  init(creating path: String, _ encoding: PSTEncoding, for mailbox: Mailbox, in folder: CaseFolder)
    throws(MakerError)
  {
    self.path = path
    let settings = PSTSettings(
      encoding: encoding, displayName: mailbox.person.displayName, storeUID: mailbox.storeUID)
    writer = try PSTWriter(creating: try folder.path(path), settings: settings)
    for folder in mailbox.folders {
      let handle = try writer.addFolder(
        named: folder.name, containerClass: folder.containerClass, role: folder.role,
        parent: folder.parent.map { folders[$0] })
      folders.append(handle)
    }
  }

  func add(_ item: Item, to folder: Folder) throws(MakerError) -> StorePlace {
    .node(file: path, try writer.add(item, to: folders[folder.number]))
  }

  func finish() throws(MakerError) -> [StoreFile] {
    let (sha256, byteCount) = try writer.finish()
    return [StoreFile(path: path, byteCount: byteCount, sha256: sha256)]
  }
}
