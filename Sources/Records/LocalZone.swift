/// The zone that local times without an offset are taken to be in: what the examiner says of a machine or of an export.
package struct LocalZone: Sendable {
  /// How the note of an exhibit with local times begins, and what stands in it where their zone was not given.
  package static let noteStart = "Local times in "
  package static let unknown = "of an unknown zone, taken for UTC"

  /// As it was given.
  package let name: String
  private let offset: @Sendable (Microseconds) -> Microseconds

  /// `offset` is how much local time is ahead at a time in UTC.
  package init(name: String, offset: @escaping @Sendable (Microseconds) -> Microseconds) {
    self.name = name
    self.offset = offset
  }

  /// A fixed offset: `+01:00`, `-0530`, `+02`, `Z`, `UTC`; nil for what is none.
  package init?(offset text: String) {
    if ["z", "utc", "gmt"].contains(text.lowercased()) {
      self.init(name: text) { _ in 0 }
      return
    }
    let bytes = Array(text.utf8)
    guard bytes.count > 2, let sign = bytes.first, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(sign) else {
      return nil
    }
    let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
    let isWellPlaced = bytes.count == digits.count + 1 || (bytes.count == 6 && bytes[3] == UInt8(ascii: ":"))
    guard isWellPlaced, [2, 4].contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    let numbers = digits.map { Microseconds($0) - 0x30 }
    let hours = numbers[0] * 10 + numbers[1]
    let minutes = numbers.count == 4 ? numbers[2] * 10 + numbers[3] : 0
    guard hours <= 14, minutes < 60 else { return nil }
    let ahead = (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -60_000_000 : 60_000_000)
    self.init(name: text) { _ in ahead }
  }

  /// UTC of a local time. Of an hour that the clock shows twice the first is taken, for one that it leaves out the offset
  /// before it.
  package func utc(_ local: Microseconds) -> Microseconds {
    let day: Microseconds = 86_400_000_000
    let (before, after) = (offset(local - day), offset(local + day))
    let earlier = local - max(before, after)
    return offset(earlier) == max(before, after) ? earlier : local - min(before, after)
  }
}
