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
    while let line = try lines.next() {
      guard let command = transcript.command(in: line.text) else { continue }
      for record in transcript.records(of: command, at: line.location, collector.nextAuditRecord) {
        collector.add(record)
      }
      try await collector.handOverIfFull()
    }
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

  /// The row of asterisks between the parts of a transcript.
  fileprivate static func isRule(_ line: String) -> Bool { line.utf8.count >= 20 && line.allSatisfy { $0 == "*" } }
}

/// What a transcript has said so far.
private struct Transcript {
  private var user: String?
  private var machine: String?
  private var time: Microseconds?

  /// The command of a line that shows one behind a prompt; else takes in what the line says of the session. `PS C:\> `
  /// may be `[PS] C:\>` in the Exchange shell.
  mutating func command(in line: String) -> String? {
    if let prompt = line.firstRange(of: ">"), line.hasPrefix("PS ") || line.hasPrefix("[PS] ") {
      let command = line[prompt.upperBound...].drop { $0 == ">" }.trimmingSpace
      return command.isEmpty ? nil : command
    }
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let value = line[line.index(after: colon)...].trimmingSpace
    switch line[..<colon] {
    case "Username", "RunAs User": user = user ?? value
    case "Machine": machine = value.split(separator: " ").first.map(String.init)
    case "Start time", "Command start time": time = Self.time(value) ?? time
    default: break
    }
    return nil
  }

  func records(of line: String, at location: SourceLocation, _ nextOrdinal: () -> Ordinal) -> [AuditRecord] {
    guard let payload = LoggedFields.sha256(line) else { return [] }
    return PowerShellCommand.commands(in: line).map { command in
      var record = command.record(PowerShellTranscriptReader.kind, nextOrdinal(), location, payload: payload)
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
