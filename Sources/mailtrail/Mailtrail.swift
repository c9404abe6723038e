import ArgumentParser
import EvidenceDatabase
import Exhibits
import Foundation

/// The command line. Exit codes: 0 done, 1 could not run, 2 usage, 3 done but some exhibits have defects.
@main
struct Mailtrail: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mailtrail",
    abstract: "Which mail did they take? Joins exported mailboxes with the Exchange audit trail, offline.",
    subcommands: [
      Examine.self, SummaryCommand.self, FindingsCommand.self, ExposureCommand.self, SessionsCommand.self,
      TimelineCommand.self, Show.self, Export.self, Judge.self,
      Formats.self, DetectionsCommand.self, CoverageCommand.self, Verify.self,
    ])

  static func main() async {
    Terminal.secureStandardStreams()
    do {
      var command = try parseAsRoot(arguments)
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

  /// A name that is no UTF-8 comes as `EvidencePath` shows it; the standard library would replace its bytes.
  private static var arguments: [String] {
    UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc)).dropFirst().compactMap { $0 }.map {
      let bytes = UnsafeRawBufferPointer(start: $0, count: strlen($0))
      return String(validating: bytes, as: UTF8.self) ?? EvidencePath.shown(bytes)
    }
  }

  private static func end(with error: any Error) -> Never {
    let code = exitCode(for: error)
    if code == .success {
      do { try Terminal.say(fullMessage(for: error)) } catch { end(with: error) }
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
