package import Bytes
import MSG
package import Records

/// One kind of source: it knows its kind from the first bytes and turns a source into records.
package protocol Reader: Sendable {
  /// The name in `exhibit.kind`, for example `pst`.
  static var kind: String { get }
  /// One line for `mailtrail formats`: what it reads and what that yields.
  static var summary: String { get }
  static var access: SourceAccess { get }
  /// What the times of its records rest on, the usual first; empty where a log's records carry no time, nil where the
  /// kind is no log. A record that differs says so in its own `time_basis`.
  static var timeBases: [TimeBasis]? { get }

  /// Whether these first bytes are of this kind. Never looks at a name.
  static func recognises(_ opening: Opening) -> Bool

  /// Reads the whole source. What is damaged becomes a defect and reading goes on; throws only where nothing more can
  /// be read at all (`FormatError`), the medium fails (`SourceError`) or the writer cannot write.
  static func read(_ source: Source, into collector: RecordCollector) async throws

  /// Opens a child that `read` handed back, from its recipe.
  static func open(_ child: ChildExhibit, in source: Source) throws -> any ByteStream

  /// What the bytes at the place of a record say, as text; nil where they are text themselves, or nothing begins there.
  static func text(of location: SourceLocation, in source: Source) throws -> String?

  /// The exhibit opened to write its messages out as Internet messages; nil where this kind holds none.
  static func mailExport(_ source: Source) throws -> (any MailExport)?

  /// The exhibit opened once for all of its children; what is behind `open` where that needs no more.
  static func container(_ source: Source) throws -> any Container
}

extension Reader {
  package static var timeBases: [TimeBasis]? { nil }

  package static func text(of location: SourceLocation, in source: Source) throws -> String? { nil }

  package static func open(_ child: ChildExhibit, in source: Source) throws -> any ByteStream {
    throw FormatError(.invalid("this kind holds no further exhibits"), in: kind, at: child.offset)
  }
}

/// How a reader wants its bytes.
package enum SourceAccess: Sendable {
  /// Once, front to back; the exhibit is hashed in the same pass.
  case sequential
  /// At any offset; the exhibit is hashed in file order beside it.
  case random
}

/// The first bytes of an exhibit: at most 64 KiB, all of it where it is shorter.
package struct Opening {
  package static let length = 65_536
  package let bytes: [UInt8]
  /// Whether these are all the bytes of the exhibit.
  package let isWhole: Bool
  private let openStore: (() throws -> any ByteStore)?
  private let lookedAt = LookedAt()

  /// How many bytes to keep of a stream that begins so and cannot be opened again at no cost: of a compound file more,
  /// for only its directory tells what it is, and that may stand at its end.
  package static func length(ofBeginning bytes: some Collection<UInt8>) -> Int {
    bytes.starts(with: CompoundHeader.magic) ? 64 << 20 : length
  }

  /// `openStore` gives the whole exhibit to the few kinds that cannot be told by its beginning.
  package init(_ bytes: [UInt8], isWhole: Bool, openStore: (() throws -> any ByteStore)? = nil) {
    self.bytes = bytes
    self.isWhole = isWhole
    self.openStore = openStore
  }

  /// The bytes as text; nil where they are none.
  var text: OpeningText? { lookedAt.text(of: self) }

  /// All of the exhibit, or as much as is there to look at.
  package func store() -> any ByteStore {
    // What cannot be opened now fails again, and is told, when it is read.
    isWhole ? MemoryStore(bytes) : (try? openStore?()) ?? MemoryStore(bytes)
  }
}

/// What one recogniser has found out for all.
private final class LookedAt {
  private var text: OpeningText??

  func text(of opening: Opening) -> OpeningText? {
    if let text { return text }
    let found = OpeningText(opening)
    text = .some(found)
    return found
  }
}

/// An exhibit as its reader sees it: bytes, and no name.
package struct Source: Sendable {
  package let openStream: @Sendable () throws -> any ByteStream
  package let openStore: @Sendable () throws -> any ByteStore

  package init(
    openStream: @escaping @Sendable () throws -> any ByteStream,
    openStore: @escaping @Sendable () throws -> any ByteStore
  ) {
    self.openStream = openStream
    self.openStore = openStore
  }
}

extension Source {
  /// A source over bytes in memory.
  package init(_ bytes: [UInt8], pieceLength: Int = 1 << 20) {
    self.init(openStream: { MemoryStream(bytes, pieceLength: pieceLength) }, openStore: { MemoryStore(bytes) })
  }
}
