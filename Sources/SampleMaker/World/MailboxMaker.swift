/// Makes the mailboxes of an organisation: its users' first, then the shared ones.
struct MailboxMaker {
  let plan: WorldPlan
  private let dice: Dice
  /// The three numbers by which a Windows domain's accounts begin.
  private let domainSID: String
  private let tenantPrefix: Int

  init(plan: WorldPlan) {
    self.plan = plan
    dice = Dice(seed: plan.seed).stream("mailboxes")
    var own = dice.stream("domain")
    domainSID = (0..<3).map { _ in String(own.within(1_000_000_000...4_000_000_000)) }.joined(separator: "-")
    tenantPrefix = own.within(0x1003_2000...0x1003_BFFF)
  }

  func mailboxes() -> [Mailbox] {
    var people = People()
    var mailboxes: [Mailbox] = []
    for number in 0..<plan.userCount {
      let namesake = number == 3 ? mailboxes[1].person : nil
      mailboxes.append(mailbox(number, .user, user(number, namesake: namesake, &people)))
    }
    for local in plan.sharedMailboxes {
      mailboxes.append(mailbox(mailboxes.count, .shared, team(local, &people)))
    }
    return mailboxes
  }

  /// Every second speaks the home office's language, the others what is spoken elsewhere, one after the other. The
  /// fourth is called as the second.
  private func user(_ number: Int, namesake: Person?, _ people: inout People) -> Person {
    var dice = dice.stream("person", number)
    let languages = plan.languages
    let language = number % 2 == 0 ? plan.homeLanguage : languages[(number / 2 + 1) % languages.count]
    return people.person(
      namesake?.language ?? language, domain: plan.organisation.domain, named: namesake?.nameParts, dice: &dice)
  }

  private func team(_ local: String, _ people: inout People) -> Person {
    people.service(
      local.prefix(1).uppercased() + local.dropFirst(), local: local, domain: plan.organisation.domain,
      language: plan.homeLanguage, offsetMinutes: plan.homeLanguage.offices[0].offsetMinutes)
  }

  private func mailbox(_ number: Int, _ kind: Mailbox.Kind, _ person: Person) -> Mailbox {
    var dice = dice.stream("mailbox", number)
    let guid = dice.guid()
    return Mailbox(
      number: number, kind: kind, person: person, guid: guid,
      sid: "S-1-5-21-\(domainSID)-\(1104 + number * 3 + dice.below(3))", legacyDN: legacyDN(person, &dice),
      userKey: userKey(number, &dice), storeUID: dice.guid(),
      clientAddresses: kind == .user ? clientAddresses(person, &dice) : [],
      folders: FolderMaker.folders(
        language: person.language, number: number, isShared: kind == .shared, mailboxGUID: guid,
        dice: dice.stream("folders")))
  }

  private func legacyDN(_ person: Person, _ dice: inout Dice) -> String {
    let local = String(person.address.prefix { $0 != "@" })
    let top = plan.organisation.isOnline ? "/o=ExchangeLabs" : "/o=First Organization"
    let recipients = top + "/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn="
    return recipients + (plan.organisation.isOnline ? hexadecimal(dice.bytes(16)) + "-" : "") + local
  }

  private func userKey(_ number: Int, _ dice: inout Dice) -> String {
    let prefix = String(tenantPrefix, radix: 16)
    let rest = String(0x1_0000 * (0x2000 + number) + dice.below(0x1_0000), radix: 16)
    return (prefix + String(repeating: "0", count: max(0, 8 - rest.count)) + rest).uppercased()
  }

  private func clientAddresses(_ person: Person, _ dice: inout Dice) -> [String] {
    var addresses = [ClientAddress.office(of: person.language, offsetMinutes: person.offsetMinutes)]
    if dice.chance(perMille: 800) { addresses.append(ClientAddress.home(&dice)) }
    if dice.chance(perMille: 300) { addresses.append(ClientAddress.homeV6(&dice)) }
    return addresses
  }
}
