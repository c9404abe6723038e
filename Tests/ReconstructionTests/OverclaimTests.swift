import EvidenceDatabase
import GRDB
import Reconstruction
import Records
import Testing

/// Evidence that seems to say more than it does: an independent review built each of these.
@Suite("What the evidence does not say")
struct OverclaimTests {
  @Test("a message that came in after the last access is not the one that was opened under its Message-ID")
  func receivedLater() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 480)
    evidence.record(TierTests.bind(["<one@mail.example>"], at: 24))
    #expect(try evidence.reconstructed().lines("SELECT message_id FROM exposed WHERE tier = 'accessed'") == ["-"])
  }

  @Test("a search known by its download alone: what came in before that may have come after the export")
  func downloadOnly() throws {
    var evidence = Evidence.aliceStore(received: [-30, 71])
    evidence.search("SearchCreated", at: -0.5, query: "")
    evidence.search("SearchExportDownloaded", at: 72, query: "")
    evidence.indicator("ip", TierTests.attacker)
    let rows = try evidence.reconstructed().exposures()
    #expect(rows.contains("<1@mail.example> reachable export_requested"), "\(rows)")
  }

  @Test("a right denied is none given: nothing is reachable by Add-MailboxPermission -Deny")
  func denied() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    evidence.record(
      Evidence.Record(
        operation: "Add-MailboxPermission", at: 1, actor: "admin@corp.example", logon: nil,
        cmdlet: [
          "Identity": "alice@corp.example", "User": "eve@corp.example", "AccessRights": "FullAccess", "Deny": "True",
        ]))
    // Eve is the attacker, seen in her own mailbox; alice's is named by the owner's records.
    evidence.record(TierTests.bind(["<one@mail.example>"], at: 20, ip: TierTests.home))
    evidence.record(
      Evidence.Record(
        operation: "UserLoggedIn", at: 24, actor: "eve@corp.example", ip: TierTests.attacker, logon: nil))
    let rows = try evidence.reconstructed().lines("SELECT tier, basis FROM exposed")
    #expect(rows == [], "\(rows)")
  }
}
