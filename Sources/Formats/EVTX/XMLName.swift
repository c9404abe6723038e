/// The name of an element or attribute, looked up once in the schema of events instead of at each of them.
struct XMLName: Sendable {
  let text: String
  /// Nil where the schema does not give it a meaning of its own.
  let known: SchemaName?

  init(_ text: String) {
    self.text = text
    known = SchemaName(rawValue: text)
  }

  init(_ known: SchemaName) {
    text = known.rawValue
    self.known = known
  }
}

/// Names of the event schema that say what a value is ([MS-EVEN6] 2.2.13).
enum SchemaName: String, Sendable {
  case event = "Event"
  case system = "System"
  case provider = "Provider"
  case name = "Name"
  case eventID = "EventID"
  case level = "Level"
  case keywords = "Keywords"
  case timeCreated = "TimeCreated"
  case systemTime = "SystemTime"
  case eventRecordID = "EventRecordID"
  case execution = "Execution"
  case processID = "ProcessID"
  case channel = "Channel"
  case computer = "Computer"
  case security = "Security"
  case userID = "UserID"
  case eventData = "EventData"
  case data = "Data"
  case renderingInfo = "RenderingInfo"
  case message = "Message"
}
