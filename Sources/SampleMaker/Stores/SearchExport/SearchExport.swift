/// The results of a compliance search as somebody fetched them, which were found and are given as evidence.
package struct SearchExport: Sendable {
  /// As the service calls it: `Review 20230827_Export`.
  package let name: String
  package let query: String
  /// When the service put it together; nothing that came later is in it.
  package let exportedAt: Moment
  package let holds: @Sendable (Letter) -> Bool

  package init(name: String, query: String, exportedAt: Moment, holds: @escaping @Sendable (Letter) -> Bool) {
    (self.name, self.query, self.exportedAt, self.holds) = (name, query, exportedAt, holds)
  }
}

/// Writes one: a ZIP with a PST for the mailbox, the list of its items (`Results.csv`), what it is in sum
/// (`Export Summary`) and a manifest, as the export tool of Microsoft Purview put them into its folder.
///
/// The names of the files, and those of the columns as far as they are there, are known; what stands in a manifest
/// beyond names and counts is not.
final class SearchExportPackage {
  private let export: SearchExport
  private let mailbox: Mailbox
  private let path: String
  private let output: OutputFile
  private let store: any ItemStore
  private let storePath: String
  private let memberName: String
  private var rows: [[String]] = []
  private var byteCount = 0

  init(_ export: SearchExport, of mailbox: Mailbox, in folder: CaseFolder) throws(MakerError) {
    (self.export, self.mailbox) = (export, mailbox)
    path = "evidence/ediscovery/\(export.name).zip"
    memberName = "Exchange/\(mailbox.address).pst"
    output = try folder.file(path)
    // It grows beside the parts of the truth, and is taken away with its place in the archive.
    let part = "parts/export-\(mailbox.number).pst"
    store = try openPST(part, .permute, for: mailbox, in: folder)
    storePath = try folder.path(part)
  }

  /// Where the item stands: the node in the PST in the archive.
  func add(_ item: Item, to folder: Folder) throws(MakerError) -> StorePlace {
    guard case .node(_, let node, _) = try store.add(item, to: folder, isOnly: true) else {
      throw MakerError("\(path): an item without a node")
    }
    rows.append(row(of: item, in: folder, node))
    byteCount += item.letter.byteCount
    return .node(file: "\(path)/\(memberName)", node, nil)
  }

  func finish() throws(MakerError) -> StoreFile {
    _ = try store.finish()
    let archive = ZIPArchive(output, modified: export.exportedAt)
    try archive.add(memberName, contentsOf: storePath)
    try removeFile(storePath)
    let table = [Self.columns] + rows
    try archive.add("Results.csv", text(table.map { quotedCSV($0) }))
    try archive.add("Export Summary \(export.exportedAt.compactDate).csv", text(summary.map { quotedCSV($0) }))
    try archive.add("manifest.xml", text(manifest))
    let sha256 = try archive.finish()
    return StoreFile(path: path, byteCount: output.length, sha256: sha256)
  }

  private func text(_ lines: [String]) -> [UInt8] { Array((lines.joined(separator: "\r\n") + "\r\n").utf8) }

  private func row(of item: Item, in folder: Folder, _ node: UInt32) -> [String] {
    let letter = item.letter
    func names(_ kind: Recipient.Kind) -> String {
      letter.recipients.filter { $0.kind == kind }.map(\.correspondent.address).joined(separator: "; ")
    }
    let place = "\(mailbox.address), Primary, \(mailbox.guid)\(folder.path)"
    return [
      hexadecimal(folder.longTermID) + padded(Int(node), 10), "\(rows.count + 1)", "True", "", place, mailbox.address,
      mailbox.person.displayName, "\(memberName)\(folder.path)\\\(letter.subject)", "", letter.subject,
      letter.sender.address, names(.to), names(.cc), names(.bcc), letter.sentAt.american,
      letter.attachments.isEmpty ? "False" : "True", "Normal", item.isRead ? "True" : "False", letter.messageClass,
      item.receivedAt.american, "\(max(1, letter.byteCount / 1024))", "None",
    ]
  }

  private static let columns = [
    "Item Identity", "Document ID", "Selected", "Duplicates to Item", "Original Path", "Location", "Location Name",
    "Target Path", "Document Path", "Subject or Title", "Sender or Created by", "Recipients in To line",
    "Recipients in Cc line", "Recipients in Bcc line", "Sent", "Has Attachments", "Importance", "Is Read", "Type",
    "Received or Created", "Size (KB)", "Decode Status",
  ]

  private var summary: [[String]] {
    [
      ["Export name", "Query", "Started", "Exported items", "Exported size (bytes)", "Locations"],
      [export.name, export.query, export.exportedAt.american, "\(rows.count)", "\(byteCount)", mailbox.address],
    ]
  }

  private var manifest: [String] {
    [
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
      "<Export Name=\"\(escaped(export.name))\" Query=\"\(escaped(export.query))\" Items=\"\(rows.count)\">",
      "  <Location Mailbox=\"\(escaped(mailbox.address))\" File=\"\(escaped(memberName))\" Items=\"\(rows.count)\" />",
      "</Export>",
    ]
  }

  private func escaped(_ text: String) -> String {
    [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;")].reduce(text) {
      $0.split(separator: $1.0, omittingEmptySubsequences: false).joined(separator: $1.1)
    }
  }
}
