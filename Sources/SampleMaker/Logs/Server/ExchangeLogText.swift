/// What the text logs of an Exchange server have in common.
enum ExchangeLogText {
  /// The lines that open a file. Logs that are meant to be read with Import-Csv put the names of the fields first.
  static func head(
    software: String = "Microsoft Exchange Server", version: String, logType: String, fields: [String],
    namesFirst: Bool = false, at moment: Moment
  ) -> [String] {
    let names = fields.joined(separator: ",")
    return (namesFirst ? [names] : []) + [
      "#Software: \(software)", "#Version: \(version)", "#Log-type: \(logType)", "#Date: \(moment.isoMilliseconds)",
      "#Fields: \(names)",
    ]
  }

  /// One line of cells, quoted where RFC 4180 asks for it.
  static func row(_ cells: [String]) -> String { cells.map(quoted).joined(separator: ",") }

  private static func quoted(_ cell: String) -> String {
    guard cell.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return cell }
    var text = "\""
    for scalar in cell.unicodeScalars {
      if scalar == "\"" { text += "\"" }
      text.unicodeScalars.append(scalar)
    }
    return text + "\""
  }

  /// User agents lose their commas, as the logs of Exchange have them: `KHTML  like Gecko`.
  static func withoutCommas(_ text: String) -> String {
    String(decoding: text.utf8.map { $0 == 0x2C ? 0x20 : $0 }, as: UTF8.self)
  }
}

/// The version of an Exchange server.
package struct ExchangeBuild: Sendable, Hashable {
  package let major: Int
  package let minor: Int
  package let build: Int
  package let revision: Int

  package init(_ major: Int, _ minor: Int, _ build: Int, _ revision: Int) {
    (self.major, self.minor, self.build, self.revision) = (major, minor, build, revision)
  }

  /// `15.01.2176.002`.
  package var text: String { "\(major).\(padded(minor, 2)).\(padded(build, 4)).\(padded(revision, 3))" }

  /// As cookies and routing entries name it, major, minor and build in one number: 15.1.2375 is 1942063431.
  package var packed: Int { 0x7000_8000 | major << 22 | minor << 16 | build }
}
