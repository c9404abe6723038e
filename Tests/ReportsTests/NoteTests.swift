import Reports
import Testing

@Suite("Notes of a summary")
struct NoteTests {
  private func notes(_ topic: String, _ count: Int) -> [Summary.Note] {
    (0..<count).map { Summary.Note(topic: topic, text: "number \($0)") }
  }

  @Test("a topic with many notes shows three and says how many more there are, and no note of another topic is lost")
  func grouped() {
    #expect(
      Summary.text(notes("owner_unknown", 500) + notes("audit_bypass", 1)) == """
          - owner_unknown: number 0
          - owner_unknown: number 1
          - owner_unknown: number 2
          - owner_unknown: 497 more of these; --json has them all
          - audit_bypass: number 0

        """)
  }

  @Test("a few notes of a topic all stand, together, in the order of their topics", arguments: 1...5)
  func few(count: Int) {
    let mixed = notes("a", count) + notes("b", 1) + notes("a", 0)
    #expect(Summary.text(mixed).split(separator: "\n").count == count + 1)
    let parted = Summary.text([notes("a", 1), notes("b", 1), notes("a", 1)].flatMap { $0 })
    #expect(parted == "  - a: number 0\n  - a: number 0\n  - b: number 0\n")
  }
}
