extension ItemMaker {
  /// What a letter encloses, in the order of its plan.
  func attachments(of letter: Letter, depth: Int) -> [Attachment] {
    letter.attachments.enumerated().compactMap { number, plan in
      guard plan.kind == .message else {
        return Attachment(
          name: plan.name, mediaType: plan.mediaType,
          contentID: plan.kind == .inlineImage ? contentID(of: plan, in: letter) : nil,
          content: .bytes(bytes(of: plan, number: number, in: letter)))
      }
      guard let enclosed = plan.letter.flatMap(source.letter) else { return nil }
      let item = item(enclosed, as: .embedded, text: nil, depth: depth + 1)
      return Attachment(name: plan.name, mediaType: plan.mediaType, contentID: nil, content: .item(item))
    }
  }

  /// A valid file of exactly the planned size, or the least of its kind where the plan has less.
  private func bytes(of plan: AttachmentPlan, number: Int, in letter: Letter) -> [UInt8] {
    var dice = stream("attachment", letter, number)
    let (count, prose) = (plan.byteCount, Prose(letter.language))
    switch plan.kind {
    case .pdf: return pdfFile(count, lines: [plan.name, letter.sentAt.isoDate, dice.pick(Prose.projects)], from: &dice)
    case .jpeg: return jpegFile(count, from: &dice)
    case .png: return pngFile(count, from: &dice)
    case .inlineImage: return plan.isPNG ? pngFile(count, from: &dice) : jpegFile(count, from: &dice)
    case .docx: return docxFile(count, prose: prose, modified: letter.sentAt, from: &dice)
    case .xlsx: return xlsxFile(count, modified: letter.sentAt, from: &dice)
    case .zip: return zipFile(count, prose: prose, modified: letter.sentAt, from: &dice)
    case .text: return textFile(count, prose: prose, from: &dice)
    case .csv: return csvFile(count, from: &dice)
    case .calendar: return calendarFile(count, prose: prose, around: letter.sentAt, from: &dice)
    case .message: return []
    }
  }

  /// Notes and a scan.
  private func zipFile(_ byteCount: Int, prose: Prose, modified: Moment, from dice: inout Dice) -> [UInt8] {
    let names = ["readme.txt", "scan_\(padded(dice.below(10_000), 4)).jpeg"]
    let room = byteCount - ZIPFile.overhead(names)
    let notes = min(6000, room / 4)
    var archive = ZIPFile(modified: modified, byteCount: byteCount)
    let text = textFile(notes, prose: prose, from: &dice)
    archive.add(names[0], text)
    archive.add(names[1], jpegFile(room - text.count, from: &dice))
    return archive.finish()
  }
}

extension AttachmentPlan {
  fileprivate var isPNG: Bool { !name.hasSuffix(".jpg") && !name.hasSuffix(".jpeg") }

  var mediaType: String {
    switch kind {
    case .pdf: "application/pdf"
    case .png: "image/png"
    case .jpeg: "image/jpeg"
    case .inlineImage: isPNG ? "image/png" : "image/jpeg"
    case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    case .zip: "application/zip"
    case .text: "text/plain"
    case .csv: "text/csv"
    case .calendar: "text/calendar"
    case .message: "message/rfc822"
    }
  }
}
