import Crypto
import Glibc

/// A mailbox as a tree of folders with one EML file an item: `Inbox/Projects/000123.eml`. Each folder counts from 1.
package final class EMLFolderWriter {
  private let root: String
  private let caseFolder: String
  private var counts: [String: Int] = [:]
  private var files: [MailFile] = []
  private var buffer: [UInt8] = []

  /// Makes the folder, whose path is relative to that of the case.
  package init(creating root: String, in caseFolder: String) throws(MakerError) {
    (self.root, self.caseFolder) = (root, caseFolder)
    try makeFolders(root.split(separator: "/"), below: caseFolder)
  }

  package func add(_ item: Item, in folder: Folder) throws(MakerError) -> MailPlace {
    let folderPath = root + "/" + folder.fileNames.joined(separator: "/")
    let number = (counts[folderPath] ?? 0) + 1
    counts[folderPath] = number
    if number == 1 { try makeFolders(folderPath.split(separator: "/"), below: caseFolder) }
    let path = folderPath + "/" + padded(number, 6) + ".eml"
    buffer.removeAll(keepingCapacity: true)
    MIMEMessage(item).append(to: &buffer)
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
