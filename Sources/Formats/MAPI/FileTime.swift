/// Times as Windows stores them: 100-nanosecond steps since 1601-01-01 UTC ([MS-DTYP] 2.3.3).
package enum FileTime {
  private static let stepsToUnixEpoch: Int64 = 116_444_736_000_000_000
  /// 4501-01-01, what Outlook writes for "no date".
  private static let never: UInt64 = 0x0CB3_4557_A3DD_4000

  /// Microseconds since 1970-01-01 UTC; nil for zero, for "no date" and for what lies behind it.
  package static func microseconds(_ steps: UInt64) -> Int64? {
    guard steps != 0, steps < never else { return nil }
    let sinceEpoch = Int64(steps) - stepsToUnixEpoch
    // Rounds down for times before 1970 too.
    return sinceEpoch >= 0 ? sinceEpoch / 10 : -((-sinceEpoch + 9) / 10)
  }
}
