import Records

/// What tells one item from another whatever node or block it stands in; equal for copies that an older page of the
/// store still names.
///
/// Not the same from run to run: to compare within one only.
struct PSTFingerprint {
  /// Of what it says.
  let whole: Int
  /// Which item it is, whatever it says: nil where it carries nothing that no other has.
  let identity: Int?
  /// Of what a contents table tells of it too: nil where that is little.
  let row: Int?

  init(of message: borrowing Message) {
    whole = Self.whole(message)
    identity = Self.identity(message)
    row = Self.row(message)
  }

  private static func identity(_ message: borrowing Message) -> Int? {
    guard message.searchKey != nil || message.internetMessageID != nil else { return nil }
    var hasher = Hasher()
    hasher.combine(0)
    hasher.combine(bytesOf: message.searchKey)
    hasher.combine(bytesOf: message.internetMessageID)
    hasher.combine(message.sentAt)
    hasher.combine(message.receivedAt)
    return hasher.finalize()
  }

  /// A table has no more of a subject than 255 characters, and a time that the item has.
  static func row(_ message: borrowing Message) -> Int? {
    guard message.subject != nil, let time = message.receivedAt ?? message.sentAt else { return nil }
    var hasher = Hasher()
    hasher.combine(2)
    hasher.combine(bytesOf: message.messageClass)
    hasher.combine(time)
    if var subject = message.subject {
      subject.withUTF8 {
        hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer($0).prefix(200)))
      }
    }
    return hasher.finalize()
  }

  private static func whole(_ message: borrowing Message) -> Int {
    var hasher = Hasher()
    hasher.combine(1)
    hasher.combine(bytesOf: message.messageClass)
    hasher.combine(bytesOf: message.subject)
    hasher.combine(bytesOf: message.searchKey)
    hasher.combine(bytesOf: message.internetMessageID)
    hasher.combine(bytesOf: message.senderAddress)
    hasher.combine(message.sentAt)
    hasher.combine(message.receivedAt)
    hasher.combine(bytesOf: message.body?.text, upTo: 400)
    return hasher.finalize()
  }
}

extension Hasher {
  /// The length and the first bytes: the same item has the same bytes, and to hash characters takes longer.
  fileprivate mutating func combine(bytesOf text: String?, upTo limit: Int = .max) {
    guard var text else { return combine(-1) }
    text.withUTF8 { bytes in
      combine(bytes.count)
      combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).prefix(limit)))
    }
  }
}
