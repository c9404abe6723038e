import Bytes
import Foundation
import MIME
import Readers
import Records
import Testing

@Suite("Mail that is encrypted or signed as a whole, and bodies in rare dress")
struct SealedMailTests {
  private func read(_ structure: String) async throws -> Records {
    try await Records(of: "From: a@b.example\nSubject: sealed\nMIME-Version: 1.0\n" + structure)
  }

  @Test(
    "S/MIME is kept whole and marked as unread",
    arguments: [
      "application/pkcs7-mime; smime-type=enveloped-data", "application/x-pkcs7-mime; smime-type=signed-data",
    ])
  func smime(type: String) async throws {
    let records = try await read(
      "Content-Type: \(type); name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIAGCSqG\n")
    let message = try #require(records.messages.first)
    #expect(message.body?.source == .unreadSMIME && message.body?.text == nil)
    #expect(records.attachments.map(\.name) == ["smime.p7m"] && records.attachments.map(\.byteCount) == [6])
  }

  @Test("PGP/MIME and PGP in a text are marked as unread")
  func pgp() async throws {
    let records = try await read(
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
    #expect(records.messages.first?.body?.source == .unreadPGP && records.attachments.count == 2)
    let inline = try await read("\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n")
    let body = inline.messages.first?.body
    #expect(body?.source == .unreadPGP && body?.text?.contains("hQEM") == true)
  }

  @Test("clear-signed mail is read, its signature an attachment")
  func signed() async throws {
    let records = try await read(
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
    let body = records.messages.first?.body
    #expect(body?.source == .plain && body?.text == "what it says")
    #expect(records.attachments.map(\.name) == ["smime.p7s"])
  }

  /// "attached\n", by gzip.
  private let packed = "H4sIAAAAAAAAA0ssKUlMzkhN4QIA46rc0QkAAAA="

  @Test("x-gzip64 is unpacked, as far as it goes")
  func gzip64() async throws {
    let structure = { (text: String) in
      "Content-Type: application/octet-stream; name=a.txt\nContent-Disposition: attachment\n"
        + "Content-Transfer-Encoding: x-gzip64\n\n\(text)\n"
    }
    let whole = try await read(structure(packed))
    #expect(whole.attachments.map(\.byteCount) == [9])
    let records = try await Records(of: "From: a@b.example\nMIME-Version: 1.0\n" + structure(String(packed.prefix(28))))
    #expect(records.defects.contains { $0.field == "Content-Transfer-Encoding" && $0.problem.hasPrefix("gzip") })
  }

  /// 64 KiB of lines, by gzip; members may follow one another.
  private let member =
    "H4sICAAAAAACA3gA7cIxDQAAAMOgfy7r38SMEGgBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADADlRK8q4AAAEA"

  @Test("packed texts of one message take no more memory than others may, however many there are")
  func packedTexts() async throws {
    // Each part unpacks to 20 MB from 43 KB.
    let packed = Array(repeating: member, count: 320).joined(separator: "\n")
    let part = "--x\nContent-Type: text/plain\nContent-Transfer-Encoding: x-gzip64\n\n\(packed)\n"
    let records = try await Records(
      of: "From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
        + String(repeating: part, count: 4) + "--x--\n")
    let size = try #require(records.messages.first?.body?.text?.utf8.count)
    #expect(size > 20 << 20 && size <= 33 << 20)
    #expect(records.defects.contains { $0.problem.hasPrefix("gzip: more than") })
    #expect(records.defects.contains { $0.consequence == "text decoded as far as possible" })
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

  @Test("files uuencoded in a text are attachments, and their lines no text; what only looks like one stays")
  func uuencodedInText() async throws {
    let text = """
      From: me
      Subject: files

      before
      begin 644 caf\u{E9}.txt
      #0V%T
      `
      end
      between
      begin 644 no file
      this is a sentence
      end
      begin 600 b.bin
      $8V]P>0
      `
      end
      after
      """
    let records = try await Records(of: text)
    let message = try #require(records.messages.first)
    #expect(
      message.body?.text == "before\nbetween\nbegin 644 no file\nthis is a sentence\nend\nafter")
    #expect(records.attachments.map(\.name) == ["café.txt", "b.bin"])
    #expect(records.attachments.map(\.byteCount) == [3, 4])
    #expect(message.attachmentCount == 2)
    let place = try #require(records.attachments[0].location)
    let stored = Array(text.utf8)[Int(place.offset)..<Int(place.offset + place.length)]
    #expect(String(decoding: stored, as: UTF8.self) == "begin 644 café.txt\n#0V%T\n`\nend\n")
  }
}
