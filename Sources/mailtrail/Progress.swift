import Foundation
import Reports
import Synchronization

/// How far a run is: on a terminal one line that renews itself, elsewhere a plain line now and then.
final class Progress: Sendable {
  private struct State {
    var totalBytes: Int64
    var bytes: Int64 = 0
    var exhibits = 0
    var doneExhibits = 0
    var defects: Int64 = 0
    var phase = "reading"
    var isDone = false
  }
  private let state: Mutex<State>
  private let started = ContinuousClock.now
  private let period: TimeInterval

  init(totalBytes: Int64, exhibits: Int) {
    state = Mutex(State(totalBytes: totalBytes, exhibits: exhibits))
    period = Terminal.isInteractive ? 0.25 : 10
    let thread = Thread { [self] in
      while !state.withLock({ $0.isDone }) {
        Thread.sleep(forTimeInterval: period)
        if !state.withLock({ $0.isDone }) { show() }
      }
    }
    thread.start()
  }

  func read(_ count: Int) { state.withLock { $0.bytes += Int64(count) } }

  func found(exhibits: Int) { state.withLock { $0.exhibits += exhibits } }

  func finished(defects: Int64) {
    state.withLock {
      $0.doneExhibits += 1
      $0.defects += defects
    }
  }

  func enter(_ phase: String) {
    state.withLock { $0.phase = phase }
    if Terminal.isInteractive { show() }
  }

  func end() {
    state.withLock { $0.isDone = true }
    if Terminal.isInteractive { Terminal.overwrite("") }
  }

  private func show() {
    let now = state.withLock { $0 }
    let elapsed = (ContinuousClock.now - started) / .seconds(1)
    let rate = elapsed > 0 ? Double(now.bytes) / elapsed : 0
    var line = "\(now.phase): \(now.doneExhibits) of \(now.exhibits) exhibits, \(byteText(now.bytes))"
    line += " of \(byteText(max(now.totalBytes, now.bytes))), \(byteText(Int64(rate)))/s"
    if rate > 0, now.totalBytes > now.bytes {
      line += ", \(Self.duration(Double(now.totalBytes - now.bytes) / rate)) left"
    }
    line += ", \(now.defects) defects"
    if Terminal.isInteractive { Terminal.overwrite(line) } else { Terminal.complain(line) }
  }

  private static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    return whole < 60 ? "\(whole) s" : whole < 3600 ? "\(whole / 60) min" : "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}
