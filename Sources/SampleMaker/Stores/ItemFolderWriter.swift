import Crypto
import Glibc

/// What an item becomes as a file of its own.
package enum ItemFile: String, Sendable {
  case eml, msg

  fileprivate func append(_ item: Item, to bytes: inout [UInt8]) throws(MakerError) {
    switch self {
    case .eml: MIMEMessage(item).append(to: &bytes)
    case .msg: bytes += try MSGFile.bytes(of: item)
    }
  }
}

/// A mailbox as a tree of folders with one file an item: `Inbox/Projects/000123.eml`. Each folder counts from 1.
package final class ItemFolderWriter {
  private let kind: ItemFile
  private let root: String
  private let caseFolder: String
  private var counts: [String: Int] = [:]
  private var files: [MailFile] = []
  private var buffer: [UInt8] = []

  /// The path is relative to that of the case. Folders are made with the first item that lies in them: an empty one would
  /// be lost wherever a case is kept in an archive or in version control.
  package init(_ kind: ItemFile, creating root: String, in caseFolder: String) {
    (self.kind, self.root, self.caseFolder) = (kind, root, caseFolder)
  }

  package func add(_ item: Item, in folder: Folder) throws(MakerError) -> MailPlace {
    let folderPath = root + "/" + folder.fileNames.joined(separator: "/")
    let number = (counts[folderPath] ?? 0) + 1
    counts[folderPath] = number
    if number == 1 { try makeFolders(folderPath.split(separator: "/"), below: caseFolder) }
    let path = folderPath + "/" + padded(number, 6) + "." + kind.rawValue
    buffer.removeAll(keepingCapacity: true)
    try kind.append(item, to: &buffer)
    try write(path)
    return MailPlace(file: path, offset: 0, length: Int64(buffer.count))
  }

  /// Puts all files on the disk; tells of each in the order in which they were added.
  package func finish() -> [MailFile] {
    // One call for all of them: a sync of each takes longer than writing it.
    sync()
    return files
  }

  private func write(_ relative: String) throws(MakerError) {
    let path = caseFolder + "/" + relative
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw MakerError("cannot make \(path): \(systemReason())") }
    defer { close(descriptor) }
    var done = 0
    while done < buffer.count {
      let count = buffer.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw MakerError("cannot write \(path): \(systemReason())") }
      done += count
    }
    let hash = buffer.withUnsafeBytes { SHA256.hash(data: $0) }
    files.append(MailFile(path: relative, byteCount: Int64(buffer.count), sha256: hexadecimal(hash)))
  }
}
