/// A contact as vCard 3.0 (RFC 2426).
func vCard(_ contact: ContactCard) -> String {
  let person = contact.person
  var text = "BEGIN:VCARD\r\nVERSION:3.0\r\n"
  text += foldedCalendarLine("N:\(calendarText(person.familyName));\(calendarText(person.givenName));;;")
  text += foldedCalendarLine("FN:" + calendarText(person.displayName))
  text += foldedCalendarLine("ORG:" + calendarText(contact.company))
  text += foldedCalendarLine("TEL;TYPE=WORK:" + contact.telephone)
  text += foldedCalendarLine("EMAIL;TYPE=INTERNET:" + person.address)
  return text + "END:VCARD\r\n"
}

/// A distribution list as a group of vCard 4.0 (RFC 6350, 6.6.5).
func vCard(list name: String, _ members: [Correspondent]) -> String {
  var text = "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\n"
  text += foldedCalendarLine("FN:" + calendarText(name))
  for member in members { text += foldedCalendarLine("MEMBER:mailto:" + member.address) }
  return text + "END:VCARD\r\n"
}

/// The iCalendar object that a meeting, appointment or task is (RFC 5545).
struct CalendarObject {
  private let item: Item

  /// Nil for what has no place in a calendar.
  init?(_ item: Item) {
    guard item.appointment != nil || item.letter.kind == .task else { return nil }
    self.item = item
  }

  /// What an invitation says in its body (RFC 6047).
  var invitation: (method: String, text: String)? {
    guard item.letter.kind == .meetingRequest else { return nil }
    let method = item.letter.messageClass.hasSuffix("Canceled") ? "CANCEL" : "REQUEST"
    return (method, calendar(method: method, component: event))
  }

  /// An appointment or task of one's own.
  var saved: String? {
    item.letter.kind == .meetingRequest
      ? nil : calendar(method: "PUBLISH", component: item.letter.kind == .task ? toDo : event)
  }

  private func calendar(method: String, component: String) -> String {
    "BEGIN:VCALENDAR\r\nMETHOD:\(method)\r\nPRODID:Microsoft Exchange Server 2010\r\nVERSION:2.0\r\n" + component
      + "END:VCALENDAR\r\n"
  }

  private var event: String {
    guard let appointment = item.appointment else { return "" }
    var text = "BEGIN:VEVENT\r\n" + common
    text += foldedCalendarLine("ORGANIZER:mailto:" + item.letter.sender.address)
    for recipient in item.letter.recipients {
      let role = recipient.kind == .to ? "REQ-PARTICIPANT" : "OPT-PARTICIPANT"
      text += foldedCalendarLine("ATTENDEE;ROLE=\(role);RSVP=TRUE:mailto:" + recipient.correspondent.address)
    }
    text += "DTSTART:\(appointment.start.calendarTime)\r\nDTEND:\(appointment.end.calendarTime)\r\n"
    text += foldedCalendarLine("LOCATION:" + calendarText(appointment.location))
    return text + "END:VEVENT\r\n"
  }

  private var toDo: String {
    "BEGIN:VTODO\r\n" + common + "DUE:\((item.letter.sentAt + .days(7)).calendarTime)\r\nEND:VTODO\r\n"
  }

  /// The unique id is the search key, which all copies share.
  private var common: String {
    "UID:\(hexadecimal(item.searchKey))\r\nDTSTAMP:\(item.letter.sentAt.calendarTime)\r\n"
      + foldedCalendarLine("SUMMARY:" + calendarText(item.letter.subject))
  }
}
