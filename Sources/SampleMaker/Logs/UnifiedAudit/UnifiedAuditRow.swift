/// How an exporter's Windows spells dates: none of them says which zone.
package enum ExportCulture: String, Sendable {
  case american, british, german, swedish

  func text(_ moment: Moment) -> String {
    let at = moment.civil
    switch self {
    case .american: return moment.american
    case .british: return "\(padded(at.day, 2))/\(padded(at.month, 2))/\(at.year) \(moment.isoTime)"
    case .german: return "\(padded(at.day, 2)).\(padded(at.month, 2)).\(at.year) \(moment.isoTime)"
    case .swedish: return "\(moment.isoDate) \(moment.isoTime)"
    }
  }
}

/// The row of one record in the answer to a search: which row of how many.
struct UnifiedAuditRow {
  let record: UnifiedAuditRecord
  /// From 1.
  let resultIndex: Int
  let resultCount: Int

  /// The columns of `Search-UnifiedAuditLog | Export-Csv`.
  static let searchHeader = [
    "RecordType", "CreationDate", "UserIds", "Operations", "AuditData", "ResultIndex", "ResultCount", "Identity",
    "IsValid", "ObjectState",
  ]

  /// The columns of the portal's export.
  static let portalHeader = [
    "RecordId", "CreationDate", "RecordType", "Operation", "UserId", "AuditData", "AssociatedAdminUnits",
    "AssociatedAdminUnitsNames",
  ]

  func searchCells(_ culture: ExportCulture) -> [String] {
    [
      record.recordType.name, culture.text(record.createdAt), record.userID, record.operation, record.auditDataText,
      String(resultIndex), String(resultCount), record.id.description, "True", "Unchanged",
    ]
  }

  var portalCells: [String] {
    [
      record.id.description, record.createdAt.portal, String(record.recordType.rawValue), record.operation,
      record.userID, record.auditData.text, "", "",
    ]
  }

  /// An object of `ConvertTo-Json`, in which the record is still a text.
  var wrapper: JSON {
    .object([
      "RecordType": .string(record.recordType.name),
      "CreationDate": .string("/Date(\(record.createdAt.microseconds / 1000))/"), "UserIds": .string(record.userID),
      "Operations": .string(record.operation), "AuditData": .string(record.auditDataText),
      "ResultIndex": .int(resultIndex), "ResultCount": .int(resultCount), "Identity": .string(record.id.description),
      "IsValid": true, "ObjectState": "Unchanged",
    ])
  }
}

extension UnifiedAuditRecord {
  /// As the service writes it: with every slash escaped.
  var auditDataText: String { auditData.text.replacing(UInt8(ascii: "/"), with: "\\/") }
}

/// A line of CSV with all cells quoted (RFC 4180, 2), without its ending.
func quotedCSV(_ cells: [String]) -> String {
  cells.map { "\"" + $0.replacing(UInt8(ascii: "\""), with: "\"\"") + "\"" }.joined(separator: ",")
}

extension String {
  /// Byte by byte: a mark that combines with the one in front does not hide it.
  func replacing(_ mark: UInt8, with text: String) -> String {
    guard utf8.contains(mark) else { return self }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count + utf8.count / 8)
    for byte in utf8 {
      if byte == mark { bytes.append(contentsOf: text.utf8) } else { bytes.append(byte) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
