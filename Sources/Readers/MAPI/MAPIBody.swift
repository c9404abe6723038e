import Bytes
import MAPI
import RTF
import Records

/// What a message says.
extension MAPIMessage {
  /// The plain body; where there is none, or nothing but blanks, the HTML; where there is none either, the text of the
  /// RTF; and at last what a report says.
  func body(_ properties: any PropertySet, headers: String?) throws -> MessageBody? {
    let plain = try properties.nonEmptyText(.body)
    if let plain, !isBlank(plain) {
      return MessageBody(text: plain, source: .plain, headers: headers)
    }
    if let html = try html(properties), !html.isEmpty {
      return MessageBody(text: html, source: .html, headers: headers)
    }
    if properties.type(.rtfCompressed) != nil {
      let read = try rtf(properties)?.text
      return MessageBody(text: read?.text, source: read?.origin == .html ? .html : .rtf, headers: headers)
    }
    if let report = try properties.nonEmptyText(.reportText) {
      return MessageBody(text: report, source: .plain, headers: headers)
    }
    if let plain { return MessageBody(text: plain, source: .plain, headers: headers) }
    return headers.map { MessageBody(text: nil, source: nil, headers: $0) }
  }

  private func isBlank(_ text: String) -> Bool {
    let isClear = text.utf8.contains { $0 > 0x20 && $0 < 0x7F }
    return !isClear && text.allSatisfy(\.isWhitespace)
  }

  func html(_ properties: any PropertySet) throws -> String? {
    switch properties.type(.html) {
    case .string, .string8: try properties.text(.html)
    case .binary:
      try properties.bytes(.html).map {
        HTMLText.decode($0, declared: internetCharset, fallback: properties.charset)
      }
    default: nil
    }
  }

  /// Nil where it cannot be read at all. Writers get the checksum wrong, so that one costs nothing.
  func rtf(_ properties: any PropertySet) throws -> (text: RTFText, rtf: [UInt8])? {
    guard let value = try properties.value(.rtfCompressed) else { return nil }
    return try damage.attempt("RTF body of \(owner) left out") {
      let compressed = try CompressedRTF(value.bytes, at: value.offset)
      let text = RTFText(of: compressed.rtf, at: value.offset)
      for problem in compressed.problems + text.problems {
        if case .checksumMismatch = problem.problem {
          damage.add(problem)
        } else {
          damage.add(problem, consequence: "RTF body of \(owner) read as far as possible")
        }
      }
      return (text, compressed.rtf)
    }
  }
}
