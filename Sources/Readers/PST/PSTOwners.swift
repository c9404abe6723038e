import Bytes
import MAPI
import PST
import Records

/// Gathers what a store says about whose it is.
struct PSTOwners: Sendable {
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

  /// The store's own name and, in an OST, the entry of its owner.
  mutating func add(_ store: MessageStore) throws {
    guard let properties = store.properties else { return }
    add(try properties.text(.displayName), basis: "store_display_name")
    add(try properties.text(.mailboxOwnerName), basis: "mailbox_owner")
    for id in [PropertyID.mailboxOwnerEntryID, .userEntryID] {
      if let bytes = try properties.bytes(id), case .addressBook(let name)? = EntryID(Array(bytes)) {
        add(name, basis: "mailbox_owner")
      }
    }
  }

  /// Whom an item was received by, and the account that fetched it.
  mutating func add(_ message: MessageObject) throws {
    guard let properties = message.properties else { return }
    let smtp = try properties.text(.receivedBySMTPAddress)
    let address = smtp?.isEmpty == false ? smtp : try properties.text(.receivedByEmailAddress)
    add(address, basis: "received_by")
    if let id = try message.internetAccountNameID {
      add(try properties.text(id), basis: "internet_account_name")
    }
  }

  /// Adds what another part of the store says.
  mutating func add(_ other: PSTOwners) {
    for (key, count) in other.counts where counts[key] != nil || counts.count < Self.limit {
      counts[key, default: 0] += count
    }
  }

  private mutating func add(_ value: String?, basis: String) {
    guard let value, !value.isEmpty else { return }
    let kind: OwnerHint.Kind = value.contains("@") ? .address : value.hasPrefix("/") ? .legacyDN : .displayName
    let key = Key(kind: kind, value: value, basis: basis)
    guard counts[key] != nil || counts.count < Self.limit else { return }
    counts[key, default: 0] += 1
  }
}
