package import Bytes

/// What an RTF document says: its text, or the HTML or plain text that it was made from ([MS-OXRTFEX]).
package struct RTFText: Sendable, Equatable {
  package enum Origin: Sendable {
    /// `\fromhtml1`: `text` is the HTML source.
    case html
    /// `\fromtext`: `text` is the plain text.
    case plain
    /// It was written as RTF; `text` is what one reads.
    case rtf
  }
  package let origin: Origin
  package let text: String
  package let problems: [FormatError]

  /// Bounds of our own: groups within each other, and bytes of text.
  package static let depthLimit = 5_000
  package static let sizeLimit = 64 << 20

  /// `offset` is where the body stands in the exhibit; RTF that was compressed has no offsets of its own there.
  package init(of rtf: [UInt8], at offset: UInt64) {
    var interpreter = RTFInterpreter()
    interpreter.run(rtf)
    origin = interpreter.origin
    text = interpreter.output.text
    problems = interpreter.problems.map { FormatError($0, in: "RTF", at: offset) }
  }
}
