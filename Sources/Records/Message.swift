/// Microseconds since 1970-01-01 UTC.
package typealias Microseconds = Int64

/// A record's place among the records of its kind in its exhibit, from 1. With the exhibit's number it makes the
/// record's id: exhibit number × 2³² + ordinal.
package typealias Ordinal = UInt32

/// A folder of a store, or a folder of files.
package struct Folder: Sendable, Equatable {
  package var ordinal: Ordinal
  package var parent: Ordinal?
  package var name: String
  /// From the top of the store, parts separated by `\`, as audit logs write it: `\Inbox\Customers`.
  package var path: String
  /// The node id in its store ([MS-PST] 2.2.2.1).
  package var sourceNode: Int64?
  /// Items that the folder says it has, and items found; associated contents not counted.
  package var declaredCount: Int64?
  package var foundCount: Int64?
  /// The long-term folder id or entry id, in lower-case hexadecimal digits, where the store keeps one.
  package var folderKey: String?
  package var isSearchFolder: Bool
  /// How it was found, where it is no longer in the store.
  package var recoveryMethod: String?

  package init(
    ordinal: Ordinal, parent: Ordinal? = nil, name: String, path: String, sourceNode: Int64? = nil,
    declaredCount: Int64? = nil, foundCount: Int64? = nil, folderKey: String? = nil, isSearchFolder: Bool = false,
    recoveryMethod: String? = nil
  ) {
    self.ordinal = ordinal
    self.parent = parent
    self.name = name
    self.path = path
    self.sourceNode = sourceNode
    self.declaredCount = declaredCount
    self.foundCount = foundCount
    self.folderKey = folderKey
    self.isSearchFolder = isSearchFolder
    self.recoveryMethod = recoveryMethod
  }
}

/// Which part of a mailbox an item lay in.
package enum StoreArea: String, Sendable {
  case primary, archive, recoverable, `public`
}

/// One item of a mailbox: mail, contact, appointment, note… or a message embedded in one.
package struct Message: Sendable, Equatable {
  package var ordinal: Ordinal
  package var folder: Ordinal?
  /// The message that this one is embedded in.
  package var parent: Ordinal?
  package var sourceNode: Int64?
  package var location: SourceLocation?
  /// `IPM.Note` and its like; `IPM.Note` for Internet mail.
  package var messageClass: String?
  /// The Message-ID as stored, angle brackets and all.
  package var internetMessageID: String?
  /// The first 64 bits of SHA-256 of the normalised Message-ID.
  package var messageKey: Int64?
  /// The EDRM Message Identification Hash: 32 lower-case hexadecimal digits.
  package var messageIDHash: String?
  /// Over what copies of one message have in common, whatever they are stored in; readers say what that is.
  package var contentSHA256: Digest?
  package var subject: String?
  package var senderAddress: String?
  package var senderName: String?
  package var sentAt: Microseconds?
  package var receivedAt: Microseconds?
  package var createdAt: Microseconds?
  package var modifiedAt: Microseconds?
  package var byteCount: Int64?
  package var attachmentCount: Int64?
  package var isRead: Bool?
  package var storeArea: StoreArea?
  /// Lower-case hexadecimal digits, as are the two keys and the conversation.
  package var entryID: String?
  package var sourceKey: String?
  package var searchKey: String?
  package var conversationID: String?
  package var isAssociated = false
  package var isRecovered = false
  package var recoveryMethod: String?
  package var body: MessageBody?
  package var recipients: [Recipient] = []
  /// Of items that are not plain mail: what no other field here has.
  package var properties: [ItemProperty] = []

  package init(ordinal: Ordinal) { self.ordinal = ordinal }
}

/// The text of a message as one reads it, and its headers as they stand.
package struct MessageBody: Sendable, Equatable {
  package enum Source: String, Sendable {
    case plain, html, rtf
    /// The mail is encrypted or signed as a whole: what it says was not read, and stands unopened in an attachment, or,
    /// of PGP in a text, as that text.
    case unreadSMIME = "unread_smime"
    case unreadPGP = "unread_pgp"
  }
  package var text: String?
  package var source: Source?
  /// All header fields, raw and in order, decoded to Unicode byte by byte where they are not UTF-8.
  package var headers: String?

  package init(text: String?, source: Source?, headers: String?) {
    self.text = text
    self.source = source
    self.headers = headers
  }
}

package struct Recipient: Sendable, Equatable {
  package enum Kind: String, Sendable { case from, sender, replyTo = "reply_to", to, cc, bcc, originator }
  package var kind: Kind
  /// As stored: an SMTP address, or a legacy DN where nothing else is there.
  package var address: String?
  package var displayName: String?

  package init(kind: Kind, address: String?, displayName: String?) {
    self.kind = kind
    self.address = address
    self.displayName = displayName
  }
}

package struct Attachment: Sendable, Equatable {
  package var ordinal: Ordinal
  package var message: Ordinal
  package var name: String?
  package var mediaType: String?
  /// Bytes after decoding.
  package var byteCount: Int64?
  package var sha256: Digest?
  package var embeddedMessage: Ordinal?
  package var location: SourceLocation?

  package init(ordinal: Ordinal, message: Ordinal) {
    self.ordinal = ordinal
    self.message = message
  }
}
