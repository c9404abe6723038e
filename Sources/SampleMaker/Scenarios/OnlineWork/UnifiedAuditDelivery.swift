/// A record of the unified audit log with what it is a trace of.
package struct TracedRecord: Sendable {
  package let record: UnifiedAuditRecord
  package let trace: Trace

  package init(_ record: UnifiedAuditRecord, _ trace: Trace) { (self.record, self.trace) = (record, trace) }
}

/// How a tenant's audit log came to be handed over: from when to when, in which files, and what went wrong.
package struct UnifiedAuditDelivery: Sendable {
  /// The first day that retention has left.
  package let from: Moment
  package let to: Moment
  /// The day whose search was cut short, and how many of its rows were kept.
  package let truncated: (day: Moment, keeping: Int)?
  /// So many of a thousand rows stand twice.
  package let repeatedPerMille: Int

  package init(
    from: Moment, to: Moment, truncated: (day: Moment, keeping: Int)? = nil, repeatedPerMille: Int = 12
  ) {
    (self.from, self.to, self.truncated) = (from.startOfDay, to.startOfDay, truncated)
    self.repeatedPerMille = repeatedPerMille
  }

  /// Writes one file for each audit shape of the order, a search a day; each file begins with the last day of the one
  /// before, so that its records are there twice. Returns the records that were cut away.
  ///
  /// `records` is asked for a day's records and has to give the same for the same day.
  package func write(
    in studio: Studio, records: (_ day: Moment) throws -> [TracedRecord]
  ) throws -> [TracedRecord] {
    var lost: [TracedRecord] = []
    var places: [GUID: LogPlace] = [:]
    let spans = spans(count: studio.order.auditShapes.count)
    for (number, span) in spans.enumerated() {
      let shape = studio.order.auditShape(ofFile: number)
      let file = "evidence/logs/unified-audit-\(number + 1)\(shape.suffix)"
      _ = try studio.folder.path(file)
      let export = try UnifiedAuditExport(
        creating: file, inCase: studio.folder.staging, shape.exportShape,
        order: number % 2 == 0 ? .newestFirst : .unsorted,
        repeatedPerMille: repeatedPerMille, dice: studio.dice("unified-audit-export", number))
      var duplicates = 0
      var day = span.from
      while day < span.to {
        let today = try records(day).filter { day <= $0.record.createdAt && $0.record.createdAt < day + .day }
        if day == span.from + .day { places = [:] }
        duplicates += try write(today, of: day, to: export, in: studio, &places, &lost)
        day = day + .day
      }
      let sha256 = try export.finish()
      studio.truth.deliver(
        EvidenceFile(
          path: file, format: shape.rawValue, byteCount: export.byteCount, sha256: sha256, count: export.rowCount,
          duplicates: duplicates))
    }
    return lost
  }

  /// The time of the file that has the search which was cut short, in so many files: its rows say how many are missing and
  /// nothing of which these are, so no time in it is shown to be complete.
  func incomplete(files: Int) -> (from: Moment, to: Moment)? {
    truncated.flatMap { cut in spans(count: files).first { $0.from <= cut.day && cut.day < $0.to } }
  }

  /// One search; returns how many of its rows hold a record that was written before.
  private func write(
    _ records: [TracedRecord], of day: Moment, to export: UnifiedAuditExport, in studio: Studio,
    _ known: inout [GUID: LogPlace], _ lost: inout [TracedRecord]
  ) throws -> Int {
    let keeping = truncated.flatMap { $0.day.startOfDay == day ? $0.keeping : nil }
    var duplicates = 0
    for (traced, places) in zip(records, try export.append(search: records.map(\.record), keeping: keeping)) {
      if places.isEmpty { lost.append(traced) }
      for place in places {
        let first = known[traced.record.id]
        if first == nil { known[traced.record.id] = place } else { duplicates += 1 }
        try studio.truth.note(
          WrittenRecord(
            place: place, log: "unified_audit_log", id: traced.record.id.description, at: traced.record.createdAt,
            operation: traced.record.operation, trace: traced.trace, firstPlace: first))
      }
    }
    return duplicates
  }

  /// Days from and to which each file reaches. A day that was cut short is searched once only.
  private func spans(count: Int) -> [(from: Moment, to: Moment)] {
    let days = Int((to - from).microseconds / Span.day.microseconds)
    return (0..<count).map { number in
      let first = days * number / count
      let begin = from + .days(first)
      let overlaps = number > 0 && truncated?.day.startOfDay != begin - .day
      return (overlaps ? begin - .day : begin, from + .days(days * (number + 1) / count))
    }
  }
}

extension AuditShape {
  fileprivate var suffix: String {
    switch self {
    case .search, .portal: ".csv"
    case .ndjson: ".jsonl"
    case .json: ".json"
    }
  }

  fileprivate var exportShape: UnifiedAuditExport.Shape {
    switch self {
    case .search: .search(.american)
    case .portal: .portal
    case .ndjson: .lines
    case .json: .array
    }
  }
}
