package import MIME
package import Records

/// Where a message stands in its exhibit, as the evidence database keeps it.
package struct MessagePlace: Sendable {
  /// Of the item of a folder or file, which is the message, or which it is attached to.
  package var ordinal: Ordinal
  package var node: Int64?
  package var location: SourceLocation?
  package var isRecovered: Bool
  package var recoveryMethod: String?
  /// From that item down: the place of an attachment, in the order of their ids, among those of its message.
  package var way: [Int] = []

  package init(
    ordinal: Ordinal, node: Int64?, location: SourceLocation?, isRecovered: Bool = false,
    recoveryMethod: String? = nil, way: [Int] = []
  ) {
    self.ordinal = ordinal
    self.node = node
    self.location = location
    self.isRecovered = isRecovered
    self.recoveryMethod = recoveryMethod
    self.way = way
  }
}

/// What came of writing a message out.
package struct WrittenMail: Sendable, Equatable {
  package enum Form: String, Sendable {
    /// The bytes are those of the exhibit.
    case original
    /// The exhibit has no Internet message; one was made of what it has.
    case reconstructed
  }
  package var form: Form
  /// Header fields that no stored header says, made of properties.
  package var madeFields: [String] = []
  /// What could not be written, and what is not as it stands in the exhibit.
  package var notes: [String] = []
}

/// An exhibit opened to write its messages out as Internet messages (RFC 5322), one after another.
package protocol MailExport: AnyObject {
  /// Finds the message again and hands its bytes to `output`. Throws where it is not there (`FormatError`), the medium
  /// fails, or `output` does. Not to be called on several threads at once.
  func write(_ place: MessagePlace, to output: @escaping MailOutput) async throws -> WrittenMail
}

extension Reader {
  package static func mailExport(_ source: Source) throws -> (any MailExport)? { nil }
}
