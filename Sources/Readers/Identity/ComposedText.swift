import Foundation

/// Text with one space for each run of white space and controls, none at its ends, in Unicode NFC.
func withSingleSpaces(_ text: String) -> String {
  if isWithSingleSpaces(text) { return text }
  var isASCII = true
  var words: [UInt8] = []
  for byte in text.utf8 {
    isASCII = isASCII && byte < 0x80
    if byte > 0x20 { words.append(byte) } else if let last = words.last, last != 0x20 { words.append(0x20) }
  }
  if words.last == 0x20 { words.removeLast() }
  let spaced = String(decoding: words, as: UTF8.self)
  guard !isASCII else { return spaced }
  let scalars = spaced.unicodeScalars
  let parts = scalars.split { $0.properties.isWhitespace }.map { String($0) }
  let joined = parts.joined(separator: " ")
  return scalars.contains(where: mayCompose) ? composed(joined) : joined
}

/// Whether it is so already, being ASCII: addresses are, and most subjects.
private func isWithSingleSpaces(_ text: String) -> Bool {
  var before: UInt8 = 0x20
  for byte in text.utf8 {
    guard byte > 0x20 && byte < 0x80 || byte == 0x20 && before != 0x20 else { return false }
    before = byte
  }
  return before != 0x20 || text.isEmpty
}

/// The text in Unicode NFC. To be asked only where `mayCompose` holds of a scalar: it takes long.
func composed(_ text: String) -> String { text.precomposedStringWithCanonicalMapping }

/// Whether NFC may change text for this scalar: it is excluded from NFC, or joins what stands before it. That do marks,
/// and the vowels and final consonants of Hangul, which are no marks (UAX #15).
func mayCompose(_ scalar: Unicode.Scalar) -> Bool {
  guard scalar.value >= 0x300 else { return false }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .spacingMark, .enclosingMark: return true
  default: return (0x1161...0x11C2).contains(scalar.value) || scalar.properties.isFullCompositionExclusion
  }
}
