import Testing

/// One piece of evidence and what one detection must say about it: the summaries of its findings, none for a look-alike.
struct DetectionCase: Sendable, CustomTestStringConvertible {
  let detection: String
  let fact: String
  let summaries: [String]
  let fill: @Sendable (Evidence) throws -> Void

  var testDescription: String { "\(detection): \(fact)" }

  static func finds(
    _ detection: String, _ fact: String, _ summaries: [String], fill: @escaping @Sendable (Evidence) throws -> Void
  ) -> DetectionCase {
    DetectionCase(detection: detection, fact: fact, summaries: summaries, fill: fill)
  }

  static func ignores(
    _ detection: String, _ fact: String, fill: @escaping @Sendable (Evidence) throws -> Void
  ) -> DetectionCase {
    DetectionCase(detection: detection, fact: fact, summaries: [], fill: fill)
  }

  static let all =
    accessCases + forwardingCases + auditCases + rightsCases + applicationCases + signInCases + administrationCases
    + forgedRequestCases + webCases + serverCases + exportCases
}
