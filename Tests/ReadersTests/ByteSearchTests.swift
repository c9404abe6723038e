import Testing

@testable import Readers

@Suite("Looking for bytes and names")
struct ByteSearchTests {
  @Test("the first of three bytes is found wherever it stands, and whatever stands around it", arguments: 0..<20)
  func search(length: Int) {
    // Neighbours by one bit and by one are what counting eight at a time could take for it.
    let around: [UInt8] = [0x00, 0x21, 0x23, 0x5B, 0x5D, 0x80, 0xA2, 0xDC, 0xFF]
    for (shift, byte) in around.enumerated() {
      for place in 0...length {
        var text = (0..<length).map { around[($0 + shift) % around.count] }
        if place < length { text[place] = [0x22, 0x5C, 0x0A][place % 3] }
        if place + 1 < length { text[place + 1] = byte ^ 1 }
        text.withUnsafeBufferPointer { text in
          for start in 0...length {
            let expected = text[start...].firstIndex { $0 == 0x22 || $0 == 0x5C || $0 == 0x0A } ?? length
            #expect(text.index(of: 0x22, 0x5C, 0x0A, from: start) == expected)
            #expect(text.index(of: 0x22, from: start) == text[start...].firstIndex(of: 0x22) ?? length)
          }
        }
      }
    }
  }

  @Test(
    "a listed member is the one that looking through the object finds",
    arguments: [
      "{}", #"{"Id":1}"#, #"{"Id":1,"Id":2,"id":3,"":4}"#, JSONMembersObject.of(30), JSONMembersObject.of(79),
      JSONMembersObject.of(80), JSONMembersObject.of(500),
    ])
  func members(json: String) throws {
    let document = JSONDocument()
    let members = JSONMembers()
    try Array(json.utf8).withUnsafeBufferPointer { text in
      let object = try document.parse(text)
      members.list(object)
      for name: StaticString in [
        "Id", "id", "", "Operation", "Name0", "Name29", "Name78", "Name79", "Name499", "Name500",
      ] {
        #expect(members[name]?.text == object[name]?.text)
        #expect((members[name] == nil) == (object[name] == nil))
      }
    }
  }
}

private enum JSONMembersObject {
  static func of(_ count: Int) -> String {
    "{" + (0..<count).map { "\"Name\($0)\":\($0)" }.joined(separator: ",") + "}"
  }
}
