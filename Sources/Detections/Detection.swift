import Crypto
import Records

/// One question to the evidence: an SQL text whose rows are the records that support a finding, and what its header
/// says about it.
///
/// The query returns these columns, and rows of one key are one finding:
/// `finding_key` (text), `mailbox_id`, `session_id`, `audit_record_id`, `role` (`actor`, `target`, `context`),
/// `occurred_at_us`, `detail` (one clause that says what the log says, no more). `export_job_id` may be there besides.
package struct Detection: Sendable, Equatable {
  package enum Severity: String, Sendable, CaseIterable {
    case low, medium, high
  }

  /// A value bound to `:name`.
  package enum Value: Sendable, Equatable {
    case integer(Int64)
    case text(String)
  }

  package struct Parameter: Sendable, Equatable {
    package var name: String
    package var value: Value
  }

  package let name: String
  package let title: String
  package let severity: Severity
  /// ATT&CK number and name.
  package let technique: String
  /// What is bound at the run: the defaults of the file, unless changed.
  package var parameters: [Parameter]
  /// What an examiner should rule out first.
  package let innocent: [String]
  package let sources: [String]
  package let sqlText: String

  package init(sqlText: String) throws(DetectionError) {
    let header = try DetectionHeader(sqlText)
    name = try header.one("Detection")
    title = try header.one("Title")
    technique = try header.one("Technique")
    let word = try header.one("Severity")
    guard let severity = Severity(rawValue: word) else {
      throw DetectionError(.unknownSeverity(word), in: name, line: nil)
    }
    self.severity = severity
    parameters = try header.parameters()
    innocent = try header.all("Innocent")
    sources = try header.all("Source")
    self.sqlText = sqlText
  }

  /// SHA-256 of the file's bytes, in hexadecimal.
  package var sqlSHA256: String {
    hexadecimal(Array(SHA256.hash(data: Array(sqlText.utf8))))
  }
}
