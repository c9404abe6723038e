package import GRDB

/// What was handed over and how far it could be read.
package struct CaseContents: Encodable {
  package struct Kind: Encodable {
    let kind: String
    let state: String
    let exhibits: Int
    let records: Int
    let defects: Int
    let bytes: Int64
  }
  package let exhibits: Int
  package let kinds: [Kind]
  package let defects: Int
  package let messages: Int
  package let embeddedMessages: Int
  package let associatedItems: Int
  /// Messages that are encrypted or signed as a whole: what they say was not read.
  package let sealedMessages: Int
  package let auditRecords: Int
  package let auditRecordCopies: Int
  package let mailAccesses: Int
  package let webRequests: Int
  /// Lines of logs that stand in a further copy of the log.
  package let logLineCopies: Int

  package init(_ db: Database) throws {
    kinds = try Row.fetchAll(
      db,
      sql: """
        SELECT COALESCE(kind, '(unrecognised)') AS kind, state, COUNT(*) AS exhibits,
          SUM(COALESCE(record_count, 0)) AS records, SUM(COALESCE(defect_count, 0)) AS defects,
          SUM(COALESCE(byte_count, 0)) AS bytes
        FROM exhibit GROUP BY 1, 2 ORDER BY 1, 2
        """
    ).map {
      Kind(
        kind: $0["kind"], state: $0["state"], exhibits: $0["exhibits"], records: $0["records"], defects: $0["defects"],
        bytes: $0["bytes"])
    }
    exhibits = kinds.reduce(0) { $0 + $1.exhibits }
    defects = kinds.reduce(0) { $0 + $1.defects }
    func count(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \(sql)") ?? 0 }
    messages = try count("stored_message WHERE parent_message_id IS NULL AND is_associated = 0")
    embeddedMessages = try count("stored_message WHERE parent_message_id IS NOT NULL")
    associatedItems = try count("stored_message WHERE parent_message_id IS NULL AND is_associated = 1")
    sealedMessages = try count("message_body WHERE body_source IN ('unread_smime', 'unread_pgp')")
    auditRecords = try count("stored_audit_record")
    auditRecordCopies = try count("audit_record_copy")
    mailAccesses = try count("stored_mail_access")
    webRequests = try count("stored_web_request")
    logLineCopies =
      try Int.fetchOne(
        db,
        sql: """
          SELECT (SELECT COALESCE(SUM(record_count), 0) FROM log_copy)
            + (SELECT COALESCE(SUM(record_count), 0) FROM log_overlap)
          """) ?? 0
  }

  private var sealed: String {
    guard sealedMessages > 0 else { return "" }
    return "Encrypted or signed as a whole, what they say not read: \(sealedMessages) messages\n"
  }

  private var requests: String {
    guard webRequests + logLineCopies > 0 else { return "" }
    return "Web requests \(webRequests); lines of logs copied more than once \(logLineCopies)\n"
  }

  package var text: String {
    var table = TextTable([
      ("kind", .left), ("state", .left), ("exhibits", .right), ("records", .right), ("defects", .right),
      ("size", .right),
    ])
    for kind in kinds {
      table.add([
        kind.kind, kind.state, "\(kind.exhibits)", "\(kind.records)", "\(kind.defects)", byteText(kind.bytes),
      ])
    }
    return """
      What was read: \(counted(exhibits, "exhibit")), \(counted(defects, "defect"))
      \(table.text(indent: "  "))
      Messages \(messages) (\(embeddedMessages) more embedded in them, \(associatedItems) associated items)
      \(sealed)Audit records \(auditRecords) (\(auditRecordCopies) further copies), accesses \(mailAccesses)
      \(requests)
      """
  }
}
