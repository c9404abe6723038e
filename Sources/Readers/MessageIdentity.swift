import Crypto
import Records

/// The first 64 bits of SHA-256 of a Message-ID, normalised: white space and one pair of angle brackets off, what is
/// left in its own case (RFC 5322 3.6.4 compares octet by octet). Nil where nothing is left.
///
/// Brackets come off because some audit exports have lost them.
package func messageKey(of internetMessageID: String) -> Int64? {
  let normalised = normalisedMessageID(internetMessageID)
  guard !normalised.isEmpty else { return nil }
  return Digest(SHA256.hash(data: Array(normalised.utf8)))?.key
}

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
