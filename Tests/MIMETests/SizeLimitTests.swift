import Records
import MIME
import Testing

@Suite("Messages too big to be kept whole")
struct SizeLimitTests {
  private func lines(_ byteCount: Int) -> String { String(repeating: "0123456789abcde\n", count: byteCount / 16) }

  @Test("text beyond the limit is left out behind a line, and told")
  func text() {
    let content = MessageContent(of: message("Subject: a\n\n" + "1234567\n" + lines(EntityLimits.textBytes)))
    #expect(content.text?.utf8.count == EntityLimits.textBytes - 8)
    #expect(content.text?.hasSuffix("e\n") == true)
    #expect(content.defects.map(\.field) == ["text"])
  }

  @Test("text that just fits is kept whole, and all parts share the room")
  func shared() {
    let whole = MessageContent(of: message("Subject: a\n\n" + lines(EntityLimits.textBytes)))
    #expect(whole.text?.utf8.count == EntityLimits.textBytes)
    #expect(whole.defects.isEmpty)
    let half = "--b\n\n" + lines(EntityLimits.textBytes / 2 + 16) + "\n"
    let parts = MessageContent(of: message("Content-Type: multipart/mixed; boundary=b\n\n\(half)\(half)--b--\n"))
    #expect((parts.text?.utf8.count ?? 0) <= EntityLimits.textBytes + 1)
    #expect(parts.defects.count == 1)
  }

  @Test("a field that makes the header longer than allowed is left out and told; what came before it stands")
  func header() {
    let mail = message(
      "Subject: a\nTo: b@c.example,\n " + lines(EntityLimits.headerBytes).replacing("\n", with: "\n ") + "\n\nx")
    #expect(mail.subject?.text == "a")
    #expect(mail.value("to") == nil)
    #expect(mail.rawHeader.utf8.count == EntityLimits.headerBytes)
    #expect(!mail.tree.isComplete)
    #expect(mail.tree.defects.contains { $0.problem.hasPrefix("longer than") })
  }

  @Test("big messages that wait for each other are all read whole")
  func inTurn() async throws {
    let text = "Subject: big\n\n" + lines(17 << 20)
    let sizes = try await withThrowingTaskGroup(of: Int64?.self) { group in
      for _ in 0..<3 {
        group.addTask { try await Records(of: Array(text.utf8)).messages.first?.byteCount }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sizes == Array(repeating: Int64(text.utf8.count), count: 3))
  }
}
