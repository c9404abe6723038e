import EVTX
import Records

/// An event that says that somebody set the clock of a machine: 4616 of the security log (Microsoft's documentation of
/// that event), 1 of the kernel (manifest of Microsoft-Windows-Kernel-General).
struct ClockSetting {
  private let from: Microseconds
  private let to: Microseconds
  private let process: String?

  /// Nil for other events, and where it does not say from when to when.
  init?(_ event: borrowing Event, _ provider: EventProvider) {
    guard let names = Self.names(provider, event.eventID), let from = Self.time(event, names.from),
      let to = Self.time(event, names.to)
    else { return nil }
    (self.from, self.to) = (from, to)
    process = event["ProcessName"]?.text.flatMap { $0.isEmpty || $0 == "-" ? nil : $0 }
  }

  private static func names(_ provider: EventProvider, _ eventID: UInt64?) -> (from: String, to: String)? {
    switch (provider, eventID) {
    case (.security, 4616): ("PreviousTime", "NewTime")
    case (.kernel, 1): ("OldTime", "NewTime")
    default: nil
    }
  }

  private static func time(_ event: borrowing Event, _ name: String) -> Microseconds? {
    guard let datum = event[name] else { return nil }
    switch datum.meaning {
    case .time(let microseconds): return microseconds
    case .text: return datum.text.flatMap { LoggedTime(eventTime: $0)?.microseconds }
    default: return nil
    }
  }

  /// Less than a minute is the daily work of the time service.
  private static let leastLength: Microseconds = 60_000_000

  /// What it says, in words; nil where the clock was only corrected.
  func problem(of computer: String?, by actor: String?) -> String? {
    let isForward = to > from
    let (early, late) = isForward ? (from, to) : (to, from)
    guard ClockSpan.length(from: early, to: late) >= Self.leastLength else { return nil }
    let hands = [actor.map { "by \($0)" }, process.map { "with \($0)" }].compactMap(\.self).joined(separator: " ")
    return "the clock\(computer.map { " of \($0)" } ?? "") was set \(isForward ? "forward" : "back") by "
      + ClockSpan.text(from: early, to: late) + (hands.isEmpty ? "" : ", \(hands)")
  }

  static let consequence =
    "times are kept as logged; those of the machine before and behind this are not of one clock, unless it slept"
}
