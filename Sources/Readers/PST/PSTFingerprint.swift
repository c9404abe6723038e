import Records

/// What tells one item from another whatever node or block it stands in; equal for copies that an older page of the
/// store still names.
enum PSTFingerprint {
  /// Which item it is, whatever it says: nil where it carries nothing that no other has.
  static func identity(of message: Message) -> Int? {
    guard message.searchKey != nil || message.internetMessageID != nil else { return nil }
    var hasher = Hasher()
    hasher.combine("identity")
    hasher.combine(message.searchKey)
    hasher.combine(message.internetMessageID)
    hasher.combine(message.sentAt)
    hasher.combine(message.receivedAt)
    return hasher.finalize()
  }

  /// Not the same from run to run: to compare within one only.
  static func of(_ message: Message) -> Int {
    var hasher = Hasher()
    hasher.combine(message.messageClass)
    hasher.combine(message.subject)
    hasher.combine(message.searchKey)
    hasher.combine(message.internetMessageID)
    hasher.combine(message.senderAddress)
    hasher.combine(message.sentAt)
    hasher.combine(message.receivedAt)
    hasher.combine(message.body?.text?.utf8.count)
    hasher.combine(message.body?.text?.prefix(200))
    return hasher.finalize()
  }
}
