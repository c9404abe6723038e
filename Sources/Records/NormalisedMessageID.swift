/// A Message-ID as it is compared: white space and one pair of angle brackets off, what is left in its own case
/// (RFC 5322 3.6.4 compares octet by octet). Readers hash it for `messageKey`; reconstruction confirms a match with it.
///
/// Brackets come off because some audit exports have lost them.
package func normalisedMessageID(_ text: String) -> Substring {
  var rest = Substring(text)
  func isSpace(_ character: Character?) -> Bool { character.map { $0.isWhitespace || $0 == "\0" } ?? false }
  while isSpace(rest.first) { rest.removeFirst() }
  while isSpace(rest.last) { rest.removeLast() }
  if rest.first == "<" { rest.removeFirst() }
  if rest.last == ">" { rest.removeLast() }
  while isSpace(rest.first) { rest.removeFirst() }
  while isSpace(rest.last) { rest.removeLast() }
  return rest
}
