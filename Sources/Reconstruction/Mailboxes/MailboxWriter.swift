import GRDB
import Records

/// Numbers the mailboxes in the order of their names, and writes them.
struct MailboxWriter {
  struct NamedMailbox: Hashable {
    let mailbox: Int
    let name: MailboxName
  }

  private let mailboxes: [DraftMailbox]
  /// Places in `mailboxes`, in the order of ids.
  private let order: [Int]
  private let ids: [Int64]
  private let sharedAddresses: Set<String>

  init(_ mailboxes: [DraftMailbox]) {
    self.mailboxes = mailboxes
    let keys = mailboxes.map(\.sortKey)
    order = mailboxes.indices.filter { !mailboxes[$0].isMerged }.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
    var ids = [Int64](repeating: 0, count: mailboxes.count)
    for (place, index) in order.enumerated() { ids[index] = Int64(place) + 1 }
    self.ids = ids
    let all = mailboxes.filter { !$0.isMerged }.flatMap { $0.values(.address) }
    sharedAddresses = Set(Dictionary(grouping: all) { $0 }.filter { $0.value.count > 1 }.keys)
  }

  /// Of several addresses one that no other mailbox goes by, where there is such.
  private func address(of mailbox: DraftMailbox) -> String? {
    let addresses = mailbox.values(.address)
    return addresses.first { !sharedAddresses.contains($0) } ?? addresses.first
  }

  func writeMailboxes(times: [NamedMailbox: ClosedRange<Int64>], in db: Database) throws {
    for index in order {
      let mailbox = mailboxes[index]
      try db.run(
        """
        INSERT INTO mailbox (mailbox_id, address, display_name, kind, location, parent_mailbox_id)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        [
          ids[index], address(of: mailbox), mailbox.values(.displayName).first ?? mailbox.title,
          mailbox.kind.rawValue, mailbox.isOnline ? "online" : nil,
          mailbox.parent.map { ids[$0] },
        ])
      for (name, bases) in mailbox.names.sorted(by: { $0.key < $1.key }) {
        let range = times[NamedMailbox(mailbox: index, name: name)]
        for basis in bases.sorted() {
          try db.run(
            """
            INSERT INTO mailbox_alias (mailbox_id, kind, value, valid_from_us, valid_to_us, basis)
            VALUES (?, ?, ?, ?, ?, ?)
            """, [ids[index], name.kind.rawValue, name.value, range?.lowerBound, range?.upperBound, basis])
        }
      }
    }
  }

  func write(resolutions: [Int64: (mailbox: Int, basis: String)], in db: Database) throws {
    for (id, resolution) in resolutions.sorted(by: { $0.key < $1.key }) {
      try db.run(
        "INSERT INTO logged_mailbox_resolution (logged_mailbox_id, mailbox_id, basis) VALUES (?, ?, ?)",
        [id, ids[resolution.mailbox], resolution.basis])
    }
  }

  func write(owners: [Int64: (mailbox: Int, basis: String)], in db: Database) throws {
    for (exhibit, owner) in owners.sorted(by: { $0.key < $1.key }) {
      try db.run(
        "INSERT INTO exhibit_mailbox (exhibit_id, mailbox_id, basis) VALUES (?, ?, ?)",
        [exhibit, ids[owner.mailbox], owner.basis])
    }
  }

  /// Addresses that several mailboxes go by, and what was named by such a name alone.
  func write(ambiguities logged: LoggedMailboxes, to notes: inout NoteBook, in db: Database) throws {
    for (address, shared) in logged.register.sharedAddresses {
      let which = shared.map { mailboxes[$0].values(.guid) + mailboxes[$0].values(.sid) }
        .map { $0.first ?? "without GUID and SID" }.sorted().joined(separator: ", ")
      try notes.write(
        "address_shared",
        "\(address) is logged for \(shared.count) mailboxes (\(which)): a mailbox made anew, its archive, or an address "
          + "given to somebody else; they are kept apart", in: db)
    }
    for (name, mailbox) in logged.ambiguous.sorted(by: { $0.name < $1.name }) {
      try notes.write(
        "mailbox_ambiguous",
        "records that name a mailbox by \(name.value) alone fit several mailboxes and are counted for none of them",
        mailbox: ids[mailbox], in: db)
    }
  }

  /// Mailboxes that records name by a display name alone: two people may have the same, and a store that is taken for
  /// such a mailbox because its address begins so may be somebody else's.
  func write(
    displayNames resolutions: [Int64: (mailbox: Int, basis: String)], owners: [Int64: (mailbox: Int, basis: String)],
    to notes: inout NoteBook, in db: Database
  ) throws {
    let bases = Dictionary(grouping: resolutions.values, by: \.mailbox).mapValues { Set($0.map(\.basis)) }
    let owned = Set(owners.values.map(\.mailbox))
    for index in order {
      guard let bases = bases[index], bases.contains(OwnerHint.Kind.displayName.rawValue),
        bases.count > 1 || owned.contains(index)
      else { continue }
      try notes.write(
        "mailbox_by_display_name",
        "records name a mailbox by the display name "
          + "\(mailboxes[index].values(.displayName).joined(separator: ", ")) alone and are taken for this one's; no record "
          + "confirms it, and somebody else may be called so (--other-mailbox parts them)",
        mailbox: ids[index], in: db)
    }
  }

  func write(notes found: [ExhibitOwners.Note], to notes: inout NoteBook, in db: Database) throws {
    let sorted = found.sorted {
      ($0.topic, $0.exhibit.relativePath, $0.exhibit.order) < ($1.topic, $1.exhibit.relativePath, $1.exhibit.order)
    }
    for note in sorted {
      try notes.write(note.topic, note.text, exhibit: note.exhibit.id, in: db)
    }
  }
}
