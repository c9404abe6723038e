/// A fragment that is one template instance and nothing else, as nearly all are, found without taking tokens out of it.
struct InstanceFrame {
  let templateIdentifier: UInt32
  /// Where in the chunk the definition stands, before the fragment.
  let definitionOffset: Int
  let valueCount: Int
  /// How many tokens it has.
  let tokenCount: Int
  /// Index in the chunk of the first byte behind it.
  let end: Int
  private let start: Int

  /// Fragment header, token, version, identifier, offset of the definition, count of values.
  private static let headerLength = 18
  /// More values than nearly all events have: as many as there is room for without asking for memory.
  private static let valueLimit = 40

  /// Nil for what is anything else, also for what is damaged: `FragmentParser` tells what that is.
  init?(in bytes: borrowing [UInt8], _ fragment: Range<Int>) {
    start = fragment.lowerBound
    guard fragment.upperBound <= bytes.count, fragment.count >= Self.headerLength else { return nil }
    let all = bytes.span.bytes
    guard bytes[start] == 0x0F, bytes[start + 1] == 1, bytes[start + 4] == 0x0C else { return nil }
    templateIdentifier = UInt32(littleEndian: all.unsafeLoadUnaligned(fromByteOffset: start + 6, as: UInt32.self))
    definitionOffset = Int(UInt32(littleEndian: all.unsafeLoadUnaligned(fromByteOffset: start + 10, as: UInt32.self)))
    valueCount = Int(UInt32(littleEndian: all.unsafeLoadUnaligned(fromByteOffset: start + 14, as: UInt32.self)))
    let specs = start + Self.headerLength
    guard definitionOffset < start, valueCount <= min(Self.valueLimit, (fragment.upperBound - specs) / 4) else {
      return nil
    }
    var position = specs + 4 * valueCount
    for index in 0..<valueCount { position += Self.size(all, specs + 4 * index) }
    guard position <= fragment.upperBound else { return nil }
    let hasEOF = position < fragment.upperBound
    guard !hasEOF || bytes[position] == 0 else { return nil }
    tokenCount = hasEOF ? 3 : 2
    end = hasEOF ? position + 1 : position
  }

  /// Where its values stand; `values` has a place for each.
  func describe(
    _ bytes: [UInt8], into values: UnsafeMutableBufferPointer<TemplateInstance.Descriptor>
  ) -> UnsafeBufferPointer<TemplateInstance.Descriptor> {
    let all = bytes.span.bytes
    let specs = start + Self.headerLength
    var position = specs + 4 * valueCount
    for index in 0..<valueCount {
      let end = position + Self.size(all, specs + 4 * index)
      values.initializeElement(
        at: index, to: TemplateInstance.Descriptor(type: bytes[specs + 4 * index + 2], range: position..<end))
      position = end
    }
    return UnsafeBufferPointer(rebasing: values[..<valueCount])
  }

  private static func size(_ all: RawSpan, _ spec: Int) -> Int {
    Int(UInt16(littleEndian: all.unsafeLoadUnaligned(fromByteOffset: spec, as: UInt16.self)))
  }
}
