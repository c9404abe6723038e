import EvidenceDatabase
import Exhibits
import Readers
import Synchronization

/// Finds where the exhibits of a case come from, and keeps those open that hold others.
final class OpenExhibits: Sendable {
  private let database: EvidenceDatabase
  /// The one used last stands last.
  private let opened = Mutex<[(id: Int64, exhibit: OpenExhibit)]>([])
  /// Exhibits with members come one after another; a few at a time are in use, and a large store takes its map's memory.
  private static let limit = 4

  /// Where the files lie now, as `EvidencePath` shows it; nil where they were left in their place.
  private let moved: String?

  /// `movedTo`: the folder that the files were moved to, with or without the folders below what was named at first.
  init(in database: EvidenceDatabase, movedTo folder: String? = nil) throws {
    self.database = database
    moved = try folder.map { try EvidenceWalk.shownPath(of: $0) }
  }

  /// Its file, or its place in the exhibit that holds it.
  func origin(of exhibit: Exhibit) throws -> ExhibitOrigin {
    guard let child = exhibit.child, let parent = exhibit.parent else { return .file(path: place(of: exhibit)) }
    return .member(child, in: try holder(parent, of: exhibit))
  }

  private func place(of exhibit: Exhibit) -> String {
    guard let moved else { return exhibit.path }
    var rest = exhibit.relativePath[...]
    while true {
      let path = moved + "/" + rest
      if (try? FileIdentity(path: path)) != nil { return path }
      guard let slash = rest.firstIndex(of: "/") else { return exhibit.path }
      rest = rest[rest.index(after: slash)...]
    }
  }

  private func holder(_ id: Int64, of exhibit: Exhibit) throws -> OpenExhibit {
    if let known = use(id) { return known }
    guard let holder = try database.exhibit(id), let reader = allReaders.first(where: { $0.kind == holder.kind }) else {
      throw CommandError("exhibit \(exhibit.id) lies in exhibit \(id), which is of no kind that this version reads")
    }
    let new = OpenExhibit(try origin(of: holder), reader: reader)
    return opened.withLock { opened in
      opened.append((id, new))
      if opened.count > Self.limit { opened.removeFirst() }
      return new
    }
  }

  private func use(_ id: Int64) -> OpenExhibit? {
    opened.withLock { opened in
      guard let place = opened.firstIndex(where: { $0.id == id }) else { return nil }
      let found = opened.remove(at: place)
      opened.append(found)
      return found.exhibit
    }
  }
}
