import Bytes
package import Records

/// Exchange's mailbox audit log: SearchResult.xml of New-MailboxAuditLogSearch, and what Search-MailboxAuditLog gives as
/// CSV, list or CliXml.
package enum MailboxAuditReader: Reader {
  package static let kind = "mailbox_audit_log"
  package static let summary =
    "Mailbox audit log (SearchResult.xml; Search-MailboxAuditLog as CSV, list, CliXml): events, mail accesses"
  package static let access = SourceAccess.sequential
  package static let timeBases: [TimeBasis]? = [.offset, .utc, .assumed]

  private static var records: LoggedRecords {
    LoggedRecords(
      kind: kind,
      knows: {
        $0.isSuperset(of: ["lastaccessed", "operation"])
          && !$0.isDisjoint(with: ["logontype", "mailboxguid", "mailboxownerupn", "mailboxownersid", "logonusersid"])
      },
      timeFields: ["LastAccessed"],
      rowLimits: [
        (1000, "Search-MailboxAuditLog gives unless asked for more"), (250_000, "Search-MailboxAuditLog gives at most"),
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
      record, location, culture, texts -> Mapped<MappedEvent> in
      guard record.fields.has(.operation) || record.fields.has(.lastAccessed) else {
        return .refused("neither Operation nor LastAccessed")
      }
      guard let mapping = MailboxAuditMapping(record, culture: culture, location: location, texts: texts) else {
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
