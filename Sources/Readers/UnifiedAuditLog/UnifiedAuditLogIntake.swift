import Records

/// Takes the JSON text of one exported event, whatever container it came in, and makes a record of it.
final class UnifiedAuditLogIntake: JSONIntake {
  let firstName = "CreationTime"
  let collector: RecordCollector
  /// The time that the row around the event gives; it goes before one inside that names no zone.
  var rowTime: LoggedTime?
  private var tally = ResultTally()
  /// Rows and objects taken, whether or not a record came of them.
  private var takenCount: Int64 = 0
  private let document = JSONDocument()
  private let nested = JSONDocument()
  private let actions = JSONDocument()

  init(_ collector: RecordCollector) { self.collector = collector }

  /// `text` is an AuditData object, or an object with one in its member AuditData, as an object or as a string.
  /// With `repairing`, text that is hurt is repaired, the defect told and the record kept.
  func take(_ text: UnsafeBufferPointer<UInt8>, at location: SourceLocation, repairing: Bool) -> IntakeOutcome {
    parsed(text, by: document, at: location, repairing: repairing) { root in
      guard root.isObject else { return .refused("not an object") }
      if let index = root["ResultIndex"]?.integer, let count = root["ResultCount"]?.integer {
        self.count(index: index, of: count, at: location)
      }
      if let outcome = takeFlattened(root, payload: text, at: location) { return outcome }
      guard let inner = Self.wrapped(in: root) else { return add(root, payload: text, at: location) }
      if inner.isObject { return add(inner, payload: inner.bytes, at: location) }
      guard inner.isString else { return .refused("AuditData is neither text nor an object") }
      guard !inner.bytes.trimmed.isEmpty else { return .refused("AuditData is empty") }
      let payload = inner.bytes
      return parsed(payload, by: nested, at: location, repairing: repairing) { object in
        object.isObject ? add(object, payload: payload, at: location) : .refused("AuditData is not an object")
      }
    }
  }

  /// Notes the place of a row among the results of its search.
  func count(index: Int64, of count: Int64, at location: SourceLocation) {
    tally.take(index: index, count: count, at: location.offset)
  }

  /// Notes a row of a table.
  func countRow() { takenCount += 1 }

  /// Tells what the export shows to be missing in it.
  func tellGaps() {
    for gap in tally.gaps { collector.add(gap) }
    collector.tellRowLimit(
      max(takenCount, collector.recordCount),
      of: [
        (100, "Search-UnifiedAuditLog gives unless asked for more"),
        (5000, "Search-UnifiedAuditLog gives in one answer"),
        (50_000, "Search-UnifiedAuditLog and the portal give for one search"), (10_000, "a query of Sentinel shows"),
        (30_000, "Log Analytics gives for one query"), (500_000, "the interface of Log Analytics gives for one query"),
      ])
  }

  /// An event under the names of another service; nil where it is none, or has its own AuditData with all that it needs.
  private func takeFlattened(
    _ root: JSONValue, payload: UnsafeBufferPointer<UInt8>, at location: SourceLocation
  ) -> IntakeOutcome? {
    guard !Self.isRecord(root), let event = FlattenedEvent.auditData(of: root) else { return nil }
    if let inner = root["auditData"], Self.isRecord(inner) { return nil }
    let outcome = event.withUnsafeBufferPointer { text -> IntakeOutcome? in
      guard let object = try? nested.parse(text), object.isObject else { return nil }
      return add(object, payload: payload, at: location)
    }
    if let outcome { return outcome }
    return FlattenedEvent.auditData(of: root, nests: false)?.withUnsafeBufferPointer { text in
      guard let object = try? nested.parse(text), object.isObject else { return nil }
      tell("value", "the JSON in one of its values cannot be read", "record kept without what it says", at: location)
      collector.isPartial = true
      return add(object, payload: payload, at: location)
    }
  }

  /// The event in a row of an export to JSON (AuditData), of the Graph API (auditData), of a collector's test
  /// (input.message).
  private static func wrapped(in root: JSONValue) -> JSONValue? {
    root["AuditData"] ?? root["auditData"] ?? root["input"]?["message"]
  }

  private func parsed(
    _ text: UnsafeBufferPointer<UInt8>, by document: JSONDocument, at location: SourceLocation, repairing: Bool,
    use: (JSONValue) -> IntakeOutcome
  ) -> IntakeOutcome {
    let problem: JSONProblem
    do {
      return use(try document.parse(text))
    } catch {
      problem = error
    }
    guard repairing, problem != .tooDeep, problem != .tooMany, let repair = JSONRepair(text) else {
      return .refused(problem.text)
    }
    let outcome = repair.text.withUnsafeBufferPointer { repaired -> IntakeOutcome in
      guard let root = try? document.parse(repaired) else { return .refused(problem.text) }
      return use(root)
    }
    guard outcome == .record else { return .refused(problem.text) }
    collector.isPartial = true
    tell("AuditData", repair.repairs.joined(separator: "; "), "record kept as far as it can be read", at: location)
    return outcome
  }

  private func add(
    _ object: JSONValue, payload: UnsafeBufferPointer<UInt8>, at location: SourceLocation
  ) -> IntakeOutcome {
    guard Self.isRecord(object) else {
      return .refused(
        "an object that is no audit record: it has no AuditData, and not two of Operation, CreationTime and Id")
    }
    guard let digest = JSONSpelling.sha256(of: payload) else {
      return .refused("no digest of it could be made")
    }
    let mapping = UnifiedAuditLogMapping(
      object, ordinal: collector.nextAuditRecord(), location: location, payloadSHA256: digest, actions: actions)
    var record = mapping.record
    if let rowTime {
      record.occurredAt = rowTime.microseconds
      record.timeBasis = rowTime.basis
    }
    collector.add(record)
    for defect in mapping.defects where rowTime == nil || defect.field != "CreationTime" { collector.add(defect) }
    return .record
  }

  /// Whether this text is an event, or holds one, as it stands.
  static func holdsRecord(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let document = JSONDocument()
    guard let root = try? document.parse(text), root.isObject else { return false }
    if FlattenedEvent.auditData(of: root) != nil { return true }
    guard let inner = wrapped(in: root) else { return isRecord(root) }
    if inner.isObject { return isRecord(inner) }
    let nested = JSONDocument()
    guard inner.isString, let object = try? nested.parse(inner.bytes) else { return false }
    return isRecord(object)
  }

  private static func isRecord(_ object: JSONValue) -> Bool {
    let marks = [object["Operation"]?.text != nil, object["CreationTime"] != nil, object["Id"] != nil]
    return marks.count { $0 } >= 2
  }
}
