/// Somebody that the organisation writes with and whose mailbox it does not hold, or a machine that writes to it.
struct Outsider: Sendable {
  enum Kind: Sendable { case person, newsletter, notice, scanner, postmaster }

  let kind: Kind
  let person: Person
  let mailer: Mailer
  /// To whom a newsletter is addressed: a list, behind which its readers are not seen.
  let list: Correspondent?

  /// What its Message-IDs end in.
  let domain: String
  let correspondent: Correspondent
  /// Which of a language's notices it sends.
  let topic: Int

  init(kind: Kind, person: Person, mailer: Mailer, list: Correspondent? = nil, topic: Int = 0) {
    (self.kind, self.person, self.mailer, self.list, self.topic) = (kind, person, mailer, list, topic)
    domain = person.address.split(separator: "@").last.map(String.init) ?? ""
    correspondent = Correspondent(name: person.displayName, address: person.address)
  }
}

/// All outsiders of a world, by kind.
struct Outsiders: Sendable {
  let all: [Outsider]
  let newsletters: Range<Int>
  let notices: Range<Int>
  let scanners: Range<Int>
  let people: Range<Int>
  private let numbersByAddress: [String: Int]
  static let postmaster = 0

  init(_ plan: WorldPlan, insiders: [Person]) {
    let dice = Dice(seed: plan.seed).stream("outsiders")
    var hall = OutsiderHall(plan: plan, dice: dice)
    hall.addPostmaster()
    scanners = hall.grow { hall in for floor in 1...3 { hall.addScanner(floor) } }
    newsletters = hall.grow { hall in for index in 0..<max(10, plan.languages.count) { hall.addNewsletter(index) } }
    notices = hall.grow { hall in for index in services.indices { hall.addService(index) } }
    people = hall.grow { hall in
      for index in 0..<(100 + min(4000, plan.userCount * 8)) { hall.addPerson(index, namesake: insiders.first) }
    }
    let all = hall.all
    self.all = all
    numbersByAddress = Dictionary(
      all.indices.map { (all[$0].person.address, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func number(address: String) -> Int? { numbersByAddress[address] }

  /// One of those whom a mailbox knows: each has its own, the first of them far more often than the last.
  func acquaintance(of mailbox: Int, _ dice: inout Dice) -> Int {
    let rank = dice.longTail(median: 5, most: people.count) - 1
    return people.lowerBound + (mailbox * 11 + rank) % people.count
  }
}

/// Where outsiders are gathered.
private struct OutsiderHall {
  let plan: WorldPlan
  var dice: Dice
  var all: [Outsider] = []
  private var people = People()

  init(plan: WorldPlan, dice: Dice) { (self.plan, self.dice) = (plan, dice) }

  mutating func grow(_ add: (inout OutsiderHall) -> Void) -> Range<Int> {
    let start = all.count
    add(&self)
    return start..<all.count
  }

  /// The name by which Exchange sends its reports ([MS-OXCMAIL] knows no other).
  mutating func addPostmaster() {
    let person = people.service(
      "Microsoft Outlook", local: "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e",
      domain: plan.organisation.domain, language: plan.homeLanguage, offsetMinutes: 0)
    all.append(Outsider(kind: .postmaster, person: person, mailer: .exchange))
  }

  mutating func addScanner(_ floor: Int) {
    let person = people.service(
      "scan-\(floor)", local: "scan-\(floor)", domain: plan.organisation.domain, language: plan.homeLanguage,
      offsetMinutes: plan.homeLanguage.offices[0].offsetMinutes)
    all.append(Outsider(kind: .scanner, person: person, mailer: .device))
  }

  mutating func addNewsletter(_ index: Int) {
    let language = plan.languages[index % plan.languages.count]
    let domain = publishers[index % publishers.count] + ".example"
    let person = people.service(
      "News, " + domain, local: "news", domain: domain, language: language,
      offsetMinutes: language.offices[0].offsetMinutes)
    let list = Correspondent(name: "", address: "readers-\(index + 1)@" + domain)
    all.append(Outsider(kind: .newsletter, person: person, mailer: .bulk, list: list))
  }

  mutating func addService(_ index: Int) {
    let (name, local, domain, topic) = services[index]
    let language = plan.languages[index * 5 % plan.languages.count]
    let person = people.service(
      name, local: local, domain: domain + ".example", language: language, offsetMinutes: 0)
    all.append(Outsider(kind: .notice, person: person, mailer: .bulk, topic: topic))
  }

  /// The first is called as somebody inside is; the rest work at a few dozen firms.
  mutating func addPerson(_ index: Int, namesake: Person?) {
    let language = dice.chance(perMille: 350) ? plan.homeLanguage : plan.languages[index % plan.languages.count]
    let isPrivate = index == 0 || dice.chance(perMille: 120)
    let domain =
      (isPrivate ? dice.pick(freemail) : firms[dice.longTail(median: 12, most: firms.count) - 1]) + ".example"
    let name = index == 0 ? namesake?.nameParts : nil
    let person = people.person(
      name == nil ? language : plan.homeLanguage, domain: domain, named: name, dice: &dice)
    all.append(
      Outsider(kind: .person, person: person, mailer: isPrivate ? .webmail : dice.pick(Mailer.office)))
  }
}

private let freemail = ["webpost", "inboxly", "maily"]

private let publishers = [
  "workshop-letter", "branchenbrief", "lettre-atelier", "verkstadsbrevet", "list-z-warsztatu", "ergastiri-nea",
  "masterskaya", "warsha", "sadna", "kobo-dayori", "chejian", "karyashala",
]

private let services: [(name: String, local: String, domain: String, topic: Int)] = [
  ("Ticket desk", "noreply", "tickets", 0), ("Parcel tracking", "Track.And.Trace", "parcelpost", 1),
  ("Talbank \"Online\"", "kundenservice", "talbank", 2), ("Banque du Port, alertes", "alertes", "banqueduport", 2),
  ("Build server", "builds", "ci.cloudworks", 0), ("Calendar sharing", "calendar-noreply+share", "planner", 0),
  ("Backup <status>", "backup", "nightly", 4), ("経費システム", "keihi", "expense-jp", 0),
]

private let firms = [
  "hafenwerft", "nordlicht-logistik", "pumpwell", "castlegate-supplies", "aciers-du-lac", "sodra-ventil",
  "baltic-parts",
  "limani-shipping", "steppe-mining", "alnoor-trading", "galil-sensors", "kansai-bearings", "pearl-river-castings",
  "deccan-motors", "quill-legal", "weir-audit", "talbank", "banqueduport", "stadtwerke-nord", "oakfield-print",
  "mirabelle-catering", "sund-advokater", "kopernik-lab", "ariadne-travel", "volna-instruments", "qasr-contracting",
  "tavor-optics", "sumida-tools", "lotus-packaging", "ganga-textiles", "brightwater-consulting", "teller-versicherung",
  "fontaine-immobilier", "isbrytare", "zubr-meble", "delphi-training", "ural-cables", "dune-hotels", "carmel-foods",
  "hokuto-freight",
]
