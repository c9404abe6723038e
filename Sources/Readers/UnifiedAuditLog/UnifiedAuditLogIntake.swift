import Records

/// Takes over what exported events say, whatever container they came in, and makes records of them.
final class UnifiedAuditLogIntake: JSONIntake {
  let firstName = "CreationTime"
  let collector: RecordCollector
  let parser = UnifiedAuditEventParser()
  private var tally = ResultTally()
  /// Rows and objects taken, whether or not a record came of them.
  private var takenCount: Int64 = 0
  var isEmpty: Bool { takenCount == 0 }
  /// The id of the event taken last.
  private var lastEvent: String?

  init(_ collector: RecordCollector) { self.collector = collector }

  func take(_ event: inout UnifiedAuditEvent, at location: SourceLocation) -> IntakeOutcome {
    if let result = event.result { count(result, event: event.record?.externalID, at: location) }
    if event.isDamaged { collector.isPartial = true }
    if var record = event.record.take() {
      record.ordinal = collector.nextAuditRecord()
      lastEvent = record.externalID
      collector.add(consume record)
    }
    for defect in event.defects { collector.add(defect) }
    return event.outcome
  }

  /// The place of a row among the results of its search, and how many those are.
  typealias Result = (index: Int64, count: Int64)

  /// Takes a row of a table: `take` takes over what events it holds, which `result` is the place of.
  func takeRow<Outcome>(_ result: Result?, at location: SourceLocation, _ take: () -> Outcome) -> Outcome {
    takenCount += 1
    lastEvent = nil
    let outcome = take()
    if let result { count(result, event: lastEvent, at: location) }
    return outcome
  }

  private func count(_ result: Result, event: String?, at location: SourceLocation) {
    tally.take(index: result.index, count: result.count, event: event, at: location.offset)
  }

  /// Tells what the export shows to be missing in it.
  func tellGaps() {
    for gap in tally.gaps { collector.add(gap) }
    if let note = tally.note { collector.note(note) }
    let count = max(takenCount, collector.recordCount)
    for limit in tally.searches(of: 5000, 50_000) where limit != count {
      collector.add(
        LogGap(
          .rowLimit,
          note:
            "a search with exactly \(limit) results (ResultCount), as many as Search-UnifiedAuditLog gives for one: more "
            + "may have been there"))
    }
    collector.tellRowLimit(
      count,
      of: [
        (100, "Search-UnifiedAuditLog gives unless asked for more"),
        (5000, "Search-UnifiedAuditLog gives in one answer"),
        (50_000, "Search-UnifiedAuditLog and the portal give for one search"), (10_000, "a query of Sentinel shows"),
        (30_000, "Log Analytics gives for one query"), (500_000, "the interface of Log Analytics gives for one query"),
      ])
  }
}
