import EvidenceDatabase
import GRDB
import Records

/// Whose each store, and each folder of single messages, is.
///
/// In this order: what the examiner said; a GUID or SID in the store; the load data of the export that it came with; an
/// address in the name of the file or of a folder that holds it; what more than two thirds of the store's own addresses
/// agree on; where such a name is several mailboxes', the one in which the logs name messages of the store
/// (`LoggedItems`), else who had the address last where mail of that time is in the store (`AddressHolders`); and then,
/// of mailboxes known already, the one whose display name or local part the store or its file is called by. What is
/// left belongs to an unknown owner, so that its messages are in the figures of some mailbox.
struct ExhibitOwners {
  private(set) var register: MailboxRegister
  private(set) var owners: [Int64: (mailbox: Int, basis: String)] = [:]
  private(set) var notes: [Note] = []
  /// Exhibits whose owner goes by a name that is several mailboxes'.
  private var ambiguous: [Int64: Ambiguity] = [:]

  private struct Ambiguity {
    let exhibit: MailExhibit
    let claim: Claim
    let candidates: [Int]

    /// What lies below one folder called by the name has one owner.
    var pool: String {
      exhibit.isSingleMessage || exhibit.kind == "mbox"
        ? "\(claim.name.value)\n\(FilePlace(exhibit, boxes: []).root)" : "\(exhibit.id)"
    }
  }

  struct Note {
    let topic: String
    let exhibit: MailExhibit
    let text: String
  }

  init(
    _ exhibits: [MailExhibit], register: MailboxRegister, logged: LoggedItems, holders: AddressHolders, in db: Database
  ) throws {
    self.register = register
    let stores = exhibits.filter { !$0.isSingleMessage }
    for exhibit in exhibits { assign(exhibit) }
    let groups = Self.groups(exhibits.filter { $0.isSingleMessage && owners[$0.id] == nil })
    self.register.indexLocalParts()
    for store in stores where owners[store.id] == nil { claimByOwnNames(store) }
    for group in groups { claimByOwnNames(group) }
    try decideAmbiguous(by: logged, holders, in: db)
    self.register.indexLocalParts()
    for store in stores where owners[store.id] == nil { claimByLooseNames(store) }
    for group in groups { try claimByRecipients(group.filter { owners[$0.id] == nil }, in: db) }
  }

  /// Single messages by the folder that they lie in.
  private static func groups(_ exhibits: [MailExhibit]) -> [[MailExhibit]] {
    Dictionary(grouping: exhibits) { $0.paths.map(PathNames.folder).joined(separator: "\n") }
      .sorted { $0.key < $1.key }.map(\.value)
  }

  // MARK: Said by the examiner

  private mutating func assign(_ exhibit: MailExhibit) {
    guard let assigned = exhibit.assigned else { return }
    let isAddress = assigned.contains("@")
    var known = register.matches(MailboxName(isAddress ? .address : .guid, assigned))
    if known.isEmpty, !isAddress {
      known = register.matches(MailboxName(.sid, assigned)) + register.matches(MailboxName(.displayName, assigned))
    }
    guard known.count < 2 else {
      note(
        "owner_ambiguous", exhibit, "--mailbox names \(assigned), which \(known.count) mailboxes go by: give the GUID")
      return
    }
    let kind: OwnerHint.Kind = isAddress ? .address : .displayName
    guard let mailbox = known.first ?? MailboxName(kind, assigned).map({ register.add([$0], basis: "command_line") })
    else { return }
    owners[exhibit.id] = (mailbox, "command_line")
  }

  // MARK: Names that say it themselves

  private mutating func claimByOwnNames(_ store: MailExhibit) {
    let said = said(by: store)
    let named = addressInPaths(store)
    if let named, let said, said.name.kind == .address, said.name.value != named.name.value {
      note(
        "owner_conflict", store,
        "the name says \(named.name.value), most of the content \(said.name.value): taken for the former; "
          + "--mailbox FILE=ADDRESS settles it")
    }
    let identifier = said.flatMap { $0.name.kind == .guid || $0.name.kind == .sid ? $0 : nil }
    guard let claim = identifier ?? loaded(store) ?? named ?? said else { return }
    settle([store], claim)
  }

  private typealias Claim = (name: MailboxName, basis: String)

  private func said(by exhibit: MailExhibit) -> Claim? {
    let bases = ["store_display_name", "received_by", "delivered_to", "received_for"]
    for kind in [OwnerHint.Kind.guid, .sid] {
      if let name = exhibit.majority({ $0.name.kind == kind }) { return (name, kind.rawValue) }
    }
    for kind in [OwnerHint.Kind.address, .legacyDN] {
      for basis in bases {
        if let name = exhibit.majority({ $0.name.kind == kind && $0.basis == basis }) { return (name, basis) }
      }
    }
    return nil
  }

  /// What the load data of the export that it came with says.
  private func loaded(_ exhibit: MailExhibit) -> Claim? {
    exhibit.majority { $0.basis == "load_data" }.map { ($0, "load_data") }
  }

  private func addressInPaths(_ exhibit: MailExhibit) -> Claim? {
    for path in exhibit.paths {
      let names = PathNames(path)
      if !exhibit.isSingleMessage, let name = address(in: names.stem) { return (name, "file_name") }
      for folder in names.folders {
        if let name = address(in: folder) { return (name, "folder_name") }
      }
    }
    return nil
  }

  /// `Export_alice@corp.example` is alice where alice is known and `export_alice` is not.
  private func address(in text: String) -> MailboxName? {
    guard let address = PathNames.address(in: text), let name = MailboxName(.address, address) else { return nil }
    guard register.matches(name).isEmpty else { return name }
    var shorter = Substring(address)
    while let separator = shorter.firstIndex(where: { "_-.".contains($0) }),
      let sign = shorter.firstIndex(of: "@"), separator < sign
    {
      shorter = shorter[shorter.index(after: separator)...]
      let known = MailboxName(.address, String(shorter))
      if !register.matches(known).isEmpty { return known }
    }
    return name
  }

  private mutating func settle(_ exhibits: [MailExhibit], _ claim: Claim) {
    let known = register.matches(claim.name)
    guard known.count < 2 else {
      for exhibit in exhibits {
        ambiguous[exhibit.id] = Ambiguity(exhibit: exhibit, claim: claim, candidates: known)
      }
      return
    }
    let mailbox = known.first ?? register.add([claim.name], basis: claim.basis)
    for exhibit in exhibits {
      owners[exhibit.id] = (mailbox, claim.basis)
      ambiguous[exhibit.id] = nil
    }
  }

  private mutating func decideAmbiguous(by logged: LoggedItems, _ holders: AddressHolders, in db: Database) throws {
    let pools = Dictionary(grouping: ambiguous.values, by: \.pool).values
      .map { $0.sorted { ($0.exhibit.relativePath, $0.exhibit.order) < ($1.exhibit.relativePath, $1.exhibit.order) } }
      .sorted { ($0[0].exhibit.relativePath, $0[0].exhibit.order) < ($1[0].exhibit.relativePath, $1[0].exhibit.order) }
    for pool in pools {
      let (first, claim) = (pool[0].exhibit, pool[0].claim)
      let exhibits = pool.map(\.exhibit.id)
      let several = "\(claim.basis) says \(claim.name.value), which \(pool[0].candidates.count) mailboxes go by"
      if let owner = try logged.owner(
        of: exhibits, among: pool[0].candidates,
        owned: { mailbox in Set(owners.filter { $0.value.mailbox == mailbox }.keys) }, in: db)
      {
        for exhibit in exhibits { owners[exhibit] = (owner.mailbox, "logged_items") }
        note(
          "owner_by_logged_items", first,
          "\(several): taken for the one in which the logs name messages that lie here and in none of the others "
            + "(\(owner.items)); --mailbox FILE=GUID settles it")
      } else if let last = holders.last(of: pool[0].candidates, by: claim.name),
        try Self.hasMail(since: last.since, exhibits, in: db)
      {
        for exhibit in exhibits { owners[exhibit] = (last.mailbox, "address_holder") }
        note(
          "owner_by_address_holder", first,
          "\(several): mail in it came after a cmdlet gave the address to the last of them, whose it is taken for; "
            + "--mailbox FILE=GUID settles it")
      } else {
        note("owner_ambiguous", first, "\(several); --mailbox FILE=GUID settles it")
      }
    }
  }

  /// Whether two messages or more came a day or more after then: clocks differ, and one date may be false.
  private static func hasMail(since time: Microseconds, _ exhibits: [Int64], in db: Database) throws -> Bool {
    var count = 0
    for exhibit in exhibits where count < 2 {
      count +=
        try Int.fetchOne(
          db.cachedStatement(
            sql: """
              SELECT COUNT(*) FROM (
                SELECT 1 FROM stored_message
                WHERE \(RowID.isOne("message_id", of: ":exhibit"))
                  AND parent_message_id IS NULL AND received_at_us - 86400000000 >= :time
                LIMIT 2)
              """), arguments: ["exhibit": exhibit, "time": time]) ?? 0
    }
    return count >= 2
  }

  private mutating func claimByOwnNames(_ whole: [MailExhibit]) {
    for exhibit in whole { if let claim = loaded(exhibit) { settle([exhibit], claim) } }
    let group = whole.filter { owners[$0.id] == nil }
    guard let first = group.first else { return }
    if let named = addressInPaths(first) { return settle(group, named) }
    let votes = group.map { said(by: $0) }
    if let agreed = Self.agreed(votes.map { $0?.name }),
      let basis = votes.lazy.compactMap({ $0 }).first(where: { $0.name == agreed })?.basis
    {
      return settle(group, (agreed, basis))
    }
    for (exhibit, vote) in zip(group, votes) {
      if let vote { settle([exhibit], vote) }
    }
  }

  /// What more than two thirds of those who say anything agree on.
  private static func agreed<Value: Hashable>(_ votes: [Value?]) -> Value? {
    var counts: [Value: Int] = [:]
    for case let vote? in votes { counts[vote, default: 0] += 1 }
    let total = counts.values.reduce(0, +)
    return counts.first { $0.value * 3 > total * 2 }?.key
  }

  // MARK: Names that fit one known mailbox

  private mutating func claimByLooseNames(_ store: MailExhibit) {
    if let called = store.majority({ $0.name.kind == .displayName }) {
      let known = register.matches(looseName: called.value)
      if known.count == 1 { owners[store.id] = (known[0], "store_display_name"); return }
    }
    for path in store.paths {
      let names = PathNames(path)
      for (name, basis) in [(names.stem, "file_name")] + names.folders.map({ ($0, "folder_name") }) {
        let known = register.matches(looseName: name)
        if known.count == 1 { owners[store.id] = (known[0], basis); return }
      }
    }
    isUnknown([store], title: PathNames.fileName(of: store.relativePath))
  }

  /// For messages that say nothing of who got them: the only known mailbox among those that they were written to, where
  /// no other known one wrote them.
  private mutating func claimByRecipients(_ group: [MailExhibit], in db: Database) throws {
    guard let first = group.first else { return }
    let votes = try group.map { try onlyKnownRecipient($0, in: db) }
    var guessed: [MailExhibit] = []
    var left: [MailExhibit] = []
    let agreed = Self.agreed(votes)
    for (exhibit, vote) in zip(group, votes) {
      if let owner = agreed ?? vote {
        owners[exhibit.id] = (owner, "recipient")
        guessed.append(exhibit)
      } else {
        left.append(exhibit)
      }
    }
    if let example = guessed.first {
      note(
        "owner_by_recipient", example,
        "the owner of \(example.relativePath) and what lies beside it (messages: \(guessed.count)) is told by nothing but "
          + "the only known address that it was written to; --mailbox FILE=ADDRESS settles it")
    }
    let folder = PathNames.folder(of: first.relativePath)
    isUnknown(left, title: folder.isEmpty ? PathNames.fileName(of: first.relativePath) : PathNames.fileName(of: folder))
  }

  private func onlyKnownRecipient(_ exhibit: MailExhibit, in db: Database) throws -> Int? {
    let addresses = try String.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT DISTINCT r.address_lc
          FROM stored_message AS m
          JOIN recipient AS r ON r.message_id = m.message_id
          WHERE \(RowID.isOne("m.message_id", of: ":exhibit"))
            AND m.parent_message_id IS NULL AND r.kind IN ('to', 'cc') AND r.address_lc IS NOT NULL
          """), arguments: ["exhibit": exhibit.id])
    let senders = try String.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT sender_address FROM message
          WHERE \(RowID.isOne("message_id", of: ":exhibit"))
            AND parent_message_id IS NULL AND sender_address IS NOT NULL
          """), arguments: ["exhibit": exhibit.id])
    var known: Set<Int> = []
    for address in addresses { known.formUnion(register.matches(MailboxName(.address, address))) }
    // The copy that a known sender kept looks just like it.
    for sender in senders { known.formUnion(register.matches(MailboxName(.address, sender))) }
    return known.count == 1 ? known.first : nil
  }

  // MARK: Nothing says it

  private mutating func isUnknown(_ exhibits: [MailExhibit], title: String) {
    guard let first = exhibits.first else { return }
    let mailbox = register.addApart(.unknownOwner, title: title, order: first.relativePath + "\n" + first.order)
    for exhibit in exhibits { owners[exhibit.id] = (mailbox, "unknown_owner") }
    // Where the owner's name fits several mailboxes, that is told already, with what settles it.
    if exhibits.contains(where: { ambiguous[$0.id] != nil }) { return }
    note("owner_unknown", first, "nothing tells whose \(title) is; --mailbox FILE=ADDRESS settles it")
  }

  private mutating func note(_ topic: String, _ exhibit: MailExhibit, _ text: String) {
    notes.append(Note(topic: topic, exhibit: exhibit, text: text))
  }
}
