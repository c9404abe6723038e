/// What is wrong with a detection's file, and where.
package struct DetectionError: Error, Equatable, CustomStringConvertible {
  package enum Problem: Sendable, Equatable {
    case unknownField(String)
    case missing(String)
    case repeated(String)
    case unknownSeverity(String)
    case badParameter(String)
    case repeatedParameter(String)
    case unusedParameter(String)
    case unknownParameter(String)
    case missingColumn(String)
    case missingValue
    case badRole(String)
  }

  package let problem: Problem
  package let detection: String
  package let line: Int?

  init(_ problem: Problem, in detection: String, line: Int?) {
    self.problem = problem
    self.detection = detection
    self.line = line
  }

  package var description: String {
    let place = line.map { "detection \(detection), line \($0)" } ?? "detection \(detection)"
    return switch problem {
    case .unknownField(let field): "\(place): the header has no field \(field)"
    case .missing(let field): "\(place): the header lacks \(field)"
    case .repeated(let field): "\(place): the header has \(field) more than once"
    case .unknownSeverity(let word): "\(place): severity is low, medium or high, not \(word)"
    case .badParameter(let text): "\(place): a parameter is written name = value, not \(text)"
    case .repeatedParameter(let name): "\(place): parameter \(name) stands twice"
    case .unusedParameter(let name): "\(place): the query does not use parameter \(name)"
    case .unknownParameter(let name): "\(place): the header does not state parameter \(name)"
    case .missingColumn(let column): "\(place): the query returns no column \(column)"
    case .missingValue: "\(place): finding_key, role and detail are never NULL"
    case .badRole(let role): "\(place): role is actor, target or context, not \(role)"
    }
  }
}

/// The comment lines at the head of a detection: `-- Field: text`, continued by lines indented further.
/// The first line that does not fit, a plain comment or the query, ends it.
struct DetectionHeader {
  static let fields = ["Detection", "Title", "Severity", "Technique", "Parameter", "Innocent", "Source"]

  private(set) var entries: [(field: String, text: String, line: Int)] = []

  init(_ sqlText: String) throws(DetectionError) {
    var number = 0
    for line in sqlText.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      guard line.hasPrefix("-- ") else { break }
      let text = line.dropFirst(3)
      if text.hasPrefix(" ") {
        guard let last = entries.indices.last else { break }
        entries[last].text += " " + text.trimmed
      } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains(" ") {
        let field = String(text[..<colon])
        guard Self.fields.contains(field) else {
          throw DetectionError(.unknownField(field), in: name, line: number)
        }
        entries.append((field, text[text.index(after: colon)...].trimmed, number))
      } else {
        break
      }
    }
  }

  private var name: String { entries.first { $0.field == "Detection" }?.text ?? "without a name" }

  func one(_ field: String) throws(DetectionError) -> String {
    let found = entries.filter { $0.field == field }
    guard let first = found.first, !first.text.isEmpty else {
      throw DetectionError(.missing(field), in: name, line: nil)
    }
    if found.count > 1 { throw DetectionError(.repeated(field), in: name, line: found[1].line) }
    return first.text
  }

  func all(_ field: String) throws(DetectionError) -> [String] {
    let texts = entries.filter { $0.field == field && !$0.text.isEmpty }.map(\.text)
    if texts.isEmpty { throw DetectionError(.missing(field), in: name, line: nil) }
    return texts
  }

  func parameters() throws(DetectionError) -> [Detection.Parameter] {
    var parameters: [Detection.Parameter] = []
    for entry in entries where entry.field == "Parameter" {
      let parts = entry.text.split(separator: "=", maxSplits: 1).map(\.trimmed)
      guard parts.count == 2, parts[0].isLowerSnakeCase else {
        throw DetectionError(.badParameter(entry.text), in: name, line: entry.line)
      }
      if parameters.contains(where: { $0.name == parts[0] }) {
        throw DetectionError(.repeatedParameter(parts[0]), in: name, line: entry.line)
      }
      let value = Int64(parts[1]).map(Detection.Value.integer) ?? .text(parts[1])
      parameters.append(Detection.Parameter(name: parts[0], value: value))
    }
    return parameters
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    let start = firstIndex { $0 != " " } ?? endIndex
    guard let end = lastIndex(where: { $0 != " " }), start <= end else { return "" }
    return String(self[start...end])
  }

  fileprivate var isLowerSnakeCase: Bool {
    guard let first, first.isLowercase else { return false }
    return allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
  }
}
