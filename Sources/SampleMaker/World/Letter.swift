/// One thing that somebody wrote: a mail, an invitation, a contact… It exists once, and lies as copies in mailboxes.
/// It is cheap to make again from its place in the world, so that none has to be kept.
package struct Letter: Sendable {
  package enum Kind: String, Sendable {
    case mail, meetingRequest, appointment, contact, distributionList, task, note, post, report
  }

  package let reference: Reference
  package let kind: Kind
  package let messageClass: String
  /// With angle brackets; nil for what was never sent.
  package let internetMessageID: String?
  package let inReplyTo: String?
  /// The Message-IDs above it, the oldest first.
  package let references: [String]
  package let subject: String
  package let language: Language
  package let sender: Correspondent
  /// As the sender's copy has them: blind ones stand in no other. Of a contact the one that it is of, of a distribution
  /// list its members, of a newsletter the list and none of its readers.
  package let recipients: [Recipient]
  /// To the whole second, as a `Date` field has it; of what was never sent, when it was written.
  package let sentAt: Moment
  package let bodyKind: BodyKind
  /// How many bytes of plain text `Content` is to aim at, quoted history included.
  package let textLength: Int
  /// What was enclosed; its bytes are made by `Content`.
  package let attachments: [AttachmentPlan]
  /// As the server counts it and the audit log says it (PidTagMessageSize).
  package let byteCount: Int

  /// The conversation it is part of and its place in that.
  package struct Reference: Sendable, Hashable {
    package let conversation: Int
    package let number: Int
  }

  package enum BodyKind: String, Sendable { case plain, html, both, none }
}

package struct Correspondent: Sendable, Hashable {
  package let name: String
  package let address: String
}

package struct Recipient: Sendable {
  package enum Kind: Int, Sendable { case to = 1, cc = 2, bcc = 3 }

  package let kind: Kind
  package let correspondent: Correspondent
}

package struct AttachmentPlan: Sendable {
  package enum Kind: String, Sendable {
    case pdf, png, jpeg, docx, xlsx, zip, text, csv, calendar, message, inlineImage
  }

  package let kind: Kind
  package let name: String
  package let byteCount: Int
  /// The attached letter, where the kind is `message`.
  package let letter: Letter.Reference?
}

/// One copy of a letter in a mailbox: what a store holds as an item. Small, since a world keeps all of its copies.
package struct Copy: Sendable {
  package let conversation: UInt32
  package let letter: UInt16
  package let mailbox: UInt16
  package let folder: UInt16
  package let flags: Flags
  /// Seconds since 1970 UTC at which it came to lie in the mailbox. A second copy was made by a rule at the same time.
  package let arrivedSeconds: UInt32

  package struct Flags: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let isRead = Flags(rawValue: 1)
    /// A second copy of the same message in the same mailbox, in another folder.
    package static let isSecondCopy = Flags(rawValue: 2)
  }

  package var reference: Letter.Reference { Letter.Reference(conversation: Int(conversation), number: Int(letter)) }
  package var arrivedAt: Moment { Moment(microseconds: Int64(arrivedSeconds) * 1_000_000) }
}
