import Bytes
import Exhibits
import Foundation
import Testing

@Suite("EvidenceWalk")
struct EvidenceWalkTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "walk-\(UUID().uuidString)/case")
    for name in ["b/1.eml", "a/2.eml", "a/1.eml", ".hidden"] {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(name.utf8).write(to: file)
    }
  }

  @Test("files come in the order of their names, hidden ones too, with the folder's name in front")
  func order() throws {
    let found = try EvidenceWalk.files(under: [folder.path])
    #expect(found.map(\.relativePath) == ["case/.hidden", "case/a/1.eml", "case/a/2.eml", "case/b/1.eml"])
    #expect(found.allSatisfy { $0.problem == nil && $0.identity?.byteCount ?? 0 > 0 })
  }

  @Test("a file named by itself is known by its folder too")
  func single() throws {
    let found = try EvidenceWalk.files(under: [folder.appending(path: "a/1.eml").path])
    #expect(found.map(\.relativePath) == ["a/1.eml"])
  }

  @Test("what is named twice is found once")
  func twice() throws {
    let found = try EvidenceWalk.files(under: [folder.path, folder.appending(path: "a").path])
    #expect(found.count == 4)
  }

  @Test("links and pipes inside a folder are told, not followed or opened")
  func links() throws {
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "loop"), withDestinationURL: folder)
    #expect(mkfifo(folder.appending(path: "pipe").path, 0o600) == 0)
    let told = try EvidenceWalk.files(under: [folder.path]).filter { $0.problem != nil }
    #expect(told.map(\.relativePath) == ["case/loop", "case/pipe"])
  }

  @Test("a path that does not exist is an error that names it")
  func missing() {
    let error = #expect(throws: SourceError.self) { try EvidenceWalk.files(under: ["/nowhere/at/all"]) }
    #expect(error?.path == "/nowhere/at/all")
  }
}
