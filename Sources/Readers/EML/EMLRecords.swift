import Bytes
import Crypto
import MIME
import Records

/// Turns a parsed message, with all that is attached to it, into records.
struct EMLRecords {
  let collector: RecordCollector
  var origin = MailOrigin.wholeExhibit
  /// Whether the message was read, where what is around it says so.
  var isRead: Bool?

  /// Where the bytes of a tree are in the exhibit: they are the exhibit, or were decoded out of one part of it.
  private struct Place {
    var origin: MailOrigin
    var container: SourceLocation?
    var recipe: EMLRecipe?

    func location(of range: Range<Int>) -> SourceLocation { container ?? origin.location(of: range) }

    func recipe(for part: BodyPart) -> EMLRecipe {
      recipe?.then(part.bodyRange, part.transferEncoding)
        ?? EMLRecipe(part.transferEncoding, isQuoted: origin.isUnquoted(part.bodyRange))
    }
  }

  /// Adds the message of the exhibit, or one of several, which stands at `location`.
  func addTop(_ message: InternetMessage, at location: SourceLocation) async throws {
    let place = Place(origin: origin)
    add(message.tree.defects, at: place)
    _ = try await add(
      message, at: place, location: location, byteCount: Int64(clamping: location.length), parent: nil)
    try await collector.handOverIfFull()
  }

  /// Adds the attachments of a message and the messages attached to it, as deep as the parser's limit lets it go, and
  /// then itself, complete; gives its content hash too.
  private func add(
    _ message: InternetMessage, at place: Place, location: SourceLocation, byteCount: Int64, parent: Ordinal?
  ) async throws -> (ordinal: Ordinal, content: Records.Digest?) {
    let content = MessageContent(of: message)
    var record = Message(ordinal: collector.nextMessage())
    record.parent = parent
    record.location = location
    record.byteCount = byteCount
    record.messageClass = "IPM.Note"
    if parent == nil { record.isRead = isRead }
    record.attachmentCount = Int64(content.attachments.count)
    record.body = Self.body(of: message, content)
    fillHeader(of: &record, from: message, at: place)
    let transports = try content.attachments.compactMap { part in
      try EMLTransport(
        part, of: message, at: place.location(of: part.bodyRange), recipe: place.recipe(for: part), collector)
    }
    for transport in transports { try transport.complete(&record) }
    defer { collector.add(record) }
    add(content.defects, at: place)
    var identity = ContentIdentity()
    for part in content.attachments {
      let transport = transports.first { $0.part.index == part.index }
      let digest = try await add(part, of: message, at: place, to: record.ordinal)
      if let transport {
        try await transport.addAttachments(to: record.ordinal, &identity, collector)
      } else if part.content == .message {
        identity.add(message: digest)
      } else if !message.isAlternative(part) {
        identity.add(bytes: digest)
      }
      try await collector.handOverIfFull()
    }
    return (record.ordinal, identity.complete(&record))
  }

  private static func body(of message: InternetMessage, _ content: MessageContent) -> MessageBody {
    let isShownSealed = content.format == .plain && content.text.map(SealedMail.isPGP) == true
    let sealed = SealedMail.source(of: message) ?? (isShownSealed ? .unreadPGP : nil)
    let source = content.format.map { $0 == .plain ? MessageBody.Source.plain : .html }
    return MessageBody(text: content.text, source: sealed ?? source, headers: message.rawHeader)
  }

  /// Gives the hash of what it is as content: of a message that of its own content, else that of its bytes.
  private func add(
    _ part: BodyPart, of message: InternetMessage, at place: Place, to parent: Ordinal
  ) async throws -> Records.Digest? {
    var (record, digest) = attachment(part, of: message, at: place, to: parent)
    defer { collector.add(record) }
    if let attached = message.message(in: part) {
      var inner = place
      let location = place.location(of: part.bodyRange)
      if message.isDecoded(part) {
        inner = Place(origin: origin, container: location, recipe: place.recipe(for: part))
        add(attached.tree.defects, at: inner)
      }
      (record.embeddedMessage, digest) = try await add(
        attached, at: inner, location: location, byteCount: record.byteCount ?? 0, parent: parent)
    }
    return digest
  }

  /// The decoded bytes live no longer than this call: messages within each other would hold them once a level.
  private func attachment(
    _ part: BodyPart, of message: InternetMessage, at place: Place, to parent: Ordinal
  ) -> (record: Attachment, content: Records.Digest?) {
    let decoded = message.decode(part)
    var record = Attachment(ordinal: collector.nextAttachment(), message: parent)
    record.name = part.name
    record.mediaType = part.contentType.mediaType
    record.byteCount = Int64(decoded.bytes.count)
    record.sha256 = Digest(SHA256.hash(data: decoded.bytes))
    record.location = place.location(of: part.bodyRange)
    if let problem = decoded.problem, !message.isDecoded(part) {
      let defect = MIMEDefect(
        at: part.bodyStart, field: "Content-Transfer-Encoding", problem: problem,
        consequence: "attachment decoded as far as possible")
      add([defect], at: place)
    }
    if part.content != .message { addChild(part, decoded.bytes, named: record.name, at: place) }
    return (record, part.content == .message ? nil : part.digestOfLines(in: decoded.bytes) ?? record.sha256)
  }

  /// An attachment that is evidence of its own becomes an exhibit.
  private func addChild(_ part: BodyPart, _ bytes: ArraySlice<UInt8>, named name: String?, at place: Place) {
    let opening = Opening(
      Array(bytes.prefix(Opening.length)), isWhole: bytes.count <= Opening.length,
      openStore: { MemoryStore(Array(bytes)) })
    // A TNEF part is read with its message.
    guard let reader = readerOfAttachedEvidence(for: opening), reader.kind != TNEFReader.kind else { return }
    let stored = place.location(of: part.bodyRange)
    collector.add(
      ChildExhibit(
        name: name ?? "attachment", recipe: place.recipe(for: part).text, offset: stored.offset, length: stored.length))
  }

  private func add(_ defects: [MIMEDefect], at place: Place) {
    for defect in defects {
      let location = place.location(of: defect.offset..<defect.offset)
      collector.add(
        Defect(
          field: defect.field, problem: defect.problem, consequence: defect.consequence, offset: location.offset,
          length: place.container?.length))
    }
  }
}

/// The header.
extension EMLRecords {
  private func fillHeader(of record: inout Message, from message: InternetMessage, at place: Place) {
    var defects: [MIMEDefect] = []
    record.internetMessageID = message.value("message-id")
    record.messageKey = record.internetMessageID.flatMap { messageKey(of: $0) }
    if let subject = message.subject {
      record.subject = subject.text
      defects += subject.problems.map { defect("Subject", in: message, problem: $0, "text decoded as far as possible") }
    }
    if let field = message.root.field("date") {
      record.sentAt = time(MessageDate(field.value), "Date", in: message, &defects)
    }
    if let text = message.topmostReceived?.dateText {
      record.receivedAt = time(MessageDate(text), "Received", in: message, &defects)
    }
    record.recipients = recipients(of: message, &defects)
    let sender = record.recipients.first { $0.kind == .from } ?? record.recipients.first { $0.kind == .sender }
    record.senderAddress = sender?.address
    record.senderName = sender?.displayName
    add(defects, at: place)
  }

  private func time(
    _ date: MessageDate?, _ field: String, in message: InternetMessage, _ defects: inout [MIMEDefect]
  ) -> Microseconds? {
    if date == nil { defects.append(defect(field, in: message, problem: "not a date", "time not known")) }
    if date?.isZoneKnown == false {
      defects.append(defect(field, in: message, problem: "no time zone, or an unknown one", "taken for UTC"))
    }
    return date?.microseconds
  }

  private func recipients(of message: InternetMessage, _ defects: inout [MIMEDefect]) -> [Recipient] {
    var recipients: [Recipient] = []
    for field in message.root.fields {
      guard let kind = Self.recipientKinds[field.key] else { continue }
      let list = AddressList(field.value)
      recipients += list.addresses.map { Recipient(kind: kind, address: $0.address, displayName: $0.displayName) }
      defects += list.problems.map {
        MIMEDefect(at: field.offset, field: field.name, problem: $0, consequence: "read as far as possible")
      }
      if list.isCut {
        defects.append(
          MIMEDefect(
            at: field.offset, field: field.name, problem: "more than \(Address.limit) addresses",
            consequence: "those behind are left out"))
        collector.isPartial = true
      }
    }
    return recipients
  }

  private static let recipientKinds: [String: Recipient.Kind] = [
    "from": .from, "sender": .sender, "reply-to": .replyTo, "to": .to, "cc": .cc, "bcc": .bcc,
  ]

  private func defect(
    _ field: String, in message: InternetMessage, problem: String, _ consequence: String
  ) -> MIMEDefect {
    let offset = message.root.field(field.lowercased())?.offset ?? message.root.headerStart
    return MIMEDefect(at: offset, field: field, problem: problem, consequence: consequence)
  }
}

/// Whose mailbox the message lay in.
extension EMLRecords {
  func addOwnerHints(of message: InternetMessage) {
    var found: Set<OwnerHint> = []
    for field in message.root.fields where Self.namesMailbox(field.key) {
      let addresses = AddressList(field.value).addresses.compactMap(\.address)
      for address in addresses.count == 1 ? addresses : [] {
        let hint = OwnerHint(kind: .address, value: address, basis: "delivered_to")
        if found.insert(hint).inserted { collector.add(hint) }
      }
    }
    if let recipients = message.topmostReceived?.recipients, recipients.count == 1 {
      collector.add(OwnerHint(kind: .address, value: recipients[0], basis: "received_for"))
    }
  }

  /// Fields that the delivering server writes.
  private static func namesMailbox(_ key: String) -> Bool {
    ["delivered-to", "x-delivered-to", "x-original-to", "envelope-to", "x-envelope-to"].contains(key)
      || key.hasPrefix("x-ms-exchange-organization-") && key.contains("recipient")
  }
}
