import Bytes
import Foundation
import MIME
import Readers
import Records
import Testing

@Suite("Mail that is encrypted or signed as a whole, and bodies in rare dress")
struct SealedMailTests {
  private func body(_ structure: String) async throws -> (Message, [Attachment]) {
    let records = try await Records(of: "From: a@b.example\nSubject: sealed\nMIME-Version: 1.0\n" + structure)
    return (try #require(records.messages.first), records.attachments)
  }

  @Test(
    "S/MIME is kept whole and marked as unread",
    arguments: [
      "application/pkcs7-mime; smime-type=enveloped-data", "application/x-pkcs7-mime; smime-type=signed-data",
    ])
  func smime(type: String) async throws {
    let (message, attachments) = try await body(
      "Content-Type: \(type); name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIAGCSqG\n")
    #expect(message.body?.source == .unreadSMIME && message.body?.text == nil)
    #expect(attachments.map(\.name) == ["smime.p7m"] && attachments.map(\.byteCount) == [6])
  }

  @Test("PGP/MIME and PGP in a text are marked as unread")
  func pgp() async throws {
    let (message, attachments) = try await body(
      """
      Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x

      --x
      Content-Type: application/pgp-encrypted

      Version: 1
      --x
      Content-Type: application/octet-stream; name=encrypted.asc

      -----BEGIN PGP MESSAGE-----
      --x--

      """)
    #expect(message.body?.source == .unreadPGP && attachments.count == 2)
    let (inline, _) = try await body("\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n")
    #expect(inline.body?.source == .unreadPGP && inline.body?.text?.contains("hQEM") == true)
  }

  @Test("clear-signed mail is read, its signature an attachment")
  func signed() async throws {
    let (message, attachments) = try await body(
      """
      Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=x

      --x
      Content-Type: text/plain

      what it says
      --x
      Content-Type: application/pkcs7-signature; name=smime.p7s
      Content-Transfer-Encoding: base64

      MIAG
      --x--

      """)
    #expect(message.body?.source == .plain && message.body?.text == "what it says")
    #expect(attachments.map(\.name) == ["smime.p7s"])
  }

  /// "attached\n", by gzip.
  private let packed = "H4sIAAAAAAAAA0ssKUlMzkhN4QIA46rc0QkAAAA="

  @Test("x-gzip64 is unpacked, as far as it goes")
  func gzip64() async throws {
    let structure = { (text: String) in
      "Content-Type: application/octet-stream; name=a.txt\nContent-Disposition: attachment\n"
        + "Content-Transfer-Encoding: x-gzip64\n\n\(text)\n"
    }
    let (_, whole) = try await body(structure(packed))
    #expect(whole.map(\.byteCount) == [9])
    let records = try await Records(of: "From: a@b.example\nMIME-Version: 1.0\n" + structure(String(packed.prefix(28))))
    #expect(records.defects.contains { $0.field == "Content-Transfer-Encoding" && $0.problem.hasPrefix("gzip") })
  }

  @Test("a page saved with what it shows (MHTML) is read as a message without a sender")
  func mhtml() async throws {
    let text = """
      MIME-Version: 1.0
      Content-Type: multipart/related; type="text/html"; boundary=x

      --x
      Content-Type: text/html; charset=utf-8
      Content-Location: https://intranet.example/

      <p>page</p>
      --x
      Content-Type: image/png
      Content-Transfer-Encoding: base64
      Content-Location: https://intranet.example/a.png

      iVBORw0K
      --x--

      """
    #expect(EMLReader.recognises(Opening(Array(text.utf8), isWhole: true)))
    let records = try await Records(of: text)
    #expect(records.messages.map(\.body?.source) == [.html])
    #expect(records.attachments.map(\.mediaType) == ["image/png"])
  }
}
