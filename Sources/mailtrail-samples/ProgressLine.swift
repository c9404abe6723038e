import Glibc
import SampleMaker

/// One line on standard error that renews itself; nothing where that is no terminal.
struct ProgressLine: Sendable {
  private let isShown = isatty(STDERR_FILENO) == 1

  func show(_ progress: Progress) {
    guard isShown else { return }
    switch progress {
    case .logs: overwrite("writing the logs")
    case .mail(let done, let total): overwrite("writing mail: \(done) of \(total) messages")
    }
  }

  func end() { if isShown { overwrite("") } }

  private func overwrite(_ text: String) { StandardError.write("\r\u{1B}[K" + text) }
}

enum StandardError {
  static func say(_ text: String) { write(text + "\n") }

  /// What does not arrive is lost: there is nowhere left to complain.
  static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        let count = Glibc.write(STDERR_FILENO, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if count < 0, errno != EINTR { return }
        done += max(0, count)
      }
    }
  }
}
