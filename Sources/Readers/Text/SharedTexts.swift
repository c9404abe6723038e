import Records

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Gives equal texts as one `String`: the same users, clients and folders come in record after record, and making a text
/// anew takes longer than finding it. Each text has one place, which the next one of that place takes.
final class SharedTexts {
  private let texts = UnsafeMutableBufferPointer<String>.allocate(capacity: placeCount)

  private static let placeCount = 1 << 9
  private static let lengthLimit = 512
  /// What a `String` holds in itself.
  private static let smallLength = 15

  init() { texts.initialize(repeating: "") }

  deinit { texts.deinitialize().deallocate() }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    guard bytes.count > Self.smallLength, bytes.count <= Self.lengthLimit else {
      return String(decoding: bytes, as: UTF8.self)
    }
    let place = Int(truncatingIfNeeded: quickHash(UnsafeRawBufferPointer(bytes))) & (Self.placeCount - 1)
    if Self.isSame(texts[place], bytes) { return texts[place] }
    let text = String(decoding: bytes, as: UTF8.self)
    texts[place] = text
    return text
  }

  private static func isSame(_ text: String, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let isSame = text.utf8.withContiguousStorageIfAvailable { text in
      guard let start = text.baseAddress, let other = bytes.baseAddress else { return text.count == bytes.count }
      return text.count == bytes.count && memcmp(start, other, bytes.count) == 0
    }
    return isSame == true
  }
}
