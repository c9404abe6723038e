import Bytes

/// The first bytes of an exhibit as text: decoded once, and looked at once by the recognisers that ask the same.
final class OpeningText {
  /// UTF-8, without a byte order mark.
  let bytes: [UInt8]
  /// Whether this is all of the exhibit.
  let isWhole: Bool

  /// What the `#` lines or the first row of a log of fields say; nil where it is none.
  private(set) lazy var fieldLogHeader = bytes.withUnsafeBufferPointer { FieldLogHeader.find(in: $0, isWhole: isWhole) }
  /// The container of logged records, and the names in the first; nil where it is none.
  private(set) lazy var loggedRecords = bytes.withUnsafeBufferPointer {
    LoggedRecordContainer.find(in: $0, isWhole: isWhole)
  }

  /// Nil for what is no text.
  init?(_ opening: Opening) {
    let window: TextWindow
    do {
      window = try TextWindow(MemoryStream(opening.bytes))
      while window.bytes.count < Opening.length, try window.more() {}
    } catch {
      return nil
    }
    guard Self.isText(window.bytes) else { return nil }
    bytes = window.bytes
    isWhole = opening.isWhole
  }

  /// A log may hold NUL bytes where a server fell over; compressed or binary data has a control character in every ten.
  private static func isText(_ bytes: [UInt8]) -> Bool {
    let sample = bytes.prefix(4096)
    // What begins with lines of text goes on as text behind a run of NULs, however long that is.
    let beginsAsText = sample.prefix { $0 != 0 }.contains(0x0A)
    var (controls, count) = (0, 0)
    for byte in sample where byte != 0 || !beginsAsText {
      count += 1
      if byte < 0x20, !(0x09...0x0D).contains(byte) { controls += 1 }
    }
    return count > 0 && controls * 16 <= count
  }
}
