import GRDB

/// What indicators say of addresses of mail and of links: domains, whole addresses, whole links, each with its ids.
struct NamedPlaces {
  private var domains: [String: Int64] = [:]
  private var addresses: [String: Int64] = [:]
  private var links: [Link: Int64] = [:]

  init(_ db: Database) throws {
    let rows = try Row.fetchCursor(
      db,
      sql: "SELECT kind, value, value_lc, indicator_id FROM indicator WHERE kind IN ('domain', 'user', 'url')")
    while let row = try rows.next() {
      let (value, lower, id): (String, String, Int64) = (row[1], row[2], row[3])
      switch row[0] as String {
      case "domain": domains[lower] = id
      case "url": if let link = Link.all(in: value).first { links[link] = id }
      default: if lower.contains("@") { addresses[lower] = id }
      }
    }
  }

  var isEmpty: Bool { domains.isEmpty && addresses.isEmpty }
  var hasLinks: Bool { !domains.isEmpty || !links.isEmpty }

  /// Of an address in lower case.
  func indicators(ofAddress address: String) -> [Int64] {
    guard let sign = address.lastIndex(of: "@") else { return [] }
    return [addresses[address]].compactMap(\.self) + indicators(ofHost: address[address.index(after: sign)...])
  }

  func indicators(of link: Link) -> [Int64] {
    [links[link]].compactMap(\.self) + indicators(ofHost: link.host[...])
  }

  /// The domain itself, and those that it lies in.
  private func indicators(ofHost host: Substring) -> [Int64] {
    guard !domains.isEmpty else { return [] }
    var found: [Int64] = []
    var rest = host
    while true {
      if let id = domains[String(rest)] { found.append(id) }
      guard let dot = rest.firstIndex(of: ".") else { return found }
      rest = rest[rest.index(after: dot)...]
    }
  }
}

/// A link in a text: its host in lower case, and what follows it, without the marks that end a sentence.
struct Link: Hashable {
  let host: String
  let path: String

  /// More than any mail has; further ones are left out.
  private static let limit = 10_000

  static func all(in text: String) -> [Link] {
    let bytes = Array(text.utf8)
    var links: [Link] = []
    var index = 0
    while index + 2 < bytes.count, links.count < limit {
      guard bytes[index] == UInt8(ascii: ":"), bytes[index + 1] == UInt8(ascii: "/"),
        bytes[index + 2] == UInt8(ascii: "/")
      else {
        index += 1
        continue
      }
      let start = index + 3
      let end = bytes[start...].firstIndex { $0 <= 0x20 || "\"'<>\\^`{|}".utf8.contains($0) } ?? bytes.count
      if let link = Link(bytes[start..<end]) { links.append(link) }
      index = max(end, start)
    }
    return links
  }

  private init?(_ bytes: ArraySlice<UInt8>) {
    let hostEnd = bytes.firstIndex { "/?#".utf8.contains($0) } ?? bytes.endIndex
    var authority = bytes[bytes.startIndex..<hostEnd]
    if let sign = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[(sign + 1)...] }
    authority = authority.prefix { $0 != UInt8(ascii: ":") }
    while let last = authority.last, ".,;)]!".utf8.contains(last) { authority = authority.dropLast() }
    guard !authority.isEmpty else { return nil }
    host = String(decoding: authority, as: UTF8.self).lowercased()
    var rest = bytes[hostEnd...]
    while let last = rest.last, "/.,;)]!".utf8.contains(last) { rest = rest.dropLast() }
    path = String(decoding: rest, as: UTF8.self)
  }
}
