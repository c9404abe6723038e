/// What the header of a message in an mbox says of its length.
struct MboxHeader {
  /// No header is longer.
  static let lengthLimit = 8 << 20

  /// Bytes of the body by Content-Length, which mboxcl and mboxcl2 write.
  let contentLength: Int?

  init(_ bytes: ArraySlice<UInt8>) {
    let name = Array("content-length:".utf8)
    var found: Int?
    for line in bytes.split(separator: 0x0A) where line.count > name.count && line.count < 64 {
      let isNamed = zip(line, name).allSatisfy { $0 | 0x20 == $1 | 0x20 }
      guard isNamed else { continue }
      let digits = line.dropFirst(name.count).filter { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
      found = Int(String(decoding: digits, as: UTF8.self)).flatMap { $0 >= 0 ? $0 : nil }
    }
    contentLength = found
  }
}
