import Records

/// The members of one object, found by their names at once: an audit record has thirty members and is asked for forty
/// names, so that looking through all of them for each takes longer than to parse it.
///
/// Good for as long as the object is.
final class JSONMembers {
  /// The first member of each name, at a place that its name chooses or soon behind that.
  private let places = UnsafeMutableBufferPointer<JSONValue?>.allocate(capacity: 128)
  /// Where names crowd one place, or there are too many, the object is looked through.
  private var isCrowded = false
  private var object: JSONValue?

  private static let memberLimit = 80
  private static let probeLimit = 8

  init() { places.initialize(repeating: nil) }

  deinit { places.deallocate() }

  func list(_ object: JSONValue) {
    self.object = object
    isCrowded = false
    var count = 0
    places.update(repeating: nil)
    for member in object.children {
      count += 1
      guard count <= Self.memberLimit, let place = place(of: member.keyBytes) else {
        isCrowded = true
        return
      }
      if places[place] == nil { places[place] = member }
    }
  }

  /// The first member of that name.
  subscript(_ name: StaticString) -> JSONValue? {
    if isCrowded { return object?[name] }
    return place(of: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)).flatMap { places[$0] }
  }

  /// Where the member of that name stands, or would.
  private func place(of name: UnsafeBufferPointer<UInt8>) -> Int? {
    let start = Int(truncatingIfNeeded: quickHash(UnsafeRawBufferPointer(name)))
    for probe in 0..<Self.probeLimit {
      let place = (start &+ probe) & (places.count - 1)
      guard let there = places[place], !there.keyBytes.elementsEqual(name) else { return place }
    }
    return nil
  }
}
