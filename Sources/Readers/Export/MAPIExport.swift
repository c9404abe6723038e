import Bytes
import MAPI
import MIME
import MSG
import Records
import TNEF

/// Messages of an exhibit that holds items of MAPI.
enum MAPIExport {
  /// Writes the message that `way` leads to from `top`; what was wrong on the way is told in the notes.
  static func write(
    _ way: some Collection<Int>, of top: any CarriedMessage, _ damage: DamageLog, marks: [MailMark],
    to output: @escaping MailOutput
  ) throws -> WrittenMail {
    var message = top
    for place in way {
      let attachments = try message.carriedAttachments()
      guard attachments.indices.contains(place), case .message(let inner) = try attachments[place].carriedContent()
      else {
        throw FormatError(.missing(UInt64(max(0, place))), in: "attached message", at: message.propertySet.offset)
      }
      message = inner
    }
    _ = damage.take()
    var writer = MAPIMail(to: output, damage: damage)
    try writer.write(message, marks: marks)
    var written = writer.written
    for one in damage.take() where one.consequence != Damage.readAllTheSame {
      written.notes.append("\(one.error.field): \(one.error.problem) (\(one.consequence))")
    }
    return written
  }
}

/// The one message of a message file or of a TNEF stream.
final class SingleMAPIExport: MailExport {
  private let top: any CarriedMessage
  private let damage: DamageLog

  init(_ top: any CarriedMessage, _ damage: DamageLog) {
    self.top = top
    self.damage = damage
  }

  func write(_ place: MessagePlace, to output: @escaping MailOutput) throws -> WrittenMail {
    try MAPIExport.write(place.way, of: top, damage, marks: [], to: output)
  }
}

extension MSGReader {
  package static func mailExport(_ source: Source) throws -> (any MailExport)? {
    let damage = DamageLog()
    return SingleMAPIExport(try MessageFile(source.openStore(), damage: damage).message(), damage)
  }
}

extension TNEFReader {
  package static func mailExport(_ source: Source) throws -> (any MailExport)? {
    let store = try source.openStore()
    let damage = DamageLog()
    let bytes = try store.read(at: 0, count: Int(min(store.byteCount, UInt64(byteLimit))))
    return SingleMAPIExport(try TNEFMessage(bytes, at: 0, damage: damage), damage)
  }
}
