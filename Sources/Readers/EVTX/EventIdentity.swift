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

  /// Nil where no digest can be made.
  init?(_ event: Event) {
    let time = EventMapping.microseconds(of: event.timeCreated)?.microseconds
    externalID = event.recordID.map { id in
      "\(event.channel ?? "")/\(event.computer ?? "")/\(id)/\(time.map { String($0) } ?? "")"
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4096)
    func add(_ text: String?) {
      if var text { text.withUTF8 { bytes.append(contentsOf: $0) } }
      bytes.append(text == nil ? 1 : 0)
    }
    add(event.provider)
    for number in [event.eventID, event.level, event.keywords, event.processID, event.recordID] {
      add(number.map { String($0) })
    }
    add(time.map { String($0) })
    for text in [event.channel, event.computer, event.userID] { add(text) }
    for datum in event.data {
      add(datum.name)
      add(datum.value.text)
    }
    guard let digest = SHA256.hash(data: bytes).withUnsafeBytes({ Records.Digest($0) }) else { return nil }
    payload = digest
  }
}
