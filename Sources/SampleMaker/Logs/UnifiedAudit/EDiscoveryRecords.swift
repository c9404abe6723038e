/// A content search of eDiscovery.
package struct ComplianceSearch: Sendable {
  package let name: String
  /// The case it belongs to; nil for a search outside of cases.
  package let caseName: String?
  /// Addresses, or `All`.
  package let exchangeLocations: [String]
  /// Keyword Query Language.
  package let query: String

  package init(name: String, caseName: String? = nil, exchangeLocations: [String], query: String) {
    (self.name, self.caseName, self.exchangeLocations, self.query) = (name, caseName, exchangeLocations, query)
  }

  /// What the service calls the export of its results.
  package var exportName: String { name + "_Export" }
}

/// eDiscovery, as Microsoft documents its records ("Search for eDiscovery activities in the audit log"): each act leaves
/// one record of type Discovery, and one of type SecurityComplianceCenterEOPCmdlet where a cmdlet did it. None of them
/// ever leads to a MailItemsAccessed.
extension UnifiedAuditBuilder {
  package enum Activity: String, Sendable {
    case searchCreated = "SearchCreated"
    case searchStarted = "SearchStarted"
    case searchExported = "SearchExported"
    case searchExportDownloaded = "SearchExportDownloaded"
    case searchPreviewed = "SearchPreviewed"
    case searchRemoved = "SearchRemoved"
    case viewedSearchExported = "ViewedSearchExported"
    case caseAdded = "CaseAdded"
    case holdCreated = "HoldCreated"
  }

  /// What was done with a search, its case or its export.
  package mutating func eDiscovery(
    _ activity: Activity, _ search: ComplianceSearch, by actor: AuditActor, from address: String, at moment: Moment
  ) -> UnifiedAuditRecord {
    let object = activity.object(of: search)
    return record(
      activity.rawValue, .discovery, by: actor, at: moment, result: "Success", workload: "SecurityComplianceCenter",
      userKey: actor.userID, clientIP: address, objectID: object.name,
      members([
        "SecurityComplianceCenterEventType": 0, "Case": .string(search.caseName ?? ""), "ClientApplication": "EMC",
        "ExchangeLocations": .string(search.exchangeLocations.joined(separator: ", ")),
        "ExtendedProperties": nameValueList([
          ("ObjectGuid", dice.guid().description), ("Cmdlet", activity.cmdlet ?? ""),
        ]), "ObjectType": .string(object.type), "PublicFolderLocations": "", "Query": .string(search.query),
        "SharepointLocations": "", "StartTime": .string(moment.isoSeconds), "UserServicePlan": "",
      ]))
  }

  /// A cmdlet of the compliance centre, with all that it was given in one text: `-Name "x" -Force "True"`. Quotation
  /// marks within a value have to be doubled already.
  package mutating func complianceCmdlet(
    _ name: String, _ parameters: KeyValuePairs<String, String>, on objectID: String, by actor: AuditActor,
    from address: String, at moment: Moment
  ) -> UnifiedAuditRecord {
    record(
      name, .securityComplianceCenterEOPCmdlet, by: actor.asAdministrator, at: moment, result: "Success",
      workload: "SecurityComplianceCenter", userKey: actor.userID, clientIP: address, objectID: objectID,
      members([
        "SecurityComplianceCenterEventType": 0, "ClientApplication": "EMC", "CmdletVersion": "...",
        "EffectiveOrganization": .string(organisation.tenantDomain),
        "NonPIIParameters": .string(parameters.map { "-" + $0.key }.joined(separator: " ")),
        "Parameters": .string(parameters.map { "-\($0.key) \"\($0.value)\"" }.joined(separator: " ")),
        "StartTime": .string(moment.isoSeconds), "UserServicePlan": "",
      ]))
  }

  /// `New-ComplianceSearch` with its two records.
  package mutating func newComplianceSearch(
    _ search: ComplianceSearch, by actor: AuditActor, from address: String, at moment: Moment
  ) -> [UnifiedAuditRecord] {
    [
      complianceCmdlet(
        "New-ComplianceSearch",
        [
          "Name": search.name, "ExchangeLocation": search.exchangeLocations.joined(separator: "\",\""),
          "ContentMatchQuery": search.query.replacing(UInt8(ascii: "\""), with: "\"\""),
        ], on: search.name, by: actor, from: address, at: moment),
      eDiscovery(.searchCreated, search, by: actor, from: address, at: moment),
    ]
  }

  /// `Start-ComplianceSearch` with its two records.
  package mutating func startComplianceSearch(
    _ search: ComplianceSearch, by actor: AuditActor, from address: String, at moment: Moment
  ) -> [UnifiedAuditRecord] {
    [
      complianceCmdlet(
        "Start-ComplianceSearch", ["Identity": search.name], on: search.name, by: actor, from: address, at: moment),
      eDiscovery(.searchStarted, search, by: actor, from: address, at: moment),
    ]
  }

  /// `New-ComplianceSearchAction -Export` with its two records: the export is ordered, and nobody has fetched it yet.
  package mutating func exportComplianceSearch(
    _ search: ComplianceSearch, by actor: AuditActor, from address: String, at moment: Moment
  ) -> [UnifiedAuditRecord] {
    [
      complianceCmdlet(
        "New-ComplianceSearchAction",
        [
          "SearchName": search.name, "Export": "True", "Format": "FxStream", "ExchangeArchiveFormat": "PerUserPst",
          "Scope": "IndexedItemsOnly",
        ], on: search.exportName, by: actor, from: address, at: moment),
      eDiscovery(.searchExported, search, by: actor, from: address, at: moment),
    ]
  }
}

extension UnifiedAuditBuilder.Activity {
  fileprivate func object(of search: ComplianceSearch) -> (name: String, type: String) {
    switch self {
    case .searchCreated, .searchStarted, .searchRemoved: (search.name, "Search")
    case .searchExported, .searchExportDownloaded, .viewedSearchExported: (search.exportName, "SearchAction")
    case .searchPreviewed: (search.name + "_Preview", "SearchAction")
    case .caseAdded: (search.caseName ?? "", "Case")
    case .holdCreated: (search.name, "Hold")
    }
  }

  /// Downloads and views happen in a browser or a tool, without a cmdlet.
  fileprivate var cmdlet: String? {
    switch self {
    case .searchCreated: "New-ComplianceSearch"
    case .searchStarted: "Start-ComplianceSearch"
    case .searchExported, .searchPreviewed: "New-ComplianceSearchAction"
    case .searchRemoved: "Remove-ComplianceSearch"
    case .viewedSearchExported: "Get-ComplianceSearchAction"
    case .caseAdded: "New-ComplianceCase"
    case .holdCreated: "New-CaseHoldPolicy"
    case .searchExportDownloaded: nil
    }
  }
}
