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
  }
}
