import Bytes
import MAPI
import MIME
import PST
import Records

/// Items of a store, found again by their nodes; those that were recovered by reading the store once more.
final class PSTExport: MailExport {
  private let store: MessageStore
  private var recovered: [Ordinal: PSTRecovery.Found]?

  init(_ source: Source) throws {
    store = try MessageStore(NodeDatabase(source.openStore(), damage: DamageLog()))
  }

  func write(_ place: MessagePlace, to output: @escaping MailOutput) async throws -> WrittenMail {
    let marks = place.recoveryMethod.map { [("X-Mailtrail-Recovered", $0)] } ?? []
    let item = try await item(place)
    return try MAPIExport.write(place.way, of: item.message, item.damage, marks: marks, to: output)
  }

  private func item(_ place: MessagePlace) async throws -> (message: any CarriedMessage, damage: DamageLog) {
    guard place.isRecovered, place.recoveryMethod?.hasPrefix(PSTRecovery.Method.orphanedNode.rawValue) != true else {
      guard let id = place.node.flatMap(UInt32.init(exactly:)), let node = store.database.node(NodeID(id)) else {
        throw FormatError(.missing(UInt64(clamping: place.node ?? 0)), in: "node", at: place.location?.offset ?? 0)
      }
      return (try store.message(node), store.database.damage)
    }
    switch try await recover()[place.ordinal] {
    case .item(let node, let owner, let store)?:
      return (try MessageObject(node, owner: owner, in: store), store.database.damage)
    case .row(let properties)?: return (ContentsRow(properties: properties), store.database.damage)
    case .texts(let texts)?: return (LooseTexts(texts), store.database.damage)
    case nil:
      throw FormatError(
        .invalid("the recovered item is not found again"), in: "message", at: place.location?.offset ?? 0)
    }
  }

  private func recover() async throws -> [Ordinal: PSTRecovery.Found] {
    if let recovered { return recovered }
    let reading = PSTReading(of: store, into: RecordCollector { _ in })
    var found: [Ordinal: PSTRecovery.Found] = [:]
    reading.onRecovered = { found[$0] = $1 }
    try await reading.readAll()
    recovered = found
    return found
  }
}

/// What a contents table says of an item that is gone.
private struct ContentsRow: CarriedMessage {
  let properties: Properties
  var owner: String { "a row of a contents table" }
  var propertySet: any PropertySet { properties }
  var location: SourceLocation? { nil }
  var internetCharset: Charset? { nil }
  var internetAccountName: UInt16? { nil }
  func property(of id: UInt16) -> NamedProperty? { nil }
  func recipientRows() -> [any PropertySet] { [] }
  func carriedAttachments() -> [any CarriedAttachment] { [] }
}

/// Texts of which only the heap is known that they stood in.
private struct LooseTexts: CarriedMessage {
  let propertySet: any PropertySet
  var owner: String { "texts in a heap" }
  var location: SourceLocation? { nil }
  var internetCharset: Charset? { nil }
  var internetAccountName: UInt16? { nil }

  init(_ texts: [String]) {
    var list = PropertyList(owner: "texts in a heap", offset: 0, damage: DamageLog())
    let body = texts.joined(separator: "\r\n").utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    list.add(
      PropertyList.Property(id: PropertyID.body.rawValue, type: .string, value: .bytes(body[...]), offset: 0))
    propertySet = list
  }

  func property(of id: UInt16) -> NamedProperty? { nil }
  func recipientRows() -> [any PropertySet] { [] }
  func carriedAttachments() -> [any CarriedAttachment] { [] }
}

extension MessageObject: CarriedMessage {
  var propertySet: any PropertySet { properties ?? PropertyList(owner: owner, offset: 0, damage: DamageLog()) }
  var location: SourceLocation? { nil }
  var internetAccountName: UInt16? { nil }
  func recipientRows() throws -> [any PropertySet] { try recipients() }
  func carriedAttachments() throws -> [any CarriedAttachment] { try attachmentNodes().map(attachment) }
}

extension AttachmentObject: CarriedAttachment {
  var propertySet: any PropertySet { properties ?? PropertyList(owner: owner, offset: 0, damage: DamageLog()) }

  func carriedContent() throws -> CarriedContent {
    switch try content() {
    case .message(let node): return .message(try embedded(node))
    case .bytes(let extent): return .bytes { body in try body(extent.slice, extent.offset) }
    case .blocks(let tree): return .bytes { body in try forEachBlock(of: tree) { try body($0.bytes[...], $0.offset) } }
    case .none: return .none
    }
  }
}

extension PSTReader {
  package static func mailExport(_ source: Source) throws -> (any MailExport)? { try PSTExport(source) }
}
