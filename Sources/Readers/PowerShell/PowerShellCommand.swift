import Records

/// One command of a PowerShell line (about_Parsing): its name and what follows it, quotes taken off.
struct PowerShellCommand: Equatable {
  let name: String
  private(set) var parameters: [Cmdlet.Parameter] = []
  /// What stands behind the name, as it was entered.
  let arguments: String

  /// `New-MailboxExportRequest`: a verb, a hyphen, a noun.
  var isCmdlet: Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isLetter } }
  }

  /// What it is run on: the parameter that names a mailbox or an object, else the first value without a name.
  var target: String? {
    for name in ["identity", "mailbox", "name", ""] {
      if let found = parameters.first(where: { $0.name.lowercased() == name }) { return found.value }
    }
    return nil
  }

  /// The commands of a line of a transcript. Where nobody sat at the machine it may say what was run as
  /// `CommandInvocation(Get-Mailbox): "Get-Mailbox"`, with `ParameterBinding(…)` in lines of their own, and errors so too.
  static func logged(_ line: String) -> [PowerShellCommand] {
    let entries = ["CommandInvocation(", "ParameterBinding(", "TerminatingError(", "NonTerminatingError("]
    guard entries.contains(where: { line.hasPrefix($0) }) else { return commands(in: line) }
    let pipeline = PipelineDetails(line)
    guard let name = pipeline.command else { return [] }
    let own = pipeline.bindings.filter { $0.command == name }
    return [PowerShellCommand(name, own.map { Cmdlet.Parameter(name: $0.name, value: $0.value) })]
  }

  private init(_ name: String, _ parameters: [Cmdlet.Parameter]) {
    (self.name, self.parameters, arguments) = (name, parameters, "")
  }

  /// The commands of a line, parted by `|`, `;` and `&&`, outside quotes.
  static func commands(in line: String) -> [PowerShellCommand] {
    let line = Array(line)
    return words(of: line).split { $0.isSeparator }.compactMap { PowerShellCommand(Array($0), in: line) }
  }

  private init?(_ words: [Word], in line: [Character]) {
    var words = words[...]
    // `$rule = New-InboxRule …`, `& 'C:\x.ps1'`
    if words.count > 2, words.dropFirst().first?.text == "=" { words = words.dropFirst(2) }
    if let first = words.first, first.text == "&" || first.text == "." { words = words.dropFirst() }
    guard let first = words.first, !first.text.isEmpty else { return nil }
    name = first.text
    arguments = words.last.map { String(line[first.end..<$0.end]).trimmingSpace } ?? ""
    let isCmdlet = self.isCmdlet
    var position = isCmdlet ? ExchangeVocabulary.firstParameter(of: name) : nil
    var pending: String?
    for word in words.dropFirst() {
      if !word.isQuoted, word.text.hasPrefix("-"), word.text.dropFirst().first?.isLetter == true {
        if let pending { add(pending, nil) }
        let parts = word.text.dropFirst().split(separator: ":", maxSplits: 1)
        pending = parts.first.map(String.init)
        if parts.count == 2, let name = pending {
          add(name, Word(text: String(parts[1])))
          pending = nil
        }
      } else {
        add(pending ?? position ?? "", word)
        if pending == nil { position = nil }
        pending = nil
      }
    }
    if let pending { add(pending, nil) }
  }

  /// As the logs of Exchange have it: a switch is True, items of an array have `;` between them.
  private mutating func add(_ name: String, _ word: Word?) {
    let value = word.map { word in
      word.isQuoted ? word.text : CommandLine.constant(word.text) ?? CommandLine.array(word.text) ?? word.text
    }
    let name = ParameterNames.whole(name, of: self.name)
    parameters.append(Cmdlet.Parameter(name: name, value: CommandLine.filter(value ?? "True", of: name)))
  }

  private struct Word {
    var text = ""
    var isQuoted = false
    var isSeparator = false
    /// Behind its last character in the line.
    var end = 0
  }

  /// Words of a line; a value in brackets or braces is one word, an array without brackets too, its commas as `;`.
  private static func words(of line: [Character]) -> [Word] {
    var words: [Word] = []
    var word = Word()
    var quote: Character?
    var depth = 0
    var isEscaped = false
    var isInArray = false
    func end(at place: Int) {
      isInArray = false
      word.end = place
      if !word.text.isEmpty || word.isQuoted { words.append(word) }
      word = Word()
    }
    var index = 0
    while index < line.count {
      let character = line[index]
      index += 1
      if isInArray, character.isWhitespace, quote == nil { continue }
      isInArray = false
      if isEscaped {
        word.text.append(character)
        isEscaped = false
      } else if let open = quote {
        if character == "`", open == "\"" {
          isEscaped = true
        } else if character == open, index < line.count, line[index] == open {
          word.text.append(character)
          index += 1
        } else if character == open {
          quote = nil
          if depth > 0 { word.text.append(character) }
        } else {
          word.text.append(character)
        }
      } else if character == "\"" || character == "'" {
        quote = character
        if depth > 0 { word.text.append(character) } else { word.isQuoted = word.text.isEmpty }
      } else if character == "`" {
        isEscaped = true
      } else if depth == 0, character == "|" || character == ";" {
        end(at: index - 1)
        words.append(Word(text: String(character), isSeparator: true))
      } else if depth == 0, character == ",", !word.text.isEmpty || word.isQuoted {
        word.text.append(";")
        isInArray = true
      } else if depth == 0, character.isWhitespace {
        end(at: index - 1)
      } else {
        if "({[".contains(character) { depth += 1 }
        if ")}]".contains(character) { depth = max(0, depth - 1) }
        word.text.append(character)
      }
    }
    end(at: line.count)
    return words
  }
}

extension PowerShellCommand {
  /// The command as an `AuditRecord` without time and actor. Whether it worked is not known: the line was entered. What
  /// is no cmdlet (a program such as `7z` or `rundll32`, a script) has what it was given as its target.
  func record(_ kind: String, _ ordinal: Ordinal, _ location: SourceLocation, payload: Digest) -> AuditRecord {
    var record = AuditRecord(
      ordinal: ordinal, location: location, payloadSHA256: payload, logKind: kind, timeBasis: .assumed, operation: name)
    record.target = isCmdlet ? target : arguments.isEmpty ? nil : arguments
    if isCmdlet {
      record.cmdlet = Cmdlet(
        name: name, caller: nil, target: target, parameters: parameters + parameters.flatMap(\.plainRecipients))
    }
    return record
  }
}
