/// The type of a property's value ([MS-OXCDATA] 2.11.1).
package enum PropertyType: UInt16, Sendable {
  case integer16 = 0x0002
  case integer32 = 0x0003
  case floating32 = 0x0004
  case floating64 = 0x0005
  case currency = 0x0006
  case floatingTime = 0x0007
  case errorCode = 0x000A
  case boolean = 0x000B
  case object = 0x000D
  case integer64 = 0x0014
  case string8 = 0x001E
  case string = 0x001F
  case time = 0x0040
  case guid = 0x0048
  case serverID = 0x00FB
  case restriction = 0x00FD
  case ruleAction = 0x00FE
  case binary = 0x0102
  case multipleInteger16 = 0x1002
  case multipleInteger32 = 0x1003
  case multipleFloating32 = 0x1004
  case multipleFloating64 = 0x1005
  case multipleCurrency = 0x1006
  case multipleFloatingTime = 0x1007
  case multipleInteger64 = 0x1014
  case multipleString8 = 0x101E
  case multipleString = 0x101F
  case multipleTime = 0x1040
  case multipleGUID = 0x1048
  case multipleBinary = 0x1102

  /// Bytes of a value, where every value of the type has as many.
  package var fixedSize: Int? {
    switch self {
    case .boolean: 1
    case .integer16: 2
    case .integer32, .floating32, .errorCode: 4
    case .floating64, .currency, .floatingTime, .integer64, .time: 8
    case .guid: 16
    default: nil
    }
  }
}
