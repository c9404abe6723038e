/// The kinds of items that queries name, by message class (Keyword queries and search conditions for eDiscovery;
/// Filterable properties for the ContentFilter parameter).
enum ItemKind: Sendable, Hashable {
  case email, meeting, contact, document, fax, instantMessage, journal, note, post, feed, task, voicemail

  init?(_ name: String) {
    switch name.lowercased() {
    case "email": self = .email
    case "meetings", "meeting", "calendar": self = .meeting
    case "contacts", "contact": self = .contact
    case "docs", "doc", "documents": self = .document
    case "faxes", "fax": self = .fax
    case "im", "instantmessage": self = .instantMessage
    case "journals", "journal": self = .journal
    case "notes", "note": self = .note
    case "posts", "post": self = .post
    case "rssfeeds", "rssfeed": self = .feed
    case "tasks", "task": self = .task
    case "voicemail": self = .voicemail
    default: return nil
    }
  }

  /// Nil where the class does not say.
  init?(messageClass: String) {
    let name = messageClass.lowercased()
    let known: [(String, ItemKind)] = [
      ("ipm.note.microsoft.fax", .fax), ("ipm.note.microsoft.voicemail", .voicemail),
      ("ipm.note.microsoft.conversation", .instantMessage), ("ipm.post.rss", .feed), ("ipm.note", .email),
      ("ipm.schedule.meeting", .meeting), ("ipm.appointment", .meeting), ("ipm.contact", .contact),
      ("ipm.document", .document), ("ipm.activity", .journal), ("ipm.stickynote", .note), ("ipm.post", .post),
      ("ipm.task", .task),
    ]
    guard let kind = known.first(where: { name == $0.0 || name.hasPrefix($0.0 + ".") })?.1 else { return nil }
    self = kind
  }
}
