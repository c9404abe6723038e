/// One test of one property.
struct Condition: Sendable {
  enum Comparison: Sendable, Equatable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, contains
  }

  enum Value: Sendable {
    case phrase(Phrase, text: String)
    /// Both ends are meant where there are two.
    case date(DateLiteral, to: DateLiteral?)
    case bytes(ClosedRange<Int64>)
    case flag(Bool)
    case kind(ItemKind)
    case nothing
  }

  /// The languages differ in what they look at.
  enum Language: Sendable { case contentFilter, keywords }

  let property: Property
  let comparison: Comparison
  let value: Value
  let language: Language
  /// As it stands in the query.
  let text: String

  func verdict(_ item: MailItem, _ reading: Reading) -> Verdict {
    if comparison == .notEqual { return with(.equal).verdict(item, reading).negated }
    switch value {
    case .nothing: return absence(item)
    case .phrase(let phrase, let text):
      return property.isCorrespondent ? named(phrase, text, item) : contains(phrase, text, item)
    case .date(let date, let end): return timed(date, end, item, reading)
    case .bytes(let range): return sized(range, item)
    case .flag(let flag): return item.hasAttachment.map { .known($0 == flag) } ?? open
    case .kind(let kind):
      guard let found = item.messageClass.flatMap({ ItemKind(messageClass: $0) }) else { return open }
      return .known(found == kind)
    }
  }

  var open: Verdict { .undetermined(parts: [text]) }

  var dateDoubt: String? {
    guard case .date(let date, let end) = value else { return nil }
    return date.isAmbiguous || end?.isAmbiguous == true ? date.doubt(in: text) ?? end?.doubt(in: text) : nil
  }

  private func with(_ comparison: Comparison) -> Condition {
    Condition(property: property, comparison: comparison, value: value, language: language, text: text)
  }

  private func absence(_ item: MailItem) -> Verdict {
    switch property {
    case .subject: .known((item.subject ?? "").isEmpty)
    case .body: item.body.map { .known($0.isEmpty) } ?? open
    case .sender: .known(item.senders.isEmpty)
    case .to: .known(item.to.isEmpty)
    case .cc: .known(item.cc.isEmpty)
    case .sent: .known(item.sentAt == nil)
    case .received: .known(item.receivedAt == nil)
    default: open
    }
  }
}

// MARK: Text

extension Condition {
  private func contains(_ phrase: Phrase, _ text: String, _ item: MailItem) -> Verdict {
    switch property {
    case .subject: return found(phrase, text, in: item.subject ?? "")
    case .body: return item.body.map { found(phrase, text, in: $0) } ?? open
    case .itemClass:
      guard let name = item.messageClass?.lowercased() else { return open }
      return .known(phrase.isPrefix ? name.hasPrefix(phrase.plain) : name == phrase.plain)
    case .attachmentName: return attachment(phrase, text, item, inContent: false)
    case .attachment: return attachment(phrase, text, item, inContent: true)
    case .anywhere:
      let people = item.senders + item.recipients
      var verdicts = [
        found(phrase, text, in: item.subject ?? ""), item.body.map { found(phrase, text, in: $0) } ?? open,
      ]
      verdicts.append(attachment(phrase, text, item, inContent: true))
      for person in people {
        for name in [person.name, person.address] { if let name { verdicts.append(found(phrase, text, in: name)) } }
      }
      return .any(verdicts)
    default: return open
    }
  }

  /// What an attachment holds is not at hand as text.
  private func attachment(_ phrase: Phrase, _ text: String, _ item: MailItem, inContent: Bool) -> Verdict {
    let named = Verdict.any(item.attachmentNames.map { found(phrase, text, in: $0) })
    guard inContent, named != .inside, item.hasAttachment != false || !item.attachmentNames.isEmpty else {
      return named
    }
    return open
  }

  private func found(_ phrase: Phrase, _ text: String, in whole: String) -> Verdict {
    switch phrase.match(whole) {
    case .none: return .outside
    // Keywords are documented to be whole words, or their beginnings before a `*`; scripts without spaces have none.
    case .within: return language == .keywords && phrase.isSpaced ? .outside : open
    case .whole:
      // `-eq` and `=` ask for the whole text; whether the service looks closer than for the words is not documented.
      guard comparison == .equal else { return .inside }
      return whole.lowercased() == text.lowercased() ? .inside : open
    }
  }
}

// MARK: People

extension Condition {
  private func named(_ phrase: Phrase, _ text: String, _ item: MailItem) -> Verdict {
    switch property {
    case .sender: anyone(item.senders, phrase, text)
    case .to: anyone(item.to, phrase, text)
    case .cc: anyone(item.cc, phrase, text)
    case .bcc: anyone(item.bcc, phrase, text)
    case .recipients: anyone(item.recipients, phrase, text)
    case .participants: anyone(item.senders + item.recipients, phrase, text)
    default:
      switch (anyone(item.recipients, phrase, text), anyone(item.senders, phrase, text)) {
      case (.inside, _): .inside
      case (.outside, .outside): .outside
      default: open
      }
    }
  }

  private func anyone(_ people: [MailItem.Correspondent], _ phrase: Phrase, _ text: String) -> Verdict {
    .any(people.map { meets($0, phrase, text.lowercased()) })
  }

  private func meets(_ person: MailItem.Correspondent, _ phrase: Phrase, _ text: String) -> Verdict {
    let wanted = phrase.plain
    if let address = person.address {
      if address == wanted || phrase.isPrefix && address.hasPrefix(wanted) { return .inside }
      let parts = address.split(separator: "@")
      let domain = parts.last.map(String.init) ?? ""
      if domain == wanted { return language == .keywords && comparison == .contains ? .inside : open }
      if !wanted.contains("@"), domain.hasSuffix("." + wanted) { return open }
      // An alias is most often, and not always, what stands before the sign.
      if parts.first.map(String.init) == wanted {
        return comparison == .contains ? .inside : open
      }
    }
    if wanted.contains("@") {
      // Who is known by name or by directory path alone may have that address.
      if person.address == nil { return open }
      return person.name?.lowercased().contains(wanted) == true ? open : .outside
    }
    if let name = person.name {
      if name.lowercased() == wanted { return .inside }
      switch phrase.match(name) {
      case .whole: return comparison == .equal ? open : .inside
      case .within: return open
      case .none: break
      }
    }
    if let address = person.address, phrase.match(address) != .none { return open }
    return .outside
  }
}

// MARK: Times and sizes

extension Condition {
  private func timed(_ date: DateLiteral, _ end: DateLiteral?, _ item: MailItem, _ reading: Reading) -> Verdict {
    if property == .date {
      let both = [Property.received, .sent].map { property in
        Condition(property: property, comparison: comparison, value: value, language: language, text: text)
          .timed(date, end, item, reading)
      }
      return both[0] == both[1] ? both[0] : open
    }
    let first = reading.dayFirst ? date.dayFirst : date.monthFirst
    guard let time = property == .sent ? item.sentAt : item.receivedAt else {
      return property == .sent && isSentBefore(first, date, item) ? .outside : open
    }
    if let end {
      let last = reading.dayFirst ? end.dayFirst : end.monthFirst
      return .all([compare(time, .greaterOrEqual, first, date), compare(time, .lessOrEqual, last, end)])
    }
    return compare(time, comparison, first, date)
  }

  /// Whether an item that does not show when it was sent came in before the time asked for, and by more than clocks are
  /// wrong: then it was sent before that too, or never, and neither meets the condition.
  private func isSentBefore(_ span: DateLiteral.Span, _ date: DateLiteral, _ item: MailItem) -> Bool {
    guard let received = item.receivedAt, received < .max - 24 * hour, ![.less, .lessOrEqual].contains(comparison)
    else {
      return false
    }
    return compare(received + 24 * hour, .greaterOrEqual, span, date) == .outside
  }

  private func compare(_ time: Int64, _ comparison: Comparison, _ span: DateLiteral.Span, _ date: DateLiteral)
    -> Verdict
  {
    // A content filter's date is in the server's own time, whose zone no log tells: from 14 hours before UTC to 12 after.
    let isLocal = language == .contentFilter && !date.isUTC
    let before = isLocal ? 14 * hour : 0
    let after = isLocal ? 12 * hour : 0
    func from(_ start: Int64) -> Verdict { time >= start + after ? .inside : time < start - before ? .outside : open }
    switch comparison {
    case .greaterOrEqual: return from(span.start)
    case .less: return from(span.start).negated
    case .greater:
      // Midnight, or the end of that day: the documentation has it either way.
      return agreed(from(span.start + 1), from(span.end))
    case .lessOrEqual: return agreed(from(span.start + 1).negated, from(span.end).negated)
    case .equal, .contains:
      let within = Verdict.all([from(span.start), from(span.end).negated])
      return within == .inside && language == .contentFilter ? open : within
    case .notEqual: return open
    }
  }

  private var hour: Int64 { 3_600_000_000 }

  private func agreed(_ one: Verdict, _ other: Verdict) -> Verdict { one == other ? one : open }

  /// The store at hand does not count as the server did, which kept bodies and headers its own way: only what is twice
  /// as far is sure.
  private func sized(_ range: ClosedRange<Int64>, _ item: MailItem) -> Verdict {
    guard let size = item.byteCount, size > 0 else { return open }
    let doubled = size.multipliedReportingOverflow(by: 2)
    let (low, high) = (size / 2, doubled.overflow ? Int64.max : doubled.partialValue)
    func above(_ limit: Int64) -> Verdict { low > limit ? .inside : high < limit ? .outside : open }
    switch comparison {
    case .greater, .greaterOrEqual: return above(range.lowerBound)
    case .less, .lessOrEqual: return above(range.lowerBound).negated
    case .equal, .contains, .notEqual:
      return .all([above(range.lowerBound), above(range.upperBound).negated])
    }
  }
}
