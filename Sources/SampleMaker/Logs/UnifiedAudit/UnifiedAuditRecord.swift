/// One event of the unified audit log. Its `AuditData` holds all of it; the rest is what an export repeats beside that.
package struct UnifiedAuditRecord: Sendable {
  package let id: GUID
  package let createdAt: Moment
  package let operation: String
  package let recordType: RecordType
  package let userID: String
  package let auditData: JSON

  /// AuditLogRecordType of the Office 365 Management Activity API: a name in some exports, a number in others.
  package enum RecordType: Int, Sendable {
    case exchangeAdmin = 1
    case exchangeItem = 2
    case exchangeItemGroup = 3
    case azureActiveDirectory = 8
    case azureActiveDirectoryStsLogon = 15
    case securityComplianceCenterEOPCmdlet = 18
    case discovery = 24
    case exchangeItemAggregated = 50
    case exchangeSearch = 101

    package var name: String {
      switch self {
      case .exchangeAdmin: "ExchangeAdmin"
      case .exchangeItem: "ExchangeItem"
      case .exchangeItemGroup: "ExchangeItemGroup"
      case .azureActiveDirectory: "AzureActiveDirectory"
      case .azureActiveDirectoryStsLogon: "AzureActiveDirectoryStsLogon"
      case .securityComplianceCenterEOPCmdlet: "SecurityComplianceCenterEOPCmdlet"
      case .discovery: "Discovery"
      case .exchangeItemAggregated: "ExchangeItemAggregated"
      case .exchangeSearch: "ExchangeSearch"
      }
    }
  }
}
