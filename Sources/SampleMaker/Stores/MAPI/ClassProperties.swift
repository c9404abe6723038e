/// What messages of one class say beyond others.
enum ClassProperties {
  static func set(_ item: Item, in list: inout PropertyList) {
    if let appointment = item.appointment {
      setAppointment(appointment, item, in: &list)
    }
    if let contact = item.contact { setContact(contact, in: &list) }
    switch item.letter.kind {
    case .distributionList: setDistributionList(item, in: &list)
    case .task: setTask(item, in: &list)
    case .note: setNote(in: &list)
    case .report: setReport(item, in: &list)
    default: break
    }
  }

  /// [MS-OXOCAL] 2.2.1.
  private static func setAppointment(
    _ appointment: (start: Moment, end: Moment, location: String), _ item: Item, in list: inout PropertyList
  ) {
    let isMeeting = item.letter.kind == .meetingRequest
    let objectID = globalObjectID(item)
    let minutes = (appointment.end - appointment.start).microseconds / 60_000_000
    list.set(.startDate, .time(appointment.start))
    list.set(.endDate, .time(appointment.end))
    list.set(.appointmentSequence, .int32(0))
    list.set(.busyStatus, .int32(2))
    list.set(.location, .text(appointment.location))
    list.set(.appointmentStart, .time(appointment.start))
    list.set(.appointmentEnd, .time(appointment.end))
    list.set(.appointmentDuration, .int32(Int32(clamping: minutes)))
    list.set(.appointmentSubType, .bool(false))
    list.set(.appointmentStateFlags, .int32(isMeeting ? 3 : 0))
    list.set(.responseStatus, .int32(isMeeting ? 5 : 0))
    list.set(.recurring, .bool(false))
    list.set(.recurrenceType, .int32(0))
    list.set(.globalObjectID, .binary(objectID))
    list.set(.cleanGlobalObjectID, .binary(objectID))
    list.set(.reminderSet, .bool(false))
    list.set(.isPrivate, .bool(false))
    list.set(.commonStart, .time(appointment.start))
    list.set(.commonEnd, .time(appointment.end))
  }

  /// What all copies of a meeting share ([MS-OXOCAL] 2.2.1.27), here from what all copies of the letter share.
  private static func globalObjectID(_ item: Item) -> [UInt8] {
    var bytes: [UInt8] = [4, 0, 0, 0, 0x82, 0, 0xE0, 0, 0x74, 0xC5, 0xB7, 0x10, 0x1A, 0x82, 0xE0, 0x08]
    bytes.appendZeros(4)
    bytes.append(littleEndian: item.letter.sentAt.fileTime)
    bytes.appendZeros(8)
    bytes.append(littleEndian: UInt32(item.searchKey.count))
    return bytes + item.searchKey
  }

  /// [MS-OXOCNTC] 2.2.1. The company serves as a category too, so that stores have a property named by a text.
  private static func setContact(_ contact: ContactCard, in list: inout PropertyList) {
    let person = contact.person
    let correspondent = Correspondent(name: person.displayName, address: person.address)
    list.set(.displayName, .text(person.displayName))
    list.set(.givenName, .text(person.givenName))
    list.set(.surname, .text(person.familyName))
    list.set(.companyName, .text(contact.company))
    list.set(.businessTelephoneNumber, .text(contact.telephone))
    list.set(.fileUnder, .text("\(person.familyName), \(person.givenName)"))
    list.set(.email1DisplayName, .text("\(person.displayName) (\(person.address))"))
    list.set(.email1AddressType, .text("SMTP"))
    list.set(.email1EmailAddress, .text(person.address))
    list.set(.email1OriginalDisplayName, .text(person.address))
    list.set(.email1OriginalEntryID, .binary(EntryID.oneOff(correspondent)))
    list.set(.keywords, .texts([contact.company]))
  }

  /// [MS-OXOCNTC] 2.2.2.
  private static func setDistributionList(_ item: Item, in list: inout PropertyList) {
    let members = item.members.map { EntryID.oneOff($0) }
    list.set(.displayName, .text(item.letter.subject))
    list.set(.fileUnder, .text(item.letter.subject))
    list.set(.distributionListName, .text(item.letter.subject))
    list.set(.distributionListMembers, .binaries(members))
    list.set(.distributionListOneOffMembers, .binaries(members))
  }

  /// [MS-OXOTASK] 2.2.2: not begun.
  private static func setTask(_ item: Item, in list: inout PropertyList) {
    list.set(.taskStatus, .int32(0))
    list.set(.percentComplete, .double(0))
    list.set(.taskComplete, .bool(false))
    list.set(.taskOwner, .text(item.letter.sender.name))
  }

  /// [MS-OXONOTE] 2.2.1: yellow.
  private static func setNote(in list: inout PropertyList) {
    list.set(.noteColor, .int32(3))
    list.set(.noteWidth, .int32(200))
    list.set(.noteHeight, .int32(166))
  }

  /// [MS-OXOMSG] 2.2.2.
  private static func setReport(_ item: Item, in list: inout PropertyList) {
    list.set(.reportTime, .time(item.letter.sentAt))
    list.set(.reportText, item.plainBody.map { .text($0) })
  }
}
