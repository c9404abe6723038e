/// A person of the organisation or of one that it writes to.
package struct Person: Sendable {
  package let givenName: String
  package let familyName: String
  package let displayName: String
  package let address: String
  package let language: Language
  /// Where the person sits, east of UTC, without summer time.
  package let offsetMinutes: Int
}

package enum Language: String, Sendable, CaseIterable {
  case english, german, french, swedish, polish, greek, russian, arabic, hebrew, japanese, chinese, hindi
}

package struct Mailbox: Sendable {
  package enum Kind: String, Sendable { case user, shared, archive, service }

  /// Its place in `World.mailboxes`, from 0.
  package let number: Int
  package let kind: Kind
  /// Who it is named after: for a shared mailbox the team, for an archive its user.
  package let person: Person
  package let guid: GUID
  package let sid: String
  /// `/o=…/ou=…/cn=Recipients/cn=…`
  package let legacyDN: String
  /// The 16 hexadecimal digits by which a tenant's records name a user.
  package let userKey: String
  /// The store behind its entry ids.
  package let storeUID: GUID
  /// The addresses that its owner works from, the office's first; a mobile phone changes its own every day.
  package let clientAddresses: [String]
  package let folders: [Folder]

  package var address: String { person.address }
  package func folder(_ role: Folder.Role) -> Folder? { folders.first { $0.role == role } }
}

package struct Folder: Sendable {
  package enum Role: String, Sendable {
    case inbox, sent, deleted, drafts, calendar, contacts, tasks, notes, junk, archive, custom
    /// `Recoverable Items`, which Outlook does not show and in which nothing lies but folders.
    case recoverableItems
    /// `Recoverable Items\Deletions`.
    case recoverableDeletions
  }

  /// Its place in `Mailbox.folders`, from 0; parents come before their children.
  package let number: Int
  package let role: Role
  package let parent: Int?
  /// In the owner's language.
  package let name: String
  /// From the top, as the audit log has it: `\Inbox\Projects`.
  package let path: String
  /// The folder's GUID and counter, 22 bytes: a folder's long-term id on the server.
  package let longTermID: [UInt8]
  /// `IPF.Note`, `IPF.Appointment`…
  package let containerClass: String
}
