/// What an attacker's doings leave in the audit log. Each record is made when its day is asked for, always the same, so
/// that a hundred thousand of them need not be kept.
struct AuditTrail: Sendable {
  typealias Maker = @Sendable (_ builder: inout UnifiedAuditBuilder, _ at: Moment) -> TracedRecord

  private let organisation: Organisation
  private let dice: Dice
  private var makers: [(at: Moment, make: Maker)] = []
  /// Numbers of makers by day, in days since 1970.
  private var days: [Int64: [Int]] = [:]

  init(organisation: Organisation, dice: Dice) { (self.organisation, self.dice) = (organisation, dice) }

  mutating func add(at moment: Moment, _ make: @escaping Maker) {
    days[moment.microseconds / Span.day.microseconds, default: []].append(makers.count)
    makers.append((moment, make))
  }

  /// A record that is a trace of an act.
  mutating func add(
    _ act: Act, at moment: Moment, mailbox: Int? = nil, stating statements: [Statement] = [],
    _ make: @escaping @Sendable (_ builder: inout UnifiedAuditBuilder, _ at: Moment) -> UnifiedAuditRecord
  ) {
    add(at: moment) { builder, at in
      TracedRecord(make(&builder, at), Trace(act, mailbox: mailbox, stating: statements))
    }
  }

  func records(on day: Moment) -> [TracedRecord] {
    (days[day.microseconds / Span.day.microseconds] ?? []).map { number in
      let (at, make) = makers[number]
      var builder = UnifiedAuditBuilder(
        organisation: organisation, schema: AuditSchema(at: at), dice: dice.stream("record", number))
      return make(&builder, at)
    }
  }
}
