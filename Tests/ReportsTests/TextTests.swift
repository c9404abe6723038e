import Reports
import Testing

@Suite("Text for a terminal")
struct TerminalTextTests {
  @Test(
    "control codes, marks of direction and what hides are replaced, letters of any script stay",
    arguments: [
      ("\u{1B}[2Jgone", "\u{FFFD}[2Jgone"), ("a\u{202E}fdp.exe", "a\u{FFFD}fdp.exe"), ("a\u{200B}b", "a\u{FFFD}b"),
      ("two\nlines", "two\u{FFFD}lines"), ("\u{9B}31m", "\u{FFFD}31m"), ("a\u{2028}b", "a\u{FFFD}b"),
      ("ليلى منصور Ärger 😀", "ليلى منصور Ärger 😀"),
    ])
  func safe(text: String, expected: String) { #expect(TerminalText.safe(text) == expected) }

  @Test(
    "over several lines, line ends of either kind and tabs stay, a bare carriage return does not",
    arguments: [
      ("a\r\nb\r\n", "a\nb\n"), ("a\nb", "a\nb"), ("a\tb", "a\tb"), ("shown\rhidden", "shown\u{FFFD}hidden"),
      ("\r\n\r\n", "\n\n"), ("a\u{1B}\r\nb", "a\u{FFFD}\nb"), ("", ""),
    ])
  func safeLines(text: String, expected: String) { #expect(TerminalText.safeLines(text) == expected) }

  @Test(
    "what is cut ends in an ellipsis, at most as many columns wide",
    arguments: [("four", "four"), ("fives", "fiv…"), ("", ""), ("漢字", "漢字"), ("a漢字", "a漢…"), ("漢字漢", "漢…")])
  func cut(text: String, expected: String) { #expect(TerminalText.cut(text, to: 4) == expected) }

  @Test("text is broken at spaces before column 100, further lines hang")
  func wrapped() {
    let lines = TerminalText.wrapped(
      Array(repeating: "seven77", count: 40).joined(separator: " "), first: "  - ", hanging: "    "
    ).split(separator: "\n")
    #expect(lines.map(\.count) == [99, 99, 99, 35])
    #expect(lines[0].hasPrefix("  - seven77") && lines[1].hasPrefix("    seven77"))
    let long = String(repeating: "x", count: 150)
    #expect(TerminalText.wrapped("see \(long) now", first: "", hanging: " ") == "see\n \(long)\n now\n")
    #expect(TerminalText.wrapped("", first: "- ", hanging: "  ") == "- \n")
  }
}

@Suite("TextTable")
struct TextTableTests {
  @Test("columns are as wide as their widest cell, numbers stand right, nothing stands at the end of a line")
  func columns() {
    var table = TextTable([("name", .left), ("count", .right), ("note", .left)])
    table.add(["one", "7", nil])
    table.add(["fourteen", "1000000", "x\u{1B}"])
    #expect(
      table.text(indent: "  ") == """
          name        count  note
          one             7  -
          fourteen  1000000  x\u{FFFD}

        """)
  }
}

@Suite("Sizes")
struct SizeTests {
  @Test(
    "are written with one decimal in the unit that keeps them below 1000",
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1449, "1.4 kB"), (1450, "1.5 kB"), (999_949, "999.9 kB"),
      (999_950, "1.0 MB"), (1_400_000, "1.4 MB"), (999_999_999, "1.0 GB"), (50_000_000_000, "50.0 GB"),
      (Int64.max, "9223372.0 TB"),
    ])
  func sizes(count: Int64, expected: String) { #expect(byteText(count) == expected) }
}

@Suite("Record names")
struct RecordNameTests {
  @Test("are the exhibit's number and the place in it")
  func names() {
    #expect(recordName(1 << 32 + 189) == "1:189")
    #expect(recordName(7 << 32 | 0xFFFF_FFFF) == "7:4294967295")
  }
}
