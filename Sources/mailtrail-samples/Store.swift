import ArgumentParser
import SampleMaker

struct Store: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes one PST of a stated size, to measure readers by.")

  @Option(name: .shortAndLong, help: "The file to make; it must be missing.", completion: .file())
  var output: String

  @Option(help: "Messages in it.")
  var messages: Int

  @Option(help: "About how many bytes of text each message has.")
  var text = 800

  @Option(help: "Size in bytes of the file that each message encloses; 0 for none.")
  var attachment = 0

  @Option(help: "Folders over which the messages are dealt out.")
  var folders = 4

  @Option(help: "Encoding of the store: none, permute or cyclic.")
  var encoding = PSTEncoding.permute

  func run() throws {
    let store = MeasuredStore(
      messages: messages, textLength: text, attachmentLength: attachment, folders: folders, encoding: encoding)
    let progress = ProgressLine()
    defer { progress.end() }
    try store.write(to: output) { progress.show($0) }
  }
}

extension PSTEncoding: ExpressibleByArgument {
  public init?(argument: String) {
    guard let named = Self.allCases.first(where: { "\($0)" == argument }) else { return nil }
    self = named
  }
}
