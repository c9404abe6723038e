/// A SYSTEMTIME, UTC in event logs ([MS-DTYP] 2.3.13).
package struct SystemTime: Sendable, Equatable {
  let year: UInt16
  let month: UInt16
  let day: UInt16
  let hour: UInt16
  let minute: UInt16
  let second: UInt16
  let millisecond: UInt16

  /// `bytes` are 16: year, month, day of the week, day, hour, minute, second, millisecond.
  init(_ bytes: ArraySlice<UInt8>) {
    func part(_ index: Int) -> UInt16 {
      let low = bytes.startIndex + 2 * index
      return UInt16(bytes[low]) | UInt16(bytes[low + 1]) << 8
    }
    (year, month, day) = (part(0), part(1), part(3))
    (hour, minute, second, millisecond) = (part(4), part(5), part(6), part(7))
  }

  var text: String {
    "\(padded(Int(year), 4))-\(padded(Int(month), 2))-\(padded(Int(day), 2))T\(padded(Int(hour), 2)):"
      + "\(padded(Int(minute), 2)):\(padded(Int(second), 2)).\(padded(Int(millisecond), 3))Z"
  }

  /// Microseconds since 1970-01-01 UTC; nil for what is no time.
  var microseconds: Int64? {
    guard (1601...30_827).contains(year), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
      second < 60, millisecond < 1000
    else { return nil }
    let (year, month) = (Int(year), Int(month))
    let shifted = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + Int(day) - 1
    let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    let seconds = days * 86_400 + Int(hour) * 3600 + Int(minute) * 60 + Int(second)
    return Int64(seconds) * 1_000_000 + Int64(millisecond) * 1000
  }
}
