extension Organisation {
  /// One of a dozen invented firms, with its tenant and its servers.
  package static func invented(seed: UInt64, isOnline: Bool) -> Organisation {
    var dice = Dice(seed: seed).stream("organisation")
    let firm = dice.pick(firms)
    let site = firm.label.prefix(3).uppercased()
    return Organisation(
      name: firm.name, domain: "\(firm.label).example", tenantDomain: "\(firm.label).onmicrosoft.example",
      tenantID: dice.guid(), isOnline: isOnline, servers: isOnline ? [] : ["\(site)-EX01", "\(site)-EX02"],
      publicAddress: "192.0.2.\(dice.within(2...9))")
  }

  /// What is spoken at home in one that `invented` made; English in any other.
  package var homeLanguage: Language { firms.first { $0.name == name }?.language ?? .english }
}

private struct Firm {
  let name: String
  let label: String
  let language: Language
}

private let firms = [
  Firm(name: "Halden Instruments", label: "halden", language: .english),
  Firm(name: "Brückner Pumpen GmbH", label: "brueckner-pumpen", language: .german),
  Firm(name: "Norrsund Marin AB", label: "norrsund", language: .swedish),
  Firm(name: "Atelier Vasseur", label: "atelier-vasseur", language: .french),
  Firm(name: "Kołodziej Transport", label: "kolodziej", language: .polish),
  Firm(name: "Larkin & Merton", label: "larkin-merton", language: .english),
  Firm(name: "Tiefenbach Optik", label: "tiefenbach", language: .german),
  Firm(name: "Harbour Street Clinic", label: "harbourclinic", language: .english),
  Firm(name: "青木精機", label: "aoki-seiki", language: .japanese),
  Firm(name: "Nordmann Verlag", label: "nordmann", language: .german),
  Firm(name: "Ellwood Borough Council", label: "ellwood", language: .english),
  Firm(name: "Fairley Research", label: "fairley-research", language: .english),
]
