import Foundation

@testable import SampleMaker

/// A store made for a test, and what a reader should find in it.
final class WrittenStore {
  let path: String
  private let place: Workplace
  private let writer: PSTWriter
  private let bodies: BodyForm
  private var folders: [(path: String, items: [(node: UInt32, item: Item)])] = []
  private var handles: [PSTWriter.FolderHandle] = []
  private(set) var sha256 = ""
  private(set) var byteCount: Int64 = 0

  init(
    _ name: String, _ version: PSTVersion = .unicode, encoding: PSTEncoding = .permute, bodies: BodyForm = .asWritten
  ) throws {
    self.bodies = bodies
    place = try Workplace()
    path = place.path(name)
    let settings = PSTSettings(
      version, encoding: encoding, bodies: bodies, displayName: "Lindqvist", storeUID: GUID(high: 7, low: 11))
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

  /// Adds items of which a store has only what is left of deleted ones.
  func addDeleted(_ items: [(item: Item, deletion: Deletion)], to folder: Int) throws {
    for (item, deletion) in items { _ = try writer.add(item, to: handles[folder], deleted: deletion) }
  }

  func finish() throws { (sha256, byteCount) = try writer.finish() }

  /// What pypff should say. It lists folders by the numbers of their nodes, so that the one for deleted items, which
  /// the writer adds, comes first.
  var expected: [PSTReading.Folder] {
    [PSTReading.Folder(path: "\\Deleted Items", messages: [])]
      + folders.map { folder in
        PSTReading.Folder(
          path: folder.path, messages: folder.items.map { PSTReading.Message($0.item, node: $0.node, bodies: bodies) })
      }
  }

  func walk() throws -> PSTReading.Walk { try PSTReading.walk(path, in: place.folder) }
  func pypff() throws -> [PSTReading.Folder] { try PSTReading.pypff(path, in: place.folder) }

  /// The files that readpst makes, each message and attachment its own, by their paths below the store's name.
  func readpst() throws -> [String: [UInt8]] {
    let target = place.folder.appending(path: "readpst")
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    let result = try Peer.run("readpst", ["-j", "0", "-S", "-D", "-q", "-o", "readpst", path], in: place.folder)
    guard result.status == 0 else { throw PSTReading.Unread(complaint: result.complaint) }
    return try files(below: target.appending(path: "Lindqvist"))
  }

  /// The subjects of the items that pffexport exports, embedded ones too; empty where it tells none.
  func pffexport() throws -> [String] {
    let result = try Peer.run("pffexport", ["-q", "-m", "items", "-t", "pff", path], in: place.folder)
    guard result.status == 0 else { throw PSTReading.Unread(complaint: result.complaint) }
    let files = try files(below: place.folder.appending(path: "pff.export"))
    return files.filter { Self.describing.contains(($0.key as NSString).lastPathComponent) }.values.map { bytes in
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      let subject = lines.first { $0.hasPrefix("Subject:") }?.dropFirst(8) ?? ""
      return subject.trimmingCharacters(in: .whitespaces)
    }
  }

  /// One of these pffexport writes of every item, by its class.
  private static let describing: Set = [
    "OutlookHeaders.txt", "Appointment.txt", "Contact.txt", "DistributionList.txt", "Meeting.txt", "Note.txt",
    "Task.txt",
  ]

  private func files(below folder: URL) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    let root = folder.path(percentEncoded: false)
    for name in try FileManager.default.subpathsOfDirectory(atPath: root) {
      let file = folder.appending(path: name)
      guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
      found[name] = Array(try Data(contentsOf: file))
    }
    return found
  }
}
