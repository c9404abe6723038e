/// Damage that reading went on after: what, and what it cost.
package struct Damage: Sendable, Equatable {
  package static let readAllTheSame = "nothing: read all the same"

  package let error: FormatError
  /// How many bytes it covers, where that is known.
  package let length: UInt64?
  package let consequence: String

  package init(_ error: FormatError, length: UInt64? = nil, consequence: String) {
    self.error = error
    self.length = length
    self.consequence = consequence
  }
}

/// Gathers damage on the way, each once: a page that is met a thousand times is damaged once.
package final class DamageLog {
  private struct Key: Hashable {
    let offset: UInt64
    let field: String
    let consequence: String
  }
  /// Beyond so many, damage is no longer compared with what was told before.
  private static let memory = 20_000

  private var told: Set<Key> = []
  /// How many there were of each field.
  package private(set) var counts: [String: Int] = [:]
  private var waiting: [Damage] = []

  package init() {}

  package func add(_ error: FormatError, consequence: String = Damage.readAllTheSame) {
    if told.count < Self.memory {
      let key = Key(offset: error.offset, field: error.field, consequence: consequence)
      guard told.insert(key).inserted else { return }
    } else if told.contains(Key(offset: error.offset, field: error.field, consequence: consequence)) {
      return
    }
    counts[error.field, default: 0] += 1
    waiting.append(Damage(error, consequence: consequence))
  }

  /// What came since the last call.
  package func take() -> [Damage] {
    defer { waiting.removeAll(keepingCapacity: true) }
    return waiting
  }

  /// Does `work`; where the bytes are not what their format says, keeps that with its consequence and gives nil.
  /// Any other error, of the medium, goes up.
  @inlinable
  package func attempt<T>(_ consequence: @autoclosure () -> String, _ work: () throws -> T?) throws -> T? {
    do {
      return try work()
    } catch let error as FormatError {
      add(error, consequence: consequence())
      return nil
    }
  }
}
