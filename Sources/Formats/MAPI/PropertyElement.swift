package import Bytes

/// One value of a property, whatever its type: text decoded, all else as its bytes stand, little-endian.
package enum PropertyElement: Sendable {
  case text(String)
  case bytes(ArraySlice<UInt8>)
}

/// The values of a property: one, or as many as one of several has.
package struct PropertyElements: Sendable {
  package let values: [PropertyElement]
  /// How many there are; more than `values` where a limit kept the rest from being read.
  package let count: Int

  package static let none = PropertyElements([], count: 0)

  package init(_ values: [PropertyElement], count: Int) {
    self.values = values
    self.count = count
  }
}

extension PropertyValue {
  /// Its values of `size` bytes each, the first `limit` of them. Throws where the last is cut off.
  package func split(size: Int, limit: Int, field: String) throws(FormatError) -> (first: [PropertyValue], count: Int) {
    let rest = bytes.count % size
    guard rest == 0 else { throw FormatError(.truncated(needed: size, available: rest), in: field, at: offset) }
    let count = bytes.count / size
    let first = (0..<min(count, limit)).map { index in
      let start = bytes.startIndex + index * size
      return PropertyValue(bytes[start..<start + size], at: offset &+ UInt64(index * size))
    }
    return (first, count)
  }
}

extension PropertyType {
  package var isMultiple: Bool { rawValue & 0x1000 != 0 }

  /// The type of each value.
  package var element: PropertyType { PropertyType(rawValue: rawValue & 0x0FFF) ?? self }

  /// As [MS-OXCDATA] 2.11.1 names it.
  package var name: String {
    guard !isMultiple else { return "PtypMultiple" + element.name.dropFirst(4) }
    return switch self {
    case .integer16: "PtypInteger16"
    case .integer32: "PtypInteger32"
    case .floating32: "PtypFloating32"
    case .floating64: "PtypFloating64"
    case .currency: "PtypCurrency"
    case .floatingTime: "PtypFloatingTime"
    case .errorCode: "PtypErrorCode"
    case .boolean: "PtypBoolean"
    case .object: "PtypObject"
    case .integer64: "PtypInteger64"
    case .string8: "PtypString8"
    case .string: "PtypString"
    case .time: "PtypTime"
    case .guid: "PtypGuid"
    case .serverID: "PtypServerId"
    case .restriction: "PtypRestriction"
    case .ruleAction: "PtypRuleAction"
    default: "PtypBinary"
    }
  }
}
