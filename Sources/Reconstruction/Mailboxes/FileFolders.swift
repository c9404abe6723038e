import EvidenceDatabase
import GRDB

/// The folders of mail that was handed over as files, by mailbox: where an export wrote a folder as a folder of files, or
/// as one file, logs still name it as the mailbox had it.
struct FileFolders {
  /// One folder of one tree; a tree is what lies below one root and is one mailbox's.
  private struct Key: Hashable {
    let root: String
    let mailbox: Int
    let names: [String]
  }

  private struct Draft {
    let id: Int64
    let tree: Int64
    let parent: Int64?
    let names: [String]

    var path: String { "\\" + names.joined(separator: "\\") }
    var isRecoverable: Bool { names.contains { $0.lowercased() == "recoverable items" } }
  }

  private var drafts: [Draft] = []
  private var places: [(exhibit: Int64, folder: Int64)] = []
  private var ids: [Key: Int64] = [:]
  private var trees: [Key: Int64] = [:]

  private static let depthLimit = 64

  /// `exhibits` in the order of their content, `owners` the mailbox of each.
  init(_ exhibits: [MailExhibit], owners: [Int64: Int]) {
    let files = exhibits.filter { ($0.isSingleMessage || $0.kind == "mbox") && !$0.isAttached }
    let boxes = Set(files.compactMap { FilePlace.maildir(around: $0.relativePath) })
    // Where messages lie in the very folder that was named, that one is a folder of the mailbox too.
    var direct: Set<Key> = []
    var found: [(exhibit: Int64, tree: Key, place: FilePlace)] = []
    for file in files {
      guard let mailbox = owners[file.id] else { continue }
      let place = FilePlace(file, boxes: boxes)
      let tree = Key(root: place.root, mailbox: mailbox, names: [])
      if !place.isOwned, place.names.isEmpty, !place.root.isEmpty { direct.insert(tree) }
      found.append((file.id, tree, place))
    }
    for (exhibit, tree, place) in found {
      let names = (direct.contains(tree) ? [place.root] : []) + place.names
      guard !names.isEmpty else { continue }
      places.append((exhibit, add(Array(names.prefix(Self.depthLimit)), of: tree, at: exhibit)))
    }
  }

  /// The folder of these names, made with those that it lies in where it is not there yet.
  private mutating func add(_ names: [String], of tree: Key, at exhibit: Int64) -> Int64 {
    let treeID = trees[tree] ?? exhibit
    trees[tree] = treeID
    var parent: Int64?
    for depth in 1...names.count {
      let key = Key(root: tree.root, mailbox: tree.mailbox, names: Array(names.prefix(depth)))
      let id = ids[key] ?? exhibit << 32 + Int64(depth)
      if ids[key] == nil {
        ids[key] = id
        drafts.append(Draft(id: id, tree: treeID, parent: parent, names: key.names))
      }
      parent = id
    }
    return parent ?? exhibit << 32
  }

  func write(in db: Database) throws {
    for draft in drafts {
      try db.run(
        """
        INSERT INTO file_folder (folder_id, tree_id, parent_folder_id, name, path, found_count, store_area)
        VALUES (?, ?, ?, ?, ?, 0, ?)
        """,
        [
          draft.id, draft.tree, draft.parent, draft.names.last, draft.path,
          draft.isRecoverable ? "recoverable" : nil,
        ])
    }
    for (exhibit, folder) in places {
      try db.run("INSERT INTO exhibit_folder (exhibit_id, folder_id) VALUES (?, ?)", [exhibit, folder])
    }
    try db.run(
      """
      UPDATE file_folder SET found_count = (
        SELECT COUNT(*)
        FROM exhibit_folder AS ef
        CROSS JOIN stored_message AS m
          ON \(RowID.isOne("m.message_id", of: "ef.exhibit_id"))
        WHERE ef.folder_id = file_folder.folder_id AND m.parent_message_id IS NULL)
      """)
  }
}
