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
    /// Several accounts open it, and none logs on to it as its owner.
    case shared
    /// The archive of the mailbox that it belongs to.
    case archive
    /// The store of somebody: nothing tells whose.
    case unknownOwner = "unknown_owner"
    /// Named in logs by a name that fits several mailboxes.
    case ambiguous
  }
  var kind = Kind.user
  var isOnline = false
  /// Of an archive: the mailbox that it belongs to.
  var parent: Int?
  /// What the examiner said is another of the mailboxes; it holds nothing any more.
  var isMerged = false
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

  mutating func mark(_ index: Int, as kind: DraftMailbox.Kind, of parent: Int? = nil) {
    mailboxes[index].kind = kind
    mailboxes[index].parent = parent
  }

  /// Makes the other mailbox one with the first; all its names are the first one's.
  mutating func merge(_ other: Int, into first: Int) {
    let names = mailboxes[other].names
    mailboxes[other].names = [:]
    mailboxes[other].isMerged = true
    for name in names.keys { byName[name.kind]?[name.compared]?.remove(other) }
    for (name, bases) in names {
      for basis in bases { self.name(first, [name], basis: basis) }
    }
    if mailboxes[other].isOnline { mailboxes[first].isOnline = true }
  }

  /// Takes a name away from a mailbox.
  mutating func remove(_ name: MailboxName, from index: Int) {
    mailboxes[index].names[name] = nil
    byName[name.kind]?[name.compared]?.remove(index)
  }

  /// All mailboxes that go by a text, whatever kind of name it is.
  func matches(anyName text: String) -> Set<Int> {
    let wanted = text.lowercased()
    var found: Set<Int> = []
    for names in byName.values {
      for (value, mailboxes) in names where value.lowercased() == wanted { found.formUnion(mailboxes) }
    }
    return found
  }

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
