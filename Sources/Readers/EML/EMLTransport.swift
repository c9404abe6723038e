import Bytes
import MAPI
import MIME
import Records
import TNEF

/// What a TNEF part (winmail.dat) of an Internet message says and carries: it is the rest of that message.
struct EMLTransport {
  let part: BodyPart
  let message: TNEFMessage
  let location: SourceLocation
  let recipe: EMLRecipe
  private let damage: DamageLog

  /// Nil where the part is no TNEF stream; one that cannot be read is told to `collector`.
  init?(
    _ part: BodyPart, of message: InternetMessage, at location: SourceLocation, recipe: EMLRecipe,
    _ collector: RecordCollector
  ) throws {
    // A look at its beginning: decoding every attachment twice takes as long as reading the mail.
    let beginning = part.transferEncoding.decode(message.tree.bytes[part.bodyRange].prefix(256)).bytes
    guard part.content == .leaf, TNEFMessage.begins(beginning) else { return nil }
    let decoded = message.decode(part).bytes
    let damage = DamageLog()
    let owner = "the TNEF part"
    let read = try damage.attempt("\(owner) kept as an attachment, not opened") {
      try TNEFMessage(Array(decoded), at: 0, owner: owner, damage: damage)
    }
    guard let read else {
      collector.add(damage, at: location)
      return nil
    }
    self.part = part
    self.message = read
    self.location = location
    self.recipe = recipe
    self.damage = damage
  }

  /// Puts into `record` what only TNEF says: the header of the message says the rest better.
  func complete(_ record: inout Message) throws {
    var told = Message(ordinal: record.ordinal)
    try MAPIMessage(
      properties: message.properties, recipients: message.recipients, internetCharset: message.internetCharset,
      owner: message.owner, damage: damage
    ).fill(&told)
    record.messageClass = told.messageClass ?? record.messageClass
    record.properties = try ItemProperties.of(
      message.properties, ofClass: record.messageClass, owner: message.owner, damage: damage,
      named: message.property(of:))
    record.subject = record.subject ?? told.subject
    record.sentAt = record.sentAt ?? told.sentAt
    record.receivedAt = record.receivedAt ?? told.receivedAt
    record.searchKey = told.searchKey
    record.conversationID = told.conversationID
    if record.internetMessageID == nil {
      (record.internetMessageID, record.messageKey) = (told.internetMessageID, told.messageKey)
    }
    if !record.recipients.contains(where: { $0.kind != .from && $0.kind != .sender }) {
      record.recipients += told.recipients.filter { $0.kind != .from && $0.kind != .sender }
    }
    if record.body?.text?.allSatisfy(\.isWhitespace) ?? true, let body = told.body, body.text != nil {
      record.body?.text = body.text
      record.body?.source = body.source
    }
    record.attachmentCount = (record.attachmentCount ?? 0) + Int64(message.attachments.count)
  }

  /// Adds what it carries as attachments of the Internet message.
  func addAttachments(
    to record: Ordinal, _ identity: inout ContentIdentity, _ collector: RecordCollector
  ) async throws {
    var reading = MAPIReading(collector: collector, damage: damage)
    reading.container = location
    reading.recipe = { [text = recipe.text] way in text + "#" + way.map(String.init).joined(separator: "/") }
    try await reading.add(message.attachments, to: record, &identity)
  }
}
