import Bytes

/// One value of an event, taken out of its bytes ([MS-EVEN6] 2.2.12, [EVTX] value types).
package enum Value: Sendable, Equatable {
  case null
  case string(String)
  case signed(Int64)
  case unsigned(UInt64)
  case real(Double)
  case boolean(Bool)
  case binary([UInt8])
  /// 16 bytes.
  case guid([UInt8])
  /// 100 ns since 1601-01-01 UTC.
  case fileTime(UInt64)
  case systemTime(SystemTime)
  case sid(SecurityIdentifier)
  case hexadecimal(UInt64)
  case array([Value])
  /// Where in the chunk a fragment of BinXml stands.
  case binXML(Range<Int>)
}

extension Value {
  /// `range` of `bytes`, which are those of the chunk at `offset`, as a value of the type that `rawType` names.
  init(_ rawType: UInt8, _ bytes: borrowing [UInt8], _ range: Range<Int>, chunkOffset: UInt64) throws(FormatError) {
    let place = chunkOffset + UInt64(range.lowerBound)
    guard let type = ValueType(rawValue: rawType & ~ValueType.arrayFlag) else {
      throw FormatError(.invalid("unknown value type 0x\(String(rawType, radix: 16))"), in: "ValueType", at: place)
    }
    guard rawType & ValueType.arrayFlag != 0 else {
      self = try Value(type, bytes, range, at: place)
      return
    }
    self = .array(try Self.items(type, bytes, range, at: place))
  }

  private init(_ type: ValueType, _ bytes: borrowing [UInt8], _ range: Range<Int>, at place: UInt64) throws(FormatError)
  {
    if let size = type.size, range.count != size {
      throw FormatError(.mismatch(stored: UInt64(range.count), expected: UInt64(size)), in: "Value.Size", at: place)
    }
    switch type {
    case .null: self = .null
    case .string, .evtXML: self = .string(utf16Text(bytes, Self.withoutNUL(bytes, range, unit: 2)))
    case .ansiString: self = .string(Charset.windows1252.decode(bytes[Self.withoutNUL(bytes, range, unit: 1)]).text)
    case .int8: self = .signed(Int64(Int8(truncatingIfNeeded: Self.integer(bytes, range))))
    case .int16: self = .signed(Int64(Int16(truncatingIfNeeded: Self.integer(bytes, range))))
    case .int32: self = .signed(Int64(Int32(truncatingIfNeeded: Self.integer(bytes, range))))
    case .int64: self = .signed(Int64(bitPattern: Self.integer(bytes, range)))
    case .uint8, .uint16, .uint32, .uint64: self = .unsigned(Self.integer(bytes, range))
    case .real32: self = .real(Double(Float(bitPattern: UInt32(truncatingIfNeeded: Self.integer(bytes, range)))))
    case .real64: self = .real(Double(bitPattern: Self.integer(bytes, range)))
    case .bool: self = .boolean(Self.integer(bytes, range) != 0)
    case .binary: self = .binary(Array(bytes[range]))
    case .guid: self = .guid(Array(bytes[range]))
    case .fileTime: self = .fileTime(Self.integer(bytes, range))
    case .systemTime: self = .systemTime(SystemTime(bytes[range]))
    case .sid: self = .sid(try SecurityIdentifier(bytes[range], at: place))
    case .hexInt32, .hexInt64, .evtHandle: self = .hexadecimal(Self.integer(bytes, range))
    case .sizeT:
      guard range.count == 4 || range.count == 8 else {
        throw FormatError(.mismatch(stored: UInt64(range.count), expected: 8), in: "Value.Size", at: place)
      }
      self = .hexadecimal(Self.integer(bytes, range))
    case .binXML: self = .binXML(range)
    }
  }

  private static func items(
    _ type: ValueType, _ bytes: [UInt8], _ range: Range<Int>, at place: UInt64
  ) throws(FormatError) -> [Value] {
    switch type {
    case .string:
      var items: [Value] = []
      var start = range.lowerBound
      while start + 1 < range.upperBound {
        let end = endOfText(bytes, start..<range.upperBound)
        items.append(.string(utf16Text(bytes, start..<end)))
        start = end + 2
      }
      return items
    case .ansiString:
      return bytes[range].split(separator: 0, omittingEmptySubsequences: false).dropLast(bytes[range].last == 0 ? 1 : 0)
        .map { .string(Charset.windows1252.decode($0).text) }
    case .sid: return try securityIdentifiers(bytes, range, at: place)
    // Nothing says where one ends and the next begins.
    case .null, .binary, .binXML, .evtXML: return [.binary(Array(bytes[range]))]
    default: break
    }
    let size = type.size ?? (range.count % 8 == 0 ? 8 : 4)
    guard range.count % size == 0 else {
      throw FormatError(.invalid("\(range.count) bytes are no array of \(size)"), in: "Value.Size", at: place)
    }
    var items: [Value] = []
    for start in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      items.append(try Value(type, bytes, start..<start + size, at: place + UInt64(start - range.lowerBound)))
    }
    return items
  }

  private static func securityIdentifiers(
    _ bytes: [UInt8], _ range: Range<Int>, at place: UInt64
  ) throws(FormatError) -> [Value] {
    var items: [Value] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let length = start + 1 < range.upperBound ? 8 + 4 * Int(bytes[start + 1]) : 8
      let end = min(start + length, range.upperBound)
      items.append(
        .sid(try SecurityIdentifier(bytes[start..<end], at: place + UInt64(start - range.lowerBound))))
      start = end
    }
    return items
  }

  static func withoutNUL(_ bytes: [UInt8], _ range: Range<Int>, unit: Int) -> Range<Int> {
    var end = range.upperBound - range.count % unit
    while end - unit >= range.lowerBound, bytes[end - 1] == 0, bytes[end - unit] == 0 { end -= unit }
    return range.lowerBound..<end
  }

  /// Little-endian, of at most 8 bytes.
  private static func integer(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
    var value: UInt64 = 0
    for index in range.reversed() { value = value << 8 | UInt64(bytes[index]) }
    return value
  }
}
