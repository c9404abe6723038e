import Records

/// Takes over what exported events say, whatever container they came in, and makes records of them.
final class UnifiedAuditLogIntake: JSONIntake {
  let firstName = "CreationTime"
  let collector: RecordCollector
  let parser = UnifiedAuditEventParser()
  private var tally = ResultTally()
  /// Rows and objects taken, whether or not a record came of them.
  private var takenCount: Int64 = 0

  init(_ collector: RecordCollector) { self.collector = collector }

  func take(_ event: UnifiedAuditEvent, at location: SourceLocation) -> IntakeOutcome {
    if let result = event.result { count(index: result.index, of: result.count, at: location) }
    if event.isDamaged { collector.isPartial = true }
    if var record = event.record {
      record.ordinal = collector.nextAuditRecord()
      collector.add(record)
    }
    for defect in event.defects { collector.add(defect) }
    return event.outcome
  }

  /// Notes the place of a row among the results of its search.
  func count(index: Int64, of count: Int64, at location: SourceLocation) {
    tally.take(index: index, count: count, at: location.offset)
  }

  /// Notes a row of a table.
  func countRow() { takenCount += 1 }

  /// Tells what the export shows to be missing in it.
  func tellGaps() {
    for gap in tally.gaps { collector.add(gap) }
    collector.tellRowLimit(
      max(takenCount, collector.recordCount),
      of: [
        (100, "Search-UnifiedAuditLog gives unless asked for more"),
        (5000, "Search-UnifiedAuditLog gives in one answer"),
        (50_000, "Search-UnifiedAuditLog and the portal give for one search"), (10_000, "a query of Sentinel shows"),
        (30_000, "Log Analytics gives for one query"), (500_000, "the interface of Log Analytics gives for one query"),
      ])
  }
}
