import ArgumentParser
import SampleMaker

struct Make: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a case: evidence/, indicators.csv, truth/ and README.md.",
    discussion: "What is left out is the scenario's own, small enough to be looked through.")

  @Argument(help: "The scenario: \(allScenarios.map { $0.name }.joined(separator: ", ")).")
  var scenario: String

  @Option(name: .shortAndLong, help: "The folder to make; it must be missing or empty.", completion: .directory)
  var output: String

  @Option(help: "User and shared mailboxes.")
  var mailboxes: Int?

  @Option(help: "Messages of all mailboxes together.")
  var messages: Int?

  @Option(help: "Days that the logs span.")
  var days: Int?

  @Option(help: "Another seed, another case; the same seed, the same bytes.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Formats given to mailboxes and to the files of an audit export in turn, as a comma list.",
      discussion: (MailFormat.allCases.map(\.rawValue) + AuditShape.allCases.map(\.rawValue)).joined(separator: ", ")))
  var formats: String?

  func run() async throws {
    let order = try order()
    let progress = ProgressLine()
    defer { progress.end() }
    try await makeCase(order, at: output) { progress.show($0) }
  }

  /// An order that cannot be is the caller's mistake, as a wrong option is.
  private func order() throws -> Order {
    do {
      return try Order(
        scenario: scenario, mailboxes: mailboxes, messages: messages, days: days, seed: seed, formats: formats)
    } catch {
      throw ValidationError(error.description)
    }
  }
}
