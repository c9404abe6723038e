import Foundation
import Testing

@testable import SampleMaker

@Suite("Stores written as PST")
struct PSTWriterTests {
  @Test("every encoding, with one item of each class", arguments: PSTEncoding.allCases)
  func everyClass(encoding: PSTEncoding) throws {
    let place = try Workplace()
    let store = try WrittenStore("small.pst", in: place, encoding: encoding)
    let inbox = try store.addFolder("Posteingang", role: .inbox)
    try store.add(PSTItems.everyClass, to: inbox)
    try store.finish()
    let walk = try store.walk()
    #expect(walk.faults == [])
    #expect(walk.encoding == Int(encoding.rawValue))
    #expect(try store.pypff() == store.expected)
  }
}

/// A store made for a test, and what a reader should find in it.
final class WrittenStore {
  let path: String
  private let place: Workplace
  private let writer: PSTWriter
  private var folders: [(path: String, items: [(UInt32, Item)])] = []
  private var handles: [PSTWriter.FolderHandle] = []
  private(set) var sha256 = ""
  private(set) var byteCount: Int64 = 0

  init(_ name: String, in place: Workplace, encoding: PSTEncoding = .permute) throws {
    self.place = place
    path = place.path(name)
    let settings = PSTSettings(encoding: encoding, displayName: "Lindqvist", storeUID: GUID(high: 7, low: 11))
    writer = try PSTWriter(creating: path, settings: settings)
  }

  func addFolder(_ name: String, role: Folder.Role = .custom, in parent: Int? = nil) throws -> Int {
    let above = parent.map { folders[$0].path } ?? ""
    let handle = try writer.addFolder(
      named: name, containerClass: "IPF.Note", role: role, parent: parent.map { handles[$0] })
    folders.append(("\(above)\\\(name)", []))
    handles.append(handle)
    return folders.count - 1
  }

  func add(_ items: [Item], to folder: Int) throws {
    for item in items { folders[folder].items.append((try writer.add(item, to: handles[folder]), item)) }
  }

  func finish() throws { (sha256, byteCount) = try writer.finish() }

  func walk() throws -> PSTReading.Walk { try PSTReading.walk(path, in: place.folder) }
  func pypff() throws -> [PSTReading.Folder] { try PSTReading.pypff(path, in: place.folder) }

  /// The folder for deleted items, which the writer adds, is empty.
  var expected: [PSTReading.Folder] {
    folders.map { folder in
      PSTReading.Folder(path: folder.path, messages: folder.items.map { PSTReading.Message($0.1, node: $0.0) })
    }
  }
}
