package import Bytes
import MAPI
import MSG
package import Records

/// One message in a compound file ([MS-OXMSG]): `.msg`, and templates, `.oft`.
package enum MSGReader: Reader {
  package static let kind = "msg"
  package static let summary = "Outlook message (.msg, .oft): message, attached messages, attachments"
  package static let access = SourceAccess.random

  package static func recognises(_ opening: Opening) -> Bool {
    opening.bytes.starts(with: CompoundHeader.magic) && MessageFile.isMessage(opening.store())
  }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    let damage = DamageLog()
    let store = try source.openStore()
    do {
      let message = try MessageFile(store, damage: damage).message()
      var reading = MAPIReading(collector: collector, damage: damage)
      try await reading.addTop(message, byteCount: store.byteCount)
    } catch {
      collector.add(damage)
      throw error
    }
  }

  package static func open(_ child: ChildExhibit, in source: Source) throws -> any ByteStream {
    func fail(_ problem: String) -> FormatError { FormatError(.invalid(problem), in: "recipe", at: child.offset) }
    let steps = child.recipe.split(separator: ":", maxSplits: 1)
    let way = steps.last?.split(separator: "/").compactMap { Int($0) } ?? []
    guard steps.count == 2, steps[0] == "attachment", !way.isEmpty else {
      throw fail("no way to an attachment: \(child.recipe)")
    }
    let file = try MessageFile(source.openStore(), damage: DamageLog())
    var message = try file.message()
    for (depth, place) in way.enumerated() {
      let attachments = try message.attachments()
      guard attachments.indices.contains(place) else { throw fail("no attachment \(place)") }
      switch try attachments[place].content() {
      case .stream(let stream) where depth == way.count - 1: return file.file.stream(of: stream)
      case .message(let inner): message = inner
      default: throw fail("the attachment is not where the recipe says")
      }
    }
    throw fail("the attachment is a message")
  }
}

extension MessageStorage: CarriedMessage {
  var propertySet: any PropertySet { properties }
  var location: SourceLocation? { extent.map { SourceLocation(offset: $0.offset, length: UInt64($0.count)) } }
  var internetAccountName: UInt16? { names.id(of: .internetAccountName) }
  func property(of id: UInt16) -> NamedProperty? { names.property(of: id) }
  func recipientRows() throws -> [any PropertySet] { try recipients() }
  func carriedAttachments() throws -> [any CarriedAttachment] { try attachments() }
}

extension AttachmentStorage: CarriedAttachment {
  var propertySet: any PropertySet { properties }

  func carriedContent() throws -> CarriedContent {
    switch try content() {
    case .stream(let stream): .bytes { body in try forEachPiece(of: stream, body) }
    case .message(let message): .message(message)
    case .storage(let byteCount): .object(byteCount: byteCount)
    case .none: .none
    }
  }
}
