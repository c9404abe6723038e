import Bytes
import MAPI
import MIME

/// An attachment as a part of an Internet message ([MS-OXCMAIL] 2.1.3.4).
struct MAPIMailAttachment {
  let content: CarriedContent
  /// Header section of the part, without the empty line.
  let header: [UInt8]
  /// How it is called in what is told of it.
  let title: String
  /// Why it is no part; nil where it is.
  let leftOut: String?
  /// What stands for bytes that are elsewhere (RFC 2046 5.2.3).
  let reference = Array("Content-Type: application/octet-stream\r\n\r\n".utf8)
  private let contentID: String?
  private let mediaType: String

  init(_ attachment: any CarriedAttachment, below depth: Int) throws {
    let properties = attachment.propertySet
    content = try attachment.carriedContent()
    let name = try properties.attachmentName()
    title = name.map { "attachment \($0)" } ?? attachment.owner
    contentID = try properties.nonEmptyText(.attachContentID).flatMap(Self.contentID)
    let path = try properties.nonEmptyText(.attachLongPathname) ?? properties.nonEmptyText(.attachPathname)
    let method = try properties.integer(.attachMethod)
    var header = HeaderWriter()
    var left: String?
    let stored = try properties.nonEmptyText(.attachMimeTag)
    let names = name.map { [("name", $0)] } ?? []
    switch content {
    case .message:
      mediaType = "message/rfc822"
      header.add("Content-Type", token: mediaType, names)
      header.add("Content-Transfer-Encoding", token: "8bit")
      if depth + 1 > EmbeddedMessages.depthLimit {
        left = "it lies deeper than \(EmbeddedMessages.depthLimit) messages"
      }
    case .bytes:
      mediaType = Self.mediaType(stored)
      header.add("Content-Type", token: mediaType, names)
      header.add("Content-Transfer-Encoding", token: "base64")
      if let stored, stored.lowercased() != mediaType { header.add("X-Mailtrail-Media-Type", text: stored) }
    case .object, .none:
      mediaType = "message/external-body"
      header.add("Content-Type", token: mediaType, [("access-type", "local-file"), ("name", path ?? name ?? "")])
      if [2, 3, 4, 7].contains(method), path != nil || name != nil {
        left = nil
      } else if case .object(let byteCount) = content {
        left = "an OLE object of \(byteCount) bytes, which is no file"
      } else {
        left = "the exhibit has no content of it"
      }
    }
    let isInline = contentID != nil
    if case .message = content {
    } else {
      header.add(
        "Content-Disposition", token: isInline ? "inline" : "attachment", name.map { [("filename", $0)] } ?? [])
    }
    if let contentID { header.add("Content-ID", token: "<\(contentID)>") }
    if let location = try properties.nonEmptyText(.attachContentLocation) {
      header.add("Content-Location", text: location)
    }
    self.header = header.bytes
    leftOut = left
  }

  /// Whether the HTML shows it in its place (RFC 2392).
  func isShown(in html: String?) -> Bool {
    guard let contentID, let html else { return false }
    return html.contains("cid:" + contentID)
  }

  /// Mail that was encrypted or signed as a whole, which is the message's one part ([MS-OXOSMIME] 2.1.3).
  var isOpaqueSigned: Bool { ["application/pkcs7-mime", "application/x-pkcs7-mime"].contains(mediaType) }

  private static func contentID(_ stored: String) -> String? {
    let id = stored.drop { $0 == "<" }.prefix { $0 != ">" }
    let isPlain = id.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") }
    return id.isEmpty || id.utf8.count > 500 || !isPlain ? nil : String(id)
  }

  /// As stored where it is one that bytes in base64 may have: mail attached as a file would else be taken for a message.
  private static func mediaType(_ stored: String?) -> String {
    let unknown = "application/octet-stream"
    guard let type = stored?.lowercased(), type.utf8.count < 128 else { return unknown }
    let parts = type.split(separator: "/", omittingEmptySubsequences: false)
    let isToken =
      parts.count == 2
      && parts.allSatisfy { part in
        !part.isEmpty && part.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"()<>@,;:\\\"/[]?=".utf8.contains($0) }
      }
    return isToken && parts[0] != "message" && parts[0] != "multipart" ? type : unknown
  }
}
