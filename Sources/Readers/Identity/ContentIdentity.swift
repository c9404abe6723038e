import Crypto
import MAPI
import Records

/// What makes two items copies of one message, whatever they are stored in: SHA-256 over lines of UTF-8, each ended by a
/// line feed, in this order:
///
///     mailtrail content 1
///     subject TEXT          each run of white space one space, none at the ends; Unicode NFC
///     from ADDRESS          the SMTP address of the first author in lower case (`MessageCorrespondents`)
///     to ADDRESS            one line for each of To and Cc together, the same ones once, sorted by their bytes
///     sent SECONDS          since 1970 UTC, rounded down
///     body TEXT             its letters, marks and digits and nothing else; of HTML what is read (`BodyWords`)
///     attachment SHA256     of the bytes; a message attached: `message` and its own content hash; a file that is only
///                           referred to: `link` and its name. The lines sorted by their bytes.
///
/// What is missing leaves its line empty behind the word and its space. Left out are what each copy has of its own
/// (Received and all other header fields, Bcc, flags, folder, delivery time) and what formats change (HTML markup, line
/// ends, names of attachments). The Message-ID is left out too: `message_id_hash` compares it, so that the two say two
/// things.
///
/// No hash is given where something that belongs into it could not be read, or where the item is no mail: what makes a
/// contact or an appointment is in none of these lines.
struct ContentIdentity {
  private var attached: [String] = []
  private var isComplete = true

  /// Bytes of an attachment by their hash; nil where they could not be read.
  mutating func add(bytes: Records.Digest?) { add("attachment", bytes) }

  /// A message attached, by what `complete` gave for it.
  mutating func add(message: Records.Digest?) { add("message", message) }

  /// Something that belongs to the message could not be read.
  mutating func addUnread() { isComplete = false }

  private mutating func add(_ kind: String, _ digest: Records.Digest?) {
    guard let digest else { return addUnread() }
    attached.append(kind + " " + digest.hex)
  }

  /// An attachment of MAPI that is no message ([MS-OXCMSG] 2.2.2.9: methods 2 to 4 and 7 refer to a file).
  mutating func add(_ attachment: Attachment, _ properties: (any PropertySet)?) throws {
    if attachment.sha256 == nil, let method = try properties?.integer(.attachMethod), [2, 3, 4, 7].contains(method) {
      attached.append("link " + withSingleSpaces(attachment.name ?? ""))
    } else {
      add(bytes: attachment.sha256)
    }
  }

  /// Puts both hashes into a message to which nothing is added any more; gives what the message that it is attached to
  /// counts it by.
  @discardableResult
  func complete(_ message: inout Message) -> Records.Digest? {
    message.messageIDHash = message.internetMessageID.flatMap(messageIDHash)
    let digest = isComplete ? digest(of: message) : nil
    message.contentSHA256 = Self.isMail(message) ? digest : nil
    return digest
  }

  private func digest(of message: Message) -> Records.Digest? {
    let correspondents = MessageCorrespondents(of: message)
    var hash = SHA256()
    hash.add("mailtrail content 1\nsubject ", withSingleSpaces(message.subject ?? ""))
    hash.add("\nfrom ", correspondents.author)
    for recipient in correspondents.recipients { hash.add("\nto ", recipient) }
    hash.add("\nsent ", correspondents.sentAt.map { String(Self.seconds($0)) } ?? "")
    hash.add("\nbody ", "")
    if let body = message.body { BodyWords.bytes(of: body).withUnsafeBytes { hash.update(bufferPointer: $0) } }
    for line in attached.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) { hash.add("\n", line) }
    hash.add("\n", "")
    return hash.finalize().withUnsafeBytes { Records.Digest($0) }
  }

  private static func seconds(_ time: Microseconds) -> Int64 {
    let (seconds, rest) = time.quotientAndRemainder(dividingBy: 1_000_000)
    return rest < 0 ? seconds - 1 : seconds
  }

  /// Classes of mail, its reports and its invitations ([MS-OXCMSG], [MS-OXOMSG] 2.2, [MS-OXOCAL] 2.2.6.1).
  private static let classesOfMail = ["ipm", "ipm.note", "ipm.post", "ipm.schedule", "ipm.recall", "report"]

  private static func isMail(_ message: Message) -> Bool {
    guard !message.isAssociated else { return false }
    guard let name = message.messageClass?.lowercased(), !name.isEmpty else { return true }
    return classesOfMail.contains { $0 == name || $0 != "ipm" && name.hasPrefix($0 + ".") }
  }
}

extension SHA256 {
  fileprivate mutating func add(_ word: StaticString, _ text: String) {
    word.withUTF8Buffer { update(bufferPointer: UnsafeRawBufferPointer($0)) }
    var text = text
    text.withUTF8 { update(bufferPointer: UnsafeRawBufferPointer($0)) }
  }
}
