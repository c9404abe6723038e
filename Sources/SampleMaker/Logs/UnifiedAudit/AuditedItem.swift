/// What audit records tell of an item.
package struct AuditedItem: Sendable {
  /// 22 bytes: what the server knows it by.
  package let longTermID: [UInt8]
  /// Where it lay at the time.
  package let folder: Folder
  package let kind: Letter.Kind
  /// With angle brackets; nil for what was never sent.
  package let internetMessageID: String?
  package let subject: String
  package let byteCount: Int
  package let attachments: [AttachmentPlan]

  package init(
    longTermID: [UInt8], folder: Folder, kind: Letter.Kind = .mail, internetMessageID: String?, subject: String,
    byteCount: Int, attachments: [AttachmentPlan] = []
  ) {
    (self.longTermID, self.folder, self.kind) = (longTermID, folder, kind)
    (self.internetMessageID, self.subject, self.byteCount) = (internetMessageID, subject, byteCount)
    self.attachments = attachments
  }

  /// A copy of a letter as it lay in a folder.
  package init(_ letter: Letter, longTermID: [UInt8], folder: Folder) {
    self.init(
      longTermID: longTermID, folder: folder, kind: letter.kind, internetMessageID: letter.internetMessageID,
      subject: letter.subject, byteCount: letter.byteCount, attachments: letter.attachments)
  }

  /// A copy of a letter where the world has it, or, where `folder` is given, where it lay then.
  package init?(_ copy: Copy, in world: World, folder: Folder? = nil) {
    guard let letter = world.letter(copy.reference) else { return nil }
    self.init(
      letter, longTermID: world.longTermID(of: copy),
      folder: folder ?? world.mailboxes[Int(copy.mailbox)].folders[Int(copy.folder)])
  }

  /// `report.pdf (20410b); logo.png (2010b)`.
  var attachmentsText: JSON? {
    guard !attachments.isEmpty else { return nil }
    return .string(attachments.map { "\($0.name) (\($0.byteCount)b)" }.joined(separator: "; "))
  }
}
