import Bytes
import Records
import Synchronization

/// An archive whose members are opened one after another.
///
/// A cursor only goes forward, and a solid archive costs all that lies before a member. So cursors are kept where
/// they stand, and a member is opened by the one that is nearest before it.
final class ArchiveContainer: Container {
  private let store: any ByteStore
  private let format: ArchiveFormat
  private let idle = Mutex<[SharedCursor]>([])
  /// Cursors kept; more than work at a time on most machines.
  private static let idleLimit = 8

  init(_ source: Source, _ format: ArchiveFormat) throws {
    store = try source.openStore()
    self.format = format
  }

  func open(_ child: ChildExhibit) throws -> any ByteStream {
    guard let number = ArchiveMember.number(of: child.recipe) else {
      throw FormatError(.invalid("not a recipe of this reader: \(child.recipe)"), in: format.name, at: child.offset)
    }
    let cursor = try takeCursor(before: number)
    while let entry = try cursor.nextEntry() {
      guard entry.number == number else { continue }
      guard entry.dataOffset == child.offset else { break }
      if entry.isEncrypted {
        throw FormatError(.invalid("encrypted; its password is needed to unpack it"), in: format.name, at: child.offset)
      }
      let limit = ArchiveLimits.unpackedBytes(ofArchive: store.byteCount)
      return ArchiveMember(cursor, of: self, in: format, at: child.offset, limit: limit)
    }
    throw FormatError(.invalid("the member is not where the recipe says"), in: format.name, at: child.offset)
  }

  private func takeCursor(before number: Int) throws -> SharedCursor {
    let near = idle.withLock { idle -> SharedCursor? in
      let candidates = idle.indices.filter { idle[$0].position <= number }
      let nearest = candidates.max { idle[$0].position < idle[$1].position }
      return nearest.map { idle.remove(at: $0) }
    }
    return try near ?? SharedCursor(ArchiveCursor(store, format))
  }

  /// Takes back the cursor of a member that was read to its end, or is wanted no more.
  fileprivate func giveBack(_ cursor: SharedCursor) {
    idle.withLock { idle in
      idle.append(cursor)
      if idle.count > Self.idleLimit { idle.removeFirst() }
    }
  }
}

/// A cursor that threads hand to each other.
final class SharedCursor: Sendable {
  private let cursor: Mutex<ArchiveCursor>

  init(_ cursor: sending ArchiveCursor) { self.cursor = Mutex(cursor) }

  var position: Int { cursor.withLock { $0.position } }
  func nextEntry() throws -> ArchiveEntry? { try cursor.withLock { try $0.nextEntry() } }
  func nextBytes() throws -> [UInt8]? { try cursor.withLock { try $0.nextBytes() } }
}

/// The bytes of one member as they are unpacked.
final class ArchiveMember: ByteStream {
  private let cursor: SharedCursor
  private let container: ArchiveContainer
  private let format: ArchiveFormat
  private let offset: UInt64
  private let limit: UInt64
  private var produced: UInt64 = 0

  init(
    _ cursor: SharedCursor, of container: ArchiveContainer, in format: ArchiveFormat, at offset: UInt64, limit: UInt64
  ) {
    self.cursor = cursor
    self.container = container
    self.format = format
    self.offset = offset
    self.limit = limit
  }

  deinit { container.giveBack(cursor) }

  func next() throws -> [UInt8]? {
    guard let bytes = try cursor.nextBytes() else { return nil }
    produced += UInt64(bytes.count)
    guard produced <= limit else {
      throw FormatError(.limitExceeded(value: produced, limit: limit), in: format.name + ".ratio", at: offset)
    }
    return bytes
  }

  static func recipe(_ number: Int) -> String { "member:\(number)" }

  static func number(of recipe: String) -> Int? {
    recipe.hasPrefix("member:") ? Int(recipe.dropFirst("member:".count)) : nil
  }
}
