extension Mailbox {
  /// The same mailbox under another address.
  func renamed(_ address: String) -> Mailbox {
    let person = Person(
      givenName: person.givenName, familyName: person.familyName, displayName: person.displayName, address: address,
      language: person.language, offsetMinutes: person.offsetMinutes)
    return Mailbox(
      number: number, kind: kind, person: person, guid: guid, sid: sid, legacyDN: legacyDN, userKey: userKey,
      storeUID: storeUID, clientAddresses: clientAddresses, folders: folders)
  }
}

extension World {
  /// The users' mailboxes, the fullest first.
  func busiestUsers(without numbers: [Int]) -> [Mailbox] {
    let users = mailboxes.filter { $0.kind == .user && !numbers.contains($0.number) }
    return users.sorted { left, right in
      (copies(in: right.number).count, left.number) < (copies(in: left.number).count, right.number)
    }
  }
}
