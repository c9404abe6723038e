package import Bytes
package import Readers
package import Records

/// Where an exhibit's bytes come from, each time they are asked for: a file, or a member of another exhibit.
package indirect enum ExhibitOrigin: Sendable {
  /// `path` as `EvidencePath` shows it.
  case file(path: String)
  /// A member, found by the reader of the exhibit that holds it.
  case member(ChildExhibit, in: OpenExhibit)

  /// Members within members deeper than this are told, not opened.
  package static let depthLimit = 16

  package var depth: Int {
    switch self {
    case .file: 0
    case .member(_, let parent): parent.origin.depth + 1
    }
  }

  package func openStream() throws -> any ByteStream {
    switch self {
    case .file: StoreStream(try openStore())
    case .member(let child, let parent): try parent.open(child)
    }
  }

  /// A member is written to a nameless temporary file first, so that memory stays bounded.
  package func openStore() throws -> any ByteStore {
    switch self {
    case .file(let path): try FileStore(path: path, rawPath: EvidencePath.bytes(path))
    case .member: try SpooledStore(openStream())
    }
  }

  package var source: Source {
    Source(openStream: { try openStream() }, openStore: { try openStore() })
  }
}
