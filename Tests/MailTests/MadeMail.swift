import Foundation
import Testing

/// A case that mailtrail-samples makes, with the truth of its mail.
final class MadeMail: Sendable {
  /// Formats that no case of Samples/ has; each mailbox gets one of them.
  static let formats = ["pst-ansi-14", "pst-ansi", "pst-rtf", "pst-deleted", "ost-4k", "msg"]

  struct Item: Decodable, Sendable {
    struct Enclosed: Decodable, Sendable {
      let name: String
      let sha256: String?
      let message: Bool?
    }
    let file: String
    let node: Int64?
    let embedded: [Int]?
    let mailbox: String
    let folder: String
    let `class`: String
    let message_id: String?
    let subject: String
    let attachments: [Enclosed]
    /// How it was deleted.
    let deleted: String?

    /// The same in every format.
    var key: String { [mailbox, folder, message_id ?? "", subject].joined(separator: "\n") }
  }

  struct File: Decodable, Sendable {
    let path: String
    let format: String
    let messages: Int?
  }

  let root: String
  let items: [Item]
  let files: [File]
  private let place: Workplace

  /// Made once for all tests that ask.
  static let inEveryFormat = Result { try MadeMail(formats: formats) }
  /// The same mail as EML.
  static let asEML = Result { try MadeMail(formats: ["eml"]) }

  private init(formats: [String]) throws {
    let workplace = try Workplace()
    place = workplace
    _ = try Peer.run(
      Self.tool("mailtrail-samples"),
      ["make", "quiet", "-o", "case", "--mailboxes", "12", "--messages", "420", "--seed", "5", "--formats"]
        + [formats.joined(separator: ",")], in: workplace.folder)
    root = workplace.folder.appending(path: "case/").path(percentEncoded: false)
    items = try Self.lines("messages", in: root)
    files = try Self.lines("files", in: root).filter { ($0 as File).messages != nil }
  }

  private static func lines<Line: Decodable>(_ name: String, in root: String) throws -> [Line] {
    let text = try String(contentsOfFile: root + "truth/\(name).jsonl", encoding: .utf8)
    return try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
  }

  /// A built command: SwiftPM puts it beside the test bundle.
  static func tool(_ name: String) -> String {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let folder = (bundle ?? URL(filePath: CommandLine.arguments[0])).deletingLastPathComponent()
    return folder.appending(path: name).path(percentEncoded: false)
  }

  func files(of format: String) -> [File] { files.filter { $0.format == format } }

  func items(of file: File) -> [Item] { items.filter { $0.file == file.path } }
}
