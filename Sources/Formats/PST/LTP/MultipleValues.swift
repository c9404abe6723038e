import Bytes

/// The values of a property that has several of variable length ([MS-PST] 2.3.3.4.2): their number, where each begins,
/// and the values.
enum MultipleValues {
  /// Throws where the number or a place lies outside `extent`.
  static func read(_ extent: Extent, field: String) throws(FormatError) -> [Extent] {
    guard extent.count > 0 else { return [] }
    guard extent.count >= 4 else {
      throw FormatError(.truncated(needed: 4, available: extent.count), in: field, at: extent.offset)
    }
    let count = Int(extent.integer(at: 0, as: UInt32.self))
    guard count <= (extent.count - 4) / 4 else {
      throw FormatError(
        .outOfRange(value: UInt64(count), limit: UInt64((extent.count - 4) / 4)), in: field + ".ulCount",
        at: extent.offset)
    }
    var starts = (0..<count).map { Int(extent.integer(at: 4 + 4 * $0, as: UInt32.self)) }
    starts.append(extent.count)
    return try (0..<count).map { index throws(FormatError) in
      let (start, end) = (starts[index], starts[index + 1])
      guard start <= end, end <= extent.count else {
        throw FormatError(
          .outOfRange(value: UInt64(start), limit: UInt64(extent.count)), in: field + ".rgulDataOffsets",
          at: extent.place(4 + 4 * index))
      }
      return extent.part(at: start, count: end - start)
    }
  }
}
