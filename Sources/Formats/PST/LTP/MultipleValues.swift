import Bytes

/// The values of a property that has several of variable length ([MS-PST] 2.3.3.4.2): their number, where each begins,
/// and the values.
enum MultipleValues {
  /// Throws where the number or a place lies outside `extent`.
  static func read(_ extent: Extent, field: String) throws(FormatError) -> [Extent] {
    try read(extent, limit: .max, field: field).first
  }

  /// The first `limit` of them, and how many there are.
  static func read(
    _ extent: Extent, limit: Int, field: String
  ) throws(FormatError) -> (first: [Extent], count: Int) {
    guard extent.count > 0 else { return ([], 0) }
    guard extent.count >= 4 else {
      throw FormatError(.truncated(needed: 4, available: extent.count), in: field, at: extent.offset)
    }
    let count = Int(extent.integer(at: 0, as: UInt32.self))
    guard count <= (extent.count - 4) / 4 else {
      throw FormatError(
        .outOfRange(value: UInt64(count), limit: UInt64((extent.count - 4) / 4)), in: field + ".ulCount",
        at: extent.offset)
    }
    let kept = min(count, limit)
    var starts = (0..<min(kept + 1, count)).map { Int(extent.integer(at: 4 + 4 * $0, as: UInt32.self)) }
    if kept == count { starts.append(extent.count) }
    let first = try (0..<kept).map { index throws(FormatError) in
      let (start, end) = (starts[index], starts[index + 1])
      guard start <= end, end <= extent.count else {
        throw FormatError(
          .outOfRange(value: UInt64(start), limit: UInt64(extent.count)), in: field + ".rgulDataOffsets",
          at: extent.place(4 + 4 * index))
      }
      return extent.part(at: start, count: end - start)
    }
    return (first, count)
  }
}
