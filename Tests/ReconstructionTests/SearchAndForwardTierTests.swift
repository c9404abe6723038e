import GRDB
import Records
import Testing

/// Rows 21, 22, 32 and 33 of the tier decisions.
@Suite("Compliance searches and forwarding")
struct SearchAndForwardTierTests {
  private func searched(_ query: String?, downloaded: Bool, from address: String = TierTests.attacker) throws
    -> DatabaseQueue
  {
    var evidence = Evidence.aliceStore()
    evidence.message(1, 9, "<partner@mail.example>", folder: 1, received: -5, from: "partner@out.example")
    evidence.search("SearchCreated", at: -0.5, query: query, from: address)
    evidence.search("SearchExported", at: 0, query: query, from: address)
    if downloaded { evidence.search("SearchExportDownloaded", at: 2, query: query, from: address) }
    evidence.indicator("ip", TierTests.attacker)
    return try evidence.reconstructed()
  }

  @Test("a search exported and downloaded: what its query takes, as of the export, is exported")
  func downloaded() throws {
    let queue = try searched("from:partner@out.example", downloaded: true)
    #expect(try queue.jobs() == ["compliance_export downloaded 0"])
    #expect(try queue.exposures() == ["<partner@mail.example> exported download"])
    #expect(
      try queue.lines("SELECT DISTINCT role FROM exposure_record ORDER BY 1") == [
        "export_definition", "export_download", "export_request",
      ])
  }

  @Test("row 32: a search exported and never downloaded: the job is completed, the mail is reachable")
  func neverDownloaded() throws {
    let queue = try searched("from:partner@out.example", downloaded: false)
    #expect(try queue.jobs() == ["compliance_export completed 0"])
    #expect(try queue.exposures() == ["<partner@mail.example> reachable export_requested"])
  }

  @Test("row 33: a part that cannot be evaluated leaves its messages undetermined, and is named")
  func partly() throws {
    let queue = try searched("from:partner@out.example OR SensitiveType:\"Credit Card Number\"", downloaded: true)
    #expect(
      try queue.exposures() == [
        "<0@mail.example> reachable export_requested", "<1@mail.example> reachable export_requested",
        "<partner@mail.example> exported download",
      ])
    let note = try queue.lines("SELECT note FROM reconstruction_note WHERE topic = 'export_job'")
    #expect(note.first?.contains("open: SensitiveType:\"Credit Card Number\"") == true)
  }

  @Test("results at hand under the export's name: what is in them was taken, whatever the query leaves open")
  func results() throws {
    var evidence = Evidence.aliceStore(received: [-2])
    evidence.exhibit(2, "found/Review_Export.zip/Exchange/alice@corp.example.pst")
    evidence.message(2, 1, "<card@mail.example>", received: -3)
    evidence.search("SearchExported", at: 0, query: "SensitiveType:\"Credit Card Number\"")
    evidence.search("SearchExportDownloaded", at: 2, query: "SensitiveType:\"Credit Card Number\"")
    evidence.indicator("ip", TierTests.attacker)
    #expect(
      try evidence.reconstructed().exposures() == [
        "<0@mail.example> reachable export_requested", "<card@mail.example> exported download",
      ])
  }

  @Test("a search without a query takes the whole mailbox; one by who may is a job and exposes nothing")
  func whole() throws {
    #expect(try searched(nil, downloaded: true).exposures().count == 3)
    let lawful = try searched(nil, downloaded: true, from: TierTests.home)
    #expect(try lawful.jobs() == ["compliance_export downloaded 0"])
    #expect(try lawful.exposures() == [])
  }

  @Test("a preview is reachable, never exported")
  func preview() throws {
    var evidence = Evidence.aliceStore()
    evidence.search("SearchPreviewed", at: 0, query: nil)
    evidence.indicator("ip", TierTests.attacker)
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["content_search_preview completed 0"])
    #expect(try queue.lines("SELECT DISTINCT tier, basis FROM exposed") == ["reachable export_requested"])
  }

  private func forwarded(_ traces: (inout Evidence) -> Void) throws -> DatabaseQueue {
    var evidence = Evidence.aliceStore(received: [-2, 1, 2, 3, 9])
    let rule = ["ForwardTo": "drop@evil.example", "Name": ".", "Mailbox": "alice@corp.example"]
    let record = evidence.record(
      Evidence.Record(operation: "New-InboxRule", at: 0, ip: TierTests.attacker, logon: nil, cmdlet: rule))
    evidence.record(
      Evidence.Record(
        operation: "Remove-InboxRule", at: 5, ip: TierTests.attacker, logon: nil,
        cmdlet: ["Identity": #"alice@corp.example\."#]))
    evidence.finding(severity: "high", role: "actor", record: record)
    traces(&evidence)
    return try evidence.reconstructed()
  }

  @Test("row 21: a rule forwards outside: what a trace shows as delivered is exported, later mail is reachable")
  func delivered() throws {
    let queue = try forwarded { evidence in
      evidence.trace("Deliver", "<1@mail.example>", at: 1.01, isSuccess: true, to: "drop@evil.example")
      evidence.trace("Deliver", "<gone@mail.example>", at: 1.49, isSuccess: true, to: "alice@corp.example")
      evidence.trace("Deliver", "<gone@mail.example>", at: 1.5, isSuccess: true, to: "drop@evil.example")
      evidence.trace("Deliver", "<2@mail.example>", at: 2.01, isSuccess: true, to: "carol@corp.example")
    }
    #expect(try queue.jobs() == ["forwarding_inbox_rule completed 0"])
    #expect(
      try queue.lines(
        """
        SELECT COALESCE(internet_message_id, '-'), tier, basis FROM exposed WHERE basis IN ('delivery', 'forwarding')
        ORDER BY 1, tier_rank
        """) == [
          "<1@mail.example> exported delivery", "<2@mail.example> reachable forwarding",
          "<3@mail.example> reachable forwarding", "<gone@mail.example> exported delivery",
        ])
  }

  @Test("row 21: where two mailboxes forward to one address, a delivery is that of the mailbox that has the message")
  func deliveredToOneOfTwo() throws {
    let queue = try forwarded { evidence in
      let rule = ["ForwardTo": "drop@evil.example", "Name": ".", "Mailbox": "bob@corp.example"]
      var record = Evidence.Record(
        operation: "New-InboxRule", at: 0, actor: "bob@corp.example", logon: nil, cmdlet: rule)
      record.mailbox = .bob
      evidence.record(record)
      evidence.trace("Deliver", "<1@mail.example>", at: 1.01, isSuccess: true, to: "drop@evil.example")
      evidence.trace("Deliver", "<gone@mail.example>", at: 1.5, isSuccess: true, to: "drop@evil.example")
    }
    #expect(
      try queue.lines("SELECT internet_message_id FROM exposed WHERE basis = 'delivery'") == ["<1@mail.example>"])
  }

  @Test("row 22: the service refused (550 5.7.520): nothing is exported, and nothing reachable by the rule")
  func refused() throws {
    let queue = try forwarded { evidence in
      evidence.trace("Fail", "<1@mail.example>", at: 1.01, isSuccess: false, to: "drop@evil.example")
    }
    #expect(try queue.jobs() == ["forwarding_inbox_rule failed 0"])
    #expect(
      try queue.lines("SELECT COUNT(*) FROM exposed WHERE basis IN ('delivery', 'forwarding')") == ["0"])
  }

  @Test("forwarding of a mailbox, set and cleared; a condition of a rule leaves out what it does not take")
  func settings() throws {
    var evidence = Evidence.aliceStore(received: [1, 9])
    for (hour, address) in [(0.0, "smtp:drop@evil.example"), (5.0, "")] {
      let record = evidence.record(
        Evidence.Record(
          operation: "Set-Mailbox", at: hour, logon: nil,
          cmdlet: ["Identity": "alice@corp.example", "ForwardingSmtpAddress": address]))
      if hour == 0 { evidence.finding(severity: "high", role: "actor", record: record) }
    }
    let queue = try evidence.reconstructed()
    #expect(try queue.jobs() == ["forwarding_mailbox requested 0"])
    #expect(
      try queue.lines("SELECT internet_message_id FROM exposed WHERE basis = 'forwarding'") == ["<0@mail.example>"])

    var rule = Evidence.aliceStore(received: [1])
    rule.message(1, 9, "<p@mail.example>", folder: 1, received: 2, from: "partner@out.example")
    let record = rule.record(
      Evidence.Record(
        operation: "New-TransportRule", at: 0, actor: "eve@corp.example", logon: nil,
        cmdlet: ["Name": "x", "BlindCopyTo": "drop@evil.example", "From": "partner@out.example"]))
    rule.finding(severity: "high", role: "actor", record: record)
    let other = try rule.reconstructed()
    #expect(try other.jobs() == ["transport_rule requested 0"])
    #expect(
      try other.lines("SELECT internet_message_id FROM exposed WHERE basis = 'forwarding'") == ["<p@mail.example>"])
  }

  @Test(
    "a delivery that a rule's condition leaves out went there all the same: exported, and the contradiction is told")
  func againstCondition() throws {
    var evidence = Evidence.aliceStore(received: [1])
    evidence.message(1, 9, "<p@mail.example>", folder: 1, received: 2, from: "partner@out.example")
    let record = evidence.record(
      Evidence.Record(
        operation: "New-TransportRule", at: 0, actor: "eve@corp.example", logon: nil,
        cmdlet: ["Name": "x", "BlindCopyTo": "drop@evil.example", "From": "partner@out.example"]))
    evidence.finding(severity: "high", role: "actor", record: record)
    for (id, hour) in [("<0@mail.example>", 1.1), ("<p@mail.example>", 2.1)] {
      evidence.trace("Deliver", id, at: hour, isSuccess: true, to: "drop@evil.example")
    }
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT internet_message_id FROM exposed WHERE basis = 'delivery' ORDER BY 1") == [
        "<0@mail.example>", "<p@mail.example>",
      ])
    #expect(
      try queue.lines(
        "SELECT note LIKE '%leaves out: 1;%' FROM reconstruction_note WHERE topic = 'delivery_against_condition'")
        == ["1"])
  }
}
