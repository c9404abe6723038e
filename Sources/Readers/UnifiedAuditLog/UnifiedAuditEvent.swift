import Records

/// What the JSON text of one exported event says, before it is taken over among the others.
struct UnifiedAuditEvent: Sendable {
  /// Its ordinal is given when it is taken over; nil where there is none.
  var record: AuditRecord?
  fileprivate(set) var defects: [Defect] = []
  /// Its place among the results of its search, and how many those are.
  fileprivate(set) var result: UnifiedAuditLogIntake.Result?
  /// Whether it holds more than could be read.
  fileprivate(set) var isDamaged = false
  fileprivate(set) var outcome = IntakeOutcome.refused("not read")
}

/// Takes events apart, whatever container they came in; each core has one of its own.
final class UnifiedAuditEventParser: JSONEventParser {
  /// The time that the row around the event gives; it goes before one inside that names no zone.
  var rowTime: LoggedTime?
  private let document = JSONDocument()
  private let nested = JSONDocument()
  private let actions = JSONDocument()
  private let members = JSONMembers()
  /// Whether the payload at hand is known to be compact.
  private var isCompact = false

  /// `text` is an AuditData object, or an object with one in its member AuditData, as an object or as a string.
  /// With `repairing`, text that is hurt is repaired, the defect told and the record kept.
  func event(
    _ text: UnsafeBufferPointer<UInt8>, at location: SourceLocation, repairing: Bool
  ) -> UnifiedAuditEvent {
    var event = UnifiedAuditEvent()
    read(text, at: location, repairing: repairing, into: &event)
    return event
  }

  private func read(
    _ text: UnsafeBufferPointer<UInt8>, at location: SourceLocation, repairing: Bool,
    into event: inout UnifiedAuditEvent
  ) {
    event.outcome = parsed(text, by: document, at: location, repairing: repairing, into: &event) { root, event in
      guard root.isObject else { return .refused("not an object") }
      members.list(root)
      if let index = members["ResultIndex"]?.integer, let count = members["ResultCount"]?.integer {
        event.result = (index, count)
      }
      if let outcome = readFlattened(root, payload: text, at: location, into: &event) { return outcome }
      guard let inner = Self.wrapped(in: members) else { return readListed(payload: text, at: location, into: &event) }
      if inner.isObject { return read(inner, payload: inner.bytes, at: location, into: &event) }
      guard inner.isString else { return .refused("AuditData is neither text nor an object") }
      guard !inner.bytes.trimmed.isEmpty else { return .refused("AuditData is empty") }
      let payload = inner.bytes
      return parsed(payload, by: nested, at: location, repairing: repairing, into: &event) { object, event in
        object.isObject
          ? read(object, payload: payload, at: location, into: &event) : .refused("AuditData is not an object")
      }
    }
  }

  /// An event under the names of another service; nil where it is none, or has its own AuditData with all that it needs.
  private func readFlattened(
    _ root: JSONValue, payload: UnsafeBufferPointer<UInt8>, at location: SourceLocation,
    into event: inout UnifiedAuditEvent
  ) -> IntakeOutcome? {
    guard !Self.isRecord(members), let flattened = FlattenedEvent.auditData(of: root) else { return nil }
    if let inner = members["auditData"], Self.isRecord(inner) { return nil }
    let outcome = flattened.withUnsafeBufferPointer { text -> IntakeOutcome? in
      guard let object = try? nested.parse(text), object.isObject else { return nil }
      return read(object, payload: payload, at: location, into: &event)
    }
    if let outcome { return outcome }
    return FlattenedEvent.auditData(of: root, nests: false)?.withUnsafeBufferPointer { text in
      guard let object = try? nested.parse(text), object.isObject else { return nil }
      event.defects.append(
        Defect(
          "value", "the JSON in one of its values cannot be read", "record kept without what it says", at: location))
      event.isDamaged = true
      return read(object, payload: payload, at: location, into: &event)
    }
  }

  /// The event in a row of an export to JSON (AuditData), of the Graph API (auditData), of Defender's table
  /// CloudAppEvents (RawEventData), of a collector's test (input.message).
  private static func wrapped(in root: JSONMembers) -> JSONValue? {
    root["AuditData"] ?? root["auditData"] ?? root["RawEventData"] ?? root["input"]?["message"]
  }

  private func parsed(
    _ text: UnsafeBufferPointer<UInt8>, by document: JSONDocument, at location: SourceLocation, repairing: Bool,
    into event: inout UnifiedAuditEvent, use: (JSONValue, inout UnifiedAuditEvent) -> IntakeOutcome
  ) -> IntakeOutcome {
    let problem: JSONProblem
    do {
      let root = try document.parse(text)
      isCompact = document.isCompact
      return use(root, &event)
    } catch {
      problem = error
    }
    guard repairing, problem != .tooDeep, problem != .tooMany, let repair = JSONRepair(text) else {
      return .refused(problem.text)
    }
    let outcome = repair.text.withUnsafeBufferPointer { repaired -> IntakeOutcome in
      guard let root = try? document.parse(repaired) else { return .refused(problem.text) }
      isCompact = false
      return use(root, &event)
    }
    guard outcome == .record else { return .refused(problem.text) }
    event.isDamaged = true
    event.defects.append(
      Defect("AuditData", repair.repairs.joined(separator: "; "), "record kept as far as it can be read", at: location))
    return outcome
  }

  private func read(
    _ object: JSONValue, payload: UnsafeBufferPointer<UInt8>, at location: SourceLocation,
    into event: inout UnifiedAuditEvent
  ) -> IntakeOutcome {
    members.list(object)
    return readListed(payload: payload, at: location, into: &event)
  }

  /// Reads the object whose members were listed last.
  private func readListed(
    payload: UnsafeBufferPointer<UInt8>, at location: SourceLocation, into event: inout UnifiedAuditEvent
  ) -> IntakeOutcome {
    guard Self.isRecord(members) else {
      return .refused(
        "an object that is no audit record: it has no AuditData, and not two of Operation, CreationTime and Id")
    }
    guard let digest = JSONSpelling.sha256(of: payload, isCompact: isCompact) else {
      return .refused("no digest of it could be made")
    }
    let mapping = UnifiedAuditLogMapping(members, location: location, payloadSHA256: digest, actions: actions)
    let (record, defects) = mapping.finish()
    event.record = consume record
    if let rowTime {
      event.record?.occurredAt = rowTime.microseconds
      event.record?.timeBasis = rowTime.basis
    }
    event.defects += defects.filter { rowTime == nil || $0.field != "CreationTime" }
    return .record
  }

  /// Whether this text is an event, or holds one, as it stands.
  static func holdsRecord(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let document = JSONDocument()
    guard let root = try? document.parse(text), root.isObject else { return false }
    if FlattenedEvent.auditData(of: root) != nil { return true }
    let members = JSONMembers()
    members.list(root)
    guard let inner = wrapped(in: members) else { return isRecord(members) }
    if inner.isObject { return isRecord(inner) }
    let nested = JSONDocument()
    guard inner.isString, let object = try? nested.parse(inner.bytes) else { return false }
    return isRecord(object)
  }

  private static func isRecord(_ object: JSONValue) -> Bool {
    let members = JSONMembers()
    members.list(object)
    return isRecord(members)
  }

  private static func isRecord(_ members: JSONMembers) -> Bool {
    let hasOperation = members["Operation"]?.isBlank == false
    let (hasTime, hasID) = (members["CreationTime"] != nil, members["Id"] != nil)
    return hasOperation && (hasTime || hasID) || hasTime && hasID
  }
}
