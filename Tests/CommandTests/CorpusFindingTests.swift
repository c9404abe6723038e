import EvidenceDatabase
import Foundation
import GRDB
import Testing

@Suite("Real logs and what they prove, where the corpus is at hand", .enabled(if: Place.corpus != nil))
struct CorpusFindingTests {
  private let logs: URL
  private let place: Workplace

  init() throws {
    place = try Workplace()
    logs = try #require(Place.corpus).appending(path: "logs")
  }

  private func rows(_ query: String) throws -> [String] {
    try EvidenceDatabase.openForReading(place.path("case.sqlite")).read { db in
      try Row.fetchAll(db, sql: query).map { row in
        row.databaseValues.map { $0.isNull ? "-" : String.fromDatabaseValue($0) ?? "\($0)" }.joined(separator: " ")
      }
    }
  }

  /// Findings, with the records that each cites.
  private static let findings = """
    SELECT DISTINCT f.detection, f.severity, r.log_kind, r.operation
    FROM finding AS f JOIN finding_record AS c ON c.finding_id = f.finding_id
    JOIN record AS r ON r.audit_record_id = c.audit_record_id ORDER BY 1, 2, 3, 4
    """

  @Test("every file of the manifest is an exhibit of the size and hash that it states")
  func manifest() throws {
    _ = try place.examine(logs.path, "--case", "case.sqlite")
    let manifest = try String(
      contentsOf: logs.deletingLastPathComponent().appending(path: "MANIFEST.tsv"), encoding: .utf8)
    let stated = manifest.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
      .filter { $0.count > 2 && $0[0].hasPrefix("logs/") }.map { "\($0[0]) \($0[1]) \($0[2])" }
    #expect(stated.count > 40)
    let found = try rows(
      "SELECT relative_path, byte_count, sha256 FROM exhibit WHERE parent_exhibit_id IS NULL")
    #expect(Set(stated).isSubset(of: found), "\(Set(stated).subtracting(found))")
    #expect(
      try rows(
        """
        SELECT relative_path FROM exhibit
        WHERE relative_path NOT LIKE '%.expected.json' AND (kind IS NULL OR COALESCE(record_count, 0) = 0)
          AND kind IS NOT 'gzip'
        """) == [])
  }

  @Test("event logs: a transport agent that failed, a transport configuration written by a stranger")
  func eventLogs() throws {
    _ = try place.examine(logs.appending(path: "evtx").path, "--case", "case.sqlite")
    #expect(
      try rows(Self.findings) == [
        "forwarding-recipient-unresolved low windows_event_log MSExchange CmdletLogs 1",
        "refused-server-change low windows_event_log MSExchange CmdletLogs 6",
        "transport-configuration-written medium windows_event_log Microsoft-Windows-Sysmon 11",
      ])
    #expect(
      try rows(
        """
        SELECT DISTINCT m.cmdlet_lc FROM finding AS f JOIN finding_record AS c ON c.finding_id = f.finding_id
        JOIN cmdlet AS m ON m.audit_record_id = c.audit_record_id WHERE f.detection = 'refused-server-change'
        ORDER BY 1
        """) == ["enable-transportagent", "install-transportagent"])
  }

  @Test("logs of servers: a stranger asked for the version, and nothing else is claimed")
  func servers() throws {
    _ = try place.examine(
      logs.appending(path: "exchange_server").path, logs.appending(path: "iis").path, "--case", "case.sqlite")
    #expect(try rows(Self.findings) == ["exchange-version-probed low http_proxy GET"])
    #expect(try rows("SELECT COUNT(*) FROM access_session WHERE is_suspect = 1") == ["0"])
    #expect(try rows("SELECT DISTINCT tier FROM exposure") == [])
  }
}
