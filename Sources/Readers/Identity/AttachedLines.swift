import Crypto
import MIME
import Records

extension BodyPart {
  /// The hash of an attachment whose lines end otherwise than where it was sent; nil where `bytes` are as they were.
  ///
  /// Lines of mail end in CR LF (RFC 5322 2.3). A file of mail may have line feeds alone, and with it attachments that
  /// went as text, not as base64; a store keeps those with CR LF.
  func digestOfLines(in bytes: ArraySlice<UInt8>) -> Records.Digest? {
    guard transferEncoding == .identity || transferEncoding == .quotedPrintable else { return nil }
    return bytes.withUnsafeBytes { bytes in
      var hash = SHA256()
      var start = 0
      for index in bytes.indices where bytes[index] == 0x0A && (index == 0 || bytes[index - 1] != 0x0D) {
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
        hash.update(data: [0x0D, 0x0A])
        start = index + 1
      }
      guard start > 0 else { return nil }
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[start...]))
      return hash.finalize().withUnsafeBytes { Records.Digest($0) }
    }
  }
}

extension InternetMessage {
  /// Whether a part is another form of the text (RFC 2046 5.1.4): stores keep one, and count it as no attachment.
  func isAlternative(_ part: BodyPart) -> Bool {
    part.parent.map { tree.parts[$0].contentType.mediaType == "multipart/alternative" } ?? false
  }
}
