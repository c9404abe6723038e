import Bytes
import Records

/// Our own limits against archives that are made to fill a disk.
enum ArchiveLimits {
  static let members = 2_000_000
  private static let ratio: UInt64 = 200
  /// Unpacked bytes that need no ratio.
  private static let freeBytes: UInt64 = 64 << 20

  /// The most that an archive of so many bytes may unpack to, each member and all of them together.
  static func unpackedBytes(ofArchive byteCount: UInt64) -> UInt64 {
    max(freeBytes, byteCount.multipliedReportingOverflow(by: ratio).overflow ? .max : byteCount * ratio)
  }
}

/// Hands back the members of an archive as it is gone through, and tells what is left out.
struct ArchiveListing {
  private let format: ArchiveFormat
  private let collector: RecordCollector
  private let limit: UInt64
  private var count = 0
  private var declaredBytes: UInt64 = 0

  init(of byteCount: UInt64, in format: ArchiveFormat, into collector: RecordCollector) {
    self.format = format
    self.collector = collector
    limit = ArchiveLimits.unpackedBytes(ofArchive: byteCount)
  }

  /// Returns whether to go on.
  mutating func add(_ entry: ArchiveEntry) -> Bool {
    if let warning = entry.warning { tell(warning, of: entry, "read all the same") }
    switch entry.kind {
    case .folder: return true
    case .link: tell("a link", of: entry, "not followed: what it points to is no evidence of its own")
    case .special: tell("a device or pipe", of: entry, "left out")
    case .file: return addFile(entry)
    }
    return true
  }

  private mutating func addFile(_ entry: ArchiveEntry) -> Bool {
    count += 1
    let (sum, overflow) = declaredBytes.addingReportingOverflow(entry.byteCount ?? 0)
    declaredBytes = sum
    guard !overflow, sum <= limit else {
      return stop(entry, "members of \(overflow ? UInt64.max : sum) bytes unpacked, at most \(limit) are opened")
    }
    guard count <= ArchiveLimits.members else {
      return stop(entry, "more than \(ArchiveLimits.members) members")
    }
    collector.add(
      ChildExhibit(
        name: entry.name, recipe: ArchiveMember.recipe(entry.number), offset: entry.dataOffset,
        length: entry.byteCount))
    return true
  }

  private func stop(_ entry: ArchiveEntry, _ problem: String) -> Bool {
    tell(problem, of: entry, "this member and those behind it are left out")
    collector.isPartial = true
    return false
  }

  private func tell(_ problem: String, of entry: ArchiveEntry, _ consequence: String) {
    collector.add(
      Defect(
        field: "\(format.name) member '\(entry.name)'", problem: problem, consequence: consequence,
        offset: entry.dataOffset))
  }
}
