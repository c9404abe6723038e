import Records

/// Where the bytes of a parsed message stand in its exhibit: all of it, or a stretch of an mbox out of which the quoting
/// of From_ lines was taken.
struct MailOrigin {
  static let wholeExhibit = MailOrigin(offset: 0, removed: [])

  let offset: UInt64
  /// Places in the parsed bytes before which one byte was taken out, ascending.
  let removed: [Int]

  func location(of range: Range<Int>) -> SourceLocation {
    let start = exhibitOffset(of: range.lowerBound)
    let end = range.isEmpty ? start : exhibitOffset(of: range.upperBound - 1) + 1
    return SourceLocation(offset: start, length: end - start)
  }

  /// Whether bytes were taken out within the range, so that what is stored there has to be unquoted once more.
  func isUnquoted(_ range: Range<Int>) -> Bool {
    let next = countRemoved(upTo: range.lowerBound)
    return next < removed.count && removed[next] < range.upperBound
  }

  private func exhibitOffset(of index: Int) -> UInt64 { offset + UInt64(index + countRemoved(upTo: index)) }

  /// How many bytes were taken out in front of `index`, by halving.
  private func countRemoved(upTo index: Int) -> Int {
    var (low, high) = (0, removed.count)
    while low < high {
      let middle = (low + high) / 2
      if removed[middle] <= index { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
