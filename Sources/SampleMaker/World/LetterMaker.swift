/// Makes any letter from its place in the world.
struct LetterMaker: Sendable {
  private let plan: WorldPlan
  private let cast: Cast
  private let conversations: ConversationMaker
  private let subjects: SubjectMaker
  private let enclosures: EnclosureMaker
  private let dice: Dice

  init(plan: WorldPlan, cast: Cast, conversations: ConversationMaker) {
    (self.plan, self.cast, self.conversations) = (plan, cast, conversations)
    let dice = Dice(seed: plan.seed).stream("letters")
    (self.dice, subjects) = (dice, SubjectMaker(cast: cast, dice: dice.stream("subjects")))
    enclosures = EnclosureMaker(plan: plan, dice: dice.stream("enclosures"))
  }

  /// Nil where the conversation has no such letter.
  func letter(_ reference: Letter.Reference) -> Letter? {
    let conversation = conversations.conversation(reference.conversation, last: reference.number)
    guard reference.number < conversation.turns.count else { return nil }
    let turn = conversation.turns[reference.number]
    let kind = conversation.letterKind(turn: reference.number)
    let references = references(reference.number, in: conversation)
    let recipients = recipients(of: turn, in: conversation)
    var dice = dice.stream("letter", reference.conversation, reference.number)
    let bodyKind = Self.bodyKind(kind, conversation.kind, &dice)
    let textLength = bodyKind == .none ? 0 : textLength(conversation.kind, history: references.count, &dice)
    let attachments = enclosures.enclosures(
      reference.number, in: conversation, hasHTML: bodyKind == .html || bodyKind == .both
    ) { reference in
      letter(reference).map { ($0.subject, $0.byteCount) }
    }
    return Letter(
      reference: reference, kind: kind, messageClass: kind.messageClass,
      internetMessageID: messageID(reference.number, in: conversation), inReplyTo: references.last,
      references: references, subject: subjects.subject(reference.number, in: conversation),
      language: conversation.language, sender: cast.correspondent(conversation.parties[turn.sender]),
      recipients: recipients, sentAt: Moment(microseconds: Int64(turn.sentSeconds) * 1_000_000), bodyKind: bodyKind,
      textLength: textLength, attachments: attachments,
      byteCount: Self.byteCount(textLength, bodyKind, attachments, recipientCount: recipients.count))
  }

  // MARK: Who

  private func recipients(of turn: Conversation.Turn, in conversation: Conversation) -> [Recipient] {
    if conversation.kind == .newsletter, let sender = conversation.parties[0].outsider {
      return cast.outsiders.all[sender].list.map { [Recipient(kind: .to, correspondent: $0)] } ?? []
    }
    return conversation.readers(of: turn).map { party, kind in
      let isMistyped = conversation.kind == .undeliverable && turn.answers == nil
      let right = cast.correspondent(conversation.parties[party])
      let correspondent = isMistyped ? Correspondent(name: right.name, address: "x" + right.address) : right
      return Recipient(kind: kind, correspondent: correspondent)
    }
  }

  // MARK: Message-IDs

  private func messageID(_ turn: Int, in conversation: Conversation) -> String? {
    if conversation.isOwn(turn: turn) { return nil }
    var dice = dice.stream("id", conversation.number, turn)
    let sender = conversation.parties[conversation.turns[turn].sender]
    let organisation = plan.organisation
    guard let outsider = sender.outsider.map({ cast.outsiders.all[$0] }), outsider.kind != .postmaster else {
      return Mailer.exchange.messageID(domain: organisation.domain, organisation: organisation, dice: &dice)
    }
    return outsider.mailer.messageID(domain: outsider.domain, organisation: nil, dice: &dice)
  }

  /// The Message-IDs of what a turn answers, and of what that answers, the oldest first.
  private func references(_ turn: Int, in conversation: Conversation) -> [String] {
    var references: [String] = []
    var earlier = conversation.turns[turn].answers
    while let number = earlier {
      if let id = messageID(number, in: conversation) { references.append(id) }
      earlier = conversation.turns[number].answers
    }
    return references.reversed()
  }

  // MARK: How much

  private static func bodyKind(_ kind: Letter.Kind, _ conversation: Conversation.Kind, _ dice: inout Dice)
    -> Letter.BodyKind
  {
    let chance = dice.below(100)
    switch kind {
    case .contact, .distributionList: return .none
    case .task, .note: return .plain
    case .appointment: return chance < 30 ? .none : chance < 60 ? .plain : .html
    case .report: return .both
    default: break
    }
    switch conversation {
    case .newsletter: return chance < 60 ? .html : .both
    case .notice: return chance < 50 ? .plain : .both
    case .scan: return chance < 60 ? .plain : .none
    default: return chance < 55 ? .html : chance < 75 ? .both : chance < 98 ? .plain : .none
    }
  }

  private func textLength(_ kind: Conversation.Kind, history: Int, _ dice: inout Dice) -> Int {
    let median = plan.medianText
    return switch kind {
    case .newsletter: dice.longTail(median: 5 * median, most: 40 * median)
    case .notice, .scan: dice.within(80...80 + 2 * median)
    case .note: dice.longTail(median: 60, most: 5 * median)
    default: dice.longTail(median: median, most: 60 * median) + median * min(30, history)
    }
  }

  /// Properties, recipients, bodies (HTML is some three times its text) and enclosures as mail carries them.
  private static func byteCount(
    _ textLength: Int, _ bodyKind: Letter.BodyKind, _ attachments: [AttachmentPlan], recipientCount: Int
  ) -> Int {
    let bodies =
      switch bodyKind {
      case .none: 0
      case .plain: textLength
      case .html: 3 * textLength
      case .both: 4 * textLength
      }
    let enclosed = attachments.reduce(0) { $0 + 300 + $1.byteCount * 4 / 3 }
    return 1800 + 120 * recipientCount + bodies + enclosed
  }
}

extension Conversation {
  func letterKind(turn: Int) -> Letter.Kind {
    switch kind {
    case .thread, .newsletter, .notice, .scan, .draft: .mail
    case .undeliverable: turn == 0 ? .mail : .report
    case .meeting: turn == 0 ? .appointment : .meetingRequest
    case .appointment: .appointment
    case .contact: .contact
    case .distributionList: .distributionList
    case .task: .task
    case .note: .note
    case .post: .post
    }
  }
}

extension Letter.Kind {
  /// PidTagMessageClass ([MS-OXCMSG] 2.2.1.3).
  var messageClass: String {
    switch self {
    case .mail: "IPM.Note"
    case .meetingRequest: "IPM.Schedule.Meeting.Request"
    case .appointment: "IPM.Appointment"
    case .contact: "IPM.Contact"
    case .distributionList: "IPM.DistList"
    case .task: "IPM.Task"
    case .note: "IPM.StickyNote"
    case .post: "IPM.Post"
    case .report: "REPORT.IPM.Note.NDR"
    }
  }
}
