import Foundation
import Testing

/// A server on which exports were asked for all day, and some of them by an intruder.
@Suite("A summary of many export jobs")
struct ManyJobsTests {
  private static let lawful = 0..<26
  private static let attackers = 26..<30

  /// The attacker's come last, to a folder that the web server serves.
  private static func line(_ number: Int) -> String {
    let folder =
      attackers.contains(number) ? #"\\\\127.0.0.1\\C$\\inetpub\\wwwroot\\aspnet_client"# : #"\\\\nas\\pst"#
    let user = attackers.contains(number) ? #"CORP\\svc"# : #"CORP\\admin"#
    let file = folder + #"\\f\#(number).pst"#
    return #"{"CreationTime":"2021-03-0\#(number / 10 + 1)T08:0\#(number % 10):00","Id":"job-\#(number)","#
      + #""Operation":"New-MailboxExportRequest","RecordType":1,"ResultStatus":"True","UserId":"\#(user)","#
      + #""Workload":"Exchange","ObjectId":"corp.example/Users/ann","Parameters":["#
      + #"{"Name":"Mailbox","Value":"ann"},{"Name":"FilePath","Value":"\#(file)"}]}"#
  }

  private struct Told: Decodable {
    struct Job: Decodable {
      let destination: String
      let reasons: [String]
    }
    let exportJobs: [Job]
  }

  @Test("shows the attacker's first and says how many more there are; JSON has them all")
  func shown() throws {
    let place = try Workplace()
    let lines = (Self.lawful.lowerBound..<Self.attackers.upperBound).map(Self.line).joined(separator: "\n") + "\n"
    try place.write(lines.utf8, to: "logs/audit.jsonl")
    let examined = try place.examine("logs", "--case", "case.sqlite")
    #expect(examined.status == 0)
    let summary = try Tool.run(["summary", "case.sqlite"], in: place.folder)
    #expect(summary.output == examined.output)
    #expect(summary.output.contains("Exports and forwardings of theirs: 4 requested."))
    let numbers = summary.output.matches(of: #/f(\d+)\.pst/#).compactMap { Int($0.output.1) }
    #expect(Set(Self.attackers).isSubset(of: numbers))
    #expect(Self.lawful.filter(numbers.contains).count == 20 - Self.attackers.count)
    #expect(summary.output.contains("and 10 more"))

    let json = try Tool.run(["summary", "case.sqlite", "--json"], in: place.folder).output
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let told = try decoder.decode(Told.self, from: Data(json.utf8))
    #expect(told.exportJobs.count == 30)
    let suspect = told.exportJobs.filter { !$0.reasons.isEmpty }.map(\.destination)
    #expect(suspect.count == Self.attackers.count && suspect.allSatisfy { $0.contains("aspnet_client") })
  }
}
