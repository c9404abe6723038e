/// A mailbox as Thunderbird keeps it: one mbox a folder, without a suffix, and beside `Inbox` the folder `Inbox.sbd` for
/// those that lie in it. Lines end with LF, and of lines that would look like a From_ line each gets a `>` in front
/// (mboxrd), so that every message can be had back as it was.
package final class MboxWriter {
  private let root: String
  private let caseFolder: String
  /// In the order in which they were begun.
  private var files: [(path: String, file: OutputFile)] = []
  private var numbers: [String: Int] = [:]
  private var message: [UInt8] = []
  private var escaped: [UInt8] = []

  /// Makes the folder, whose path is relative to that of the case.
  package init(creating root: String, in caseFolder: String) throws(MakerError) {
    (self.root, self.caseFolder) = (root, caseFolder)
    try makeFolders(root.split(separator: "/"), below: caseFolder)
  }

  package func add(_ item: Item, in folder: Folder) throws(MakerError) -> MailPlace {
    let (path, file) = try file(of: folder)
    message.removeAll(keepingCapacity: true)
    MIMEMessage(item).append(to: &message)
    escaped.removeAll(keepingCapacity: true)
    escaped.append("From \(envelopeSender(of: item)) \(item.receivedAt.asctime)\n")
    appendMboxLines(of: message, to: &escaped)
    let place = MailPlace(file: path, offset: file.length, length: Int64(escaped.count))
    escaped.append(0x0A)
    try file.append(escaped)
    return place
  }

  /// Puts all files on the disk.
  package func finish() throws(MakerError) -> [MailFile] {
    var finished: [MailFile] = []
    for (path, file) in files {
      let hash = try file.finish()
      finished.append(MailFile(path: path, byteCount: file.length, sha256: hash))
    }
    return finished
  }

  private func file(of folder: Folder) throws(MakerError) -> (path: String, file: OutputFile) {
    let names = folder.fileNames
    let path = ([root] + names.dropLast().map { $0 + ".sbd" } + [names[names.count - 1]]).joined(separator: "/")
    if let number = numbers[path] { return files[number] }
    try makeFolders(path.split(separator: "/").dropLast(), below: caseFolder)
    let file = try OutputFile(creating: caseFolder + "/" + path)
    numbers[path] = files.count
    files.append((path, file))
    return (path, file)
  }

  /// What the SMTP envelope said; blanks would end it too early.
  private func envelopeSender(of item: Item) -> String {
    let address = item.letter.sender.address
    let isFit = !address.isEmpty && address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    return item.letter.kind == .report || !isFit ? "MAILER-DAEMON" : address
  }
}

/// Appends the lines of a message with LF for CR LF, and with `>` in front of `From `, `>From `, `>>From `…; the last
/// line is ended where it was not.
private func appendMboxLines(of message: [UInt8], to output: inout [UInt8]) {
  output.reserveCapacity(output.count + message.count + 256)
  var start = 0
  while start < message.count {
    let end = message[start...].firstIndex(of: 0x0A) ?? message.count
    let hasReturn = end > start && end < message.count && message[end - 1] == 0x0D
    let line = message[start..<(hasReturn ? end - 1 : end)]
    if isFromLine(line) { output.append(UInt8(ascii: ">")) }
    output += line
    output.append(0x0A)
    start = end + 1
  }
}

private func isFromLine(_ line: ArraySlice<UInt8>) -> Bool {
  line.drop { $0 == UInt8(ascii: ">") }.starts(with: "From ".utf8)
}
