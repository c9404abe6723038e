/// Makes up what is enclosed in a letter: kinds, names and sizes.
struct EnclosureMaker: Sendable {
  let plan: WorldPlan
  let dice: Dice

  /// `measure` tells subject and size of a letter that is enclosed as a whole. Pictures come with an HTML body only.
  func enclosures(
    _ turn: Int, in conversation: Conversation, hasHTML: Bool,
    measure: (Letter.Reference) -> (subject: String, byteCount: Int)?
  ) -> [AttachmentPlan] {
    var dice = dice.stream("enclosed", conversation.number, turn)
    let letter = conversation.turns[turn]
    if let answered = letter.answers, carriesWhole(conversation.kind, letter, &dice) {
      let reference = Letter.Reference(conversation: conversation.number, number: answered)
      return measure(reference).map {
        [AttachmentPlan(kind: .message, name: $0.subject, byteCount: $0.byteCount, letter: reference)]
      } ?? []
    }
    let words = SubjectWords.all[conversation.language.ordinal]
    let documents = (0..<documentCount(conversation.kind, letter, &dice)).map { _ in
      conversation.kind == .scan ? scan(letter.sentSeconds, &dice) : document(words, &dice)
    }
    return documents + (hasHTML ? pictures(conversation.kind, &dice) : [])
  }

  private func carriesWhole(_ kind: Conversation.Kind, _ turn: Conversation.Turn, _ dice: inout Dice) -> Bool {
    kind == .undeliverable || (turn.manner == .passedOn && dice.chance(perMille: 350))
  }

  private func documentCount(_ kind: Conversation.Kind, _ turn: Conversation.Turn, _ dice: inout Dice) -> Int {
    switch kind {
    case .scan: return 1
    case .newsletter, .notice, .contact, .distributionList, .note, .undeliverable: return 0
    case .appointment, .task, .meeting: return dice.chance(perMille: 80) ? 1 : 0
    case .thread, .draft, .post: break
    }
    if turn.manner == .answer || turn.manner == .answerToAll, !dice.chance(perMille: 350) { return 0 }
    switch dice.below(1000) {
    case 0..<600: return 0
    case 600..<820: return 1
    case 820..<930: return 2
    case 930..<990: return dice.within(3...9)
    default: return 9 + dice.longTail(median: 6, most: 60)
    }
  }

  private func document(_ words: SubjectWords, _ dice: inout Dice) -> AttachmentPlan {
    let kinds: [AttachmentPlan.Kind] = [
      .pdf, .pdf, .pdf, .docx, .docx, .xlsx, .xlsx, .jpeg, .jpeg, .png, .zip, .text, .csv, .calendar,
    ]
    let kind = dice.pick(kinds)
    let separator = dice.pick([" ", "_", "-", " ("])
    let name = dice.pick(words.documents) + separator + String(dice.within(1...9999)) + (separator == " (" ? ")" : "")
    let ending = dice.chance(perMille: 60) ? kind.fileEnding.uppercased() : kind.fileEnding
    return AttachmentPlan(
      kind: kind, name: name + "." + ending, byteCount: size(kind, &dice), letter: nil)
  }

  private func scan(_ seconds: Int, _ dice: inout Dice) -> AttachmentPlan {
    AttachmentPlan(kind: .pdf, name: "SCN_\(seconds % 10_000_000).pdf", byteCount: size(.pdf, &dice), letter: nil)
  }

  /// Those that an HTML body shows.
  private func pictures(_ kind: Conversation.Kind, _ dice: inout Dice) -> [AttachmentPlan] {
    let count =
      switch kind {
      case .newsletter: dice.below(4)
      case .thread: dice.chance(perMille: 100) ? 1 : 0
      default: 0
      }
    return (0..<count).map { index in
      AttachmentPlan(
        kind: .inlineImage, name: "image00\(index + 1).png", byteCount: size(.inlineImage, &dice), letter: nil)
    }
  }

  private func size(_ kind: AttachmentPlan.Kind, _ dice: inout Dice) -> Int {
    let median =
      switch kind {
      case .text, .csv: plan.medianAttachment / 8
      case .inlineImage: plan.medianAttachment / 10
      case .calendar: 1
      default: plan.medianAttachment
      }
    return max(kind.leastBytes, dice.longTail(median: max(1, median), most: max(1, plan.largestAttachment)))
  }
}

extension AttachmentPlan.Kind {
  fileprivate var fileEnding: String {
    switch self {
    case .pdf: "pdf"
    case .png, .inlineImage: "png"
    case .jpeg: "jpg"
    case .docx: "docx"
    case .xlsx: "xlsx"
    case .zip: "zip"
    case .text: "txt"
    case .csv: "csv"
    case .calendar: "ics"
    case .message: "msg"
    }
  }

  /// Below which there is no such document.
  fileprivate var leastBytes: Int {
    switch self {
    case .docx, .xlsx: 4000
    case .pdf: 1200
    case .png, .jpeg, .inlineImage, .zip: 700
    case .calendar: 600
    case .text, .csv, .message: 60
    }
  }
}
