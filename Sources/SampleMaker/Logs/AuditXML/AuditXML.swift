/// An audit log of Exchange as `SearchResult.xml` delivers it: UTF-8, one `Event` after the other, times with an offset.
package final class AuditXML {
  /// Relative to the case folder.
  private let file: String
  private let output: OutputFile
  /// Of the mailbox that got the file, east of UTC.
  private let offsetMinutes: Int

  /// Makes the file below the folder of the case; the folders above it are there.
  package init(creating file: String, inCase folder: String, offsetMinutes: Int) throws(MakerError) {
    (self.file, self.offsetMinutes) = (file, offsetMinutes)
    output = try OutputFile(creating: folder + "/" + file)
    try line("<?xml version=\"1.0\" encoding=\"utf-8\"?>")
    try line("<SearchResults>")
  }

  package func append(_ event: MailboxAuditEvent) throws(MakerError) -> LogPlace {
    try append(event.element(offsetMinutes: offsetMinutes))
  }

  package func append(_ event: AdminAuditEvent) throws(MakerError) -> LogPlace {
    try append(event.element(offsetMinutes: offsetMinutes))
  }

  /// Written so far.
  package var byteCount: Int64 { output.length }

  /// Ends the file; returns its SHA-256.
  package func finish() throws(MakerError) -> String {
    try line("</SearchResults>")
    return try output.finish()
  }

  private func append(_ element: XMLElement) throws(MakerError) -> LogPlace {
    LogPlace(file: file, line: try output.appendLine(element.text(indent: "  ")))
  }

  private func line(_ text: String) throws(MakerError) { _ = try output.appendLine(text) }
}

/// An element with attributes and elements within, and no text.
struct XMLElement {
  let name: String
  let attributes: [(name: String, value: String)]
  var elements: [XMLElement] = []

  /// On lines of its own, without the last one's ending.
  func text(indent: String) -> String {
    let head = indent + "<" + name + attributes.map { " \($0.name)=\"\(escaped($0.value))\"" }.joined()
    guard !elements.isEmpty else { return head + " />" }
    let within = elements.map { $0.text(indent: indent + "  ") }.joined(separator: "\r\n")
    return head + ">\r\n" + within + "\r\n" + indent + "</" + name + ">"
  }
}

/// As an attribute's value has to be written (XML 1.0, 2.3 and 2.2); control characters that XML does not know become
/// question marks, as .NET's writer is told to do here.
private func escaped(_ value: String) -> String {
  var text = ""
  for scalar in value.unicodeScalars {
    switch scalar {
    case "&": text += "&amp;"
    case "<": text += "&lt;"
    case ">": text += "&gt;"
    case "\"": text += "&quot;"
    case "\t": text += "&#x9;"
    case "\n": text += "&#xA;"
    case "\r": text += "&#xD;"
    case "\0"..<" ", "\u{FFFE}", "\u{FFFF}": text += "?"
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text
}
