import EvidenceDatabase
import Foundation
import GRDB
import Testing

@Suite("Lines of 100 MB", .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status")))
struct LongLineTests {
  private static let length = 100 << 20

  private static func event(_ id: Int) -> String {
    #"{"CreationTime":"2021-05-18T10:00:0\#(id)","Id":"id-\#(id)","Operation":"Send","RecordType":2,"UserId":"a@b.example"}"#
  }

  private static func quoted(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }

  /// What stands before the long stretch, before and behind which a record stands, and what stands behind it.
  private static let logs: [(name: String, before: String, behind: String)] = [
    ("lines.json", event(1) + "\n{\"Id\":\"", "\"}\n" + event(2) + "\n"),
    ("rows.csv", "RecordType,AuditData\n1,\(quoted(event(1)))\n1,\"{", "\"\n1,\(quoted(event(2)))\n"),
    (
      "proxy.log", "#Fields: DateTime,AnchorMailbox,UrlStem,ServerHostName\n2021-03-03T02:00:00Z,,/a,EX01\n2021",
      "\n2021-03-03T02:00:01Z,,/a,EX01\n"
    ),
    (
      "u_ex.log", "#Fields: date time cs-method cs-uri-stem\n2021-03-03 02:00:00 GET /a\n2021-03-03 02:00:00 GET /",
      "\n2021-03-03 02:00:01 GET /a\n"
    ),
    (
      "audit.xml",
      "<SearchResults><Event LastAccessed=\"2021-05-18T10:00:00Z\" Operation=\"A\" LogonType=\"Owner\"/><Event Owner=\"",
      "\"/><Event LastAccessed=\"2021-05-18T10:00:01Z\" Operation=\"B\" LogonType=\"Owner\"/></SearchResults>"
    ),
  ]

  @Test("told at its place; what stands before and behind it is read, within 250 MB of memory", arguments: logs.indices)
  func line(place index: Int) throws {
    let log = Self.logs[index]
    let place = try Workplace()
    let path = try place.write(log.before.utf8, to: "evidence/\(log.name)")
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.seekToEnd()
    for _ in 0..<100 { try file.write(contentsOf: Data(repeating: UInt8(ascii: "a"), count: Self.length / 100)) }
    try file.write(contentsOf: Data(log.behind.utf8))
    try file.close()

    let (status, peak) = try Self.peakMemory(["examine", "evidence", "--case", "case.sqlite"], in: place)
    #expect(status == 3)
    #expect(peak > 0 && peak < 250 << 20, "\(peak >> 20) MB")
    let (records, defects) = try EvidenceDatabase.openForReading(place.path("case.sqlite")).read { db in
      (
        try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM record"),
        try Row.fetchAll(db, sql: "SELECT source_offset, problem FROM defect")
      )
    }
    #expect(records == 2)
    #expect(!defects.isEmpty && defects.count <= 2, "\(defects)")
    let start = log.before.utf8.count
    #expect(defects.contains { ((start - 300)...start).contains($0["source_offset"] ?? -1) }, "\(defects)")
  }

  /// Runs a program, and writes down the most memory that it had, as Linux tells it while it runs.
  private static let watch = """
    "$@" & watched=$!
    while line=$(grep VmHWM: /proc/$watched/status 2>/dev/null); do peak=$line; sleep 0.01; done
    wait $watched; status=$?
    echo $peak > peak
    exit $status
    """

  /// Status of the command, and the most memory it had, in bytes.
  private static func peakMemory(_ arguments: [String], in place: Workplace) throws -> (Int32, Int) {
    let result = try Tool.run(arguments, in: place.folder, by: ["/bin/bash", "-c", watch, "bash"])
    let peak = try String(contentsOfFile: place.path("peak"), encoding: .utf8)
    return (result.status, (Int(peak.filter(\.isNumber)) ?? 0) << 10)
  }
}
