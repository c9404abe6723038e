import ArgumentParser
import Glibc
import SampleMaker

/// Makes whole breaches to order. Exit codes: 0 done, 1 could not run, 2 usage.
@main
struct Samples: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mailtrail-samples", abstract: "Makes whole synthetic breaches with their truth beside them.",
    subcommands: [Make.self, Store.self, Scenarios.self])

  static func main() async {
    Interruption.hold()
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      Interruption.release()
    } catch {
      end(with: error)
    }
  }

  private static func end(with error: any Error) -> Never {
    let code = exitCode(for: error)
    if code == .success {
      print(fullMessage(for: error))
      Glibc.exit(0)
    }
    let isUsage = code == .validationFailure
    StandardError.say(isUsage ? fullMessage(for: error) : "mailtrail-samples: \(error)")
    Interruption.release()
    Glibc.exit(isUsage ? 2 : 1)
  }
}

struct Scenarios: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Lists the scenarios, with what each makes by itself.")

  func run() {
    let width = allScenarios.map { $0.name.count }.max() ?? 0
    for scenario in allScenarios {
      let defaults = scenario.defaults
      print(scenario.name + String(repeating: " ", count: width + 2 - scenario.name.count) + scenario.abstract)
      print(
        String(repeating: " ", count: width + 2)
          + "\(defaults.mailboxes) mailboxes, \(defaults.messages) messages, \(defaults.days) days")
    }
  }
}
