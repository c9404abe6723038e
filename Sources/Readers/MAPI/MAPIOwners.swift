import Bytes
import MAPI
import Records

/// Gathers what a store or a message says about whose it is.
struct MAPIOwners: Sendable {
  private struct Key: Hashable {
    let kind: OwnerHint.Kind
    let value: String
    let basis: String
  }
  private var counts: [Key: Int] = [:]

  /// Further values than these are not kept: a mailbox is not received by so many.
  private static let limit = 10_000

  /// The most frequent first.
  var hints: [OwnerHint] {
    counts.sorted { ($1.value, $0.key.basis, $0.key.value) < ($0.value, $1.key.basis, $1.key.value) }.map {
      OwnerHint(kind: $0.key.kind, value: $0.key.value, basis: $0.key.basis, count: $0.value)
    }
  }

  /// From the properties of a store: its own name (of an archive, whose it is) and, in an OST, the entry of its owner.
  mutating func add(store properties: any PropertySet) throws {
    let name = try properties.text(.displayName)
    add(name.flatMap(ArchiveName.init)?.owner ?? name, basis: "store_display_name")
    add(try properties.text(.mailboxOwnerName), basis: "mailbox_owner")
    for id in [PropertyID.mailboxOwnerEntryID, .userEntryID] {
      if let bytes = try properties.bytes(id), case .addressBook(let name)? = EntryID(Array(bytes)) {
        add(name, basis: "mailbox_owner")
      }
    }
  }

  /// From the properties of a message: whom it was received by, and the account that fetched it.
  mutating func add(_ properties: any PropertySet, internetAccountName: UInt16?) throws {
    let smtp = try properties.nonEmptyText(.receivedBySMTPAddress)
    add(try smtp ?? properties.text(.receivedByEmailAddress), basis: "received_by")
    if let internetAccountName { add(try properties.text(internetAccountName), basis: "internet_account_name") }
  }

  /// Adds what another part of the store says.
  mutating func add(_ other: MAPIOwners) {
    for (key, count) in other.counts where counts[key] != nil || counts.count < Self.limit {
      counts[key, default: 0] += count
    }
  }

  private mutating func add(_ value: String?, basis: String) {
    guard let value, !value.isEmpty else { return }
    let kind: OwnerHint.Kind =
      value.utf8.contains(UInt8(ascii: "@")) ? .address : value.hasPrefix("/") ? .legacyDN : .displayName
    let key = Key(kind: kind, value: value, basis: basis)
    if counts.count < Self.limit || counts[key] != nil { counts[key, default: 0] += 1 }
  }
}
