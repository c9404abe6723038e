/// How a message is written down where there are several ways.
struct MessageForm: Sendable {
  var text = TextForm.unicode
  var bodies = BodyForm.asWritten
  /// Whether a sign in front of the subject tells the length of its prefix, as in stores ([MS-PST] 2.5.3.1.1.1).
  var marksSubject = true
}

/// Which bodies a message has.
package enum BodyForm: Sendable {
  /// The plain text and the HTML that its sender wrote.
  case asWritten
  /// RTF alone, with the HTML or else the plain text in it.
  case rtf
  /// The plain text, and the HTML in RTF, as Outlook saves messages.
  case plainAndRTF
}

/// What every message of a store says of itself ([MS-PST] 2.4.5.1, [MS-OXCMSG] 2.2.1), whatever its class.
enum MessageProperties {
  /// All properties of an item but its recipients and attachments, in no order.
  static func of(_ item: Item, _ form: MessageForm) -> PropertyList {
    var list = PropertyList(form.text)
    setEnvelope(item, form, in: &list)
    setSender(item, in: &list)
    setTimes(item, in: &list)
    setConversation(item.letter, item, in: &list)
    setBodies(item, form, in: &list)
    ClassProperties.set(item, in: &list)
    return list
  }

  private static func setEnvelope(_ item: Item, _ form: MessageForm, in list: inout PropertyList) {
    let letter = item.letter
    list.set(.importance, .int32(1))
    list.set(.messageClass, .text(letter.messageClass))
    list.set(.priority, .int32(0))
    list.set(.readReceiptRequested, .bool(false))
    list.set(.sensitivity, .int32(0))
    list.set(.subject, .text(form.marksSubject ? SubjectText.stored(letter.subject) : letter.subject))
    list.set(.messageFlags, .int32(flags(of: item)))
    list.set(.messageSize, .int32(Int32(clamping: letter.byteCount)))
    list.set(.messageStatus, .int32(0))
    list.set(.hasAttachments, .bool(!item.attachments.isEmpty))
    list.set(.displayBcc, .text(names(.bcc, of: letter)))
    list.set(.displayCc, .text(names(.cc, of: letter)))
    list.set(.displayTo, .text(names(.to, of: letter)))
    list.set(.searchKey, .binary(item.searchKey))
    list.set(.sourceKey, .binary(item.sourceKey))
  }

  /// [MS-OXCMSG] 2.2.1.6: read, unmodified, unsent, has attachments.
  private static func flags(of item: Item) -> Int32 {
    var flags: Int32 = item.isRead ? 0x01 : 0
    if item.letter.internetMessageID != nil { flags |= 0x02 } else if item.letter.kind == .mail { flags |= 0x08 }
    if !item.attachments.isEmpty { flags |= 0x10 }
    return flags
  }

  private static func names(_ kind: Recipient.Kind, of letter: Letter) -> String {
    letter.recipients.filter { $0.kind == kind }.map(\.correspondent.name).joined(separator: "; ")
  }

  private static func setSender(_ item: Item, in list: inout PropertyList) {
    let sender = item.letter.sender
    let entryID = EntryID.oneOff(sender)
    let searchKey = EntryID.searchKey(sender)
    list.set(.sentRepresentingSearchKey, .binary(searchKey))
    list.set(.sentRepresentingEntryID, .binary(entryID))
    list.set(.sentRepresentingName, .text(sender.name))
    list.set(.sentRepresentingAddressType, .text("SMTP"))
    list.set(.sentRepresentingEmailAddress, .text(sender.address))
    list.set(.senderEntryID, .binary(entryID))
    list.set(.senderName, .text(sender.name))
    list.set(.senderSearchKey, .binary(searchKey))
    list.set(.senderAddressType, .text("SMTP"))
    list.set(.senderEmailAddress, .text(sender.address))
    list.set(.transportMessageHeaders, item.transportHeaders.map { .text($0) })
  }

  private static func setTimes(_ item: Item, in list: inout PropertyList) {
    if item.letter.internetMessageID != nil { list.set(.clientSubmitTime, .time(item.letter.sentAt)) }
    list.set(.messageDeliveryTime, .time(item.receivedAt))
    list.set(.creationTime, .time(item.createdAt))
    list.set(.lastModificationTime, .time(item.modifiedAt))
  }

  private static func setConversation(_ letter: Letter, _ item: Item, in list: inout PropertyList) {
    list.set(.conversationTopic, .text(SubjectText.withoutPrefix(letter.subject)))
    list.set(.conversationIndex, .binary(item.conversationIndex))
    list.set(.internetMessageID, letter.internetMessageID.map { .text($0) })
    list.set(.inReplyToID, letter.inReplyTo.map { .text($0) })
    if !letter.references.isEmpty {
      list.set(.internetReferences, .text(letter.references.joined(separator: " ")))
    }
  }

  /// HTML is bytes in the code page told beside it: UTF-8 ([MS-OXCMSG] 2.2.1.56).
  private static func setBodies(_ item: Item, _ form: MessageForm, in list: inout PropertyList) {
    list.set(.internetCodepage, .int32(65001))
    list.set(.messageCodepage, .int32(form.text.number))
    if form.bodies != .rtf { list.set(.body, item.plainBody.map { .text($0) }) }
    if form.bodies == .asWritten {
      list.set(.html, item.htmlBody.map { .binary(Array($0.utf8)) })
    } else {
      let rtf =
        item.htmlBody.map { EncapsulatedRTF.of(html: $0) } ?? item.plainBody.map { EncapsulatedRTF.of(text: $0) }
      list.set(.rtfCompressed, rtf.map { .binary(CompressedRTF.bytes(of: $0)) })
      list.set(.rtfInSync, rtf.map { _ in .bool(true) })
    }
    list.set(.nativeBody, .int32(item.htmlBody != nil ? 3 : item.plainBody != nil ? 1 : 0))
    list.set(.messageEditorFormat, .int32(item.htmlBody != nil ? 2 : 1))
  }
}
