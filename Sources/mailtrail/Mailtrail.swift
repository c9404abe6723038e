import ArgumentParser

@main
struct Mailtrail: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "mailtrail", abstract: "Which mail did they take?")
}
