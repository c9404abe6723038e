import MIME

/// Whether bytes open like a mail header (RFC 5322 2.2): a run of fields up to an empty line, among them one that only
/// mail has, or mostly such as have a mail's values.
///
/// `Subject: x`, `date: 2021-03-02` or `to: somebody` also open YAML, INI and notes; hence the look at the values.
func looksLikeMail(_ bytes: [UInt8], isWhole: Bool) -> Bool {
  let fields = OpeningFields(bytes)
  guard !fields.isBinary, let first = fields.fields.first?.key, !notMail.contains(first) else { return false }
  var marks = 0
  var strangers = 0
  for field in fields.fields {
    if onlyInMail.contains(field.key) || field.key.hasPrefix("x-ms-exchange-") { return true }
    switch isTypicalOfMail(field) {
    case true?: marks += 1
    case false?: break
    case nil: strangers += 1
    }
  }
  guard marks > 0, strangers < marks else { return false }
  return fields.endsInEmptyLine || !isWhole && marks > 1
}

/// Fields of trace, identity and MIME: nothing else has them.
private let onlyInMail: Set<String> = [
  "received", "message-id", "mime-version", "return-path", "delivered-to", "x-original-to", "envelope-to",
  "content-transfer-encoding", "in-reply-to", "dkim-signature", "authentication-results", "arc-seal", "x-mailer",
  "received-spf", "thread-index", "thread-topic",
]

/// What other formats of `name: value` lines start with.
private let notMail: Set<String> = ["begin", "host", "http", "server", "dn", "version", "package", "metadata-version"]

/// Whether a field of mail has a value as mail has; nil for fields that mail does not have.
private func isTypicalOfMail(_ field: OpeningFields.Field) -> Bool? {
  switch field.key {
  case "from", "to", "cc", "bcc", "sender", "reply-to":
    AddressList(field.value).addresses.contains { $0.address?.contains("@") == true }
  case "date", "resent-date": MessageDate(field.value) != nil
  case "content-type": ContentType(field.value) != nil
  case "subject": true
  default: field.key.hasPrefix("x-") || field.key.hasPrefix("content-") ? true : nil
  }
}

/// The fields at the top of an exhibit, up to the first line that is none.
private struct OpeningFields {
  struct Field {
    var key: String
    var value: [UInt8]
  }
  private(set) var fields: [Field] = []
  private(set) var endsInEmptyLine = false
  private(set) var isBinary = false

  private static let fieldLimit = 200

  init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    if rest.starts(with: "\u{FEFF}".utf8) { rest = rest.dropFirst(3) }
    while let first = rest.first, first == 0x0A || first == 0x0D { rest = rest.dropFirst() }
    while !rest.isEmpty, fields.count < Self.fieldLimit {
      let line = rest.prefix { $0 != 0x0A && $0 != 0x0D }
      rest = rest[line.endIndex...]
      if rest.first == 0x0D { rest = rest.dropFirst() }
      if rest.first == 0x0A { rest = rest.dropFirst() }
      guard !line.contains(where: Self.isControl) else {
        isBinary = true
        return
      }
      if line.isEmpty {
        endsInEmptyLine = true
        return
      }
      guard take(line) else { return }
    }
  }

  /// False where the line neither is a field nor continues one.
  private mutating func take(_ line: ArraySlice<UInt8>) -> Bool {
    if line.first == 0x20 || line.first == 0x09 {
      guard !fields.isEmpty else { return false }
      fields[fields.count - 1].value.append(contentsOf: line)
      return true
    }
    let name = line.prefix(while: Self.isNameByte)
    let colon = line[name.endIndex...].drop { $0 == 0x20 || $0 == 0x09 }
    guard !name.isEmpty, name.count <= 77, colon.first == UInt8(ascii: ":") else { return false }
    fields.append(Field(key: String(decoding: name, as: UTF8.self).lowercased(), value: Array(colon.dropFirst())))
    return true
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// Controls that text has not; ESC is in ISO-2022 text.
  private static func isControl(_ byte: UInt8) -> Bool {
    byte < 0x20 && byte != 0x09 && byte != 0x0C && byte != 0x1B || byte == 0x7F
  }
}
