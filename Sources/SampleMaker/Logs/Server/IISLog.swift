/// A request as IIS logs it (W3C Extended Log File Format).
package struct IISRecord: Sendable {
  package var at: Moment
  package var method = "GET"
  package var stem: String
  /// Without its question mark; empty if there is none.
  package var query = ""
  package var port = 443
  /// `DOMAIN\account`; nil where nobody was signed in.
  package var user: String?
  package var clientAddress: String
  package var userAgent: String
  package var referer: String?
  package var status = 200
  package var substatus = 0
  package var win32Status = 0
  package var sentBytes = 0
  package var receivedBytes = 0
  package var milliseconds = 15
  /// Exchange's PowerShell front end hands IIS the name with a blank in front, which then stands as a second separator.
  package var hasBlankBeforeUser = false

  package init(at: Moment, stem: String, clientAddress: String, userAgent: String) {
    (self.at, self.stem, self.clientAddress, self.userAgent) = (at, stem, clientAddress, userAgent)
  }
}

/// The log of one web site of one server: a file for each day in UTC, CR LF, blanks within a value written as `+`.
package final class IISLog {
  private let log: RollingLog
  private let serverAddress: String
  private let logsByteCounts: Bool

  /// `folder` is that of the site, such as `…/W3SVC1`. Byte counts are logged only where an administrator chose so.
  package init(
    in folder: String, serverAddress: String, logsByteCounts: Bool, on shelf: LogShelf
  ) {
    (self.serverAddress, self.logsByteCounts) = (serverAddress, logsByteCounts)
    let fields = Self.fields(withByteCounts: logsByteCounts).joined(separator: " ")
    let shape = RollingLog.Shape(
      format: "iis", period: .day, path: { "\(folder)/u_ex\($0.compactDate.suffix(6)).log" },
      head: {
        [
          "#Software: Microsoft Internet Information Services 10.0", "#Version: 1.0",
          "#Date: \($0.isoDate) \($0.isoTime)", "#Fields: \(fields)",
        ]
      })
    log = RollingLog(shape, on: shelf)
  }

  package func append(_ record: IISRecord) throws(MakerError) -> LogPlace {
    try log.append(line(of: record), at: record.at)
  }

  /// The service was started anew: the head stands in the middle of the file once more.
  package func restart(at moment: Moment) throws(MakerError) { try log.restart(at: moment) }

  package func finish() throws(MakerError) { try log.finish() }

  private static func fields(withByteCounts: Bool) -> [String] {
    [
      "date", "time", "s-ip", "cs-method", "cs-uri-stem", "cs-uri-query", "s-port", "cs-username", "c-ip",
      "cs(User-Agent)", "cs(Referer)", "sc-status", "sc-substatus", "sc-win32-status",
    ] + (withByteCounts ? ["sc-bytes", "cs-bytes"] : []) + ["time-taken"]
  }

  private func line(of record: IISRecord) -> String {
    var cells = [record.at.isoDate, record.at.isoTime, serverAddress, record.method, value(record.stem)]
    cells += [value(record.query), "\(record.port)"]
    cells.append((record.hasBlankBeforeUser && record.user != nil ? " " : "") + value(record.user))
    cells += [record.clientAddress, value(record.userAgent), value(record.referer)]
    cells += ["\(record.status)", "\(record.substatus)", "\(record.win32Status)"]
    if logsByteCounts { cells += ["\(record.sentBytes)", "\(record.receivedBytes)"] }
    return (cells + ["\(record.milliseconds)"]).joined(separator: " ")
  }

  private func value(_ text: String?) -> String {
    guard let text, !text.isEmpty else { return "-" }
    return String(decoding: text.utf8.map { $0 == 0x20 ? 0x2B : $0 }, as: UTF8.self)
  }
}
