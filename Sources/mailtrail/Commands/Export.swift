import ArgumentParser
import EvidenceDatabase
import Reports

struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes messages out as EML files, out of exhibits read again and checked, with a manifest of hashes.",
    discussion: """
      What is an Internet message in its exhibit comes out byte for byte; of an item of a mailbox store or of Outlook one \
      is made. Exhibits are only read. manifest.csv and manifest.json say of each file where it came from and of each \
      message that could not be written why.
      """)

  enum What: String, ExpressibleByArgument, CaseIterable { case eml }

  @OptionGroup var evidence: CaseArgument
  @Option(help: "What to write: eml.")
  var what: What
  @Option(help: "This message, by its id or exhibit:ordinal; may be given again.")
  var message: [String] = []
  @Option(help: "All messages whose strongest tier is this one.")
  var tier: String?
  @Option(help: "Of --tier, only this mailbox.")
  var mailbox: String?
  @Option(help: ArgumentHelp("Where the exhibits lie now, if they were moved.", valueName: "DIR"))
  var exhibits: String?
  @Option(name: [.customShort("o"), .long], help: ArgumentHelp("A new or empty folder.", valueName: "DIR"))
  var output: String

  private struct Done: Encodable {
    let folder: String
    let manifestSHA256: String
    let written: Int
    let notExported: Int
    let custodyEntry: Bool
  }

  func validate() throws {
    guard message.isEmpty != (tier == nil) else {
      throw ValidationError("give --message or --tier, and one of them only")
    }
    if mailbox != nil, tier == nil { throw ValidationError("--mailbox goes with --tier") }
    if let tier, !ExposureList.tiers.contains(tier) {
      throw ValidationError("there is no tier '\(tier)'; tiers are \(ExposureList.tiers.joined(separator: ", "))")
    }
    for id in message where recordID(id) == nil {
      throw ValidationError("'\(id)' is neither an id nor exhibit:ordinal")
    }
  }

  func run() async throws {
    let (manifest, sha256) = try await export()
    let written = manifest.messages.count { $0.form == "original" || $0.form == "reconstructed" }
    let isEntered = enter("\(written) messages written to \(output), manifest.csv with SHA-256 \(sha256)")
    let done = Done(
      folder: output, manifestSHA256: sha256, written: written, notExported: manifest.notExportedCount,
      custodyEntry: isEntered)
    if evidence.json {
      try Terminal.say(json(done))
    } else {
      try Terminal.say(
        "\(written) messages written to \(TerminalText.safe(output)), \(done.notExported) not exported; manifest.csv and "
          + "manifest.json say which and why (SHA-256 of manifest.csv: \(sha256))\n")
    }
    if done.notExported > 0 { throw ExitCode.doneWithDefects }
  }

  /// The case is closed again when this is done, so that the act can be entered in it.
  private func export() async throws -> (ExportManifest, sha256: String) {
    let database = try openCase(evidence.file)
    if let mailbox, try !database.read({ try ExposureList.hasMailbox(mailbox, $0) }) {
      throw CommandError(
        "there is no mailbox '\(mailbox)' in \(evidence.file); `mailtrail summary --json` names those there are")
    }
    let selection = try selection(in: database)
    let folder = try OutputFolder(output)
    var export = try MessageExport(from: database, exhibitsIn: exhibits, to: folder)
    try await export.write(selection)
    let (csv, machine) = (try folder.file("manifest.csv"), try folder.file("manifest.json"))
    try csv.write(export.manifest.csv)
    try csv.finish()
    try machine.write(json(export.manifest) + "\n")
    try machine.finish()
    return (export.manifest, csv.sha256)
  }

  private func selection(in database: EvidenceDatabase) throws -> MessageSelection {
    if let tier {
      let selection = try database.read { try MessageSelection($0, tier: tier, mailbox: mailbox) }
      if !selection.items.isEmpty { return selection }
      throw CommandError(
        "no message\(mailbox.map { " of \($0)" } ?? "") has the tier \(tier) in \(evidence.file); `mailtrail summary "
          + "\(evidence.file)` has the figures")
    }
    let ids = message.map { (text: $0, id: recordID($0)) }
    let selection = try database.read { try MessageSelection($0, messages: ids.compactMap(\.id)) }
    let found = Set(selection.items.map(\.messageID))
    for (text, id) in ids where id.map(found.contains) != true {
      throw CommandError("there is no message \(text) in \(evidence.file); exposure and sqlite3 name messages")
    }
    return selection
  }

  /// The evidence stays as it is in any case; where the case may not be written, that is told.
  private func enter(_ detail: String) -> Bool {
    do {
      try EvidenceDatabase.openForWriting(evidence.file).appendCustody("export", detail: detail)
      return true
    } catch {
      Terminal.complain(
        "mailtrail: the case cannot be written, so this export is not in its chain of custody: \(error)")
      return false
    }
  }
}

/// The id that an examiner names: a number, or exhibit:ordinal; nil for anything else.
func recordID(_ text: String) -> Int64? {
  let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
  if parts.count == 1, let id = parts[0] { return id }
  if parts.count == 2, let exhibit = parts[0], let ordinal = parts[1], (1..<1 << 31).contains(exhibit),
    (0..<1 << 32).contains(ordinal)
  {
    return exhibit << 32 | ordinal
  }
  return nil
}
