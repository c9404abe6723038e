import Foundation
import Reports
import Testing

@Suite("Timestamp")
struct TimestampTests {
  @Test(
    "is UTC to the second, before 1970 too",
    arguments: [
      (0, "1970-01-01 00:00:00Z"), (1_614_754_182_000_000, "2021-03-03 06:49:42Z"),
      (1_614_754_182_999_999, "2021-03-03 06:49:42Z"), (-1, "1969-12-31 23:59:59Z"),
      (951_782_400_000_000, "2000-02-29 00:00:00Z"), (4_107_542_399_000_000, "2100-02-28 23:59:59Z"),
      (4_107_542_400_000_000, "2100-03-01 00:00:00Z"), (-11_644_473_600_000_000, "1601-01-01 00:00:00Z"),
    ])
  func text(time: Int64, expected: String) { #expect(Timestamp.text(time) == expected) }

  @Test("agrees with Foundation on days from 1583 on")
  func agrees() {
    let format = Date.ISO8601FormatStyle()
    for day in stride(from: Int64(-141_000), through: 146_097, by: 97) {
      let seconds = day * 86_400 + 3601
      let expected = Date(timeIntervalSince1970: Double(seconds)).formatted(format).replacing("T", with: " ")
      #expect(Timestamp.text(seconds * 1_000_000) == expected)
    }
  }

  @Test("the smallest and the largest number are times too", arguments: [Int64.min, Int64.max])
  func extremes(time: Int64) { #expect(Timestamp.text(time).hasSuffix("Z")) }

  @Test("what is not known stays so")
  func unknown() { #expect(Timestamp.text(nil) == nil) }
}
