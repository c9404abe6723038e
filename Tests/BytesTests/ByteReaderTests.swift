import Bytes
import Testing

@Suite("ByteReader")
struct ByteReaderTests {
  @Test("reads little-endian fields and knows their place in the exhibit")
  func fields() throws {
    var reader = ByteReader([1, 0, 2, 0, 0, 0, 9], at: 100)
    #expect(try reader.read("a", as: UInt16.self) == 1)
    #expect(try reader.read("b", as: UInt32.self) == 2)
    #expect(reader.offset == 106)
    #expect(throws: FormatError(.truncated(needed: 2, available: 1), in: "c", at: 106)) {
      try reader.read("c", as: UInt16.self)
    }
    #expect(try reader.read("d", as: UInt8.self) == 9)
    #expect(reader.remaining == 0)
  }

  @Test("slices and skips stay within the bytes")
  func slices() throws {
    var reader = ByteReader([1, 2, 3, 4], at: 10)
    try reader.skip(1, "a")
    #expect(try Array(reader.read("b", count: 2)) == [2, 3])
    #expect(throws: FormatError.self) { try reader.skip(2, "c") }
    #expect(throws: FormatError.self) { try reader.skip(-1, "c") }
    #expect(throws: FormatError.self) { try reader.read("c", count: -1) }
    #expect(throws: FormatError.self) { try reader.read("c", count: .max) }
    #expect(reader.offset == 13)
  }

  @Test("a range of the bytes has the offsets of the whole")
  func ranges() throws {
    var reader = try ByteReader([1, 2, 3, 4], range: 1..<3, at: 10, field: "r")
    #expect(reader.offset == 11)
    #expect(try reader.read("a", as: UInt16.self) == 0x0302)
    #expect(throws: FormatError.self) { try reader.skip(1, "b") }
    #expect(throws: FormatError(.truncated(needed: 5, available: 4), in: "r", at: 10)) {
      _ = try ByteReader([1, 2, 3, 4], range: 1..<5, at: 10, field: "r")
    }
  }

  @Test("narrow and wide integers")
  func integers() throws {
    var reader = ByteReader([0xFE, 0xFF] + [UInt8](repeating: 0xFF, count: 8), at: 0)
    #expect(try reader.read("a", as: UInt16.self) == 0xFFFE)
    #expect(try reader.read("b", as: UInt64.self) == .max)
  }
}
