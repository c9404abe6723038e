import Foundation
import Testing

@testable import SampleMaker

@Suite("What letters enclose")
struct EnclosureTests {
  /// The ending of each kind, and from how many bytes on every size can be had; worlds plan nothing smaller.
  static let kinds: [(kind: AttachmentPlan.Kind, ending: String, least: Int)] = [
    (.pdf, "pdf", 1200), (.png, "png", 100), (.jpeg, "jpg", 700), (.docx, "docx", 4000), (.xlsx, "xlsx", 4000),
    (.zip, "zip", 700), (.text, "txt", 60), (.csv, "csv", 60), (.calendar, "ics", 600), (.inlineImage, "png", 100),
  ]
  /// Some lie next to each other, since the padding of each format has its own gaps.
  static let sizes = [60, 100, 600, 700, 701, 702, 703, 1200, 4000] + Array(4096...4116) + [65_535, 65_536, 1_000_001]

  @Test("each is of the planned size, and opens as what its name says")
  func files() throws {
    let workplace = try Workplace()
    for (kind, ending, least) in Self.kinds {
      for size in Self.sizes {
        let plan = AttachmentPlan(kind: kind, name: "f.\(ending)", byteCount: size, letter: nil)
        let item = try ContentFixture.item(ContentFixture.letter(size, attachments: [plan]))
        guard case .bytes(let bytes) = try #require(item.attachments.first).content else {
          Issue.record("\(kind) is not bytes")
          continue
        }
        #expect(size >= least ? bytes.count == size : bytes.count <= least, "\(kind) of \(size): \(bytes.count)")
        try Data(bytes).write(to: workplace.folder.appending(path: "\(kind)-\(size).\(ending)"))
      }
    }
    let elsewhere = try Workplace()
    let result = try Peer.python("enclosures.py", workplace.folder.path(percentEncoded: false), in: elsewhere.folder)
    #expect(result.status == 0, "\(result.complaint)")
    #expect(result.lines.count == Self.kinds.count * Self.sizes.count)
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
