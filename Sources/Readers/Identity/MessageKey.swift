import Crypto
import Records

/// The first 64 bits of SHA-256 of a Message-ID, normalised (`normalisedMessageID`). Nil where nothing is left.
package func messageKey(of internetMessageID: String) -> Int64? {
  var text = internetMessageID
  let isASCII = text.withUTF8 { bytes in bytes.allSatisfy { $0 < 0x80 } }
  if isASCII { return text.withUTF8(keyOfASCII) }
  let normalised = normalisedMessageID(internetMessageID)
  guard !normalised.isEmpty else { return nil }
  return Digest(SHA256.hash(data: Array(normalised.utf8)))?.key
}

/// The same over bytes: making characters of every Message-ID of a log takes longer than reading the log.
private func keyOfASCII(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
  var rest = text[...]
  trimSpace(&rest)
  if rest.first == UInt8(ascii: "<") { rest.removeFirst() }
  if rest.last == UInt8(ascii: ">") { rest.removeLast() }
  trimSpace(&rest)
  guard !rest.isEmpty else { return nil }
  var hash = SHA256()
  hash.update(bufferPointer: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: rest)))
  return hash.finalize().withUnsafeBytes { Int64(bigEndian: $0.loadUnaligned(as: Int64.self)) }
}

private func trimSpace(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) {
  func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0 || (0x09...0x0D).contains(byte) }
  while let first = rest.first, isSpace(first) { rest.removeFirst() }
  while let last = rest.last, isSpace(last) { rest.removeLast() }
}
