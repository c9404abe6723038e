import EvidenceDatabase
import GRDB
import Records

/// A mailbox as a log named it.
struct LoggedNaming {
  let id: Int64
  private(set) var address: MailboxName?
  private(set) var guid: MailboxName?
  private(set) var sid: MailboxName?
  let legacyDN: MailboxName?
  let displayName: MailboxName?

  init(_ row: Row) {
    id = row["logged_mailbox_id"]
    address = MailboxName(.address, row["address"])
    guid = MailboxName(.guid, row["guid"])
    sid = MailboxName(.sid, row["sid"])
    legacyDN = MailboxName(.legacyDN, row["legacy_dn"])
    displayName = MailboxName(.displayName, row["display_name"])
  }

  /// Names that the log itself does not give it, with the basis of each.
  private(set) var added: [MailboxName: String] = [:]

  mutating func add(_ name: MailboxName, basis: String) {
    switch name.kind {
    case .address: address = name
    case .guid: guid = name
    case .sid: sid = name
    default: return
    }
    added[name] = basis
  }

  var names: [MailboxName] { [guid, sid, address, legacyDN, displayName].compactMap { $0 } }

  /// Whether one of its names is this, whatever kind of name it is.
  func has(_ name: String) -> Bool { names.contains { $0.value.lowercased() == name.lowercased() } }

  var sortKey: [String] { [guid, sid, address, legacyDN, displayName].map { $0?.value ?? "" } }
}

/// Joins what logs call mailboxes: by GUID, then by SID, then by address, then by the weaker names.
///
/// A name that is carried by two mailboxes joins nothing: the GUID separates a mailbox made anew, an address given to
/// somebody else, an archive. What is named by such a name alone goes to a mailbox apart, of kind `ambiguous`.
struct LoggedMailboxes {
  private(set) var register = MailboxRegister()
  private(set) var resolutions: [Int64: (mailbox: Int, basis: String)] = [:]
  /// Names that fit several mailboxes, each with the mailbox apart that stands for them.
  private(set) var ambiguous: [(name: MailboxName, mailbox: Int)] = []
  private var apart: [MailboxName: Int] = [:]

  private(set) var holders = AddressHolders()

  /// `exported` are addresses that export requests give to namings by GUID; `times` is when records use each naming.
  init(
    _ unsorted: [LoggedNaming], exported: [Int64: MailboxName], changes: [AddressChange],
    times: [Int64: ClosedRange<Int64>]
  ) {
    let namings = unsorted.sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
    joinByGUID(namings.filter { $0.guid != nil })
    name(namings.filter { $0.guid != nil }, exported)
    joinBySID(namings.filter { $0.guid == nil && $0.sid != nil })
    let rest = namings.filter { $0.guid == nil && $0.sid == nil }
    holders = AddressHolders(
      changes, &register, seen: Self.times(namings, resolutions, times), alone: Set(rest.compactMap(\.address)))
    join(rest.filter { $0.address != nil }, by: \.address, times)
    join(rest.filter { $0.address == nil && $0.legacyDN != nil }, by: \.legacyDN, times)
    join(rest.filter { $0.address == nil && $0.legacyDN == nil && $0.displayName != nil }, by: \.displayName, times)
  }

  private mutating func joinByGUID(_ namings: [LoggedNaming]) {
    for naming in namings {
      let known = register.matches(naming.guid).first
      resolve(naming, to: known ?? register.add([], basis: "guid"), basis: "guid")
    }
  }

  /// Where neither the mailbox has an address nor the address a mailbox.
  private mutating func name(_ namings: [LoggedNaming], _ exported: [Int64: MailboxName]) {
    for naming in namings {
      guard let address = exported[naming.id], let mailbox = resolutions[naming.id]?.mailbox,
        register.matches(address).isEmpty, register.mailboxes[mailbox].values(.address).isEmpty
      else { continue }
      register.name(mailbox, [address], basis: "export_request")
    }
  }

  private mutating func joinBySID(_ namings: [LoggedNaming]) {
    let groups = Dictionary(grouping: namings) { $0.sid?.value ?? "" }.sorted { $0.key < $1.key }.map(\.value)
    let before = register
    // Mailboxes that lack a SID, by the number of SIDs that claim them through an address.
    let claims = groups.map { unclaimedByAddress($0, in: before) }
    var claimCount: [Int: Int] = [:]
    for claim in claims { for mailbox in claim { claimCount[mailbox, default: 0] += 1 } }

    for (group, claim) in zip(groups, claims) {
      let known = before.matches(group.first?.sid)
      if known.count > 1 {
        for naming in group { narrow(naming, among: known, in: before) }
      } else if let only = known.first {
        for naming in group { resolve(naming, to: only, basis: "sid") }
      } else if claim.count == 1, let only = claim.first, claimCount[only] == 1 {
        for naming in group { resolve(naming, to: only, basis: "address") }
      } else {
        let new = register.add([], basis: "sid")
        for naming in group { resolve(naming, to: new, basis: "sid") }
      }
    }
  }

  private func unclaimedByAddress(_ group: [LoggedNaming], in register: MailboxRegister) -> Set<Int> {
    guard register.matches(group.first?.sid).isEmpty else { return [] }
    var found: Set<Int> = []
    for naming in group {
      found.formUnion(register.matches(naming.address).filter { register.mailboxes[$0].values(.sid).isEmpty })
    }
    return found
  }

  private mutating func narrow(_ naming: LoggedNaming, among known: [Int], in before: MailboxRegister) {
    let both = before.matches(naming.address).filter(known.contains)
    if both.count == 1, let only = both.first {
      resolve(naming, to: only, basis: "sid_address")
    } else if let sid = naming.sid {
      setApart(naming, as: sid)
    }
  }

  private mutating func join(
    _ namings: [LoggedNaming], by name: KeyPath<LoggedNaming, MailboxName?>, _ times: [Int64: ClosedRange<Int64>]
  ) {
    for naming in namings {
      guard let key = naming[keyPath: name] else { continue }
      var known = register.matches(key)
      var basis = key.kind.rawValue
      if known.isEmpty, key.kind == .address {
        known = register.matches(naming.legacyDN)
        basis = known.count == 1 ? OwnerHint.Kind.legacyDN.rawValue : basis
      }
      switch known.count {
      case 0: resolve(naming, to: register.add([], basis: basis), basis: basis)
      case 1 where holders.hadAnother(key, known[0], at: times[naming.id]):
        resolve(naming, to: register.add([], basis: basis), basis: basis)
      case 1: resolve(naming, to: known[0], basis: basis)
      default: setApart(naming, as: key)
      }
    }
  }

  private mutating func resolve(_ naming: LoggedNaming, to mailbox: Int, basis: String) {
    for name in naming.names { register.name(mailbox, [name], basis: naming.added[name] ?? basis) }
    resolutions[naming.id] = (mailbox, basis)
  }

  /// What the examiner decided, told note by note; a decision that cannot be carried out is told too.
  mutating func apply(_ decisions: [MailboxDecision], _ namings: [LoggedNaming]) -> [MailboxDecision.Note] {
    decisions.map { decision in
      switch decision.relation {
      case .same: join(decision)
      case .different: separate(decision, namings)
      }
    }
  }

  private mutating func join(_ decision: MailboxDecision) -> MailboxDecision.Note {
    let found = [decision.name, decision.otherName].map { register.matches(anyName: $0) }
    guard let first = found[0].first, let other = found[1].first, found[0].count == 1, found[1].count == 1 else {
      return decision.void(
        "each name must be one mailbox's; they are \(found[0].count) and \(found[1].count) mailboxes'")
    }
    guard first != other else { return decision.void("the logs join them already") }
    let (kept, merged) = (min(first, other), max(first, other))
    register.merge(merged, into: kept)
    for (id, resolution) in resolutions where resolution.mailbox == merged {
      resolutions[id] = (kept, "command_line")
    }
    return decision.done("are one mailbox")
  }

  /// Namings with the second name and without the first go to a mailbox of their own.
  private mutating func separate(_ decision: MailboxDecision, _ namings: [LoggedNaming]) -> MailboxDecision.Note {
    let moved = namings.filter { $0.has(decision.otherName) && !$0.has(decision.name) }
    guard !moved.isEmpty, namings.contains(where: { $0.has(decision.name) && !$0.has(decision.otherName) }) else {
      return decision.void("no record names one of them without the other")
    }
    let before = Set(moved.compactMap { resolutions[$0.id]?.mailbox })
    let named = Set(namings.filter { $0.has(decision.name) }.compactMap { resolutions[$0.id]?.mailbox })
    guard !before.isDisjoint(with: named) else { return decision.void("the logs do not join them") }
    let staying = namings.filter { naming in
      !moved.contains { $0.id == naming.id } && resolutions[naming.id].map { before.contains($0.mailbox) } ?? false
    }
    let kept = Set(staying.flatMap(\.names))
    let new = register.add([], basis: "command_line")
    for naming in moved {
      if let old = resolutions[naming.id]?.mailbox {
        for name in naming.names where !kept.contains(name) { register.remove(name, from: old) }
      }
      resolve(naming, to: new, basis: "command_line")
    }
    return decision.done("are two mailboxes")
  }

  /// When records use each name for each mailbox.
  static func times(
    _ namings: [LoggedNaming], _ resolutions: [Int64: (mailbox: Int, basis: String)],
    _ seen: [Int64: ClosedRange<Int64>]
  ) -> [MailboxWriter.NamedMailbox: ClosedRange<Int64>] {
    var times: [MailboxWriter.NamedMailbox: ClosedRange<Int64>] = [:]
    for naming in namings {
      guard let mailbox = resolutions[naming.id]?.mailbox, let range = seen[naming.id] else { continue }
      for name in naming.names {
        let key = MailboxWriter.NamedMailbox(mailbox: mailbox, name: name)
        times[key] = times[key]?.extended(to: range) ?? range
      }
    }
    return times
  }

  private mutating func setApart(_ naming: LoggedNaming, as name: MailboxName) {
    let mailbox = apart[name] ?? register.addApart(.ambiguous, title: name.value, name: name)
    if apart.updateValue(mailbox, forKey: name) == nil { ambiguous.append((name, mailbox)) }
    resolutions[naming.id] = (mailbox, "ambiguous_\(name.kind.rawValue)")
  }
}
