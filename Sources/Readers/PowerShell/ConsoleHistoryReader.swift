import Bytes
package import Records

/// What PSReadLine keeps of a console (ConsoleHost_history.txt): one command a line, in order, without time or user. A line
/// that was entered in several ends with a backtick in all but the last of them.
package enum ConsoleHistoryReader: Reader {
  package static let kind = "powershell_history"
  package static let summary =
    "PowerShell console history with Exchange cmdlets: the commands entered, without time or user"
  package static let access = SourceAccess.sequential
  package static let timeBases: [TimeBasis]? = []

  /// A text of short lines of which most are commands and one at least is an Exchange cmdlet. Scripts are not taken: they
  /// have comments and blocks, and do not say that anything was entered.
  package static func recognises(_ opening: Opening) -> Bool {
    guard let first = opening.bytes.first, first != UInt8(ascii: "{"), first != UInt8(ascii: "<"),
      let opened = opening.text, !opened.bytes.prefix(4096).contains(0)
    else { return false }
    // Most texts have no cmdlet at their beginning and need no further look.
    guard let beginning = Tally(opened.bytes.prefix(4096), isWhole: true), beginning.cmdlets > 0,
      let tally = Tally(opened.bytes[...], isWhole: opening.isWhole)
    else { return false }
    return tally.isExchange && 2 * tally.cmdlets >= tally.lines
  }

  /// How many lines of a text are cmdlets, and whether one is of Exchange.
  private struct Tally {
    private(set) var lines = 0
    private(set) var cmdlets = 0
    private(set) var isExchange = false

    /// Nil for a script.
    init?(_ text: ArraySlice<UInt8>, isWhole: Bool) {
      var lines = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline)
      if !isWhole { lines = lines.dropLast() }
      var isContinued = false
      for line in lines.prefix(2000) {
        defer { isContinued = line.utf8.last == UInt8(ascii: "`") }
        if isContinued { continue }
        if line.hasPrefix("#") || line.hasPrefix("function ") || line.hasPrefix("param") || line.hasPrefix("}") {
          return nil
        }
        self.lines += 1
        guard let command = PowerShellCommand.commands(in: String(line.prefix(2000))).first else { continue }
        if command.isCmdlet { cmdlets += 1 }
        if ExchangeVocabulary.isCmdlet(command.name) { isExchange = true }
      }
    }
  }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    let window = try TextWindow(source.openStream())
    var lines = TextLines(window, lineLimit: PowerShellTranscriptReader.lineLimit)
    var beginning = Beginning()
    while var line = try lines.next() {
      while line.goesOn, line.location.length < PowerShellTranscriptReader.lineLimit, let next = try lines.next() {
        line.append(next.text, of: next)
      }
      if line.goesOn, line.location.length >= PowerShellTranscriptReader.lineLimit {
        collector.isPartial = true
        collector.add(
          Defect(
            "line", "a command of more than \(PowerShellTranscriptReader.lineLimit) bytes in several lines",
            "read up to there; what follows is taken for commands of its own", at: line.location))
      }
      if let identity = beginning.take(line.text) { collector.add(identity) }
      guard let payload = LoggedFields.sha256(line.text) else { continue }
      for command in PowerShellCommand.commands(in: line.text) {
        collector.add(command.record(kind, collector.nextAuditRecord(), line.location, payload: payload))
      }
      try await collector.handOverIfFull()
    }
    if let identity = beginning.finish() { collector.add(identity) }
    collector.noteOpenEnd(of: window)
    if lines.cutCount > 0 {
      collector.isPartial = true
      collector.add(
        Defect(
          field: "line", problem: "\(lines.cutCount) lines of more than \(PowerShellTranscriptReader.lineLimit) bytes",
          consequence: "read up to there"))
    }
    if let damage = window.damage {
      collector.isPartial = true
      collector.add(
        Defect(
          field: damage.field, problem: "\(damage.problem)",
          consequence: "what came before is read, what follows is missing", offset: window.offset))
    }
  }
}

/// What a history is known by: its first lines, all where there are fewer. A history grows, and is copied; those of two
/// people may begin alike with what both were told to enter, but not for long.
private struct Beginning {
  private static let lineCount = 10
  private var lines: [String] = []
  private var isTold = false

  mutating func take(_ line: String) -> LogIdentity? {
    guard !isTold else { return nil }
    lines.append(line)
    return lines.count < Self.lineCount ? nil : finish()
  }

  /// Nil where it is told already, or there is none.
  mutating func finish() -> LogIdentity? {
    guard !isTold, !lines.isEmpty else { return nil }
    isTold = true
    return LoggedFields.sha256(lines.joined(separator: "\n")).map(LogIdentity.init)
  }
}
