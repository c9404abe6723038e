import EVTX
import Records

/// What PowerShell logs: 4103 (commands with their parameters) and 4104 (script blocks) of its own channel; 400, 403,
/// 600 and 800 of the classic one.
enum PowerShellEvent {
  /// Nil where the event is no part of a script block.
  static func fill(_ record: inout AuditRecord, from event: Event) -> ScriptBlockPart? {
    switch event.eventID {
    case 4103:
      let context = LabelledLines(event["ContextInfo"]?.text ?? "", separator: " = ")
      record.actor = context["User"] ?? event.userID
      record.clientInfo = context["Host Application"]
      fillCommand(&record, event, details: event["Payload"]?.text ?? "", command: context["Command Name"])
    case 4104:
      record.target = event["ScriptBlockId"]?.text
      return ScriptBlockPart(event)
    default: break
    }
    return nil
  }

  static func fillClassic(_ record: inout AuditRecord, from event: Event) {
    guard [400, 403, 600, 800].contains(event.eventID) else { return }
    let texts = event.data.indices.map { event.data[$0] }.filter { $0.name == nil }.map { $0.text ?? "" }
    let context = LabelledLines(texts.first { $0.contains("HostApplication=") } ?? "", separator: "=")
    record.actor = context["UserId"] ?? event.userID
    record.clientInfo = context["HostApplication"]
    if event.eventID == 800, let details = texts.last(where: { PipelineDetails($0).command != nil }) {
      fillCommand(&record, event, details: details, command: nil)
      return
    }
    record.cmdlet = Cmdlet(
      name: record.operation, caller: record.actor, target: nil,
      parameters: context.lines.map { Cmdlet.Parameter(name: $0.label, value: $0.text) })
  }

  /// The command of a pipeline as a cmdlet; the text of all of them where there are several.
  private static func fillCommand(_ record: inout AuditRecord, _ event: Event, details: String, command: String?) {
    let pipeline = PipelineDetails(details)
    guard let name = pipeline.bindings.contains(where: { $0.command == command }) ? command : pipeline.command else {
      return record.keepData(of: event)
    }
    var parameters = pipeline.bindings.filter { $0.command == name }.map {
      Cmdlet.Parameter(name: $0.name, value: $0.value)
    }
    record.target = ExchangeManagementEvents.target(of: parameters)
    parameters += parameters.flatMap(\.plainRecipients)
    if pipeline.commandCount > 1 { parameters.append(Cmdlet.Parameter(name: "Payload", value: details)) }
    if pipeline.hasTerminatingError { record.isSuccess = false }
    record.cmdlet = Cmdlet(name: name, caller: record.actor, target: record.target, parameters: parameters)
  }
}

/// Lines of the form `Host Application = powershell.exe`, as PowerShell describes where a command ran. A line without a
/// label goes on from the one before.
struct LabelledLines {
  private(set) var lines: [(label: String, text: String)] = []

  init(_ text: String, separator: String) {
    for line in text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline) {
      let inner = line.withoutOuterSpace
      if let range = inner.range(of: separator), inner[..<range.lowerBound].isLabel {
        lines.append((String(inner[..<range.lowerBound]), String(inner[range.upperBound...])))
      } else if inner.last == "=", inner.dropLast().withoutOuterSpace.isLabel {
        lines.append((String(inner.dropLast().withoutOuterSpace), ""))
      } else if !lines.isEmpty {
        lines[lines.count - 1].text += "\n" + line
      }
    }
  }

  /// Nil where there is none, or nothing behind it.
  subscript(_ label: String) -> String? {
    lines.first { $0.label == label && !$0.text.isEmpty }?.text
  }
}

/// The text of 4103 and 800: `CommandInvocation(Get-Mailbox): "Get-Mailbox"`, then
/// `ParameterBinding(Get-Mailbox): name="Identity"; value="eva"`; the words before the equals signs are localised.
struct PipelineDetails {
  private(set) var bindings: [(command: String, name: String, value: String)] = []
  /// The first that was invoked.
  private(set) var command: String?
  private(set) var commandCount = 0
  private(set) var hasTerminatingError = false

  init(_ text: String) {
    var entry: Substring?
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if Self.starts.contains(where: { line.hasPrefix($0) }) {
        entry.map { take($0) }
        entry = line
      } else if let open = entry {
        // A value may have lines of its own.
        entry = text[open.startIndex..<line.endIndex]
      }
    }
    entry.map { take($0) }
  }

  private static let starts = ["CommandInvocation(", "ParameterBinding(", "TerminatingError(", "NonTerminatingError("]

  private mutating func take(_ entry: Substring) {
    guard let open = entry.firstIndex(of: "("), let close = entry.range(of: "): ") else { return }
    let name = String(entry[entry.index(after: open)..<close.lowerBound])
    switch entry[..<open] {
    case "CommandInvocation":
      if command == nil { command = name }
      commandCount += 1
    case "ParameterBinding": bind(name, entry[close.upperBound...])
    case "TerminatingError": hasTerminatingError = true
    default: break
    }
  }

  /// `name="Identity"; value="eva"`, quotes inside of the value as they are.
  private mutating func bind(_ command: String, _ text: Substring) {
    guard let first = text.range(of: "=\""), let middle = text[first.upperBound...].range(of: "\"; "),
      let second = text[middle.upperBound...].range(of: "=\"")
    else { return }
    var value = text[second.upperBound...].withoutOuterSpace
    if value.last == "\"" { value = value.dropLast() }
    bindings.append((command, String(text[first.upperBound..<middle.lowerBound]), String(value)))
  }
}

extension Substring {
  /// Without white space at both ends.
  fileprivate var withoutOuterSpace: Substring {
    var inner = self
    while inner.first?.isWhitespace == true { inner.removeFirst() }
    while inner.last?.isWhitespace == true { inner.removeLast() }
    return inner
  }

  /// Letters and single spaces, as before the separator of a labelled line.
  fileprivate var isLabel: Bool { !isEmpty && utf8.count <= 40 && allSatisfy { $0.isLetter || $0 == " " } }

  /// Where `text` first stands.
  fileprivate func range(of text: String) -> Range<Index>? {
    guard let first = text.first else { return nil }
    var start = startIndex
    while let index = self[start...].firstIndex(of: first) {
      if self[index...].hasPrefix(text) { return index..<self.index(index, offsetBy: text.count) }
      start = self.index(after: index)
    }
    return nil
  }
}
