/// A client's address as logs write it: `1.2.3.4`, `1.2.3.4:52378`, `[2a09::1]:52629`, `2603:10a6::13`, `::1`.
struct LoggedAddress: Equatable {
  /// Without port and brackets, IPv6 as RFC 5952 writes it, an IPv4-mapped one as IPv4; what is no address, as logged.
  let address: String
  let port: Int64?

  /// nil where nothing is logged.
  init?(_ logged: UnsafeBufferPointer<UInt8>) {
    let text = logged.trimmed
    guard !text.isEmpty else { return nil }
    if let bracketed = Self.bracketed(text) {
      self = bracketed
    } else if let (host, port) = Self.withPort(text), Self.ipv4(host) != nil {
      // Written in one way only: leading zeros are refused.
      self.init(address: String(decoding: host, as: UTF8.self), port: port)
    } else if let address = Self.canonical(text) {
      self.init(address: address, port: nil)
    } else {
      self.init(address: String(decoding: text, as: UTF8.self), port: nil)
    }
  }

  /// Whether this is an address and nothing else; an IPv6 address may name its zone (`fe80::1%3`).
  static func isAddress(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let end = text.firstIndex(of: UInt8(ascii: "%")) ?? text.count
    let address = UnsafeBufferPointer(rebasing: text[..<end])
    return ipv4(address) != nil && end == text.count || address.count <= 45 && ipv6(address) != nil
  }

  private init(address: String, port: Int64?) {
    self.address = address
    self.port = port
  }

  private static func bracketed(_ text: UnsafeBufferPointer<UInt8>) -> LoggedAddress? {
    guard text[0] == UInt8(ascii: "["), let close = text.firstIndex(of: UInt8(ascii: "]")),
      let address = canonical(UnsafeBufferPointer(rebasing: text[1..<close]))
    else { return nil }
    let rest = text[(close + 1)...]
    if rest.isEmpty { return LoggedAddress(address: address, port: nil) }
    guard rest.first == UInt8(ascii: ":"), let port = port(rest.dropFirst()) else { return nil }
    return LoggedAddress(address: address, port: port)
  }

  private static func withPort(_ text: UnsafeBufferPointer<UInt8>) -> (UnsafeBufferPointer<UInt8>, Int64?)? {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return (text, nil) }
    guard let port = port(text[(colon + 1)...]) else { return nil }
    return (UnsafeBufferPointer(rebasing: text[..<colon]), port)
  }

  private static func port(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
    Int64(asciiDigits: UnsafeBufferPointer(rebasing: digits)).flatMap { (0...65_535).contains($0) ? $0 : nil }
  }

  private static func canonical(_ text: UnsafeBufferPointer<UInt8>) -> String? {
    if let address = ipv4(text) { return dotted(address) }
    return ipv6(text).map(shortest)
  }

  private static func dotted(_ address: UInt32) -> String {
    "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
  }

  private static func ipv4(_ text: UnsafeBufferPointer<UInt8>) -> UInt32? {
    guard (7...15).contains(text.count) else { return nil }
    var address: UInt32 = 0
    var part: UInt32 = 0
    var digits = 0
    var dots = 0
    for byte in text {
      if byte == UInt8(ascii: ".") {
        guard digits > 0, dots < 3 else { return nil }
        address = address << 8 | part
        (part, digits, dots) = (0, 0, dots + 1)
      } else {
        guard byte.isASCIIDigit, digits == 0 || part > 0 else { return nil }
        part = part * 10 + UInt32(byte - 0x30)
        digits += 1
        guard part <= 255 else { return nil }
      }
    }
    return dots == 3 && digits > 0 ? address << 8 | part : nil
  }

  /// The eight groups of an IPv6 address (RFC 4291 2.2); a zone behind `%` says nothing outside its host and is left off.
  private static func ipv6(_ text: UnsafeBufferPointer<UInt8>) -> [UInt16]? {
    let end = text.firstIndex(of: UInt8(ascii: "%")) ?? text.count
    guard (2...45).contains(end) else { return nil }
    var groups: [UInt16] = []
    var gap: Int?
    var index = 0
    while index < end {
      if index + 1 < end, text[index] == UInt8(ascii: ":"), text[index + 1] == UInt8(ascii: ":") {
        guard gap == nil else { return nil }
        gap = groups.count
        index += 2
        continue
      }
      if !groups.isEmpty, gap != groups.count || text[index] == UInt8(ascii: ":") {
        guard text[index] == UInt8(ascii: ":"), gap != groups.count else { return nil }
        index += 1
      }
      let stop = text[index..<end].firstIndex(of: UInt8(ascii: ":")) ?? end
      let group = UnsafeBufferPointer(rebasing: text[index..<stop])
      if stop == end, let last = ipv4(group) {
        groups += [UInt16(last >> 16), UInt16(last & 0xFFFF)]
      } else {
        guard let value = hexadecimal(group) else { return nil }
        groups.append(value)
      }
      guard groups.count <= 8 else { return nil }
      index = stop
    }
    guard let gap else { return groups.count == 8 ? groups : nil }
    guard groups.count < 8 else { return nil }
    groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
    return groups
  }

  private static func hexadecimal(_ digits: UnsafeBufferPointer<UInt8>) -> UInt16? {
    guard (1...4).contains(digits.count) else { return nil }
    var value: UInt16 = 0
    for byte in digits {
      switch byte.lowercasedASCII {
      case let digit where digit.isASCIIDigit: value = value << 4 | UInt16(digit - 0x30)
      case let letter where (0x61...0x66).contains(letter): value = value << 4 | UInt16(letter - 0x57)
      default: return nil
      }
    }
    return value
  }

  /// RFC 5952 4: no leading zeros, the first longest run of two or more zero groups as `::`, lower case.
  private static func shortest(_ groups: [UInt16]) -> String {
    if groups[..<5].allSatisfy({ $0 == 0 }), groups[5] == 0xFFFF {
      return dotted(UInt32(groups[6]) << 16 | UInt32(groups[7]))
    }
    var longest = 0..<0
    var start = 0
    for index in 0...8 where index == 8 || groups[index] != 0 {
      if index - start > max(1, longest.count) { longest = start..<index }
      start = index + 1
    }
    let text = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
    guard !longest.isEmpty else { return text(groups[...]) }
    return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
  }
}
