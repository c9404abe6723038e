/// Who a record says did something.
package struct AuditActor: Sendable {
  /// The record's `UserType`.
  package enum Kind: Int, Sendable { case regular = 0, administrator = 2, dataCenter = 3, system = 4, application = 5 }

  /// The record's `UserId`: a principal name, or the name of a service.
  package let userID: String
  /// The record's `UserKey`: 16 hexadecimal digits for a person, the application's id for an application.
  package let userKey: String
  package let sid: String
  package let kind: Kind

  package init(userID: String, userKey: String, sid: String, kind: Kind) {
    (self.userID, self.userKey, self.sid, self.kind) = (userID, userKey, sid, kind)
  }

  /// The person whose mailbox this is.
  package init(_ mailbox: Mailbox) {
    self.init(userID: mailbox.address, userKey: mailbox.userKey, sid: mailbox.sid, kind: .regular)
  }

  /// A service of Exchange Online itself, whose upkeep is most of what the admin log holds.
  package static func service(_ name: String = "Microsoft.Exchange.ServiceHost") -> AuditActor {
    let userID = "NT AUTHORITY\\SYSTEM (\(name))"
    return AuditActor(userID: userID, userKey: userID, sid: "S-1-5-18", kind: .dataCenter)
  }

  /// An application that acts in its own name: the record names the mailbox's user, and the application only as key.
  package static func application(_ applicationID: String, on mailbox: Mailbox) -> AuditActor {
    AuditActor(userID: mailbox.address, userKey: applicationID, sid: mailbox.sid, kind: .application)
  }

  /// The same person where a record tells of administration.
  package var asAdministrator: AuditActor {
    AuditActor(userID: userID, userKey: userKey, sid: sid, kind: .administrator)
  }
}
