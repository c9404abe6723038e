/// The containers that records of one log come in.
enum LoggedRecordContainer: Equatable {
  /// `<Event …>` elements, as Exchange sends audit logs.
  case events
  /// Export-Clixml.
  case cliXML
  /// `<Document …>` elements, as the EDRM XML of a load file has them (version 1).
  case documents
  case csv(NamedRows.Header, rowsFrom: Int)
  /// Format-List.
  case list
  case json

  /// The container of this text, and the names in its first record, in lower case; nil where it is none of them.
  static func find(
    in all: UnsafeBufferPointer<UInt8>, isWhole: Bool
  ) -> (container: LoggedRecordContainer, names: Set<String>)? {
    let text = UnsafeBufferPointer(rebasing: all.prefix(Opening.length))
    let isWhole = isWhole && text.count == all.count
    let start = JSONText.skipSpace(text, from: 0)
    guard start < text.count else { return nil }
    switch text[start] {
    case UInt8(ascii: "<"): return markup(text)
    case UInt8(ascii: "{"), UInt8(ascii: "["): return json(text, from: start).map { (.json, $0) }
    default:
      if let list = list(text, from: start) { return (.list, list) }
      guard let found = NamedRows.Header.find(in: text, isWhole: isWhole) else { return nil }
      return (.csv(found.header, rowsFrom: found.end), Set(found.header.names.map { $0.lowercased() }))
    }
  }

  private static func markup(_ text: UnsafeBufferPointer<UInt8>) -> (LoggedRecordContainer, Set<String>)? {
    if let tag = XMLText("Event", nests: false).firstTag(text) {
      return (.events, names(in: String(decoding: text[tag], as: UTF8.self)))
    }
    if let tag = XMLText("Document", nests: false).firstTag(text) {
      return (.documents, names(in: String(decoding: text[tag], as: UTF8.self)))
    }
    guard text.firstRange(of: "<Objs ") != nil, let object = XMLText("Obj", nests: true).nextTag(text, from: 0) else {
      return nil
    }
    let opening = String(decoding: text[object...].prefix(16_384), as: UTF8.self)
    let names = opening.split(separator: " N=\"").dropFirst().compactMap { $0.split(separator: "\"").first }
    return (.cliXML, Set(names.map { $0.lowercased() }))
  }

  /// The names of attributes: words before a `="`.
  private static func names(in tag: String) -> Set<String> {
    var names: Set<String> = []
    for (index, part) in tag.split(separator: "=", omittingEmptySubsequences: false).enumerated() {
      guard let name = part.split(whereSeparator: \.isWhitespace).last, index < 200 else { continue }
      names.insert(name.lowercased())
    }
    return names
  }

  private static func list(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Set<String>? {
    let block = text[start...].prefix(16_384)
    let first = String(decoding: block.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    guard first.contains(" : ") || first.hasSuffix(" :") else { return nil }
    let names = FormatList.record(String(decoding: block, as: UTF8.self), width: 0).fields.names
    return names.count > 2 ? Set(names.map { $0.lowercased() }) : nil
  }

  /// The names in the first object, of a page of an answer in the first of its objects.
  private static func json(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Set<String>? {
    var brace = start
    if text[start] == UInt8(ascii: "[") { brace = JSONText.skipSpace(text, from: start + 1) }
    guard brace < text.count, text[brace] == UInt8(ascii: "{") else { return nil }
    if let page = JSONText.startOfPage(text, from: brace) {
      brace = JSONText.skipSpace(text, from: page)
      guard brace < text.count, text[brace] == UInt8(ascii: "{") else { return nil }
    }
    var names = Set(JSONText.names(text, from: brace).map { $0.lowercased() })
    if names.contains("input") { names.formUnion(wrapped(text, from: brace)) }
    return names
  }

  /// The names in `input.message`, as a collector's tests have it.
  private static func wrapped(_ text: UnsafeBufferPointer<UInt8>, from brace: Int) -> Set<String> {
    guard case .at(let end) = JSONText.endOfObject(text, from: brace) else { return [] }
    let document = JSONDocument()
    guard let root = try? document.parse(UnsafeBufferPointer(rebasing: text[brace..<end])),
      let message = root["input"]?["message"]?.bytes, message.first == UInt8(ascii: "{")
    else { return [] }
    return Set(JSONText.names(message, from: 0).map { $0.lowercased() })
  }
}
