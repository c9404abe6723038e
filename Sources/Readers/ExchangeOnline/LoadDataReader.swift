import Bytes
package import Records

/// The lists that eDiscovery exports come with: Results.csv and Unindexed Items.csv of a content search, load files of
/// review sets, item reports of Purview, Manifest.xml, which says the same as Results.csv in EDRM XML. Told by their
/// columns, whatever language names the files.
package enum LoadDataReader: Reader {
  package static let kind = "ediscovery_load_data"
  package static let summary =
    "Load data of eDiscovery exports (Results.csv, Manifest.xml, load files, summaries): each item, its mailbox, path and file; the query"
  package static let access = SourceAccess.sequential
  package static let timeBases: [TimeBasis]? = [.assumed, .utc, .offset]

  private static var records: LoggedRecords {
    LoggedRecords(kind: kind, knows: knows, timeFields: ["Sent", "Received or Created", "Date sent", "Received"])
  }

  private static let documents: Set<String> = [
    "document id", "documentid", "item identity", "file id", "file_id", "immutable id", "immutable_id", "docid",
  ]
  private static let targets: Set<String> = [
    "target path", "targetpath", "document path", "export_native_path", "export native path", "native path",
    "native_path",
    "export path", "exported path",
  ]
  private static let origins: Set<String> = [
    "original path", "originalpath", "compound path", "compound_path", "input path", "input_path", "location name",
    "location_name", "custodian", "location",
  ]

  private static func knows(_ names: Set<String>) -> Bool {
    if isSummary(names) || names.isSuperset(of: ["docid", "doctype"]) { return true }
    return !names.isDisjoint(with: documents) && !names.isDisjoint(with: targets) && !names.isDisjoint(with: origins)
  }

  /// The sum of an export: what it is called and what it asked for.
  private static func isSummary(_ names: Set<String>) -> Bool {
    !names.isDisjoint(with: ["export name", "exportname"])
      && !names.isDisjoint(with: ["query", "search query", "content query", "search conditions"])
  }

  package static func recognises(_ opening: Opening) -> Bool { records.recognises(opening) }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    try await records.read(source.openStream(), into: collector) { record, location, culture in
      if isSummary(Set(record.fields.names.map { $0.lowercased() })) {
        collector.note(summary(record.fields))
        return nil
      }
      let item = item(record.fields, at: location, culture)
      guard item.documentID != nil || item.itemID != nil || item.targetPath != nil else {
        return "no document is named"
      }
      collector.add(item)
      return nil
    }
  }

  private static func item(_ fields: LoggedFields, at location: SourceLocation, _ culture: CultureTime) -> LoadItem {
    func time(_ text: String?) -> LoggedTime? {
      text.flatMap { LoggedTime($0, zoneless: .assumed, culture: culture) }
    }
    var item = LoadItem(location: location)
    item.documentID = fields.first(
      "Document ID", "DocumentId", "File ID", "File_ID", "Immutable ID", "Immutable_ID", "DocID")
    item.itemID = fields.first("Item Identity", "ItemIdentity", "Item ID", "Immutable ID", "Immutable_ID")
    let sources = [
      "LocationURI", "Location", "Location Name", "Location_name", "LocationName", "Custodian", "Email_owner",
    ]
    .compactMap { fields[$0] }
    item.source = sources.first { $0.contains("@") } ?? sources.first
    item.originalPath = fields.first(
      "Original Path", "OriginalPath", "Compound path", "Compound_path", "Input path", "Input_path", "LocationURI")
    item.targetPath = fields.first(
      "Target Path", "TargetPath", "Export_native_path", "Export native path", "Native path", "Native_path",
      "Export path", "Exported path", "Document Path")
    item.subject = fields.first("Subject or Title", "Subject/Title", "Subject", "Email_subject", "Title")
    item.sender = fields.first(
      "Sender or Created by", "Sender/Author", "Sender", "Email_sender", "Email sender", "From")
    let sent = time(fields.first("Sent", "Date sent", "Email_date_sent", "Email date sent", "DateSent"))
    let received = time(fields.first("Received or Created", "Received", "Date", "Email_received", "DateReceived"))
    (item.sentAt, item.receivedAt) = (sent?.microseconds, received?.microseconds)
    (item.sentBasis, item.receivedBasis) = (sent?.basis, received?.basis)
    item.internetMessageID = fields.first(
      "Internet Message ID", "InternetMessageId", "Email_internet_message_id", "Email internet message ID")
    item.duplicateOf = fields.first("Duplicate to Item", "Duplicates to Item", "DuplicateToItem")
    return item
  }

  /// All that the sum says, as one sentence.
  private static func summary(_ fields: LoggedFields) -> String {
    let said = fields.names.compactMap { name in fields[name].map { "\(name): \($0)" } }
    return "Export by a search. " + said.joined(separator: "; ") + "."
  }
}
