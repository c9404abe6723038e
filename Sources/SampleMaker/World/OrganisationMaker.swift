extension Organisation {
  /// One of a dozen invented firms, with its tenant and its servers.
  package static func invented(seed: UInt64, isOnline: Bool) -> Organisation {
    var dice = Dice(seed: seed).stream("organisation")
    let (name, label) = dice.pick(firms)
    let site = dice.pick(["HAM", "GOT", "LYS", "GDN", "OSA", "BRS"])
    let servers = (1...2).map { "\(site)-EX0\($0)" }
    return Organisation(
      name: name, domain: "\(label).example", tenantDomain: "\(label).onmicrosoft.example", tenantID: dice.guid(),
      isOnline: isOnline, servers: isOnline ? [] : servers, publicAddress: "192.0.2.\(dice.within(2...9))")
  }
}

private let firms: [(name: String, label: String)] = [
  ("Halden Instruments", "halden"), ("Brückner Pumpen GmbH", "brueckner-pumpen"), ("Norrsund Marin AB", "norrsund"),
  ("Atelier Vasseur", "atelier-vasseur"), ("Kołodziej Transport", "kolodziej"), ("Larkin & Merton", "larkin-merton"),
  ("Tiefenbach Optik", "tiefenbach"), ("Harbour Street Clinic", "harbourclinic"), ("青木精機", "aoki-seiki"),
  ("Nordmann Verlag", "nordmann"), ("Ellwood Borough Council", "ellwood"), ("Fairley Research", "fairley-research"),
]
