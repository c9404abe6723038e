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
