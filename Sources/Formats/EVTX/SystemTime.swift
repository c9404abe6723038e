/// A SYSTEMTIME, UTC in event logs ([MS-DTYP] 2.3.13).
package struct SystemTime: Sendable, Equatable {
  let year: Int
  let month: Int
  let day: Int
  let hour: Int
  let minute: Int
  let second: Int
  let millisecond: Int

  /// `bytes` are 16: year, month, day of the week, day, hour, minute, second, millisecond.
  init(_ bytes: ArraySlice<UInt8>) {
    func part(_ index: Int) -> Int {
      let low = bytes.startIndex + 2 * index
      return Int(bytes[low]) | Int(bytes[low + 1]) << 8
    }
    (year, month, day) = (part(0), part(1), part(3))
    (hour, minute, second, millisecond) = (part(4), part(5), part(6), part(7))
  }

  var text: String {
    "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(padded(hour, 2)):\(padded(minute, 2)):"
      + "\(padded(second, 2)).\(padded(millisecond, 3))Z"
  }

  /// Microseconds since 1970-01-01 UTC; nil for what is no time.
  var microseconds: Int64? {
    guard (1601...30_827).contains(year), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
      second < 60, millisecond < 1000
    else { return nil }
    let shifted = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
    return Int64(seconds) * 1_000_000 + Int64(millisecond) * 1000
  }
}
