import MIME
import Records

/// Who wrote a message, to whom and when, as its content hash takes them.
///
/// A MAPI item may know its people by X.500 address or name alone, or have no time: then its stored Internet headers,
/// where it has any, say what the item lacks. Who has no SMTP address there either is taken by display name.
struct MessageCorrespondents {
  /// Of the first From; else of the Sender.
  let author: String
  /// To and Cc as one set, sorted by bytes.
  let recipients: [String]
  let sentAt: Microseconds?

  init(of message: borrowing Message) {
    var headers = StoredHeaders(message.body?.headers)
    author = Self.author(message.recipients, &headers)
    let found = message.recipients.filter { $0.kind == .to || $0.kind == .cc }
    let addresses = found.compactMap { Self.address($0.address) }
    recipients = Self.inOrder(addresses.count == found.count ? addresses : Self.names(found, &headers))
    sentAt = message.sentAt ?? headers.date
  }

  private static func author(_ recipients: [Recipient], _ headers: inout StoredHeaders) -> String {
    let from = recipients.first { $0.kind == .from }
    if let address = address(from?.address) { return address }
    if let address = headers.recipients("from", .from).lazy.compactMap({ Self.address($0.address) }).first {
      return address
    }
    let sender = recipients.first { $0.kind == .sender }
    return address(sender?.address) ?? (from ?? sender).map(name) ?? ""
  }

  /// By the stored headers where these name any, for somebody of `found` has no address.
  private static func names(_ found: [Recipient], _ headers: inout StoredHeaders) -> [String] {
    let stored = headers.recipients("to", .to) + headers.recipients("cc", .cc)
    return (stored.isEmpty ? found : stored).map(name).filter { !$0.isEmpty }
  }

  /// Each once, sorted by bytes.
  private static func inOrder(_ names: [String]) -> [String] {
    guard names.count > 1 else { return names }
    var unique: [String] = []
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where name != unique.last {
      unique.append(name)
    }
    return unique
  }

  /// An SMTP address in lower case; nil where it is none.
  private static func address(_ stored: String?) -> String? {
    guard let stored, stored.utf8.contains(UInt8(ascii: "@")), stored.utf8.first != UInt8(ascii: "/") else {
      return nil
    }
    let text = withSingleSpaces(stored).lowercased()
    return text.isEmpty ? nil : text
  }

  /// The address, or the name in lower case; `undisclosed-recipients` is nobody.
  private static func name(_ recipient: Recipient) -> String {
    if let address = address(recipient.address) { return address }
    let name = withSingleSpaces(recipient.displayName ?? "").lowercased()
    return name.filter(\.isLetter) == "undisclosedrecipients" ? "" : name
  }
}

/// Internet headers kept with an item, parsed when first asked.
private struct StoredHeaders {
  private let text: String?
  private var parsed: BodyPart?

  init(_ text: String?) { self.text = text }

  mutating func recipients(_ key: String, _ kind: Recipient.Kind) -> [Recipient] {
    fields(key).flatMap { field in
      AddressList(field.value).addresses.map {
        Recipient(kind: kind, address: $0.address, displayName: $0.displayName)
      }
    }
  }

  var date: Microseconds? {
    mutating get { fields("date").first.flatMap { MessageDate($0.value)?.microseconds } }
  }

  private mutating func fields(_ key: String) -> [HeaderField] {
    guard let text else { return [] }
    let root = parsed ?? InternetMessage(parsing: Array(Self.withoutBanner(text))).root
    parsed = root
    return root.fields.filter { $0.key == key }
  }

  /// Without the line that Exchange writes in front of them.
  private static func withoutBanner(_ text: String) -> Substring.UTF8View {
    guard text.hasPrefix("Microsoft Mail Internet Headers") else { return text[...].utf8 }
    return text.utf8.drop { $0 != 0x0A }.dropFirst()
  }
}
