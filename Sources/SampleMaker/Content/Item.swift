/// A copy of a letter with all that a store writes of it: bodies, headers, bytes of attachments.
package struct Item: Sendable {
  package let letter: Letter
  package let receivedAt: Moment
  package let createdAt: Moment
  package let modifiedAt: Moment
  package let isRead: Bool
  /// The internet header as received, lines ended by CR LF; nil for what never crossed a server.
  package let transportHeaders: String?
  package let plainBody: String?
  package let htmlBody: String?
  package let attachments: [Attachment]
  /// 22 bytes: what the server knows the item by (PidTagSourceKey).
  package let sourceKey: [UInt8]
  /// 16 bytes (PidTagSearchKey): equal for all copies of a letter.
  package let searchKey: [UInt8]
  /// PidTagConversationIndex ([MS-OXOMSG] 2.2.1.3).
  package let conversationIndex: [UInt8]
  /// Start and end of an appointment or meeting.
  package let appointment: (start: Moment, end: Moment, location: String)?
  package let contact: ContactCard?
  /// The members of a distribution list.
  package let members: [Correspondent]
}

package struct ContactCard: Sendable {
  package let person: Person
  package let company: String
  package let telephone: String
}

package struct Attachment: Sendable {
  package let name: String
  package let mediaType: String
  /// Of an image that the HTML body shows, without angle brackets.
  package let contentID: String?
  package let content: Content

  package enum Content: Sendable {
    case bytes([UInt8])
    indirect case item(Item)
  }
}
