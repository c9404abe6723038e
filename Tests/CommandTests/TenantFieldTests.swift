import Foundation
import Testing

@Suite("The real tenant, field by field", .enabled(if: Place.corpus != nil))
struct TenantFieldTests {
  @Test("every event says what a plain Python reader finds in it: actor, client, mailbox, items, parameters")
  func fields() throws {
    let corpus = try #require(Place.corpus)
    let log = corpus.appending(path: "logs/ual/tenant-spring-2021.csv.gz").path(percentEncoded: false)
    let place = try Workplace()
    _ = try place.examine(log, "--case", "case.sqlite")
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "tenant_fields.py")
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", script.path(percentEncoded: false), log, place.path("case.sqlite")]
    process.standardOutput = output
    try process.run()
    let told = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(told.trimmingCharacters(in: .whitespacesAndNewlines) == "3414")
  }
}
