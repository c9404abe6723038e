import Foundation

/// Standard error, where progress and complaints go; results go to standard output.
enum Terminal {
  static let isInteractive = isatty(STDERR_FILENO) == 1

  static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Overwrites the current line.
  static func overwrite(_ text: String) {
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
  }
}
