/// What a message says of one whom it goes to ([MS-OXCMSG] 2.2.3).
enum RecipientProperties {
  private static let mapiObjectOfRecipient: Int32 = 6

  static func of(_ recipient: Recipient, _ form: TextForm) -> PropertyList {
    let correspondent = recipient.correspondent
    let entryID = EntryID.oneOff(correspondent)
    var row = PropertyList(form)
    row.set(.recipientType, .int32(Int32(recipient.kind.rawValue)))
    row.set(.responsibility, .bool(true))
    row.set(.recordKey, .binary(entryID))
    row.set(.objectType, .int32(mapiObjectOfRecipient))
    row.set(.entryID, .binary(entryID))
    row.set(.displayName, .text(correspondent.name))
    row.set(.addressType, .text("SMTP"))
    row.set(.emailAddress, .text(correspondent.address))
    row.set(.searchKey, .binary(EntryID.searchKey(correspondent)))
    row.set(.displayType, .int32(0))
    row.set(.displayNamePrintable, .text(correspondent.name))
    row.set(.sendRichInfo, .bool(false))
    return row
  }
}
