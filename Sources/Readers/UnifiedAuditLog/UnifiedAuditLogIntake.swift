import Records

/// Takes the JSON text of one exported event, whatever container it came in, and makes a record of it.
final class UnifiedAuditLogIntake {
  enum Outcome: Equatable {
    case record
    /// Why there is no record.
    case refused(String)
  }

  let collector: RecordCollector
  private let document = JSONDocument()
  private let nested = JSONDocument()
  private let actions = JSONDocument()

  init(_ collector: RecordCollector) { self.collector = collector }

  /// `text` is an AuditData object, or an object with one in its member AuditData, as an object or as a string.
  /// With `repairing`, text that is hurt is repaired, the defect told and the record kept.
  func take(_ text: UnsafeBufferPointer<UInt8>, at location: SourceLocation, repairing: Bool = true) -> Outcome {
    parsed(text, by: document, at: location, repairing: repairing) { root in
      guard root.isObject else { return .refused("not an object") }
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

  /// The event in a row of an export to JSON (AuditData), of the Graph API (auditData), of a collector's test
  /// (input.message).
  private static func wrapped(in root: JSONValue) -> JSONValue? {
    root["AuditData"] ?? root["auditData"] ?? root["input"]?["message"]
  }

  private func parsed(
    _ text: UnsafeBufferPointer<UInt8>, by document: JSONDocument, at location: SourceLocation, repairing: Bool,
    use: (JSONValue) -> Outcome
  ) -> Outcome {
    let problem: JSONProblem
    do {
      return use(try document.parse(text))
    } catch {
      problem = error
    }
    guard repairing, problem != .tooDeep, problem != .tooMany, let repair = JSONRepair(text) else {
      return .refused(problem.text)
    }
    let outcome = repair.text.withUnsafeBufferPointer { repaired -> Outcome in
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
  ) -> Outcome {
    guard Self.isRecord(object) else {
      return .refused(
        "an object that is no audit record: it has no AuditData, and not two of Operation, CreationTime and Id")
    }
    guard let digest = JSONSpelling.sha256(of: payload) else {
      return .refused("no digest of it could be made")
    }
    let mapping = UnifiedAuditLogMapping(
      object, ordinal: collector.nextAuditRecord(), location: location, payloadSHA256: digest, actions: actions)
    collector.add(mapping.record)
    for defect in mapping.defects { collector.add(defect) }
    return .record
  }

  /// Whether this text is an event, or holds one, as it stands.
  static func holdsRecord(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let document = JSONDocument()
    guard let root = try? document.parse(text), root.isObject else { return false }
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

  func tell(_ field: String, _ problem: String, _ consequence: String, at location: SourceLocation) {
    collector.add(
      Defect(
        field: field, problem: location.line.map { "line \($0): \(problem)" } ?? problem, consequence: consequence,
        offset: location.offset, length: location.length))
  }
}
