import ArgumentParser
import Detections
import Reports

struct DetectionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detections", abstract: "What mailtrail asks; with a name, the question as SQL.")
  @Argument(help: "Name of one detection.")
  var name: String?
  @Flag(help: "Print everything as JSON.")
  var json = false

  private struct Description: Encodable {
    let name: String
    let title: String
    let severity: String
    let technique: String
    let parameters: String
    let innocent: [String]
    let sources: [String]
    let sqlSHA256: String
    let sqlText: String
  }

  func run() throws {
    let detections = try Detections.load().filter { name == nil || $0.name == name }
    if let name, detections.isEmpty {
      throw CommandError("there is no detection '\(name)'; `mailtrail detections` lists them")
    }
    if json {
      try Terminal.say(Reports.json(detections.map(Self.description)))
    } else if name != nil {
      for detection in detections { try Terminal.say("-- SHA-256 \(detection.sqlSHA256)\n\(detection.sqlText)") }
    } else {
      for detection in detections {
        try Terminal.say("\(detection.name)  \(detection.severity.rawValue)\n    \(detection.title)")
      }
    }
  }

  private static func description(_ detection: Detection) -> Description {
    Description(
      name: detection.name, title: detection.title, severity: detection.severity.rawValue,
      technique: detection.technique, parameters: detection.parametersText, innocent: detection.innocent,
      sources: detection.sources, sqlSHA256: detection.sqlSHA256, sqlText: detection.sqlText)
  }
}
