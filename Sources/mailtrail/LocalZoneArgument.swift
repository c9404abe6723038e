import Foundation
import Records

extension LocalZone {
  /// The value of `--time-zone`: an offset, or a name of the IANA database with its summer times.
  init?(argument: String) {
    if let fixed = LocalZone(offset: argument) {
      self = fixed
      return
    }
    // Foundation also takes abbreviations, which say less than they seem to.
    guard argument.contains("/"), let zone = TimeZone(identifier: argument) else { return nil }
    self.init(name: argument) { time in
      let date = Date(timeIntervalSince1970: TimeInterval(time / 1_000_000))
      return Microseconds(zone.secondsFromGMT(for: date)) * 1_000_000
    }
  }
}
