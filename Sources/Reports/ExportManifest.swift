/// What was written out, message by message, and what could not be: handed on beside the files, as CSV and as JSON.
package struct ExportManifest: Encodable, Sendable {
  package struct Row: Encodable, Sendable {
    /// As commands take it: exhibit and ordinal.
    package var message: String?
    package var mailbox: String?
    package var tier: String?
    package var internetMessageID: String?
    package var messageClass: String?
    package var exhibitPath: String?
    package var exhibitSHA256: String?
    /// Of the item that the message is, or is attached to.
    package var sourceNode: Int64?
    package var sourceOffset: Int64?
    package var sourceLength: Int64?
    package var recoveryMethod: String?
    /// Below the folder of the manifest; that of the message that it lies in, where it is attached to one written out.
    package var file: String?
    package var sha256: String?
    package var byteCount: Int64?
    /// `original`, `reconstructed`, `inside` another file, or `not_exported`.
    package var form: String
    /// Header fields made of properties because no stored header says them.
    package var madeFields: [String] = []
    /// Whether the file, read again, has the content hash and the Message-ID hash of the message in the case; nil where
    /// the case has none or the file was not read again.
    package var hasSameContent: Bool?
    package var hasSameMessageIDHash: Bool?
    package var notes: [String] = []

    package init(form: String) { self.form = form }
  }

  package private(set) var messages: [Row] = []

  package init() {}

  package mutating func add(_ row: Row) { messages.append(row) }

  package var notExportedCount: Int { messages.count { $0.form == "not_exported" } }

  /// With a header line; RFC 4180, cells that a spreadsheet would take for a formula with an apostrophe in front.
  package var csv: String {
    var text = CSVText.line([
      "message", "mailbox", "tier", "internet_message_id", "message_class", "exhibit_path", "exhibit_sha256",
      "source_node", "source_offset", "source_length", "recovery_method", "file", "sha256", "byte_count", "form",
      "made_fields", "has_same_content", "has_same_message_id_hash", "notes",
    ])
    for row in messages {
      text += CSVText.line([
        row.message, row.mailbox, row.tier, row.internetMessageID, row.messageClass, row.exhibitPath,
        row.exhibitSHA256, row.sourceNode.map(String.init), row.sourceOffset.map(String.init),
        row.sourceLength.map(String.init), row.recoveryMethod, row.file, row.sha256, row.byteCount.map(String.init),
        row.form, row.madeFields.joined(separator: "; "), row.hasSameContent.map { $0 ? "1" : "0" },
        row.hasSameMessageIDHash.map { $0 ? "1" : "0" }, row.notes.joined(separator: "; "),
      ])
    }
    return text
  }
}

/// Lines of a CSV for whoever opens it in whatever program.
package enum CSVText {
  /// Cells with commas between them and CR LF behind; nil is an empty one.
  package static func line(_ cells: [String?]) -> String {
    cells.map { cell($0 ?? "") }.joined(separator: ",") + "\r\n"
  }

  private static func cell(_ text: String) -> String {
    let first = text.unicodeScalars.first
    let isFormula = first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
    let safe = isFormula ? "'" + text : text
    guard safe.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }
}
