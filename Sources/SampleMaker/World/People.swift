/// Makes people up, each with an address that nobody else has.
struct People {
  private var taken: Set<String> = []

  /// `given.family@domain`, with a number after it where somebody has that already.
  mutating func person(
    _ language: Language, domain: String, named: (given: NamePart, family: NamePart)? = nil, dice: inout Dice
  ) -> Person {
    let table = NameTable.all[language.ordinal]
    let drawn = (given: dice.pick(table.given), family: dice.pick(table.family))
    let (given, family) = named ?? drawn
    return Person(
      givenName: given.native, familyName: family.native,
      displayName: displayName(given.native, family.native, language, &dice),
      address: address(given.latin + "." + family.latin, domain), language: language,
      offsetMinutes: dice.pick(language.offices).offsetMinutes)
  }

  /// A team, a service or a machine.
  mutating func service(_ name: String, local: String, domain: String, language: Language, offsetMinutes: Int)
    -> Person
  {
    Person(
      givenName: name, familyName: "", displayName: name, address: address(local, domain), language: language,
      offsetMinutes: offsetMinutes)
  }

  private mutating func address(_ local: String, _ domain: String) -> String {
    var address = local + "@" + domain
    var number = 2
    while !taken.insert(address).inserted {
      address = local + String(number) + "@" + domain
      number += 1
    }
    return address
  }

  /// Mostly the plain name; now and then what needs quoting in a header field.
  private func displayName(_ given: String, _ family: String, _ language: Language, _ dice: inout Dice) -> String {
    switch dice.below(100) {
    case 0..<14: family + ", " + given
    case 14..<18 where given.utf8.count == given.unicodeScalars.count:
      given + " \"" + String(given.prefix(2)) + "\" " + family
    case 18..<26: language.fullName(given, family) + " (" + dice.pick(["Ext.", "R&D", "QA", "HQ", "2/F"]) + ")"
    case 26..<28: "Dr. " + language.fullName(given, family) + ", MBA"
    default: language.fullName(given, family)
    }
  }
}

extension Person {
  /// Its names and how its address spells them; nil for teams and machines.
  var nameParts: (given: NamePart, family: NamePart)? {
    let words = address.prefix { $0 != "@" }.split(separator: ".")
    guard words.count == 2 else { return nil }
    return (
      NamePart(native: givenName, latin: String(words[0])), NamePart(native: familyName, latin: String(words[1]))
    )
  }
}
