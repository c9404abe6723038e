import Crypto
import Foundation

@testable import SampleMaker

/// What the peers say of a store, and what they should say.
enum PSTReading {
  struct Folder: Codable, Equatable {
    let path: String
    let messages: [Message]
  }

  struct Message: Codable, Equatable {
    let node: UInt32
    let `class`: String
    let subject: String
    let messageID: String
    let byteCount: Int
    let delivered: UInt64
    let sender: String
    let recipients: [String]
    let headers: String
    let plain: String
    let html: String
    /// Decompressed.
    let rtf: String
    let sourceKey: String
    let attachments: [Attachment]

    /// As it should be read. Its subject begins with two signs that tell of its prefix; that they are right another
    /// test says.
    init(_ item: Item, node: UInt32, bodies: BodyForm = .asWritten) {
      let letter = item.letter
      self.node = node
      `class` = letter.messageClass
      subject = SubjectText.stored(letter.subject)
      messageID = letter.internetMessageID ?? ""
      byteCount = letter.byteCount
      delivered = item.receivedAt.fileTime
      sender = letter.sender.address
      recipients = letter.recipients.map(\.correspondent.address)
      headers = item.transportHeaders ?? ""
      plain = bodies == .rtf ? "" : item.plainBody ?? ""
      html = bodies == .asWritten ? item.htmlBody ?? "" : ""
      let carried = item.htmlBody.map { EncapsulatedRTF.of(html: $0) } ?? item.plainBody.map(EncapsulatedRTF.of(text:))
      rtf = bodies == .asWritten ? "" : String(decoding: carried ?? [], as: UTF8.self)
      sourceKey = hexadecimal(item.sourceKey)
      attachments = item.attachments.map(Attachment.init)
    }
  }

  struct Attachment: Codable, Equatable {
    let name: String?
    let size: Int?
    let sha256: String?
    /// Embedded: of such pypff tells no more than that.
    let isMessage: Bool

    init(_ attachment: SampleMaker.Attachment) {
      switch attachment.content {
      case .bytes(let bytes):
        (name, size, isMessage) = (attachment.name, bytes.count, false)
        sha256 = digest(bytes)
      case .item: (name, size, sha256, isMessage) = (nil, nil, nil, true)
      }
    }
  }

  /// The faults found by a walk over the whole structure, and what it counted.
  struct Walk: Codable {
    let folders: Int
    let messages: Int
    let embedded: Int
    let attachments: Int
    let recipients: Int
    let siblocks: Int
    let nodes: Int
    let blocks: Int
    let treePages: Int
    let amaps: Int
    let encoding: Int
    let heapsOfSeveralBlocks: Int
    let tablesWithRowTrees: Int
    let deepestTreeOnHeap: Int
    let deflatedBlocks: Int
    let version: Int
    let faults: [String]
  }

  static func walk(_ path: String, in folder: URL) throws -> Walk {
    let result = try Peer.python("pst_walk.py", path, in: folder)
    guard !result.output.isEmpty else { throw Unread(complaint: result.complaint) }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Walk.self, from: Data(result.output))
  }

  static func pypff(_ path: String, in folder: URL) throws -> [Folder] {
    let result = try Peer.python("pst_pypff.py", path, in: folder)
    guard result.status == 0 else { throw Unread(complaint: result.complaint) }
    return try JSONDecoder().decode([Folder].self, from: Data(result.output))
  }

  static func digest(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

  struct Unread: Error { let complaint: String }
}
