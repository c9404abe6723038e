import ArgumentParser
import EvidenceDatabase
import Foundation

/// The command line. Exit codes: 0 done, 1 could not run, 2 usage, 3 done but some exhibits have defects.
@main
struct Mailtrail: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mailtrail",
    abstract: "Which mail did they take? Joins exported mailboxes with the Exchange audit trail, offline.",
    subcommands: [
      Examine.self, SummaryCommand.self, FindingsCommand.self, ExposureCommand.self, Show.self, Formats.self,
      DetectionsCommand.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let error as ExitCode {
      Foundation.exit(error.rawValue)
    } catch {
      end(with: error)
    }
  }

  private static func end(with error: any Error) -> Never {
    let code = exitCode(for: error)
    if code == .success {
      print(fullMessage(for: error))
      Foundation.exit(0)
    }
    if code == .validationFailure {
      Terminal.complain(fullMessage(for: error))
      Foundation.exit(2)
    }
    Terminal.complain("mailtrail: \(error)")
    Foundation.exit(1)
  }
}

extension ExitCode {
  /// The work was done, but some exhibits have defects.
  static let doneWithDefects = ExitCode(3)
}

/// What several commands take.
struct CaseArgument: ParsableArguments {
  @Argument(help: "The evidence database.", completion: .file(extensions: ["sqlite"]))
  var file: String

  @Flag(help: "Print everything as JSON.")
  var json = false
}
