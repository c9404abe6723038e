import Crypto
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

  /// `time` is when it occurred, in microseconds since 1970; `room` is used for texts. Nil where no digest can be made.
  init?(_ event: borrowing Event, at time: Microseconds?, in room: inout PlainText) {
    externalID = Self.externalID(of: event, at: time, in: &room)
    room.removeAll()
    room.append(part: event.provider)
    room.append(part: event.eventID)
    room.append(part: event.level)
    room.append(part: event.keywords)
    room.append(part: event.processID)
    room.append(part: event.recordID)
    room.append(part: time)
    room.append(part: event.channel)
    room.append(part: event.computer)
    room.append(part: event.userID)
    var hash = SHA256()
    room.withBytes { hash.update(bufferPointer: $0) }
    event.data.plain.withBytes { hash.update(bufferPointer: $0) }
    guard let digest = hash.finalize().withUnsafeBytes({ Records.Digest($0) }) else { return nil }
    payload = digest
  }

  private static func externalID(of event: borrowing Event, at time: Microseconds?, in room: inout PlainText) -> String?
  {
    guard let recordID = event.recordID else { return nil }
    room.removeAll()
    if let channel = event.channel { room.append(channel) }
    room.append(UInt8(ascii: "/"))
    if let computer = event.computer { room.append(computer) }
    room.append(UInt8(ascii: "/"))
    room.append(decimal: recordID)
    room.append(UInt8(ascii: "/"))
    if let time { room.append(decimal: time) }
    return room.text(0..<room.count)
  }
}
