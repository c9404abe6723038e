import Bytes
package import Records

/// A PowerShell transcript (Start-Transcript): the commands that were entered, each an `AuditRecord`.
///
/// Times are those of the machine, whose zone the transcript does not say. With an invocation header each command has
/// its own time, else that of the transcript's start.
package enum PowerShellTranscriptReader: Reader {
  package static let kind = "powershell_transcript"
  package static let summary = "PowerShell transcript: the commands entered, with parameters, user and machine"
  package static let access = SourceAccess.sequential
  package static let timeBases: [TimeBasis]? = [.assumed]

  static let lineLimit = 1 << 20

  package static func recognises(_ opening: Opening) -> Bool {
    guard let text = opening.text, text.bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "*") else { return false }
    let lines = String(decoding: text.bytes.prefix(4096), as: UTF8.self).split(whereSeparator: \.isNewline).prefix(24)
    return lines.first.map { isRule($0.trimmingSpace) } ?? false
      && lines.contains { $0.hasPrefix("PSVersion:") || $0.hasPrefix("Host Application:") || $0.hasPrefix("Machine:") }
  }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    let window = try TextWindow(source.openStream())
    var lines = TextLines(window, lineLimit: lineLimit)
    var transcript = Transcript()
    while var line = try lines.next() {
      if let rest = Self.behindRule(line.text) {
        collector.add(
          Defect(
            "line", "text behind a row of asterisks", "taken for a line of its own", at: line.location))
        line = TextLine(rest, line.location, isUTF8: line.isUTF8)
      }
      for record in transcript.take(line, collector.nextAuditRecord) { collector.add(record) }
      Self.tell(transcript.takeDefects(), to: collector)
      try await collector.handOverIfFull()
    }
    for record in transcript.finish(collector.nextAuditRecord) { collector.add(record) }
    Self.tell(transcript.takeDefects(), to: collector)
    collector.noteOpenEnd(of: window)
    if lines.cutCount > 0 {
      collector.isPartial = true
      collector.add(
        Defect(
          field: "line", problem: "\(lines.cutCount) lines of more than \(lineLimit) bytes",
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

  private static func tell(_ defects: [Defect], to collector: RecordCollector) {
    if !defects.isEmpty { collector.isPartial = true }
    for defect in defects { collector.add(defect) }
  }

  /// What stands behind a row of asterisks in one line with it: their line end is lost.
  private static func behindRule(_ line: String) -> String? {
    let asterisks = line.prefix { $0 == "*" }
    return asterisks.utf8.count >= 20 && asterisks.endIndex < line.endIndex
      ? line[asterisks.endIndex...].trimmingSpace : nil
  }

  /// The row of asterisks between the parts of a transcript.
  fileprivate static func isRule(_ line: String) -> Bool { line.utf8.count >= 20 && line.allSatisfy { $0 == "*" } }
}

/// What a transcript has said so far. Its head is in the language of Windows, so that only where something stands in it, and
/// what it looks like, tells what it is: below a row of asterisks a title, the time, the user, and a machine.
private struct Transcript {
  private var user: String?
  private var machine: String?
  private var time: Microseconds?
  /// The command entered last: the next line may go on with it.
  private var command: TextLine?
  private var isWhole = true
  /// Lines since the last row of asterisks.
  private var linesSinceRule = Int.max
  private var isBehindTime = false
  /// The first of these lines.
  private var block: [String] = []
  /// Of the head of the session that the commands are of; nil where that is not there.
  private var session: Digest?
  /// Commands of the session so far.
  private var commandCount = 0
  /// What is to be told of commands.
  private var defects: [Defect] = []

  private static let lineLimit = UInt64(PowerShellTranscriptReader.lineLimit)

  /// Takes a line, and gives the records of the command before it once that is whole.
  mutating func take(_ line: TextLine, _ nextOrdinal: () -> Ordinal) -> [AuditRecord] {
    let entered = Self.entered(line.text)
    if let before = command, before.goesOn || line.text.hasPrefix(">>") {
      if before.location.length < Self.lineLimit {
        command?.append(line.text.drop { $0 == ">" }.trimmingSpace, of: line)
        return []
      }
      if entered == nil {
        if isWhole {
          defects.append(
            Defect(
              "line", "a command of more than \(Self.lineLimit) bytes in several lines", "read up to there",
              at: before.location))
        }
        isWhole = false
        return []
      }
    }
    let records = finish(nextOrdinal)
    if let entered {
      command = entered.isEmpty ? nil : TextLine(entered, line.location, isUTF8: line.isUTF8)
      // What a command puts out is no head, whatever it looks like.
      linesSinceRule = .max
    } else {
      takeHead(line.text)
    }
    return records
  }

  /// What is to be told since this was asked for last.
  mutating func takeDefects() -> [Defect] {
    defer { defects = [] }
    return defects
  }

  mutating func finish(_ nextOrdinal: () -> Ordinal) -> [AuditRecord] {
    defer { (command, isWhole) = (nil, true) }
    return command.map { records(of: $0, nextOrdinal) } ?? []
  }

  /// What was entered behind a prompt; nil where there is none. `PS C:\> ` may be `[PS] C:\>` in the Exchange shell,
  /// `[ex01]: PS C:\>` in a session on another machine, `PS>` where nobody sat at it.
  private static func entered(_ line: String) -> String? {
    guard let prompt = line.firstRange(of: ">") else { return nil }
    let isPrompt =
      ["PS ", "PS>", "[PS] "].contains { line.hasPrefix($0) }
      || line.hasPrefix("[") && line[..<prompt.lowerBound].contains("]: PS ")
    return isPrompt ? line[prompt.upperBound...].drop { $0 == ">" }.trimmingSpace : nil
  }

  /// Takes in what the line says of the session.
  private mutating func takeHead(_ line: String) {
    guard !PowerShellTranscriptReader.isRule(line) else { return endBlock() }
    linesSinceRule = linesSinceRule < 100 ? linesSinceRule + 1 : linesSinceRule
    if linesSinceRule < 40 { block.append(line) }
    let namesUser = isBehindTime
    isBehindTime = false
    guard let colon = line.firstIndex(of: ":") else { return }
    let value = line[line.index(after: colon)...].trimmingSpace
    let label = line[..<colon]
    let time = Self.time(value)
    if let time, linesSinceRule < 3 || ["Start time", "Command start time"].contains(label) { self.time = time }
    if namesUser {
      // Another session, of whomever, may follow in the file (Start-Transcript -Append).
      (user, machine) = (value.isEmpty ? nil : value, nil)
    } else if label == "Username" || label == "RunAs User", !value.isEmpty {
      user = user ?? value
    }
    if label == "Machine" || linesSinceRule < 8 && value.contains(" (Microsoft Windows NT ") {
      machine = value.split(separator: " ").first.map(String.init)
    }
    isBehindTime = time != nil && linesSinceRule == 2
  }

  /// At a row of asterisks. A title, a time and what follows it are the head of a session; its end has no more than these
  /// two, a command its time alone.
  private mutating func endBlock() {
    if block.count > 2, let colon = block[1].firstIndex(of: ":"),
      Self.time(block[1][block[1].index(after: colon)...].trimmingSpace) != nil
    {
      session = LoggedFields.sha256(block.joined(separator: "\n"))
      commandCount = 0
    }
    block = []
    linesSinceRule = 0
    isBehindTime = false
  }

  /// A transcript grows, goes on in one file with others, and is copied: a command has its id by the head of its session
  /// and its place in it.
  private mutating func records(of line: TextLine, _ nextOrdinal: () -> Ordinal) -> [AuditRecord] {
    guard let payload = LoggedFields.sha256(line.text) else { return [] }
    if let damage = line.damage { defects.append(damage) }
    return PowerShellCommand.logged(line.text).map { command in
      var record = command.record(PowerShellTranscriptReader.kind, nextOrdinal(), line.location, payload: payload)
      commandCount += 1
      record.externalID = session.flatMap { LoggedFields.sha256("\($0.externalID) \(commandCount)")?.externalID }
      record.occurredAt = time
      record.actor = user
      record.cmdlet?.caller = user
      record.server = machine
      return record
    }
  }

  /// `20210302080504`.
  private static func time(_ text: String) -> Microseconds? {
    let digits = text.utf8.map { Int64($0) - 0x30 }
    guard digits.count == 14, digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
    let number = { (range: Range<Int>) in digits[range].reduce(0) { $0 * 10 + $1 } }
    guard let days = LoggedTime.daysSince1970(year: number(0..<4), month: number(4..<6), day: number(6..<8)),
      number(8..<10) < 24, number(10..<12) < 60, number(12..<14) < 61
    else { return nil }
    return (days * 86_400 + number(8..<10) * 3600 + number(10..<12) * 60 + number(12..<14)) * 1_000_000
  }
}
