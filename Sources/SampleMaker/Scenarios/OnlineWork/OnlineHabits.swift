/// With what the owner of an online mailbox works: it is his for good, whatever the day.
struct OnlineHabits: Sendable {
  enum Desk: Sendable { case outlook, web }

  let desk: Desk
  let phone: MailClient?
  let browser: String

  init(of mailbox: Mailbox, dice: Dice) {
    var dice = dice.stream("habits", mailbox.number)
    desk = dice.chance(perMille: 600) ? .outlook : .web
    browser = dice.pick(Self.browsers)
    switch dice.below(4) {
    case 0, 1: phone = .outlookMobile
    case 2: phone = .activeSync(userAgent: dice.pick(Self.phones))
    default: phone = nil
    }
  }

  var client: MailClient { desk == .outlook ? .outlook() : .owa(userAgent: browser) }

  /// What the directory sees of the desk at sign-in.
  var signInAgent: String { desk == .outlook ? Self.outlookAgent : browser }

  static let outlookAgent =
    "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; .NET4.0C; .NET4.0E; Microsoft Outlook 16.0.16327)"

  private static let browsers = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/114.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5 Safari/605.1.15",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
  ]
  private static let phones = [
    "Apple-iPhone14C3/2005.83", "Android-SAMSUNG-SM-G991B/101.400", "Apple-iPhone12C8/1906.71",
  ]
}
