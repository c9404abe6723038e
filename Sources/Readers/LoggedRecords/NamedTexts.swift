/// The name of a field to ask for.
struct FieldName: Sendable {
  private let name: StaticString
  fileprivate let hash: UInt64

  init(_ name: StaticString) {
    self.name = name
    hash = name.withUTF8Buffer { NamedTexts.hash(of: $0) }
  }

  fileprivate var text: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
  }
}

/// Names with what they hold, one behind the other in one text: records have some twenty of them each, and a `String` for
/// every one takes longer than all else that is done with a record. Names are compared without the case of ASCII letters.
struct NamedTexts: Equatable, Sendable {
  private struct Place: Equatable, Sendable {
    let hash: UInt64
    let start: Int
    let valueStart: Int
    let end: Int
  }

  private var bytes: [UInt8] = []
  private var places: [Place] = []
  /// A bit for the hash of each name: most that are asked for are not there.
  private var marks: UInt64 = 0

  var count: Int { places.count }
  var isEmpty: Bool { places.isEmpty }

  mutating func reserveCapacity(_ count: Int, byteCount: Int) {
    places.reserveCapacity(count)
    bytes.reserveCapacity(byteCount)
  }

  /// Its memory is kept for what comes next.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    marks = 0
  }

  /// `hash` is that of the name.
  mutating func append(_ name: UnsafeBufferPointer<UInt8>, hash: UInt64, _ value: UnsafeBufferPointer<UInt8>) {
    let start = bytes.count
    bytes.append(contentsOf: name)
    bytes.append(contentsOf: value)
    places.append(Place(hash: hash, start: start, valueStart: start + name.count, end: bytes.count))
    marks |= Self.mark(hash)
  }

  mutating func append(_ name: String, _ value: UnsafeBufferPointer<UInt8>) {
    var name = name
    name.withUTF8 { append($0, hash: Self.hash(of: $0), value) }
  }

  /// Gives one name and what it holds.
  @inline(__always)
  func with<Result>(
    _ index: Int, _ read: (_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let place = places[index]
    return bytes.withUnsafeBufferPointer { bytes in
      read(
        UnsafeBufferPointer(rebasing: bytes[place.start..<place.valueStart]),
        UnsafeBufferPointer(rebasing: bytes[place.valueStart..<place.end]))
    }
  }

  /// Whether the name at `index` is this one.
  func isNamed(_ name: FieldName, at index: Int) -> Bool {
    places[index].hash == name.hash && with(index) { other, _ in name.text.isSameName(as: other) }
  }

  /// What `read` makes of the first value of that name that is more than white space, without that at its ends; nil
  /// where there is none.
  @inline(__always)
  func first<Result>(_ name: FieldName, _ read: (UnsafeBufferPointer<UInt8>) -> Result?) -> Result? {
    first(name.text, hash: name.hash, read)
  }

  func first<Result>(_ name: String, _ read: (UnsafeBufferPointer<UInt8>) -> Result?) -> Result? {
    var name = name
    return name.withUTF8 { first($0, hash: Self.hash(of: $0), read) }
  }

  @inline(__always)
  private func first<Result>(
    _ name: UnsafeBufferPointer<UInt8>, hash: UInt64, _ read: (UnsafeBufferPointer<UInt8>) -> Result?
  ) -> Result? {
    guard marks & Self.mark(hash) != 0 else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      for index in places.indices where places[index].hash == hash {
        let place = places[index]
        let value = UnsafeBufferPointer(rebasing: bytes[place.valueStart..<place.end]).trimmed
        guard !value.isEmpty,
          name.isSameName(as: UnsafeBufferPointer(rebasing: bytes[place.start..<place.valueStart]))
        else { continue }
        return read(value)
      }
      return nil
    }
  }

  private static func mark(_ hash: UInt64) -> UInt64 { 1 << (hash & 63) }

  /// One for names that differ in the case of ASCII letters; a few other bytes are taken for one another too.
  static func hash(of name: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let name = UnsafeRawBufferPointer(name)
    var hash = UInt64(truncatingIfNeeded: name.count)
    var index = 0
    func take(_ word: UInt64) {
      let product = (hash ^ (word | 0x2020_2020_2020_2020)).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      hash = product.high ^ product.low
    }
    while index + 8 <= name.count {
      take(name.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var rest: UInt64 = 0
    for byte in name[index...] { rest = rest << 8 | UInt64(byte) }
    take(rest)
    return hash
  }
}
