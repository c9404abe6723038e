/// A header section and what follows it: the message itself, a part of a multipart, an attached message
/// (RFC 2045 2.4, 2.5). Slices have offsets in the bytes of the tree as indices.
package struct BodyPart: Sendable {
  /// What the body turned out to be, whatever its Content-Type claims.
  package enum Content: Sendable, Equatable {
    /// Bytes, to be decoded by `transferEncoding`.
    case leaf
    case multipart
    /// An attached message: the next part down, or one of the tree's `decodedMessages`.
    case message
  }

  /// Place in its tree's `parts`.
  package let index: Int
  package let parent: Int?
  package internal(set) var children: [Int] = []
  package let fields: [HeaderField]
  package let headerStart: Int
  package let bodyStart: Int
  package internal(set) var bodyEnd: Int
  /// As declared, else the default of its place; `text/plain` for a multipart without parts.
  package internal(set) var contentType: ContentType
  package let disposition: ContentDisposition?
  package let transferEncoding: TransferEncoding
  package internal(set) var content: Content

  package var bodyRange: Range<Int> { bodyStart..<bodyEnd }

  package func field(_ key: String) -> HeaderField? { fields.first { $0.key == key } }

  package func fields(_ key: String) -> [HeaderField] { fields.filter { $0.key == key } }

  /// The file name of Content-Disposition, else the name of Content-Type (RFC 2183 2.3).
  package var name: String? {
    let name = disposition?.parameters.text("filename") ?? contentType.parameters.text("name")
    return name?.isEmpty == false ? name : nil
  }
}

/// Something in a message that is not as the specifications say.
package struct MIMEDefect: Sendable, Equatable {
  /// In the bytes of its tree.
  package var offset: Int
  package var field: String
  package var problem: String
  package var consequence: String

  package init(at offset: Int, field: String, problem: String, consequence: String) {
    self.offset = offset
    self.field = field
    self.problem = problem
    self.consequence = consequence
  }
}

/// Bounds of our own against hostile messages.
package struct EntityLimits: Sendable {
  /// Multiparts and messages within each other.
  package var depth = 100
  package var parts = 100_000
  package var fields = 400_000
  /// Bytes of attached messages after decoding, all together; each level of nesting may hold them once more.
  package var decodedBytes = 128 << 20
  package var defects = 20_000
  /// Of one header section.
  package static let headerBytes = 8 << 20
  /// Of a message's text, as encoded: attackers alone write more, and nobody reads it.
  package static let textBytes = 32 << 20

  package init() {}
}

/// The parts of a message and of the messages attached to it, as one list in the order of their headers.
package struct EntityTree: Sendable {
  package let bytes: [UInt8]
  /// The first is the message itself; there always is one.
  package internal(set) var parts: [BodyPart] = []
  /// Attached messages that stood in base64 or quoted-printable, which RFC 2046 5.2.1 forbids, by their part.
  package internal(set) var decodedMessages: [Int: EntityTree] = [:]
  package internal(set) var defects: [MIMEDefect] = []
  /// False where a limit was reached and something left out.
  package internal(set) var isComplete = true
  /// Parts, and decoded bytes, of this tree and of its decoded messages.
  private var partCount: Int { decodedMessages.values.reduce(parts.count) { $0 + $1.partCount } }
  private var decodedByteCount: Int {
    decodedMessages.values.reduce(0) { $0 + $1.bytes.count + $1.decodedByteCount }
  }

  package init(parsing bytes: [UInt8], limits: EntityLimits = EntityLimits()) {
    self.bytes = bytes
    var parser = EntityParser(bytes, limits: limits)
    parser.parse()
    parts = parser.parts
    defects = parser.defects
    isComplete = parser.isComplete
    parseDecodedMessages(limits)
  }

  private mutating func parseDecodedMessages(_ limits: EntityLimits) {
    var left = limits
    left.parts -= parts.count
    for part in parts where part.content == .message && part.children.isEmpty {
      left.depth = limits.depth - depth(of: part) - 1
      guard left.depth > 0, left.parts > 0, part.bodyRange.count <= left.decodedBytes else {
        parts[part.index].content = .leaf
        isComplete = false
        defects.append(
          MIMEDefect(
            at: part.bodyStart, field: "message/rfc822", problem: "more attached messages than allowed",
            consequence: "kept as an attachment, not opened"))
        continue
      }
      let decoded = part.transferEncoding.decode(
        bytes[part.bodyRange], limit: min(left.decodedBytes, TransferEncoding.unpackedLimit))
      if let problem = decoded.problem {
        defects.append(
          MIMEDefect(
            at: part.bodyStart, field: "message/rfc822", problem: problem, consequence: "decoded as far as possible"))
      }
      left.decodedBytes -= decoded.bytes.count
      let tree = EntityTree(parsing: Array(decoded.bytes), limits: left)
      left.parts -= tree.partCount
      left.decodedBytes -= tree.decodedByteCount
      isComplete = isComplete && tree.isComplete
      decodedMessages[part.index] = tree
    }
  }

  private func depth(of part: BodyPart) -> Int {
    var depth = 0
    var above = part.parent
    while let index = above {
      depth += 1
      above = parts[index].parent
    }
    return depth
  }
}
