import Detections
import Testing

/// The rules of `portable-sql.md` that a machine can check.
@Suite("Detections keep to portable SQL")
struct PortableSQLTests {
  /// The text without comments and without what stands in quotes.
  private static func code(of sql: String) -> String {
    let uncommented = sql.split(separator: "\n").map { line in
      line.firstRange(of: "--").map { line[..<$0.lowerBound] } ?? line[...]
    }.joined(separator: "\n")
    return uncommented.split(separator: "'", omittingEmptySubsequences: false).enumerated()
      .map { $0.offset.isMultiple(of: 2) ? String($0.element) : "''" }.joined()
  }

  @Test("only ASCII, no double quotes, backslashes or tabs, no line over 120", arguments: try Detections.load())
  func characters(detection: Detection) {
    for byte in detection.sqlText.utf8 {
      #expect(byte == 0x0A || (0x20..<0x7F).contains(byte))
      #expect(byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "`"))
    }
    #expect(detection.sqlText.split(separator: "\n").allSatisfy { $0.count <= 120 })
  }

  @Test("no word that some engine lacks or reads differently", arguments: try Detections.load())
  func words(detection: Detection) {
    let forbidden: Set<String> = [
      "concat", "instr", "position", "glob", "regexp", "ilike", "ifnull", "iif", "greatest", "least", "upper",
      "string_agg", "group_concat", "json_extract", "json_each", "strftime", "date", "datetime", "julianday",
      "date_trunc", "extract", "interval", "median", "percentile_cont", "stddev", "qualify", "lateral", "groups",
      "exclude", "true", "false", "real", "double", "float", "text", "string", "materialized", "pragma", "insert",
      "update", "delete", "create", "sqrt",
    ]
    let words = Self.code(of: detection.sqlText).lowercased().split { !$0.isLetter && $0 != "_" && !$0.isNumber }
    #expect(words.filter { forbidden.contains(String($0)) } == [])
    #expect(!Self.code(of: detection.sqlText).contains("/"))
  }

  @Test("every LIKE names its escape character", arguments: try Detections.load())
  func likes(detection: Detection) {
    let code = Self.code(of: detection.sqlText)
    #expect(code.ranges(of: "LIKE ''").count == code.ranges(of: "LIKE").count)
    #expect(code.ranges(of: "LIKE '' ESCAPE ''").count == code.ranges(of: "LIKE").count)
    #expect(detection.sqlText.ranges(of: "ESCAPE '!'").count == code.ranges(of: "ESCAPE").count)
  }

  @Test("one SELECT that ends with an order by key, time and record", arguments: try Detections.load())
  func order(detection: Detection) throws {
    let code = Self.code(of: detection.sqlText)
    let last = try #require(code.split(separator: "\n").last)
    #expect(last.hasPrefix("ORDER BY finding_key, occurred_at_us"))
    #expect(last.contains("audit_record_id, session_id"))
    #expect(!code.contains(";"))
  }

  @Test("the parameters of the header are those of the query", arguments: try Detections.load())
  func parameters(detection: Detection) {
    let code = Self.code(of: detection.sqlText)
    let used = code.split(separator: ":").dropFirst().map { $0.prefix { $0.isLetter || $0 == "_" || $0.isNumber } }
    #expect(Set(used.map(String.init)) == Set(detection.parameters.map(\.name)))
  }
}
