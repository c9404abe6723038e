import MIME
import Records

/// Mail whose text only a key, or unpacking its signature, would show (RFC 8551, RFC 3156, RFC 9580): it is kept whole
/// and marked as unread, so that nobody takes it for mail without a text.
enum SealedMail {
  /// What the message as a whole is sealed with; nil for all other mail. Clear-signed mail can be read.
  static func source(of message: InternetMessage) -> MessageBody.Source? {
    let type = message.root.contentType
    switch type.mediaType {
    case "application/pkcs7-mime", "application/x-pkcs7-mime": return .unreadSMIME
    case "multipart/encrypted":
      let isPGP = type.parameters.text("protocol")?.lowercased() == "application/pgp-encrypted"
      return isPGP || message.hasPart("application/pgp-encrypted") ? .unreadPGP : .unreadSMIME
    default: return nil
    }
  }

  /// The same of an item of MAPI, by its class ([MS-OXOSMIME] 2.1), where it has no text of its own.
  static func source(ofClass name: String?) -> MessageBody.Source? {
    let name = name?.lowercased() ?? ""
    return name == "ipm.note.smime" || name.hasPrefix("ipm.note.smime.") ? .unreadSMIME : nil
  }

  /// Whether a text is an encrypted one and little else (RFC 9580 6.2).
  static func isPGP(_ text: String) -> Bool {
    let start = text.utf8.drop { $0 <= 0x20 }.prefix(40)
    return start.starts(with: "-----BEGIN PGP MESSAGE-----".utf8)
  }
}

extension InternetMessage {
  fileprivate func hasPart(_ mediaType: String) -> Bool {
    root.children.contains { tree.parts[$0].contentType.mediaType == mediaType }
  }
}
