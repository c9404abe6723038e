import Records

/// A name that a mailbox goes by.
struct MailboxName: Hashable, Comparable {
  let kind: OwnerHint.Kind
  let value: String

  /// In the form that names are compared in: addresses, GUIDs and legacy DNs in lower case, SIDs in upper case.
  init?(_ kind: OwnerHint.Kind, _ value: String?) {
    guard let value else { return nil }
    let trimmed = value.trimmed
    guard !trimmed.isEmpty else { return nil }
    self.kind = kind
    switch kind {
    case .address: self.value = trimmed.lowercased().withoutPrefix("smtp:")
    case .guid: self.value = trimmed.lowercased().withoutPrefix("{").withoutSuffix("}")
    case .legacyDN: self.value = trimmed.lowercased()
    case .sid: self.value = trimmed.uppercased()
    case .displayName: self.value = trimmed
    }
  }

  /// Display names are kept as written and compared without case.
  var compared: String { kind == .displayName ? value.lowercased() : value }

  static func < (a: MailboxName, b: MailboxName) -> Bool {
    (a.kind.rawValue, a.value) < (b.kind.rawValue, b.value)
  }
}

/// A mailbox while it is pieced together.
struct DraftMailbox {
  enum Kind: String {
    case user
    /// The store of somebody: nothing tells whose.
    case unknownOwner = "unknown_owner"
    /// Named in logs by a name that fits several mailboxes.
    case ambiguous
  }
  var kind = Kind.user
  var isOnline = false
  /// What a mailbox without any name is shown as, and what orders those that are shown alike.
  var title: String?
  var order = ""
  /// Each name with the joins that it rests on.
  var names: [MailboxName: Set<String>] = [:]

  func values(_ kind: OwnerHint.Kind) -> [String] {
    names.keys.filter { $0.kind == kind }.map(\.value).sorted()
  }

  /// The order of mailboxes: by address, then by the other names.
  var sortKey: [String] {
    let kinds: [OwnerHint.Kind] = [.address, .guid, .sid, .legacyDN, .displayName]
    return kinds.map { values($0).first ?? "\u{10FFFF}" } + [kind.rawValue, title ?? "", order]
  }
}

/// The mailboxes found so far, by name.
struct MailboxRegister {
  private(set) var mailboxes: [DraftMailbox] = []
  private var byName: [OwnerHint.Kind: [String: Set<Int>]] = [:]

  mutating func add(_ names: [MailboxName], basis: String) -> Int {
    mailboxes.append(DraftMailbox())
    let index = mailboxes.count - 1
    name(index, names, basis: basis)
    return index
  }

  /// A mailbox that stands apart: its names lead to it from nowhere else.
  mutating func addApart(_ kind: DraftMailbox.Kind, title: String, order: String = "", name: MailboxName? = nil) -> Int
  {
    var mailbox = DraftMailbox()
    mailbox.kind = kind
    mailbox.title = title
    mailbox.order = order
    if let name { mailbox.names[name] = ["logged"] }
    mailboxes.append(mailbox)
    return mailboxes.count - 1
  }

  mutating func name(_ index: Int, _ names: [MailboxName], basis: String) {
    for name in names {
      mailboxes[index].names[name, default: []].insert(basis)
      byName[name.kind, default: [:]][name.compared, default: []].insert(index)
    }
  }

  mutating func markOnline(_ index: Int) { mailboxes[index].isOnline = true }

  /// All mailboxes that go by the name, in the order of their making.
  func matches(_ name: MailboxName?) -> [Int] {
    guard let name else { return [] }
    return (byName[name.kind]?[name.compared] ?? []).sorted()
  }

  /// All addresses that more than one mailbox goes by.
  var sharedAddresses: [(address: String, mailboxes: [Int])] {
    (byName[.address] ?? [:]).filter { $0.value.count > 1 }
      .map { (address: $0.key, mailboxes: $0.value.sorted()) }
      .sorted { $0.address < $1.address }
  }

  /// Mailboxes whose display name, or the part of an address before the sign, is exactly this.
  func matches(looseName text: String) -> [Int] {
    let wanted = text.lowercased()
    guard !wanted.isEmpty else { return [] }
    var found = byName[.displayName]?[wanted] ?? []
    found.formUnion(byLocalPart[wanted] ?? [])
    return found.sorted()
  }

  /// To be made anew before loose names are looked up.
  private var byLocalPart: [String: Set<Int>] = [:]

  mutating func indexLocalParts() {
    byLocalPart = [:]
    for (address, indices) in byName[.address] ?? [:] {
      guard let sign = address.firstIndex(of: "@") else { continue }
      byLocalPart[String(address[..<sign]), default: []].formUnion(indices)
    }
  }
}

extension String {
  var trimmed: String {
    var rest = Substring(self)
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }

  func withoutPrefix(_ prefix: String) -> String { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self }

  func withoutSuffix(_ suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}
