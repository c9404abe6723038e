/// The types of values ([MS-EVEN6] 2.2.12 BinXml, value types).
package enum ValueType: UInt8, Sendable {
  case null = 0x00
  case string = 0x01
  case ansiString = 0x02
  case int8 = 0x03
  case uint8 = 0x04
  case int16 = 0x05
  case uint16 = 0x06
  case int32 = 0x07
  case uint32 = 0x08
  case int64 = 0x09
  case uint64 = 0x0A
  case real32 = 0x0B
  case real64 = 0x0C
  case bool = 0x0D
  case binary = 0x0E
  case guid = 0x0F
  case sizeT = 0x10
  case fileTime = 0x11
  case systemTime = 0x12
  case sid = 0x13
  case hexInt32 = 0x14
  case hexInt64 = 0x15
  case evtHandle = 0x20
  case binXML = 0x21
  case evtXML = 0x23

  /// Set in the type of an array of values.
  static let arrayFlag: UInt8 = 0x80

  /// Bytes of one value; nil where that depends on the value.
  var size: Int? {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .real32, .bool, .hexInt32, .evtHandle: 4
    case .int64, .uint64, .real64, .fileTime, .hexInt64: 8
    case .guid, .systemTime: 16
    case .null, .string, .ansiString, .binary, .sizeT, .sid, .binXML, .evtXML: nil
    }
  }
}
