import EVTX
import Records

/// By what an event is known again in another copy of its log.
struct EventIdentity {
  /// Channel, computer, record id and microseconds since 1970: a log that was cleared counts from 1 again. Nil where
  /// the event has no id.
  let externalID: String?
  /// Over what the event says, without the text that a collector adds: names and templates stand elsewhere in each
  /// copy.
  let payload: Records.Digest

  /// Nil where no digest can be made.
  init?(_ event: borrowing Event) {
    let time = EventMapping.microseconds(of: event.timeCreated)?.microseconds
    externalID = event.recordID.map { id in
      "\(event.channel ?? "")/\(event.computer ?? "")/\(id)/\(time.map { String($0) } ?? "")"
    }
    var plain: [UInt8] = []
    plain.reserveCapacity(4096)
    plain.append(part: event.provider)
    for number in [event.eventID, event.level, event.keywords, event.processID, event.recordID] {
      plain.append(part: number.map { String($0) })
    }
    plain.append(part: time.map { String($0) })
    for text in [event.channel, event.computer, event.userID] { plain.append(part: text) }
    for place in event.data.indices {
      plain.append(part: event.data[place].name)
      plain.append(part: event.data[place].value.text)
    }
    guard let digest = plain.sha256 else { return nil }
    payload = digest
  }
}

extension [UInt8] {
  /// A text, with a byte behind it that tells an empty one from none.
  fileprivate mutating func append(part text: String?) {
    if let text { append(text) }
    append(text == nil ? 1 : 0)
  }
}
