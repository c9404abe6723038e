import ArgumentParser
import SampleMaker

@main
struct Samples: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mailtrail-samples", abstract: "Makes whole synthetic breaches with their truth beside them.")
}
