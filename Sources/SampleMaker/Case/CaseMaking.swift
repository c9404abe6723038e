import Crypto

/// How far the making of a case has come.
package enum Progress: Sendable {
  case logs
  /// So many of so many items are in their stores.
  case mail(done: Int, of: Int)
}

/// Makes the case that was ordered at a path; leaves nothing behind when it cannot.
package func makeCase(
  _ order: Order, at path: String, report: @escaping @Sendable (Progress) -> Void = { _ in }
) async throws {
  let folder = try CaseFolder(for: path)
  do {
    let scenario = try Order.scenario(named: order.scenario)
    try await CaseMaking(order: order, scenario: scenario, folder: folder, report: report).run()
    try Interruption.check()
    try folder.finish()
  } catch {
    folder.remove()
    throw error
  }
}

/// The two halves of making a case: the scenario tells its acts and writes the logs, then the stores are written.
private struct CaseMaking {
  let order: Order
  let scenario: any Scenario.Type
  let folder: CaseFolder
  let report: @Sendable (Progress) -> Void

  /// Two cores are usual; more stores at a time would only need more memory.
  private static let storesAtATime = 2

  func run() async throws {
    report(.logs)
    let world = World(scenario.worldPlan(for: order))
    let studio = try Studio(order: order, world: world, folder: folder)
    let handover = try scenario.play(in: studio)
    try studio.truth.finishLogs(in: folder)
    let counts = try await writeMailboxes(handover, studio)
    try joinParts(studio)
    try writeSummary(handover, studio, counts)
  }

  private func writeMailboxes(_ handover: Handover, _ studio: Studio) async throws -> [MailboxWriting.Outcome] {
    let progress = ItemCount(of: order.messages, report: report)
    let jobs = studio.world.mailboxes.map { mailbox in
      MailboxWriting(
        mailbox: mailbox, order: handover.stores.first { $0.mailbox == mailbox.number }, stage: studio.stage,
        examiner: studio.truth.examiner, takings: studio.truth.takings, folder: folder,
        report: { progress.add($0) })
    }
    var outcomes = Array(repeating: MailboxWriting.Outcome(), count: jobs.count)
    try await withThrowingTaskGroup(of: (Int, MailboxWriting.Outcome).self) { group in
      var waiting = Array(jobs.enumerated())[...]
      for _ in 0..<Self.storesAtATime {
        if let (number, job) = waiting.popFirst() { group.addTask { (number, try job.run()) } }
      }
      while let (number, outcome) = try await group.next() {
        outcomes[number] = outcome
        if let (number, job) = waiting.popFirst() { group.addTask { (number, try job.run()) } }
      }
    }
    return outcomes
  }

  private func joinParts(_ studio: Studio) throws {
    let count = studio.world.mailboxes.count
    for kind in TruthParts.Kind.allCases {
      let file = try folder.file("truth/\(kind.rawValue).jsonl")
      if kind == .files { for log in studio.truth.logs { try write(log, to: file) } }
      try TruthParts.join(kind, of: count, to: file, in: folder)
      _ = try file.finish()
    }
    try folder.removeParts()
  }

  private func write(_ log: LogFile, to file: OutputFile) throws {
    if let delivered = log.delivered, (delivered.count, delivered.duplicates) != (log.count, log.duplicates) {
      throw MakerError("\(log.path) has \(delivered.count) records, the truth \(log.count) of it")
    }
    let (byteCount, hash) = try sizeAndHash(of: folder.path(log.path))
    if let delivered = log.delivered, delivered.sha256 != hash {
      throw MakerError("\(log.path) is not as it was written")
    }
    let line: JSON = .object([
      "path": .string(log.path), "format": .string(log.format), "bytes": .int(Int(byteCount)), "sha256": .string(hash),
      "records": .int(log.count), "duplicates": .int(log.duplicates),
    ])
    _ = try file.appendLine(line.text, ending: "\n")
  }

  private func writeSummary(_ handover: Handover, _ studio: Studio, _ counts: [MailboxWriting.Outcome]) throws {
    try folder.write(CaseSummary(order, handover, studio, counts).json.text + "\n", to: "truth/case.json")
    try folder.write(handover.readme, to: "README.md")
    guard !handover.indicators.isEmpty else { return }
    let rows = handover.indicators.map { [$0.type, $0.value, $0.note].map(csvCell).joined(separator: ",") }
    try folder.write((["type,value,note"] + rows).joined(separator: "\n") + "\n", to: "indicators.csv")
  }
}

private func csvCell(_ text: String) -> String {
  guard text.contains(where: { ",\"\n".contains($0) }) else { return text }
  return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}
