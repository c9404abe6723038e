/// A place where people of one tongue work.
struct Office: Sendable {
  let city: String
  /// East of UTC, without summer time.
  let offsetMinutes: Int
}

extension Language {
  /// Where its speakers sit.
  var offices: [Office] {
    switch self {
    case .english:
      [
        Office(city: "Bristol", offsetMinutes: 0), Office(city: "Boston", offsetMinutes: -300),
        Office(city: "Portland", offsetMinutes: -480),
      ]
    case .german: [Office(city: "Hamburg", offsetMinutes: 60)]
    case .french: [Office(city: "Lyon", offsetMinutes: 60), Office(city: "Montréal", offsetMinutes: -300)]
    case .swedish: [Office(city: "Göteborg", offsetMinutes: 60)]
    case .polish: [Office(city: "Gdańsk", offsetMinutes: 60)]
    case .greek: [Office(city: "Πάτρα", offsetMinutes: 120)]
    case .russian: [Office(city: "Алматы", offsetMinutes: 360)]
    case .arabic: [Office(city: "عمّان", offsetMinutes: 120)]
    case .hebrew: [Office(city: "חיפה", offsetMinutes: 120)]
    case .japanese: [Office(city: "大阪", offsetMinutes: 540)]
    case .chinese: [Office(city: "台北", offsetMinutes: 480)]
    case .hindi: [Office(city: "पुणे", offsetMinutes: 330)]
    }
  }
}

/// Internet addresses of the documentation ranges (RFC 5737, RFC 3849) as owners use them. 203.0.113.64/27 and
/// 2001:db8:bad::/48 are left to attackers.
enum ClientAddress {
  /// The address behind which all of an office's computers stand.
  static func office(of language: Language, offsetMinutes: Int) -> String {
    let place = language.offices.firstIndex { $0.offsetMinutes == offsetMinutes } ?? 0
    return "192.0.2.\(16 + 16 * language.ordinal + place)"
  }

  static func home(_ dice: inout Dice) -> String { "198.51.100.\(dice.within(1...254))" }

  static func homeV6(_ dice: inout Dice) -> String {
    "2001:db8:\(hex(dice.within(0x1000...0x2FFF))):\(hex(dice.within(1...0xFFFF)))::\(hex(dice.within(2...0xFFFF)))"
  }

  /// One that a mobile network gives out for a while.
  static func mobile(_ dice: inout Dice) -> String {
    guard dice.chance(perMille: 700) else {
      return "2001:db8:\(hex(dice.within(0x4000...0x4FFF))):\(hex(dice.within(1...0xFFFF)))::1"
    }
    let low = dice.within(1...222)
    return "203.0.113.\(low < 64 ? low : low + 32)"
  }

  private static func hex(_ number: Int) -> String { String(number, radix: 16) }
}
