import Records

/// What HttpProxy routed a request by: `Sid~S-1-5-21-…`, `MailboxGuid~…@domain`, `Smtp~user@domain`, `user@domain`;
/// also `ServerVersion~…` and others that name no mailbox. `ServerInfo~…` names one only where it is forged.
enum AnchorMailbox {
  static func mailbox(_ text: String) -> LoggedMailbox? {
    guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "~")) else { return address(text[...]) }
    let value = text[text.index(after: mark)...]
    switch text[..<mark].lowercased() {
    case "sid": return value.hasPrefix("S-1-") ? LoggedMailbox(sid: String(value)) : nil
    case "mailboxguid":
      let guid = value.prefix { $0 != "@" }
      return isGUID(guid) ? LoggedMailbox(guid: String(guid)) : nil
    case "smtp", "upn": return address(value)
    case "serverinfo": return forged(value)
    default: return nil
    }
  }

  /// The mailbox that a forged target asks MAPI for: `a]@ex01.corp.example:444/mapi/emsmdb/?MailboxId=GUID@domain#`.
  private static func forged(_ target: Substring) -> LoggedMailbox? {
    guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return nil }
    return mailbox(query: target[target.utf8.index(after: mark)...])
  }

  /// The mailbox that MAPI over HTTP is asked for: `MailboxId=GUID@domain`.
  static func mailbox(query: Substring) -> LoggedMailbox? {
    var query = query
    return query.withUTF8 { bytes in
      var start = 0
      while start < bytes.count {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.count
        let part = UnsafeBufferPointer(rebasing: bytes[start..<end])
        start = end + 1
        guard part.count > 10, UnsafeBufferPointer(rebasing: part[..<10]).equalsIgnoringCase("mailboxid=") else {
          continue
        }
        let guid = Substring(decoding: part[10...].prefix { !"@#%".utf8.contains($0) }, as: UTF8.self)
        if isGUID(guid) { return LoggedMailbox(guid: String(guid)) }
      }
      return nil
    }
  }

  /// An address as a log writes one, `smtp:` in front taken off; nil for what is none.
  static func address(_ text: Substring) -> LoggedMailbox? {
    let text = text.lowercased().hasPrefix("smtp:") ? text.dropFirst(5) : text
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
      !text.utf8.contains(where: { $0 <= 0x20 || [0x2F, 0x5C, 0x3C, 0x3E, 0x7E, 0x23, 0x3A].contains($0) })
    else { return nil }
    return LoggedMailbox(address: String(text))
  }

  static func isGUID(_ text: Substring) -> Bool {
    var digits = 0
    for byte in text.utf8 where byte != UInt8(ascii: "-") {
      guard byte.isASCIIDigit || (0x61...0x66).contains(byte.lowercasedASCII) else { return false }
      digits += 1
    }
    return digits == 32 && text.utf8.count <= 36
  }
}
