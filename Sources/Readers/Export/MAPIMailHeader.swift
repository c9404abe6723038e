import MAPI
import MIME
import Records

/// The header section of a message made of an item: the stored headers, what they lack made of properties, our marks.
struct MAPIMailHeader {
  let bytes: [UInt8]
  /// Fields made of properties.
  let madeFields: [String]
  let notes: [String]

  init(_ record: Message, _ properties: any PropertySet, marks: [MailMark]) throws {
    let stored = StoredHeaderFields(record.body?.headers)
    var made = MadeFields(known: Set(stored.fields.map(\.key)))
    if let time = record.sentAt { made.add("Date", token: MessageDate.text(time)) }
    for (name, kind) in [
      ("From", Recipient.Kind.from), ("Sender", .sender), ("Reply-To", .replyTo), ("To", .to), ("Cc", .cc),
      ("Bcc", .bcc),
    ] {
      made.add(name, record.recipients.filter { $0.kind == kind })
    }
    if let subject = record.subject { made.add("Subject", text: subject) }
    if let id = record.internetMessageID { made.add("Message-ID", text: id) }
    if stored.fields.isEmpty {
      for (name, id) in [
        ("In-Reply-To", PropertyID.inReplyToID), ("References", .internetReferences),
        ("Thread-Topic", .conversationTopic),
      ] {
        if let text = try properties.nonEmptyText(id) { made.add(name, text: text) }
      }
      if let importance = try properties.integer(.importance), importance == 0 || importance == 2 {
        made.add("Importance", token: importance == 2 ? "high" : "low")
      }
    }
    var ours = HeaderWriter()
    for mark in marks { ours.add(mark.name, text: mark.value) }
    ours.add(
      "X-Mailtrail-Form",
      text: stored.fields.isEmpty
        ? "reconstructed from MAPI properties" : "reconstructed from MAPI properties, headers as stored")
    if let name = record.messageClass { ours.add("X-Mailtrail-Message-Class", text: name) }
    if !made.names.isEmpty { ours.add("X-Mailtrail-Made", text: made.names.joined(separator: ", ")) }
    if let time = record.receivedAt { ours.add("X-Mailtrail-Delivered", text: MessageDate.text(time)) }
    for recipient in record.recipients {
      guard let address = recipient.address, !HeaderWriter.isSMTP(address) else { continue }
      let name = recipient.displayName.map { "\($0) " } ?? ""
      ours.add("X-Mailtrail-Address", text: "\(recipient.kind.rawValue): \(name)<\(address)>")
    }
    var header = HeaderWriter()
    for field in stored.fields { header.add(rawLines: field.lines) }
    bytes = header.bytes + made.writer.bytes + ours.bytes
    madeFields = made.names
    notes =
      stored.leftOutCount == 0
      ? [] : ["lines of the stored headers that are no fields left out: \(stored.leftOutCount)"]
  }
}

/// Fields that the stored headers do not have.
private struct MadeFields {
  private(set) var writer = HeaderWriter()
  private(set) var names: [String] = []
  private let known: Set<String>

  init(known: Set<String>) { self.known = known }

  private mutating func isNew(_ name: String) -> Bool {
    guard !known.contains(name.lowercased()) else { return false }
    names.append(name)
    return true
  }

  mutating func add(_ name: String, text: String) { if isNew(name) { writer.add(name, text: text) } }

  mutating func add(_ name: String, token: String) { if isNew(name) { writer.add(name, token: token) } }

  mutating func add(_ name: String, _ recipients: [Recipient]) {
    guard !recipients.isEmpty, isNew(name) else { return }
    writer.add(name, addresses: recipients.map { Address(displayName: $0.displayName, address: $0.address) })
  }
}

/// Internet headers that an item keeps (PidTagTransportMessageHeaders), field by field.
///
/// Fields of the structure, which was another one, and such as we write ourselves go by a name with `X-Original-` in
/// front. What follows an empty line are headers of parts that are no longer there.
struct StoredHeaderFields {
  struct Field {
    let key: String
    var lines: [[UInt8]]
  }
  private(set) var fields: [Field] = []
  private(set) var leftOutCount = 0

  init(_ text: String?) {
    guard let text else { return }
    for line in text.utf8.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A }) {
      var bytes = line.filter { $0 != 0 && $0 != 0x0D }
      if bytes.isEmpty {
        if fields.isEmpty { continue }
        break
      }
      if bytes[0] == 0x20 || bytes[0] == 0x09 {
        guard !fields.isEmpty, bytes.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
        fields[fields.count - 1].lines.append(bytes)
        continue
      }
      let name = bytes.prefix { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
      guard !name.isEmpty, bytes.dropFirst(name.count).first == UInt8(ascii: ":") else {
        leftOutCount += 1
        continue
      }
      var key = String(decoding: name, as: UTF8.self).lowercased()
      if key == "mime-version" || key.hasPrefix("content-") || key.hasPrefix("x-mailtrail-") {
        bytes = Array("X-Original-".utf8) + bytes
        key = "x-original-" + key
      }
      fields.append(Field(key: key, lines: [bytes]))
    }
  }
}
