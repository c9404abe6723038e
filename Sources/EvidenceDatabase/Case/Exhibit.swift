import GRDB
package import Records

/// An exhibit to be given a number: a file as found on the command line.
package struct NewExhibit: Sendable, Equatable {
  package var path: String
  package var relativePath: String
  package var custodian: String?
  package var acquiredAt: Microseconds?
  package var acquisitionNote: String?
  package var assignedMailbox: String?
  package var inode: Int64?
  package var modifiedAt: Microseconds?

  package init(path: String, relativePath: String) {
    self.path = path
    self.relativePath = relativePath
  }
}

/// An exhibit as the case knows it.
package struct Exhibit: Sendable, Equatable {
  package let id: Int64
  package let parent: Int64?
  package let path: String
  package let relativePath: String
  package let kind: String?
  package let byteCount: Int64?
  /// 64 lower-case hexadecimal digits.
  package let sha256: String?
  package let state: ExhibitState
  /// How the parent's reader opens it again; nil for a file.
  package let child: ChildExhibit?

  init(_ row: Row) throws {
    id = row["exhibit_id"]
    parent = row["parent_exhibit_id"]
    path = row["path"]
    relativePath = row["relative_path"]
    kind = row["kind"]
    byteCount = row["byte_count"]
    sha256 = row["sha256"]
    guard let known = ExhibitState(rawValue: row["state"]) else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
    state = known
    let recipe: String? = row["child_recipe"]
    let offset: Int64 = row["child_offset"] ?? 0
    let length: Int64? = row["child_length"]
    let name = relativePath.split(separator: "/").last.map(String.init) ?? ""
    child = recipe.map {
      ChildExhibit(
        name: name, recipe: $0, offset: UInt64(clamping: offset), length: length.map { UInt64(clamping: $0) })
    }
  }
}

/// How the reading of an exhibit ended.
package struct ExhibitEnd: Sendable, Equatable {
  package var state: ExhibitState
  package var kind: String?
  package var byteCount: Int64?
  package var sha256: Digest?
  package var md5: String?
  package var recordCount: Int64
  package var defectCount: Int64
  package var note: String?

  package init(
    state: ExhibitState, kind: String? = nil, byteCount: Int64? = nil, sha256: Digest? = nil, md5: String? = nil,
    recordCount: Int64 = 0, defectCount: Int64 = 0, note: String? = nil
  ) {
    self.state = state
    self.kind = kind
    self.byteCount = byteCount
    self.sha256 = sha256
    self.md5 = md5
    self.recordCount = recordCount
    self.defectCount = defectCount
    self.note = note
  }
}

extension EvidenceDatabase {
  /// Every exhibit, in the order of the numbers.
  package func exhibits() throws -> [Exhibit] {
    try read { try Row.fetchAll($0, sql: "SELECT * FROM exhibit ORDER BY exhibit_id").map(Exhibit.init) }
  }

  package func exhibit(_ id: Int64) throws -> Exhibit? {
    try read {
      try Row.fetchOne($0, sql: "SELECT * FROM exhibit WHERE exhibit_id = ?", arguments: [id]).map(Exhibit.init)
    }
  }

  /// Files that nothing could be read of, because of permissions say: found again, they are to be reopened under their
  /// numbers rather than registered anew.
  package func failedExhibits() throws -> [Exhibit] {
    try read {
      try Row.fetchAll(
        $0,
        sql: """
          SELECT * FROM exhibit WHERE state = 'failed' AND COALESCE(record_count, 0) = 0 AND parent_exhibit_id IS NULL
          ORDER BY exhibit_id
          """
      ).map(Exhibit.init)
    }
  }

  /// Says whose mailbox the exhibit at `path` is, or all exhibits below it, those read before too. Returns whether there
  /// is any.
  package func assign(_ mailbox: String, toExhibitsAt path: String) throws -> Bool {
    try write { db in
      try db.execute(
        sql: """
          UPDATE exhibit SET assigned_mailbox = :mailbox
          WHERE path = :path OR SUBSTR(path, 1, LENGTH(:path) + 1) = :path || '/'
          """, arguments: ["path": path, "mailbox": mailbox])
      return db.changesCount > 0
    }
  }

  /// Whether a file of this size was read before, so that its hash is worth comparing.
  package func hasExhibit(byteCount: Int64) throws -> Bool {
    try read {
      try Bool.fetchOne(
        $0,
        sql: """
          SELECT EXISTS (SELECT 1 FROM exhibit
            WHERE byte_count = ? AND parent_exhibit_id IS NULL AND state <> 'reading')
          """, arguments: [byteCount]) ?? false
    }
  }

  /// The exhibit that this file was read as before: same content, and same place as given or below what was named.
  package func exhibit(byteCount: Int64, sha256: Digest, path: String, relativePath: String) throws -> Exhibit? {
    try read {
      try Row.fetchOne(
        $0,
        sql: """
          SELECT * FROM exhibit
          WHERE byte_count = ? AND sha256 = ? AND (path = ? OR relative_path = ?) AND parent_exhibit_id IS NULL
            AND state <> 'reading'
          ORDER BY exhibit_id
          """, arguments: [byteCount, sha256.hex, path, relativePath]
      ).map(Exhibit.init)
    }
  }
}
