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

  /// A text of lines of which most are commands, of any kind, and one at least is an Exchange cmdlet. Scripts are not
  /// taken: they have comments and blocks, and do not say that anything was entered.
  package static func recognises(_ opening: Opening) -> Bool {
    guard let first = opening.bytes.first, first != UInt8(ascii: "{"), first != UInt8(ascii: "<"),
      let opened = opening.text, !opened.bytes.prefix(4096).contains(0)
    else { return false }
    // Most texts have no commands at their beginning and need no further look.
    guard let beginning = Tally(opened.bytes.prefix(4096), isWhole: true), beginning.isOfCommands,
      let tally = Tally(opened.bytes[...], isWhole: opening.isWhole)
    else { return false }
    return tally.isExchange && tally.isOfCommands
  }

  /// How many lines of a text are commands, and whether one is a cmdlet of Exchange.
  private struct Tally {
    private var lines = 0
    private var commands = 0
    private var comments = 0
    private(set) var isExchange = false

    var isOfCommands: Bool { commands > 0 && 2 * commands >= lines && 8 * comments < lines }

    /// Nil for a script.
    init?(_ text: ArraySlice<UInt8>, isWhole: Bool) {
      var lines = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline)
      if !isWhole { lines = lines.dropLast() }
      var isContinued = false
      for line in lines.prefix(2000) {
        defer { isContinued = line.utf8.last == UInt8(ascii: "`") }
        if isContinued { continue }
        if line.hasPrefix("function ") || line.hasPrefix("param") || line.hasPrefix("}") { return nil }
        self.lines += 1
        if line.hasPrefix("#") { comments += 1 }
        let entered = PowerShellCommand.commands(in: String(line.prefix(2000)))
        guard let first = entered.first else { continue }
        if first.isCmdlet || ShellVocabulary.isCommand(first.name) { commands += 1 }
        if entered.contains(where: { ExchangeVocabulary.isCmdlet($0.name) }) { isExchange = true }
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
      if let damage = line.damage {
        collector.isPartial = true
        collector.add(damage)
      }
      if let identity = beginning.take(line.text) { collector.add(identity) }
      guard let payload = LoggedFields.sha256(line.text) else { continue }
      for command in PowerShellCommand.commands(in: line.text) {
        collector.add(command.record(kind, collector.nextAuditRecord(), line.location, payload: payload))
      }
      try await collector.handOverIfFull()
    }
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

/// What a history is known by: its first lines. A history grows, and is copied; those of two people or machines may begin
/// alike with what both were told to enter, but not for long. A shorter one is known by nothing: it names neither time
/// nor machine, and the same few commands may have been entered on two.
private struct Beginning {
  private static let lineCount = 10
  private var lines: [String] = []

  /// The identity, once with the last of these lines.
  mutating func take(_ line: String) -> LogIdentity? {
    guard lines.count < Self.lineCount else { return nil }
    lines.append(line)
    guard lines.count == Self.lineCount else { return nil }
    return LoggedFields.sha256(lines.joined(separator: "\n")).map(LogIdentity.init)
  }
}
