import Synchronization

/// Items written so far, counted from several stores at a time and told at every hundredth.
final class ItemCount: Sendable {
  private let done = Atomic<Int>(0)
  private let total: Int
  private let report: @Sendable (Progress) -> Void

  init(of total: Int, report: @escaping @Sendable (Progress) -> Void) {
    (self.total, self.report) = (total, report)
  }

  func add(_ count: Int) {
    let now = done.add(count, ordering: .relaxed).newValue
    if now % 100 == 0 || now == total { report(.mail(done: now, of: total)) }
  }
}
