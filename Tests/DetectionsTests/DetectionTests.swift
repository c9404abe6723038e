import Detections
import GRDB
import Testing

@Suite("Detections")
struct DetectionTests {
  @Test("find what they must and leave its look-alike", arguments: DetectionCase.all)
  func findings(of example: DetectionCase) throws {
    let queue = try Evidence.queue(example.fill)
    let summaries = try queue.write { db in
      try Detections.run(in: db)
      return try String.fetchAll(
        db, sql: "SELECT summary FROM finding WHERE detection = ? ORDER BY finding_id", arguments: [example.detection])
    }
    #expect(summaries.sorted() == example.summaries.sorted())
  }

  @Test("each has an example that it finds and a look-alike", arguments: try Detections.load().map(\.name))
  func covered(name: String) {
    let examples = DetectionCase.all.filter { $0.detection == name }
    #expect(examples.contains { !$0.summaries.isEmpty })
    #expect(examples.contains { $0.summaries.isEmpty })
  }

  @Test(
    "none looks at each request: paths and forged targets lead to them",
    arguments: try Detections.load().filter { $0.sqlText.contains("web_request") })
  func plan(detection: Detection) throws {
    let queue = try Evidence.queue { _ in }
    let plan = try queue.read { db in
      let values = detection.parameters.map { ($0.name, 1 as (any DatabaseValueConvertible)?) }
      return try Row.fetchAll(
        db, sql: "EXPLAIN QUERY PLAN " + detection.sqlText,
        arguments: StatementArguments(Dictionary(uniqueKeysWithValues: values))
      ).map { $0["detail"] as String }
    }
    // `w` is what the view calls the table of requests.
    #expect(plan.contains { $0.hasPrefix("SEARCH w USING INDEX stored_web_request_by_") })
    #expect(!plan.contains { $0.hasPrefix("SCAN w") || $0.hasPrefix("SEARCH w USING AUTOMATIC") })
  }

  @Test("only what an administrator does not do every day is severe")
  func severities() throws {
    let high = try Detections.load().filter { $0.severity == .high }.map(\.name)
    #expect(
      high == [
        "mailbox-bulk-access", "application-many-mailboxes", "account-many-mailboxes",
        "application-consented-and-used", "sign-in-after-guessing", "mailbox-forwarding-outside",
        "inbox-rule-forwarding-outside", "transport-rule-copy-outside", "audit-bypass-association",
        "audit-logging-disabled", "application-impersonation-granted", "forged-request-answered",
        "forged-request-to-mailbox", "ews-read-over-forged-request", "forged-request-to-control-panel",
        "virtual-directory-reset-forged", "virtual-directory-script", "hafnium-requests-repeated",
        "unified-messaging-child-process", "unified-messaging-file-written",
        "address-book-download-outside", "web-shell-used", "web-server-child-process",
        "replication-service-page-written", "certificate-request-page", "proxyshell-request-answered",
        "owassrf-request-answered", "transport-agent-installed", "system-account-mail-cmdlet",
        "archive-staging-command", "mailbox-database-copied", "post-exploitation-command", "web-root-archive-fetched",
        "server-log-deleted",
        "cmdlet-history-deleted",
        "mailbox-export-to-web-root", "mailbox-export-to-own-drive", "mailbox-export-staged", "mailbox-export-fetched",
      ])
  }
}
