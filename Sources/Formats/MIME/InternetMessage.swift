import Bytes

/// A message in its tree: the one that was parsed, or one attached to it (RFC 5322).
package struct InternetMessage: Sendable {
  package let tree: EntityTree
  /// Its own part: header section and body.
  package let root: BodyPart

  package init(parsing bytes: [UInt8], limits: EntityLimits = EntityLimits()) {
    tree = EntityTree(parsing: bytes, limits: limits)
    root = tree.parts[0]
  }

  private init(tree: EntityTree, root: BodyPart) {
    self.tree = tree
    self.root = root
  }

  /// The message that a part of this one holds; nil where it holds none.
  package func message(in part: BodyPart) -> InternetMessage? {
    guard part.content == .message else { return nil }
    if let decoded = tree.decodedMessages[part.index] {
      return InternetMessage(tree: decoded, root: decoded.parts[0])
    }
    return part.children.first.map { InternetMessage(tree: tree, root: tree.parts[$0]) }
  }

  /// Whether the parts of the message in `part` have offsets of their own bytes, not of this tree's.
  package func isDecoded(_ part: BodyPart) -> Bool { tree.decodedMessages[part.index] != nil }

  package func decode(_ part: BodyPart) -> DecodedBody { part.transferEncoding.decode(tree.bytes[part.bodyRange]) }

  /// The value of the first field of that name as stored; nil where it is missing or empty.
  package func value(_ key: String) -> String? {
    guard let value = root.field(key)?.value, !value.isEmpty else { return nil }
    return textOfUndeclaredCharset(value)
  }

  package var subject: HeaderText? { root.field("subject").map { decodeHeaderText($0.value) } }
  package var topmostReceived: Received? { root.field("received").map { Received($0.value) } }

  /// The header section as it stands up to `EntityLimits.headerBytes`, bytes that are not UTF-8 taken line by line for
  /// ISO 8859-1.
  package var rawHeader: String {
    let raw = tree.bytes[root.headerStart..<root.bodyStart].prefix(EntityLimits.headerBytes)
    if let text = String(validating: raw, as: UTF8.self) { return text }
    var text = ""
    for line in raw.split(separator: .lineFeed, omittingEmptySubsequences: false) {
      if !text.isEmpty { text += "\n" }
      text +=
        String(validating: line, as: UTF8.self) ?? String(String.UnicodeScalarView(line.map { Unicode.Scalar($0) }))
    }
    return text
  }
}
