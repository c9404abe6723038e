/// What an event says: its System part by name, and its data in the order logged ([MS-EVEN6] 2.2.13, event schema).
package struct Event: Sendable, Equatable {
  package var provider: String?
  package var eventID: UInt64?
  package var level: UInt64?
  package var keywords: UInt64?
  package var timeCreated: Value = .null
  /// The event's id in the log where it was first written.
  package var recordID: UInt64?
  package var processID: UInt64?
  package var channel: String?
  package var computer: String?
  package var userID: String?
  package var data = Data()
  /// The text that Windows made of it, in forwarded events only.
  package var message: String?

  package init() {}

  /// The first value of that name.
  package subscript(_ name: String) -> Datum? { data[name] }

  /// Says nothing any more; the room for its data is kept for the next event.
  mutating func removeAll() {
    var room = data
    data = Data()
    room.removeAll()
    self = Event()
    data = room
  }
}
