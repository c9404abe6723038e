import Bytes
import Foundation
import Records
import Synchronization
import Testing

@testable import Readers

@Suite("Archives")
struct ArchiveTests {
  /// Two mails, `one.eml` and `two.eml`, packed by Info-ZIP's zip (the first stored, the second deflated) and by 7z.
  private static let zip = bytes(
    """
    UEsDBAoAAAAAAKkKeF3bKSrtJwAAACcAAAAHAAAAb25lLmVtbEZyb206IGFAYi5leGFtcGxlDQpTdWJqZWN0OiBvbmUNCg0KaGkNClBLAwQU\
    AAAACACpCnhdKS86RS4AAAA8AAAABwAAAHR3by5lbWxzK8rPtVJIdEjSS61IzC3ISeXlCi5NykpNLrFSKCnP5+Xi5cpIzcnJV8AgebkAUEsB\
    Ah4DCgAAAAAAqQp4XdspKu0nAAAAJwAAAAcAAAAAAAAAAQAAAKSBAAAAAG9uZS5lbWxQSwECHgMUAAAACACpCnhdKS86RS4AAAA8AAAABwAA\
    AAAAAAABAAAApIFMAAAAdHdvLmVtbFBLBQYAAAAAAgACAGoAAACfAAAAAAA=
    """)
  private static let sevenZip = bytes(
    """
    N3q8ryccAAS+YDWTpAAAAAAAAAAgAAAAAAAAAOeijtzgAGIAOV0AIxyJ5vfXtZ2aacziwnqIMy+d5ov+0JADrg9yeC3Gi4VbQcaylhinEkmg\
    HenFdnnUjkHXnhGGMu+AAAAAgTMHrg/R/+M9QMCQ0v99aU2J/BkYAJIg+PfDOG2F5FVrvTV8nNdG/pwk/DT9BGI3nyYsx/PdOgx0nkRNbINk\
    RRMega1CVghU4zJAgZvnIdrtZ8qLDVLUt/V7uwWlQAAAABcGQQEJYwAHCwEAASMDAQEFXQAQAAAMdgoBH/7AkwAA
    """)
  private static let mails = [
    "From: a@b.example\r\nSubject: one\r\n\r\nhi\r\n",
    "From: a@b.example\r\nSubject: two\r\n\r\nhello hello hello hello\r\n",
  ]

  private static func bytes(_ base64: String) -> [UInt8] { Data(base64Encoded: base64).map(Array.init) ?? [] }

  private func list(_ bytes: [UInt8], by reader: any Reader.Type) async throws -> (children: [ChildExhibit], Int64) {
    let found = Mutex<[ChildExhibit]>([])
    let collector = RecordCollector { batch in found.withLock { $0 += batch.children } }
    try await reader.read(Source(bytes), into: collector)
    try await collector.finish()
    return (found.withLock { $0 }, collector.defectCount)
  }

  private func text(_ child: ChildExhibit, in container: any Container) throws -> String {
    var bytes: [UInt8] = []
    let stream = try container.open(child)
    while let piece = try stream.next() { bytes += piece }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("the kind is told by content", arguments: [(zip, "zip"), (sevenZip, "7z")])
  func kind(bytes: [UInt8], kind: String) {
    #expect(reader(for: Opening(bytes, isWhole: true))?.kind == kind)
  }

  @Test("an Office document is no archive, though it is a ZIP inside")
  func document() {
    let name = Array("[Content_Types].xml".utf8)
    let header = [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22) + [UInt8(name.count), 0, 0, 0]
    #expect(reader(for: Opening(header + name + [1, 2, 3], isWhole: false)) == nil)
    #expect(reader(for: Opening(header.dropLast(4) + [2, 0, 0, 0] + Array("a/".utf8), isWhole: false))?.kind == "zip")
  }

  @Test("members come in order, stored, deflated or solid", arguments: [(zip, "zip"), (sevenZip, "7z")])
  func members(bytes: [UInt8], kind: String) async throws {
    let reader = try #require(allReaders.first { $0.kind == kind })
    let (children, defects) = try await list(bytes, by: reader)
    #expect(defects == 0)
    #expect(children.map(\.name) == ["one.eml", "two.eml"])
    #expect(children.map(\.length) == Self.mails.map { UInt64($0.utf8.count) })
    let container = try reader.container(Source(bytes))
    #expect(try children.map { try text($0, in: container) } == Self.mails)
    #expect(try children.reversed().map { try text($0, in: container) } == Self.mails.reversed())
  }

  @Test("the offset of a ZIP member is where its stored bytes begin")
  func offsets() async throws {
    let (children, _) = try await list(Self.zip, by: ZIPReader.self)
    #expect(children.map(\.offset) == [37, 113])
    let stored = Self.zip[Int(children[0].offset)...].prefix(Int(children[0].length ?? 0))
    #expect(String(decoding: stored, as: UTF8.self) == Self.mails[0])
  }

  @Test("members opened side by side do not mix")
  func interleaved() async throws {
    let (children, _) = try await list(Self.zip, by: ZIPReader.self)
    let container = try ZIPReader.container(Source(Self.zip))
    let streams = try children.map { try container.open($0) }
    let second = try streams[1].next()
    let first = try streams[0].next()
    #expect(first == Array(Self.mails[0].utf8))
    #expect(second == Array(Self.mails[1].utf8))
  }

  @Test("a recipe of another archive is refused")
  func strangeRecipe() throws {
    let container = try ZIPReader.container(Source(Self.zip))
    for recipe in ["member:1", "member:9", "member:-1", "base64", ""] {
      let child = ChildExhibit(name: "x", recipe: recipe, offset: 5, length: 1)
      #expect(throws: FormatError.self) { try text(child, in: container) }
    }
  }

  @Test("an archive that unpacks to more than its size allows is left where it does")
  func bomb() async throws {
    let limit = ArchiveLimits.unpackedBytes(ofArchive: 1000)
    #expect(limit == 64 << 20)
    #expect(ArchiveLimits.unpackedBytes(ofArchive: .max) == .max)
  }

  @Test("cut anywhere, or with any byte changed, an archive gives what it can and ends", arguments: [zip, sevenZip])
  func damaged(bytes: [UInt8]) async throws {
    let reader: any Reader.Type = bytes == Self.zip ? ZIPReader.self : SevenZipReader.self
    for length in bytes.indices { try await survive(Array(bytes[..<length]), reader) }
    for place in bytes.indices {
      for change: UInt8 in [0x01, 0x80, 0xFF] {
        var changed = bytes
        changed[place] ^= change
        try await survive(changed, reader)
      }
    }
  }

  /// Either the listing or a member may throw a `FormatError`; nothing else may.
  private func survive(_ bytes: [UInt8], _ reader: any Reader.Type) async throws {
    do {
      let (children, _) = try await list(bytes, by: reader)
      let container = try reader.container(Source(bytes))
      for child in children {
        do { _ = try text(child, in: container) } catch is FormatError {}
      }
    } catch is FormatError {}
  }
}
