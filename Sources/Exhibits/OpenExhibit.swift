import Bytes
package import Readers
import Records
import Synchronization

/// An exhibit that holds further ones, opened when the first of them is asked for and kept open for the others: a
/// member of an archive that is itself an archive is unpacked once, not once for each of its members.
package final class OpenExhibit: Sendable {
  package let origin: ExhibitOrigin
  private let reader: any Reader.Type
  private let container = Mutex<(any Container)?>(nil)

  package init(_ origin: ExhibitOrigin, reader: any Reader.Type) {
    self.origin = origin
    self.reader = reader
  }

  func open(_ child: ChildExhibit) throws -> any ByteStream {
    let opened = try container.withLock { container in
      if let container { return container }
      let opened = try reader.container(source())
      container = opened
      return opened
    }
    return try opened.open(child)
  }

  /// One store for all that the container asks for.
  private func source() throws -> Source {
    switch origin {
    case .file: origin.source
    case .member: Source(try origin.openStore())
    }
  }
}
