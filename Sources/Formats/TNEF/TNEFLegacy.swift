import Bytes
import MAPI

/// What attributes of old say in MAPI's words ([MS-OXTNEF] 2.1.3.3): a stream has them beside its properties, or has
/// nothing else.
enum TNEFLegacy {
  /// Nil where the attribute is none of these, or its data cannot be.
  static func properties(of id: TNEFAttribute.ID, _ data: ArraySlice<UInt8>, at offset: UInt64)
    -> [PropertyList.Property]
  {
    func text(_ id: PropertyID, _ bytes: ArraySlice<UInt8>) -> PropertyList.Property {
      .init(id: id.rawValue, type: .string8, value: .bytes(bytes), offset: offset)
    }
    func time(_ id: PropertyID) -> [PropertyList.Property] {
      fileTime(data).map { [.init(id: id.rawValue, type: .time, value: .number($0), offset: offset)] } ?? []
    }
    switch id {
    case .subject: return [text(.subject, data)]
    case .body: return [text(.body, data)]
    case .messageClass: return [text(.messageClass, modernClass(data))]
    case .dateSent: return time(.clientSubmitTime)
    case .dateReceived: return time(.messageDeliveryTime)
    case .dateModified, .attachModifyDate: return time(.lastModificationTime)
    case .attachTitle, .attachTransportFilename: return [text(.attachFilename, data)]
    case .messageStatus:
      // fmsRead; of the flags of MAPI only mfRead follows from it.
      guard let status = data.first else { return [] }
      let bits: UInt64 = status & 0x20 == 0 ? 0 : 1
      return [.init(id: PropertyID.messageFlags.rawValue, type: .integer32, value: .number(bits), offset: offset)]
    case .from:
      return sender(data).flatMap {
        [
          text(.senderName, $0.name), text(.senderEmailAddress, $0.address),
          text(.senderAddressType, $0.type),
        ]
      } ?? []
    default: return []
    }
  }

  /// TRP structures ([MS-OXTNEF] 2.1.3.3.3): id, lengths, then a name and `TYPE:address`, each with its zero.
  private static func sender(
    _ data: ArraySlice<UInt8>
  ) -> (name: ArraySlice<UInt8>, type: ArraySlice<UInt8>, address: ArraySlice<UInt8>)? {
    guard data.count >= 8 else { return nil }
    let bytes = Array(data)
    let nameLength = Int(bytes[4]) | Int(bytes[5]) << 8
    let addressLength = Int(bytes[6]) | Int(bytes[7]) << 8
    guard 8 + nameLength + addressLength <= bytes.count else { return nil }
    let name = bytes[8..<8 + nameLength].prefix { $0 != 0 }
    let address = bytes[8 + nameLength..<8 + nameLength + addressLength].prefix { $0 != 0 }
    guard let colon = address.firstIndex(of: UInt8(ascii: ":")) else { return (name, [], address) }
    return (name, address[..<colon], address[(colon + 1)...])
  }

  /// A date as year, month, day, hour, minute, second, day of the week, of two bytes each, in UTC; nil where it is none.
  private static func fileTime(_ data: ArraySlice<UInt8>) -> UInt64? {
    guard data.count >= 12 else { return nil }
    let bytes = Array(data.prefix(12))
    let parts = (0..<6).map { Int(bytes[2 * $0]) | Int(bytes[2 * $0 + 1]) << 8 }
    guard (1601...4500).contains(parts[0]), (1...12).contains(parts[1]), (1...31).contains(parts[2]), parts[3] < 24,
      parts[4] < 60, parts[5] < 61
    else { return nil }
    let days = daysSince1601(year: parts[0], month: parts[1], day: parts[2])
    return UInt64(((days * 24 + parts[3]) * 60 + parts[4]) * 60 + parts[5]) * 10_000_000
  }

  /// In the Gregorian calendar, with years that begin in March so that a leap day is the last.
  private static func daysSince1601(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 584_694
  }

  /// The names that message classes had in Microsoft Mail ([MS-OXTNEF] 2.1.3.3, attMessageClass).
  private static func modernClass(_ stored: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let name = String(decoding: stored.prefix { $0 != 0 }, as: UTF8.self)
    return modernClasses[name].map { Array($0.utf8)[...] } ?? stored
  }

  private static let modernClasses = [
    "IPM.Microsoft Mail.Note": "IPM.Note", "IPM.Microsoft Mail.Read Receipt": "Report.IPM.Note.IPNRN",
    "IPM.Microsoft Mail.Non-Delivery": "Report.IPM.Note.NDR",
    "IPM.Microsoft Schedule.MtgReq": "IPM.Schedule.Meeting.Request",
    "IPM.Microsoft Schedule.MtgRespP": "IPM.Schedule.Meeting.Resp.Pos",
    "IPM.Microsoft Schedule.MtgRespN": "IPM.Schedule.Meeting.Resp.Neg",
    "IPM.Microsoft Schedule.MtgRespA": "IPM.Schedule.Meeting.Resp.Tent",
    "IPM.Microsoft Schedule.MtgCncl": "IPM.Schedule.Meeting.Canceled",
  ]
}
