extension ItemMaker {
  /// When and where, of an appointment or a meeting: within three weeks, between eight and five where its maker sits.
  func appointment(of letter: Letter) -> (start: Moment, end: Moment, location: String)? {
    guard letter.kind == .appointment || letter.kind == .meetingRequest else { return nil }
    var dice = stream("appointment", letter)
    let offset = Span.minutes(offsetMinutes(of: letter))
    let day = (letter.sentAt + offset).startOfDay + .days(dice.within(1...21))
    let start = day - offset + .minutes(30 * dice.within(16...32))
    let end = start + .minutes(30 * dice.longTail(median: 2, most: 12))
    return (start, end, dice.pick(["Room 1", "Room 2.17", "Workshop", "Canteen", "Online", "Board room"]))
  }

  /// The card of the one whom a contact's letter names as its recipient, or of somebody made up.
  func contact(of letter: Letter) -> ContactCard? {
    guard letter.kind == .contact else { return nil }
    var dice = stream("contact", letter)
    let named = letter.recipients.first?.correspondent
    let who = named ?? Correspondent(name: letter.subject, address: "contact\(dice.within(100...999))@partner.example")
    let isInside = who.domain == source.plan.organisation.domain
    return ContactCard(
      person: person(who, speaking: letter.language), company: isInside ? source.plan.organisation.name : who.domain,
      telephone: inventedTelephone(&dice))
  }

  /// The members of a list: those whom its letter names as recipients, or some of the organisation's people.
  func members(of letter: Letter) -> [Correspondent] {
    guard letter.kind == .distributionList else { return [] }
    if !letter.recipients.isEmpty { return letter.recipients.map(\.correspondent) }
    var dice = stream("members", letter)
    guard !source.mailboxes.isEmpty else { return [] }
    let (first, count) = (dice.below(source.mailboxes.count), min(source.mailboxes.count, dice.within(3...12)))
    return (0..<count).map {
      let person = source.mailboxes[(first + $0) % source.mailboxes.count].person
      return Correspondent(name: person.displayName, address: person.address)
    }
  }
}
