/// What is at hand of an item when a query is asked about it. Nil means not known, never empty.
package struct MailItem: Sendable {
  package struct Correspondent: Sendable, Equatable {
    /// SMTP address in lower case; nil where the store knows none.
    package let address: String?
    package let name: String?

    package init(address: String?, name: String?) {
      self.address = address.flatMap { $0.contains("@") && !$0.hasPrefix("/") ? $0.lowercased() : nil }
      self.name = name
    }
  }

  package var subject: String?
  package var senders: [Correspondent] = []
  package var to: [Correspondent] = []
  package var cc: [Correspondent] = []
  package var bcc: [Correspondent] = []
  /// Microseconds since 1970 UTC.
  package var sentAt: Int64?
  package var receivedAt: Int64?
  /// As the store at hand counts it, which is not quite as the server did.
  package var byteCount: Int64?
  /// Nil where nobody can say, as of inline pictures alone.
  package var hasAttachment: Bool?
  package var attachmentNames: [String] = []
  package var messageClass: String?
  package var body: String?

  package init() {}

  var recipients: [Correspondent] { to + cc + bcc }
}

/// What a condition asks about. Names as the two languages spell them are in `ContentFilter` and `KeywordQuery`.
enum Property: Sendable, Hashable {
  case subject, body
  case sender, to, cc, bcc, recipients, participants
  /// Of OPATH's Participants the documentation says recipients only; whether senders count is open.
  case recipientsPerhapsSender
  case attachment, attachmentName
  case anywhere
  case sent, received, date
  case size, hasAttachment, kind, itemClass

  var isText: Bool {
    switch self {
    case .subject, .body, .attachment, .attachmentName, .anywhere: true
    default: false
    }
  }

  var isCorrespondent: Bool {
    switch self {
    case .sender, .to, .cc, .bcc, .recipients, .participants, .recipientsPerhapsSender: true
    default: false
    }
  }

  var isTime: Bool { self == .sent || self == .received || self == .date }
}
