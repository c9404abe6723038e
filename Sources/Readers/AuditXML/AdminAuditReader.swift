import Bytes
package import Records

/// Exchange's administrator audit log: SearchResult.xml of New-AdminAuditLogSearch, and what Search-AdminAuditLog gives
/// as CSV, list or CliXml.
package enum AdminAuditReader: Reader {
  package static let kind = "admin_audit_log"
  package static let summary =
    "Administrator audit log (SearchResult.xml; Search-AdminAuditLog as CSV, list, CliXml): cmdlets with parameters"
  package static let access = SourceAccess.sequential
  package static let timeBases: [TimeBasis]? = [.offset, .utc, .assumed]

  private static var records: LoggedRecords {
    LoggedRecords(
      kind: kind,
      knows: {
        $0.isSuperset(of: ["rundate", "caller"]) && !$0.isDisjoint(with: ["cmdlet", "cmdletname", "objectmodified"])
      }, timeFields: ["RunDate"],
      rowLimits: [
        (1000, "Search-AdminAuditLog gives unless asked for more"), (250_000, "Search-AdminAuditLog gives at most"),
      ])
  }

  package static func recognises(_ opening: Opening) -> Bool { records.recognises(opening) }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    try await read(source.openStream(), into: collector)
  }

  static func read(
    _ stream: any ByteStream, into collector: RecordCollector, minimumFill: Int = 1 << 20,
    recordLimit: Int = LoggedRecords.recordLimit
  ) async throws {
    try await records.read(stream, into: collector, minimumFill: minimumFill, recordLimit: recordLimit) {
      record, location, culture, _ -> Mapped<MappedEvent> in
      guard record.fields.first("Cmdlet", "CmdletName") != nil || record.fields["RunDate"] != nil else {
        return .refused("neither Cmdlet nor RunDate")
      }
      guard let mapping = AdminAuditMapping(record, culture: culture, location: location) else {
        return .refused("no digest of it could be made")
      }
      return .record(mapping.finish())
    } take: { made, _ in
      guard let event = made.record.take() else { return made.refusal }
      collector.add(event)
      return nil
    }
  }
}
