import EvidenceDatabase
import GRDB
import Records

/// Who goes by which address from when on, as far as cmdlets tell (`AddressChange`).
///
/// Exchange lets one mailbox alone have an address: who gets one that another had, got it after it was taken from the
/// other. So an address that was taken from its mailbox, and is then given to one that no record names, is another
/// person's; and one that nothing took away is still the mailbox's, by whatever name a cmdlet calls it (the directory's
/// GUID of an account is not the GUID of its mailbox).
struct AddressHolders {
  private var given: [MailboxName: [(mailbox: Int, time: Microseconds?)]] = [:]
  private var taken: [MailboxName: [(mailbox: Int?, time: Microseconds)]] = [:]
  private var seen: [MailboxWriter.NamedMailbox: ClosedRange<Int64>] = [:]
  /// Changes that name their mailbox by nothing known, and list an address of a known one.
  private var assumed: [(change: AddressChange, address: MailboxName)] = []

  /// Of addresses that nothing changed.
  init() {}

  /// `seen` is when records name mailboxes by addresses; `alone` are those that records name a mailbox by, and nothing
  /// surer.
  init(
    _ changes: [AddressChange], _ register: inout MailboxRegister,
    seen: [MailboxWriter.NamedMailbox: ClosedRange<Int64>], alone: Set<MailboxName>
  ) {
    self.seen = seen
    for change in changes {
      let known = change.owner.map { register.matches($0) }.first { !$0.isEmpty } ?? []
      if change.restores {
        restore(change, to: known, register)
      } else if known.count == 1, let mailbox = known.first {
        take(change, register.mailboxes[mailbox].values(.address), from: mailbox)
        give(change, to: mailbox, &register)
        if change.isRename { free(change, of: mailbox) }
      } else if known.isEmpty, change.isRename {
        rename(change, alone, &register)
      } else if known.isEmpty {
        take(change, change.owner.filter { $0.kind == .address }.map(\.value), from: nil)
        place(change, &register)
      }
    }
  }

  private mutating func take(_ change: AddressChange, _ addresses: [String], from mailbox: Int?) {
    guard let time = change.time else { return }
    for address in addresses.compactMap({ MailboxName(.address, $0) }) where change.takesAway(address) {
      taken[address, default: []].append((mailbox, time))
    }
  }

  /// An account whose names alone are in the logs: the new one is the old one's mailbox, where it is nobody else's yet.
  private mutating func rename(_ change: AddressChange, _ alone: Set<MailboxName>, _ register: inout MailboxRegister) {
    guard alone.contains(where: { change.owner.contains($0) || change.given.contains($0) }) else { return }
    let known = Set(change.given.flatMap { register.matches($0) })
    guard known.count < 2 else { return }
    let mailbox = known.first ?? register.add([], basis: AddressChange.basis)
    register.name(mailbox, change.owner, basis: AddressChange.basis)
    give(change, to: mailbox, &register)
    free(change, of: mailbox)
  }

  /// The old name can be given to somebody else from then on.
  private mutating func free(_ change: AddressChange, of mailbox: Int) {
    guard let time = change.time else { return }
    for name in change.owner { taken[name, default: []].append((mailbox, time)) }
  }

  /// What deleting the account took away, from its mailbox or from one that was known by the address alone.
  private mutating func restore(_ change: AddressChange, to known: [Int], _ register: MailboxRegister) {
    let addresses = known.flatMap { register.mailboxes[$0].values(.address) }.compactMap { MailboxName(.address, $0) }
    for address in change.owner + addresses {
      taken[address]?.removeAll { taking in taking.mailbox.map(known.contains) ?? true }
    }
  }

  private mutating func give(_ change: AddressChange, to mailbox: Int, _ register: inout MailboxRegister) {
    for name in change.given where !change.owner.contains(name) {
      register.name(mailbox, [name], basis: AddressChange.basis)
      given[name, default: []].append((mailbox, change.time))
    }
  }

  /// A change of a mailbox that is named by nothing that a record of a mailbox has.
  private mutating func place(_ change: AddressChange, _ register: inout MailboxRegister) {
    var current: Set<Int> = []
    var isPassedOn = false
    var example: MailboxName?
    for address in change.given {
      for mailbox in register.matches(address) {
        let isTaken = wasTaken(address, from: mailbox, before: change.time)
        if isTaken || change.makesMailbox && wasSeen(mailbox, by: address, before: change.time) {
          isPassedOn = true
        } else {
          current.insert(mailbox)
          example = example ?? address
        }
      }
    }
    if current.count == 1, let mailbox = current.first, let example {
      let isProven = change.given.contains { wasSeen(mailbox, by: $0, since: change.time) }
      if !isProven, !change.makesMailbox { assumed.append((change, example)) }
      give(change, to: mailbox, &register)
    } else if current.isEmpty, isPassedOn {
      let mailbox = register.add(change.owner, basis: AddressChange.basis)
      give(change, to: mailbox, &register)
    }
  }

  private func wasTaken(_ address: MailboxName, from mailbox: Int, before time: Microseconds?) -> Bool {
    guard let time else { return false }
    let back = given[address, default: []].filter { $0.mailbox == mailbox }.compactMap(\.time)
    return taken[address, default: []].contains { taking in
      taking.mailbox == mailbox && taking.time <= time && !back.contains { (taking.time...time).contains($0) }
    }
  }

  private func wasSeen(_ mailbox: Int, by address: MailboxName, before time: Microseconds?) -> Bool {
    guard let time, let seen = seen[.init(mailbox: mailbox, name: address)] else { return false }
    return seen.lowerBound < time
  }

  private func wasSeen(_ mailbox: Int, by address: MailboxName, since time: Microseconds?) -> Bool {
    guard let time, let seen = seen[.init(mailbox: mailbox, name: address)] else { return false }
    return seen.upperBound >= time
  }

  // MARK: What follows for names and stores

  /// Whether records of this time that name a mailbox by the address alone may be about somebody before those who are
  /// known to have it: it was taken away, by a change that named its mailbox by the address, and then given to them.
  func hadAnother(_ address: MailboxName, _ mailbox: Int, at times: ClosedRange<Int64>?) -> Bool {
    guard let times, seen[.init(mailbox: mailbox, name: address)] == nil,
      let gift = given[address]?.last(where: { $0.mailbox == mailbox })?.time
    else { return false }
    return times.lowerBound < gift
      && taken[address, default: []].contains { $0.mailbox == nil && $0.time <= gift }
  }

  /// Who has the address since when: the last of these mailboxes that it was given to, where no record names another of
  /// them by it since.
  func last(of candidates: [Int], by address: MailboxName) -> (mailbox: Int, since: Microseconds)? {
    guard let gift = given[address]?.last(where: { candidates.contains($0.mailbox) }),
      let time = gift.time,
      !candidates.contains(where: { $0 != gift.mailbox && wasSeen($0, by: address, since: time) })
    else { return nil }
    return (gift.mailbox, time)
  }

  /// The times of names, with those from which given addresses are the mailbox's: where no record uses one, that is all
  /// that is known.
  func addTimes(
    to times: [MailboxWriter.NamedMailbox: ClosedRange<Int64>]
  ) -> [MailboxWriter.NamedMailbox: ClosedRange<Int64>] {
    var times = times
    for (name, gifts) in given {
      for gift in gifts {
        guard let time = gift.time else { continue }
        let key = MailboxWriter.NamedMailbox(mailbox: gift.mailbox, name: name)
        times[key] = times[key]?.extended(to: time...time) ?? time...time
      }
    }
    return times
  }

  func tell(to notes: inout NoteBook, in db: Database) throws {
    guard let first = assumed.first else { return }
    try notes.write(
      "address_holder_assumed",
      "changes of addresses that name their mailbox by nothing that any other record has: \(assumed.count) (the first lists "
        + "\(first.address.value)); each is taken for the mailbox that goes by an address listed in it, as no record tells "
        + "that it was taken from that one; --other-mailbox NAME=NAME parts them", record: first.change.record, in: db)
  }
}
