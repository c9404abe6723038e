import Foundation
import Testing

@testable import SampleMaker

@Suite("What letters enclose")
struct EnclosureTests {
  static let endings: KeyValuePairs<AttachmentPlan.Kind, String> = [
    .pdf: "pdf", .png: "png", .jpeg: "jpg", .docx: "docx", .xlsx: "xlsx", .zip: "zip", .text: "txt", .csv: "csv",
    .calendar: "ics", .inlineImage: "png",
  ]
  /// From less than the least file that there is to one of many segments; some next to each other, since the padding
  /// of each format has its own gaps.
  static let sizes = [100, 2500, 4000] + Array(4096...4116) + [65_535, 65_536, 200_001, 1_000_000]

  @Test("each is of the planned size, and opens as what its name says")
  func files() throws {
    let workplace = try Workplace()
    var expected = 0
    for (kind, ending) in Self.endings {
      for size in Self.sizes {
        let plan = AttachmentPlan(kind: kind, name: "f.\(ending)", byteCount: size, letter: nil)
        let item = try ContentFixture.item(ContentFixture.letter(size, attachments: [plan]))
        guard case .bytes(let bytes) = try #require(item.attachments.first).content else {
          Issue.record("\(kind) is not bytes")
          continue
        }
        #expect(size >= 4000 ? bytes.count == size : bytes.count >= size, "\(kind) of \(size)")
        try Data(bytes).write(to: workplace.folder.appending(path: "\(kind)-\(size).\(ending)"))
        expected += 1
      }
    }
    let opened = try Workplace()
    let result = try Peer.python("enclosures.py", workplace.folder.path(percentEncoded: false), in: opened.folder)
    #expect(result.status == 0, "\(result.complaint)")
    #expect(result.lines.count == expected)
    #expect(result.lines.filter { !$0.hasSuffix(" opens") } == [])
  }

  @Test("checksums of the check string are those of their specifications")
  func checksums() {
    #expect(crc32(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(adler32(Array("Wikipedia".utf8)) == 0x11E6_0398)
    #expect(adler32([UInt8](repeating: 0xFF, count: 100_000)) == 0x149A_302C)
  }

  @Test("all copies of a letter enclose the same bytes")
  func sameForAllCopies() throws {
    var seen: [Letter.Reference: [[UInt8]]] = [:]
    var compared = 0
    for (item, _, _) in ContentFixture.items {
      let bytes = item.attachments.compactMap { attachment -> [UInt8]? in
        if case .bytes(let bytes) = attachment.content { bytes } else { nil }
      }
      guard !bytes.isEmpty else { continue }
      if let before = seen[item.letter.reference] {
        #expect(before == bytes)
        compared += 1
      }
      seen[item.letter.reference] = bytes
    }
    #expect(compared > 10)
  }
}
