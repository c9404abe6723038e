import ArgumentParser
import EvidenceDatabase
import Exhibits
import Foundation
import Records
import Reports

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Whether a case is what was made of the evidence: chain of custody, database, exhibits.",
    discussion: """
      Follows the chain of custody from its beginning, checks the database, and computes the hash of all that the case \
      says, which is the same wherever the same evidence was examined. With --exhibits, every file that was handed over \
      is hashed again. Exit code 3 where something does not agree.
      """)
  @OptionGroup var evidence: CaseArgument
  @Option(
    help: "Hash the exhibits again; a folder where they lie now, or `.` for where they lay.", completion: .directory)
  var exhibits: String?

  private struct Checked: Encodable {
    let path: String
    /// same, changed, missing, unreadable, or not_hashed where it could not be read at first.
    let state: String
    let storedSHA256: String?
    let computedSHA256: String?
  }
  private struct Result: Encodable {
    var custodyEntries = 0
    var lastEntrySHA256: String?
    var lastExamination: String?
    let programSHA256 = Program.sha256
    var custodyProblem: String?
    var databaseProblem: String?
    var contentSHA256 = ""
    var exhibits: [Checked]?

    var isGood: Bool {
      custodyProblem == nil && databaseProblem == nil
        && exhibits?.allSatisfy { ["same", "not_hashed"].contains($0.state) } ?? true
    }
  }

  func run() throws {
    let database = try openCase(evidence.file)
    var result = Result()
    do {
      let entries = try database.verifyCustody()
      result.custodyEntries = entries.count
      result.lastEntrySHA256 = entries.last?.entrySHA256
      result.lastExamination = entries.last { $0.action == "examine" }?.detail
    } catch let error as CaseError {
      result.custodyProblem = "\(error)"
    }
    let problems = try database.integrityProblems()
    result.databaseProblem = problems.isEmpty ? nil : problems.joined(separator: "; ")
    result.contentSHA256 = try database.logicalContentHash()
    if let exhibits {
      result.exhibits = try database.exhibits().filter { $0.parent == nil }.map { check($0, in: exhibits) }
    }
    try Terminal.say(evidence.json ? json(result) : text(result))
    if !result.isGood { throw ExitCode.doneWithDefects }
  }

  private func check(_ exhibit: Exhibit, in folder: String) -> Checked {
    func checked(_ state: String, _ hash: String? = nil) -> Checked {
      Checked(path: exhibit.relativePath, state: state, storedSHA256: exhibit.sha256, computedSHA256: hash)
    }
    guard let stored = exhibit.sha256 else { return checked("not_hashed") }
    let path = place(of: exhibit, in: folder)
    guard FileManager.default.fileExists(atPath: path) else { return checked("missing") }
    do {
      let reading = ExhibitReading(withMD5: false, onBytes: { _ in })
      guard let hash = try reading.hash(.file(path: path)) else { return checked("unreadable") }
      return checked(hash.hex == stored ? "same" : "changed", hash.hex)
    } catch {
      return checked("unreadable")
    }
  }

  /// Below the folder as it lay below what was named then, with or without that folder's own name.
  private func place(of exhibit: Exhibit, in folder: String) -> String {
    guard folder != "." else { return exhibit.path }
    let parts = exhibit.relativePath.split(separator: "/")
    let candidates = [parts[...], parts.dropFirst()].filter { !$0.isEmpty }.map {
      folder + "/" + $0.joined(separator: "/")
    }
    return candidates.first { FileManager.default.fileExists(atPath: $0) } ?? candidates.first ?? folder
  }

  private func text(_ result: Result) -> String {
    var lines = [
      result.custodyProblem.map { "CHAIN OF CUSTODY BROKEN: \($0)" }
        ?? "chain of custody: \(result.custodyEntries) entries, each follows from the one before; the last is "
        + "\(result.lastEntrySHA256 ?? "-")",
      "last examination: \(result.lastExamination.map(TerminalText.safe) ?? "none to its end")",
      "this program: \(Program.shown)",
      result.databaseProblem.map { "DATABASE DAMAGED: \($0)" } ?? "database: in order",
      "content: SHA-256 \(result.contentSHA256)",
    ]
    if let exhibits = result.exhibits {
      let states = Dictionary(grouping: exhibits, by: \.state).sorted { $0.key < $1.key }
      lines.append(
        "exhibits hashed again: "
          + states.map { "\($0.value.count) \($0.key.replacing("_", with: " "))" }.joined(separator: ", "))
      for exhibit in exhibits where !["same", "not_hashed"].contains(exhibit.state) {
        lines.append("  \(exhibit.state.uppercased()) \(TerminalText.safe(exhibit.path))")
      }
    } else {
      lines.append("exhibits: not hashed again; --exhibits DIR does")
    }
    return lines.joined(separator: "\n")
  }
}
