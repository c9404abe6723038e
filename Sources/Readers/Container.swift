package import Bytes
package import Records

/// An exhibit that holds further ones, opened once for all of them.
package protocol Container: AnyObject, Sendable {
  /// The bytes of a child that the reader of this exhibit handed back. May be called on several threads at once.
  func open(_ child: ChildExhibit) throws -> any ByteStream
}

/// A container whose children can each be taken out without going through the others.
package final class RecipeContainer: Container {
  private let reader: any Reader.Type
  private let source: Source

  init(_ reader: any Reader.Type, _ source: Source) {
    self.reader = reader
    self.source = source
  }

  package func open(_ child: ChildExhibit) throws -> any ByteStream { try reader.open(child, in: source) }
}

extension Reader {
  package static func container(_ source: Source) throws -> any Container { RecipeContainer(self, source) }
}
