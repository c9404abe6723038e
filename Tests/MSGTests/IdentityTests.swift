import Records
import Testing

@Suite("Identity of message files")
struct IdentityTests {
  private typealias Builder = MessageBuilder

  private func nodes(_ changed: [Builder.Property]) -> [CompoundBuilder.Node] {
    let inner = Builder.properties(
      [Builder.text(0x001A, "IPM.Note"), Builder.text(0x0037, "inside"), Builder.text(0x1000, "inner\r\ntext")],
      header: Builder.header(recipients: 0, attachments: 0, isTop: false))
    let properties =
      [
        Builder.text(0x001A, "IPM.Note"), Builder.text(0x0037, "\u{1}\u{5}Re:  Grüße"), Builder.text(0x0042, "Bob"),
        Builder.text(0x5D02, "bob@Example.org"), Builder.text(0x1035, "<one@example.org>"),
        Builder.time(0x0039, 116_444_736_000_000_000 + 19_999_999),
        Builder.text(0x1000, "Plan 9\r\nfür A\u{308}rzte\r\n"),
      ].filter { old in !changed.contains { $0.tag >> 16 == old.tag >> 16 } } + changed
    return Builder.properties(properties, header: Builder.header(recipients: 3, attachments: 2)) + [
      Builder.recipient(0, [Builder.text(0x39FE, "Dave@example.net"), Builder.integer(0x0C15, 2)]),
      Builder.recipient(1, [Builder.text(0x39FE, "carol@example.net"), Builder.integer(0x0C15, 1)]),
      Builder.recipient(2, [Builder.text(0x39FE, "eve@example.com"), Builder.integer(0x0C15, 3)]),
      Builder.attachment(0, [Builder.integer(0x3705, 5)], object: inner),
      Builder.attachment(
        1, [Builder.text(0x3707, "short.txt"), Builder.integer(0x3705, 1), Builder.binary(0x3701, Array("short".utf8))]),
    ]
  }

  private func message(_ changed: [Builder.Property] = []) async throws -> Message {
    try #require(try await Reading.of(nodes(changed)).batch.messages.first)
  }

  @Test("are those of the same message as an EML, which MIMETests/IdentityTests reads and derives")
  func same() async throws {
    let message = try await message()
    #expect(message.contentSHA256?.hex == "42c1a0ff7760200c5c07c90dde446872f5fa2f7a59a29db8bff728a5556965ec")
    #expect(message.messageIDHash == "47675bbbeac1cc525657121843e07853")
  }

  @Test("HTML says the same as its text, and a change is another message")
  func changed() async throws {
    let html = Builder.binary(0x1013, Array("<p>Plan <i>9</i> f&uuml;r</p> Ärzte".utf8))
    let plain = try await message()
    let asHTML = try await message([Builder.text(0x1000, ""), html])
    #expect(asHTML.body?.source == .html)
    #expect(asHTML.contentSHA256 == plain.contentSHA256)
    let other = try await message([Builder.text(0x1000, "Plan 8 für Ärzte")])
    #expect(other.contentSHA256 != nil)
    #expect(other.contentSHA256 != plain.contentSHA256)
  }

  @Test("an attachment whose bytes are not there leaves the message without content hash")
  func unread() async throws {
    let lost = Builder.attachment(2, [Builder.text(0x3707, "lost.txt"), Builder.integer(0x3705, 1)])
    let reading = try await Reading.of(nodes([]) + [lost])
    let message = try #require(reading.batch.messages.first)
    #expect(reading.batch.attachments.count == 3)
    #expect(message.contentSHA256 == nil)
    #expect(message.messageIDHash != nil)
  }
}
