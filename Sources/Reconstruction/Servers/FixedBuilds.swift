/// Which builds of Exchange Server have the fixes of CVE-2021-26855, CVE-2021-26857, CVE-2021-26858 and CVE-2021-27065.
///
/// Numbers after Microsoft's table "Exchange Server build numbers and release dates"
/// (learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates), lines of the security updates of March
/// 2021 (KB5000871, KB5000978), those of 8 to 16 March for older cumulative updates among them. A cumulative update
/// newer than the last line of its version was released with the fixes in it.
///
/// A build says which update was installed. It does not say whether the server could be exploited: mitigations, a
/// server out of reach, and updates that failed half-way all show the same build.
enum FixedBuilds {
  enum State: String {
    case fixed = "build_fixed"
    case notFixed = "build_not_fixed"
    case unknown
  }

  static func state(of build: String) -> State {
    let numbers = build.split(separator: ".", omittingEmptySubsequences: false).compactMap { Int($0) }
    guard numbers.count == 4 else { return .unknown }
    let (major, minor, number, revision) = (numbers[0], numbers[1], numbers[2], numbers[3])
    // Exchange 2010 has CVE-2021-26857 alone; Update Rollup 32 for Service Pack 3 fixes it.
    if major == 14 { return (minor, number) >= (3, 513) ? .fixed : .notFixed }
    guard major == 15, let first = firstFixed[minor], let newest = first.keys.max() else { return .unknown }
    guard let needed = first[number] else { return number > newest ? .fixed : .notFixed }
    return revision >= needed ? .fixed : .notFixed
  }

  /// By minor version: the revision from which on each cumulative update has the fixes.
  private static let firstFixed: [Int: [Int: Int]] = [
    // Exchange 2013: Service Pack 1, CU21, CU22, CU23.
    0: [847: 64, 1395: 12, 1473: 6, 1497: 12],
    // Exchange 2016: CU8 to CU19.
    1: [
      1415: 10, 1466: 16, 1531: 12, 1591: 18, 1713: 10, 1779: 8, 1847: 12, 1913: 12, 1979: 8, 2044: 13, 2106: 13,
      2176: 9,
    ],
    // Exchange 2019: first release, CU1 to CU8.
    2: [221: 18, 330: 11, 397: 11, 464: 15, 529: 13, 595: 8, 659: 12, 721: 13, 792: 10],
  ]

  /// Exchange Online, which had none of them and whose servers are nobody's exhibit.
  static func isOnline(_ build: String) -> Bool { build.hasPrefix("15.20.") }
}
