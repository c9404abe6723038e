import Bytes
import Testing

@testable import Readers

@Suite("The window on a text")
struct TextWindowTests {
  @Test("what is read ahead comes when it is asked for, in its order and at its place")
  func readAhead() throws {
    let pieces = ["one\n", "two\n", "three\n"]
    let window = try TextWindow(Pieces(pieces), minimumFill: 1)
    var text = ""
    while true {
      window.readAhead()
      window.readAhead()
      let read = String(decoding: window.bytes[window.start...], as: UTF8.self)
      #expect(window.place(of: window.bytes.count) == UInt64(text.utf8.count + read.utf8.count))
      text += read
      window.advance(to: window.bytes.count)
      guard try window.more() else { break }
    }
    #expect(text == pieces.joined())
    #expect(window.line == 4)
    #expect(window.isAtEnd)
  }

  @Test("a failure that is met ahead is told where the text gets there, and what came before it is kept")
  func failure() throws {
    let window = try TextWindow(Pieces(["one\n", "two\n"], failing: true), minimumFill: 1)
    window.readAhead()
    #expect(try window.more())
    window.readAhead()
    #expect(window.bytes == Array("one\ntwo\n".utf8))
    #expect(throws: Pieces.Failure.self) { try window.more() }
    #expect(window.bytes == Array("one\ntwo\n".utf8))
  }

  @Test("its last bytes are those of the text, in UTF-16 too, with a mark and without", arguments: [true, false])
  func tail(hasMark: Bool) throws {
    let text = "a log\nof lines\n"
    let units = Array((hasMark ? "\u{FEFF}" : "").utf16) + Array(text.utf16)
    let window = try TextWindow(MemoryStream(units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }))
    #expect(try !window.more())
    #expect(window.tail == Array(text.utf8))
    #expect(!window.endsInLine)
  }

  @Test("damage of a container that is met ahead ends the text behind what came before it")
  func damage() throws {
    let window = try TextWindow(Pieces(["one\n", "two\n"], damaged: true), minimumFill: 1)
    window.readAhead()
    #expect(window.damage == nil)
    #expect(try window.more())
    window.readAhead()
    #expect(window.damage == nil)
    #expect(try !window.more())
    #expect(window.damage?.problem == .invalid("cut"))
    #expect(window.isAtEnd)
  }
}

/// A stream of these texts, then an end, a failure or damage.
private final class Pieces: ByteStream {
  struct Failure: Error {}

  private var pieces: [String]
  private let failing: Bool
  private let damaged: Bool

  init(_ pieces: [String], failing: Bool = false, damaged: Bool = false) {
    self.pieces = pieces.reversed()
    self.failing = failing
    self.damaged = damaged
  }

  func next() throws -> [UInt8]? {
    if let piece = pieces.popLast() { return Array(piece.utf8) }
    if failing { throw Failure() }
    if damaged { throw FormatError(.invalid("cut"), in: "gzip", at: 8) }
    return nil
  }
}
