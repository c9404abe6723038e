import Foundation
import Reports

/// Standard output, where results go, and standard error, where progress and complaints go.
enum Terminal {
  static let isInteractive = isatty(STDERR_FILENO) == 1

  /// To be called before any file is opened: a stream that the caller closed would give its number to the case, and
  /// what is printed would be written into the evidence. A closed pipe must not end a run that is reading.
  static func secureStandardStreams() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
      // The lowest free number is the stream's own, those below it being open.
      _ = open("/dev/null", O_RDWR)
    }
    signal(SIGPIPE, SIG_IGN)
  }

  /// Prints a result. Throws where it does not arrive whole: a cut report would pass for all there is.
  static func say(_ text: String) throws {
    let code = write(text + "\n", to: STDOUT_FILENO)
    if code == EPIPE {
      // Whoever reads has seen enough; end as other commands in a pipe do.
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    }
    if code != 0 { throw CommandError("the output cannot be written (\(String(cString: strerror(code))))") }
  }

  /// What is told may quote file names and evidence: control characters in it are made harmless.
  static func complain(_ text: String) {
    _ = write(TerminalText.safeLines(text) + "\n", to: STDERR_FILENO)
  }

  /// Overwrites the current line.
  static func overwrite(_ text: String) {
    _ = write("\r\u{1B}[K\(text)", to: STDERR_FILENO)
  }

  /// 0, or the system's number of what went wrong.
  private static func write(_ text: String, to stream: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        let count = Foundation.write(stream, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if count < 0, errno != EINTR { return errno }
        done += max(0, count)
      }
      return 0
    }
  }
}
