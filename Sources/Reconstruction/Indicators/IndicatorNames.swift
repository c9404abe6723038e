import EvidenceDatabase
import GRDB

/// What indicators say of the texts that requests hold: addresses, accounts, clients.
struct IndicatorNames {
  private var ranges: [(from: String, to: String)] = []
  private var users: Set<String> = []
  private var agents: [String] = []

  init(_ db: Database) throws {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT kind, value_lc, ip_from, ip_to FROM indicator ORDER BY indicator_id")
    while let row = try rows.next() {
      switch row[0] as String {
      case "ip": if let from: String = row[2], let to: String = row[3] { ranges.append((from, to)) }
      case "user": users.insert(row[1])
      case "user_agent": agents.append(row[1])
      default: break
      }
    }
  }

  /// As which kinds of indicator a text, in lower case, is named.
  func kinds(of text: String) -> [String] {
    var kinds: [String] = []
    if !ranges.isEmpty, let digits = digits(ofAddress: text),
      ranges.contains(where: { $0.from <= digits && digits <= $0.to })
    {
      kinds.append("ip")
    }
    if !users.isEmpty, namesOfAccount(text).contains(where: users.contains) { kinds.append("user") }
    if agents.contains(where: { text.contains($0) }) { kinds.append("user_agent") }
    return kinds
  }

  private func digits(ofAddress text: String) -> String? {
    guard text.utf8.count <= 64, !text.contains("/"), text.utf8.contains(UInt8(ascii: ".")) || text.contains(":")
    else { return nil }
    return IPRange(String(text.prefix { $0 != "%" }))?.from
  }

  /// `alice` is `alice@corp.example` and `CORP\\alice`.
  private func namesOfAccount(_ text: String) -> [String] {
    var names = [text]
    if let sign = text.firstIndex(of: "@") { names.append(String(text[..<sign])) }
    if let slash = text.firstIndex(of: "\\") { names.append(String(text[text.index(after: slash)...])) }
    return names
  }
}
