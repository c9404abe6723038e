import Records

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The members of one object, found by their names at once: an audit record has thirty members and is asked for forty
/// names, so that looking through all of them for each takes longer than to parse it.
///
/// Good for as long as the object is.
final class JSONMembers {
  private struct Member {
    let value: JSONValue
    let hash: UInt64
  }

  /// Texts that come in record after record.
  let texts = SharedTexts()

  /// The first member of each name.
  private let members = UnsafeMutableBufferPointer<Member>.allocate(capacity: memberLimit)
  /// How many members there were when one was listed, at a place that its name chooses or soon behind that; 0 for none.
  private let places = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 256)
  /// Where names crowd one place, or there are too many, the object is looked through.
  private var isCrowded = false
  private var object: JSONValue?

  private static let memberLimit = 80
  private static let probeLimit = 8

  init() { places.initialize(repeating: 0) }

  deinit {
    members.deallocate()
    places.deallocate()
  }

  func list(_ object: JSONValue) {
    self.object = object
    isCrowded = false
    places.update(repeating: 0)
    var count = 0
    for member in object.children {
      let hash = quickHash(UnsafeRawBufferPointer(member.keyBytes))
      guard count < Self.memberLimit, let place = place(of: member.keyBytes, hash) else {
        isCrowded = true
        return
      }
      guard places[place] == 0 else { continue }
      members.initializeElement(at: count, to: Member(value: member, hash: hash))
      count += 1
      places[place] = UInt8(count)
    }
  }

  /// The first member of that name.
  subscript(_ name: StaticString) -> JSONValue? {
    if isCrowded { return object?[name] }
    let text = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    guard let place = place(of: text, quickHash(UnsafeRawBufferPointer(text))), places[place] > 0 else { return nil }
    return members[Int(places[place]) - 1].value
  }

  /// What the first member of that name holds, out of the texts that other records hold too where it is one of them.
  func text(_ name: StaticString) -> String? { self[name]?.text(texts) }

  /// Where the member of that name stands, or would.
  private func place(of name: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int? {
    let start = Int(truncatingIfNeeded: hash)
    for probe in 0..<Self.probeLimit {
      let place = (start &+ probe) & (places.count - 1)
      guard places[place] > 0 else { return place }
      let there = members[Int(places[place]) - 1]
      if there.hash == hash, Self.isSame(there.value.keyBytes, name) { return place }
    }
    return nil
  }

  private static func isSame(_ name: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = name.baseAddress, let otherStart = other.baseAddress else { return name.count == other.count }
    return name.count == other.count && memcmp(start, otherStart, name.count) == 0
  }
}
