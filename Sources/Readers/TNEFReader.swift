package import Bytes
import MAPI
package import Records
import TNEF

/// A TNEF stream ([MS-OXTNEF]) of its own: `winmail.dat` saved as a file. Inside Internet messages it is read with
/// them.
package enum TNEFReader: Reader {
  package static let kind = "tnef"
  package static let summary = "TNEF (winmail.dat), alone or inside mail: its message, attached messages, attachments"
  package static let access = SourceAccess.sequential

  /// More of one stream than this is left out.
  static let byteLimit = 256 << 20

  package static func recognises(_ opening: Opening) -> Bool { TNEFMessage.begins(opening.bytes) }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    let bytes = try read(source.openStream(), into: collector)
    let damage = DamageLog()
    let message = try TNEFMessage(bytes, at: 0, damage: damage)
    var reading = MAPIReading(collector: collector, damage: damage)
    try await reading.addTop(message, byteCount: UInt64(bytes.count))
  }

  private static func read(_ stream: any ByteStream, into collector: RecordCollector) throws -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      while let piece = try stream.next() {
        guard bytes.count + piece.count <= byteLimit else {
          throw FormatError(
            .limitExceeded(value: UInt64(bytes.count + piece.count), limit: UInt64(byteLimit)), in: "TNEFStream",
            at: UInt64(bytes.count))
        }
        bytes += piece
      }
    } catch let error as FormatError {
      collector.isPartial = true
      collector.add(
        Defect(
          field: error.field, problem: "\(error.problem)", consequence: "the TNEF stream is read up to here",
          offset: error.offset))
    }
    return bytes
  }

  package static func open(_ child: ChildExhibit, in source: Source) throws -> any ByteStream {
    guard child.recipe.hasPrefix("attachment:") else {
      throw FormatError(.invalid("not a recipe of this reader: \(child.recipe)"), in: kind, at: child.offset)
    }
    let stream = try source.openStream()
    var bytes: [UInt8] = []
    while bytes.count < byteLimit, let piece = try stream.next() { bytes += piece }
    return try attachment(at: child.recipe.dropFirst("attachment:".count), in: bytes, of: child)
  }

  /// The bytes of the attachment that `way` leads to: its place in its message, in that of an attachment before it…
  static func attachment(
    at way: Substring, in bytes: [UInt8], of child: ChildExhibit
  ) throws -> any ByteStream {
    func fail(_ problem: String) -> FormatError { FormatError(.invalid(problem), in: "recipe", at: child.offset) }
    var message = try TNEFMessage(bytes, at: 0, damage: DamageLog())
    let steps = way.split(separator: "/").map { Int($0) }
    for (depth, step) in steps.enumerated() {
      guard let step, message.attachments.indices.contains(step) else { throw fail("no attachment \(way)") }
      switch try message.attachments[step].content() {
      case .bytes(let content, _, _) where depth == steps.count - 1: return MemoryStream(Array(content))
      case .message(let inner): message = inner
      default: throw fail("the attachment is not where the recipe says")
      }
    }
    throw fail("no way to an attachment: \(child.recipe)")
  }
}

extension TNEFMessage: CarriedMessage {
  var propertySet: any PropertySet { properties }
  var location: SourceLocation? { SourceLocation(offset: offset, length: UInt64(byteCount)) }
  var internetAccountName: UInt16? { names.filter { $0.value == .internetAccountName }.keys.min() }
  func property(of id: UInt16) -> NamedProperty? { names[id] }
  func recipientRows() throws -> [any PropertySet] { recipients }
  func carriedAttachments() throws -> [any CarriedAttachment] { attachments }
}

extension TNEFAttachment: CarriedAttachment {
  var propertySet: any PropertySet { properties }

  func carriedContent() throws -> CarriedContent {
    switch try content() {
    case .message(let message): return .message(message)
    case .none: return .none
    case .bytes(let bytes, let offset, let isWhole):
      return .bytes { body in
        guard isWhole else {
          throw FormatError(
            .truncated(needed: bytes.count + 1, available: bytes.count), in: "attAttachData", at: offset)
        }
        try body(bytes, offset)
      }
    }
  }
}
