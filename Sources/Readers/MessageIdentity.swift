import Crypto
import Records

/// The first 64 bits of SHA-256 of a Message-ID, normalised (`normalisedMessageID`). Nil where nothing is left.
package func messageKey(of internetMessageID: String) -> Int64? {
  let normalised = normalisedMessageID(internetMessageID)
  guard !normalised.isEmpty else { return nil }
  return Digest(SHA256.hash(data: Array(normalised.utf8)))?.key
}
