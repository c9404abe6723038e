import Bytes

/// One field of a header section just as it stands (RFC 5322 2.2); the indices of its slices are offsets in the bytes
/// of its message.
package struct HeaderField: Sendable {
  /// As spelt in the message.
  package let name: String
  /// Lower case, for comparing.
  package let key: String
  /// Name, colon, folded lines and the last line break.
  package let raw: ArraySlice<UInt8>
  /// What stands behind the colon, folded, without the last line break.
  package let body: ArraySlice<UInt8>

  init(name: String, raw: ArraySlice<UInt8>, body: ArraySlice<UInt8>) {
    self.name = name
    key = name.lowercased()
    self.raw = raw
    self.body = body
  }

  /// Where the field starts in the bytes of its message.
  package var offset: Int { raw.startIndex }

  /// The body on one line (RFC 5322 2.2.3), white space at both ends taken off.
  package var value: [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(body.count)
    for byte in body where !byte.isLineBreak { line.append(byte) }
    if line.count < body.count { line = unfolded() }
    return Array(line[...].trimmed)
  }

  /// The body as text, encoded words decoded; bytes that no charset was declared for are guessed.
  package var text: String { decodeHeaderText(value).text }

  /// Line breaks before white space go; any other, which only damage brings, becomes a space.
  private func unfolded() -> [UInt8] {
    var line: [UInt8] = []
    var position = body.startIndex
    while position < body.endIndex {
      guard body[position].isLineBreak else {
        line.append(body[position])
        position += 1
        continue
      }
      while position < body.endIndex, body[position].isLineBreak { position += 1 }
      if position < body.endIndex, !body[position].isBlank { line.append(.space) }
    }
    return line
  }
}

/// Fields that a mail's header has, beside those starting with `X-` and `Content-`.
let knownFieldKeys: Set<String> = [
  "from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "received", "message-id", "mime-version",
  "return-path", "delivered-to", "in-reply-to", "references", "content-type", "envelope-to", "dkim-signature",
  "authentication-results", "arc-seal", "arc-message-signature", "arc-authentication-results", "received-spf",
  "resent-from", "resent-to", "resent-date", "resent-message-id", "thread-topic", "thread-index", "importance",
  "priority", "list-id", "list-unsubscribe", "auto-submitted", "organization", "comments", "keywords", "status",
]
