import Crypto
import Records

/// The EDRM Message Identification Hash: MD5 over a Message-ID from its `<` up to and including the first `>`, white
/// space left out, in 32 lower-case hexadecimal digits. Nil where no such pair of angle brackets is there.
///
/// Other programs print it in upper case; here every digest is in lower case.
func messageIDHash(of internetMessageID: String) -> String? {
  let bytes = internetMessageID.utf8.filter { $0 > 0x20 }
  guard let start = bytes.firstIndex(of: UInt8(ascii: "<")),
    let end = bytes[start...].firstIndex(of: UInt8(ascii: ">"))
  else { return nil }
  var hash = Insecure.MD5()
  bytes[start...end].withUnsafeBytes { hash.update(bufferPointer: $0) }
  return hash.finalize().withUnsafeBytes { hexadecimal($0) }
}
