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
///
/// The text is what the digest of a record is made of, but for the case of names: U+0002, name, `=`, value.
struct NamedTexts: Equatable, Sendable {
  private struct Place: Equatable, Sendable {
    let hash: UInt64
    let start: Int
    let valueStart: Int
    let end: Int

    var name: Range<Int> { start + 1..<valueStart - 1 }
  }

  private static let separator: UInt8 = 2

  private var bytes: [UInt8] = []
  private var places: [Place] = []
  /// A bit for the hash of each name: most that are asked for are not there.
  private var marks: UInt64 = 0
  /// Whether no value is empty or has white space at its ends.
  private var isTrimmed = true

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
    (marks, isTrimmed) = (0, true)
  }

  /// `hash` is that of the name.
  mutating func append(_ name: UnsafeBufferPointer<UInt8>, hash: UInt64, _ value: UnsafeBufferPointer<UInt8>) {
    let start = bytes.count
    bytes.append(Self.separator)
    bytes.append(contentsOf: name)
    bytes.append(UInt8(ascii: "="))
    bytes.append(contentsOf: value)
    places.append(Place(hash: hash, start: start, valueStart: start + name.count + 2, end: bytes.count))
    marks |= Self.mark(hash)
    if (value.first ?? 0) <= 0x20 || (value.last ?? 0) <= 0x20 { isTrimmed = false }
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
        UnsafeBufferPointer(rebasing: bytes[place.name]),
        UnsafeBufferPointer(rebasing: bytes[place.valueStart..<place.end]))
    }
  }

  /// Appends all that hold something, without white space at the ends of values, names in lower case, but for the name
  /// `left`.
  func append(to plain: inout [UInt8], without left: FieldName?) {
    let start = plain.count
    guard isTrimmed, appendAll(to: &plain) else { return appendEach(to: &plain, without: left) }
    guard let left else { return }
    for index in places.indices.reversed() where isNamed(left, at: index) {
      plain.removeSubrange(start + places[index].start..<start + places[index].end)
    }
  }

  /// Appends the text as it stands; false where a name is not ASCII.
  private func appendAll(to plain: inout [UInt8]) -> Bool {
    let start = plain.count
    plain.append(contentsOf: bytes)
    let isASCII = plain.withUnsafeMutableBufferPointer { plain in
      var isASCII = true
      for place in places {
        let shifted = start + place.name.lowerBound..<start + place.name.upperBound
        let name = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: plain[shifted]))
        if !name.lowercaseASCII() { isASCII = false }
      }
      return isASCII
    }
    if !isASCII { plain.removeSubrange(start...) }
    return isASCII
  }

  private func appendEach(to plain: inout [UInt8], without left: FieldName?) {
    for index in places.indices {
      if let left, isNamed(left, at: index) { continue }
      with(index) { name, value in
        let value = value.trimmed
        guard !value.isEmpty else { return }
        plain.append(Self.separator)
        plain.append(lowercasedName: name)
        plain.append(UInt8(ascii: "="))
        plain.append(contentsOf: value)
      }
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
          name.isSameName(as: UnsafeBufferPointer(rebasing: bytes[place.name]))
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

extension UnsafeMutableRawBufferPointer {
  /// Puts capital letters in lower case, eight at a time; false where not all is ASCII.
  fileprivate func lowercaseASCII() -> Bool {
    guard count >= 8 else {
      var seen: UInt8 = 0
      for index in indices {
        seen |= self[index]
        self[index] = self[index].lowercasedASCII
      }
      return seen < 0x80
    }
    var isASCII = true
    for index in stride(from: 0, to: count, by: 8) {
      // The last eight may have been there before in part.
      let place = Swift.min(index, count - 8)
      let word = loadUnaligned(fromByteOffset: place, as: UInt64.self)
      if word & 0x8080_8080_8080_8080 != 0 { isASCII = false }
      storeBytes(of: word.lowercasedASCII, toByteOffset: place, as: UInt64.self)
    }
    return isASCII
  }
}

extension UInt64 {
  /// Of eight bytes of ASCII, the capital letters in lower case.
  fileprivate var lowercasedASCII: UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    // The high bit of each byte from `A` on, and from behind `Z` on.
    let letters = (self &+ ones &* (0x80 - 0x41)) ^ (self &+ ones &* (0x80 - 0x5B))
    return self | (letters & (ones << 7)) >> 2
  }
}
