import Bytes
import Dispatch
import Foundation
import Records
import Synchronization
import Testing

@testable import Readers

/// As many workers at a time as a machine has cores, or one alone.
private final class Workers: TaskExecutor {
  private let queue: DispatchQueue

  init(_ attributes: DispatchQueue.Attributes) { queue = DispatchQueue(label: "workers", attributes: attributes) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// One worker who does first what came last.
private final class BackwardWorker: TaskExecutor {
  private let waiting = Mutex<[UnownedJob]>([])
  private let queue = DispatchQueue(label: "backward worker")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    waiting.withLock { $0.append(job) }
    queue.async {
      guard let last = self.waiting.withLock({ $0.popLast() }) else { return }
      last.runSynchronously(on: self.asUnownedTaskExecutor())
    }
  }
}

/// A log of several rounds of work, with damage in the midst of it.
private struct LargeLog: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let reader: any Reader.Type
  let bytes: [UInt8]

  private static let text = String(repeating: "A sentence with \u{e9} and a / in it. ", count: 60)
  private static let note = #","Subject":"\#(text)""#

  static let all = [
    LargeLog(testDescription: "JSON", reader: UnifiedAuditLogReader.self, bytes: json),
    LargeLog(testDescription: "CSV", reader: UnifiedAuditLogReader.self, bytes: csv),
    LargeLog(testDescription: "XML", reader: MailboxAuditReader.self, bytes: xml),
    LargeLog(testDescription: "EVTX", reader: EVTXReader.self, bytes: evtx),
  ]

  private static let json: [UInt8] = {
    let lines = (0..<700).map { number in
      number % 200 == 150 ? #"{"CreationTime":"2021-05-18T10:00:00","Id":{{"# : Event.json(number, more: note)
    }
    return Array(lines.joined(separator: "\n").utf8)
  }()

  private static let csv: [UInt8] = {
    let rows = (0..<700).map { number in
      let data = Event.json(number, more: note)
      return number % 200 == 150 ? "\"\(data.dropLast(9))" : "\(Event.quoted(data)),\"id-\(number)\""
    }
    return Array((["AuditData,Identity"] + rows).joined(separator: "\n").utf8)
  }()

  private static let xml: [UInt8] = {
    let events = (0..<700).map { number in
      let event = MailboxAuditTests.event(number % 10, more: " Note=\"\(text) \(number)\"")
      return number % 200 == 150 ? String(event.dropLast(30)) : event
    }
    return Array("<SearchResults>\n\(events.joined())</SearchResults>".utf8)
  }()

  /// A chunk of a sample again and again, one of them damaged.
  private static let evtx: [UInt8] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appending(path: "Samples/proxylogon/evidence/logs/ATE-EX01/winevt/Logs/MSExchange Management.evtx")
    guard let log = try? [UInt8](Data(contentsOf: file)) else { return [] }
    var damaged = log[4096..<4096 + 65_536]
    damaged.replaceSubrange(4096 + 20_000..<4096 + 20_400, with: repeatElement(0xFF, count: 400))
    let chunk = log[4096..<4096 + 65_536]
    return log[..<4096] + (0..<20).flatMap { $0 == 13 ? damaged : chunk }
  }()
}

@Suite("Readers that work side by side")
struct WorkerTests {
  @Test(
    "records and defects are the same for one worker, for many, and in whatever order they work",
    arguments: LargeLog.all)
  fileprivate func same(_ log: LargeLog) async throws {
    let alone = try await reading(log, by: Workers([]))
    #expect(alone.records.count > 500)
    #expect(!alone.defects.isEmpty)
    for executor: any TaskExecutor in [Workers(.concurrent), BackwardWorker()] {
      let reading = try await reading(log, by: executor)
      #expect(reading.records == alone.records)
      #expect(reading.defects == alone.defects)
      #expect(reading.isPartial == alone.isPartial)
    }
  }

  private func reading(_ log: LargeLog, by executor: any TaskExecutor) async throws -> Reading {
    try await withTaskExecutorPreference(executor) { try await Reading.of(log.bytes, by: log.reader) }
  }
}
