import Records

/// Whether two records of one cmdlet tell of one act.
///
/// One says all that the other says, in the same words, except where logs name a thing differently: who called and what
/// was worked on may stand there as canonical name, address, alias or GUID, which cannot be compared with each other.
/// Then a shorter time and the caller have to decide.
struct CmdletComparison: Equatable {
  let basis: String
  let equalCount: Int

  /// Nil where the two are different acts, or nothing says that they are one.
  init?(
    _ a: LoggedCmdlet, _ aParameters: ComparableParameters, _ b: LoggedCmdlet, _ bParameters: ComparableParameters,
    apart: Microseconds
  ) {
    if let server = a.server, let other = b.server, server != other { return nil }
    let callers = a.actor.flatMap { one in b.actor.map { Self.isSame(AccountName(one), AccountName($0)) } }
    if callers == .different { return nil }
    let (less, more) =
      aParameters.values.count <= bParameters.values.count
      ? (aParameters.values, bParameters.values) : (bParameters.values, aParameters.values)
    var equal = 0
    var isOpen = false
    for (name, values) in less {
      guard let others = more[name] else { return nil }
      switch Self.compare(values, others, isName: Self.names.contains(name)) {
      case .same: equal += 1
      case .different: return nil
      case .unclear: isOpen = true
      }
    }
    // What failed and what worked are two runs, unless their logs say so within seconds of each other.
    if let one = a.isSuccess, let other = b.isSuccess, one != other, apart > Self.closeApart { return nil }
    equalCount = equal
    if equal > 0 {
      basis = equal == more.count ? "same_parameters" : "shared_parameters"
    } else {
      guard apart <= Self.closeApart, callers == .same, isOpen || more.isEmpty else { return nil }
      basis = isOpen ? "same_caller" : "no_parameters"
    }
  }

  /// Five seconds: how far apart two records may be where only the caller is the same.
  private static let closeApart: Microseconds = 5_000_000

  enum Answer { case same, different, unclear }

  /// Parameters that name a person, a mailbox or an object.
  private static let names: Set<String> = [
    "identity", "mailbox", "user", "members", "member", "trustee", "sourcemailbox", "targetmailbox", "name",
    "grantsendonbehalfto", "exchangelocation",
  ]

  private static func compare(_ a: Set<String>, _ b: Set<String>, isName: Bool) -> Answer {
    if !a.isDisjoint(with: b) { return .same }
    var answer = Answer.different
    for one in a {
      for other in b {
        if isHidden(one) || isHidden(other) { return .unclear }
        // A log may cut what is long.
        if min(one.utf8.count, other.utf8.count) >= 64, one.hasPrefix(other) || other.hasPrefix(one) { return .same }
        guard isName else { continue }
        switch isSame(AccountName(one), AccountName(other)) {
        case .same: return .same
        case .unclear: answer = .unclear
        case .different: break
        }
      }
    }
    return answer
  }

  /// What a log does not write out.
  private static func isHidden(_ value: String) -> Bool {
    value.hasPrefix("****") || value.contains("secure information omitted") || value.contains("securestring")
  }

  /// Names of one form are compared; of two forms, only their last part may show that they are one.
  private static func isSame(_ a: AccountName, _ b: AccountName) -> Answer {
    if a.text == b.text || (!a.last.isEmpty && a.last == b.last) { return .same }
    return a.form == b.form ? .different : .unclear
  }
}

/// A name of an account, a mailbox or an object, in lower case, as logs write it.
struct AccountName: Equatable {
  enum Form { case sid, guid, legacyDN, distinguished, canonical, domain, address, plain }

  let text: String
  let form: Form
  /// `ann` of `corp.example/users/ann`, `corp\\ann`, `ann@corp.example`; the whole of what has no parts.
  let last: String

  init(_ name: String) {
    var name = name.hasPrefix("smtp:") ? String(name.dropFirst(5)) : name
    // `nt authority\\system (w3wp)` says which process it was.
    if name.hasSuffix(")"), let open = name.firstRange(of: " (") { name = String(name[..<open.lowerBound]) }
    if name == "s-1-5-18" { name = "nt authority\\system" }
    text = name
    form = Self.form(of: name)
    last = Self.last(of: name, form)
  }

  private static func form(of name: String) -> Form {
    if name.hasPrefix("s-1-") { return .sid }
    if name.hasPrefix("/o=") { return .legacyDN }
    if name.hasPrefix("cn=") { return .distinguished }
    if name.contains("/") { return .canonical }
    if name.contains("\\") { return .domain }
    if name.contains("@") { return .address }
    return name.split(separator: "-").map(\.utf8.count) == [8, 4, 4, 4, 12] ? .guid : .plain
  }

  private static func last(of name: String, _ form: Form) -> String {
    let part: Substring? =
      switch form {
      case .sid, .guid: nil
      case .legacyDN: name.split(separator: "=").last
      case .distinguished: name.dropFirst(3).split(separator: ",", maxSplits: 1).first
      case .canonical: name.split(separator: "/").last
      case .domain: name.split(separator: "\\").last
      case .address: name.split(separator: "@").first
      case .plain: name[...]
      }
    return part.map(String.init) ?? ""
  }
}
