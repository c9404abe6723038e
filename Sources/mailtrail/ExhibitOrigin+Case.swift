import EvidenceDatabase
import Exhibits
import Readers

extension ExhibitOrigin {
  /// Where an exhibit of a case is found again: its file, or its place in the exhibit that holds it.
  init(of exhibit: Exhibit, in database: EvidenceDatabase) throws {
    guard let child = exhibit.child, let parentID = exhibit.parent else {
      self = .file(path: exhibit.path)
      return
    }
    guard let parent = try database.exhibit(parentID), let reader = allReaders.first(where: { $0.kind == parent.kind })
    else {
      throw CommandError(
        "exhibit \(exhibit.id) lies in exhibit \(parentID), which is of no kind that this version reads")
    }
    self = .member(child, parent: try ExhibitOrigin(of: parent, in: database), reader: reader)
  }
}
