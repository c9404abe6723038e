/// The lines that one mailbox adds to the truth files, each kind in a file of its own until all mailboxes are written.
struct TruthParts {
  private let messages: OutputFile
  private let taken: OutputFile
  private let files: OutputFile

  enum Kind: String, CaseIterable { case messages, taken, files }

  init(in folder: CaseFolder, number: Int) throws(MakerError) {
    messages = try folder.file(Self.path(.messages, number))
    taken = try folder.file(Self.path(.taken, number))
    files = try folder.file(Self.path(.files, number))
  }

  /// Returns how many messages are attached to it.
  func message(_ line: MessageLine) throws(MakerError) -> Int { try line.write(to: messages) }

  func taken(_ lines: [JSON]) throws(MakerError) {
    for line in lines { _ = try taken.appendLine(line.text, ending: "\n") }
  }

  func file(_ file: StoreFile, format: String, count: Int) throws(MakerError) {
    let line: JSON = .object([
      "path": .string(file.path), "format": .string(format), "bytes": .int(Int(file.byteCount)),
      "sha256": .string(file.sha256), "messages": .int(count),
    ])
    _ = try files.appendLine(line.text, ending: "\n")
  }

  func finish() throws(MakerError) {
    for file in [messages, taken, files] { _ = try file.finish() }
  }

  /// Puts the parts of all mailboxes of one kind together, in their order, and takes them away.
  static func join(_ kind: Kind, of count: Int, to output: OutputFile, in folder: CaseFolder) throws(MakerError) {
    for number in 0..<count {
      let path = try folder.path(path(kind, number))
      try readPieces(of: path) { piece throws(MakerError) in try output.append(piece) }
      try removeFile(path)
    }
  }

  private static func path(_ kind: Kind, _ number: Int) -> String { "parts/\(kind.rawValue)-\(number)" }
}
