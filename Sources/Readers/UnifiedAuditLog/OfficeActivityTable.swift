import Records

/// Rows of the table OfficeActivity of Log Analytics (Sentinel) as CSV: what the portal or a query saved. Each row is put
/// back into the JSON that the same table gives, which `FlattenedEvent` reads.
struct OfficeActivityTable {
  private let intake: UnifiedAuditLogIntake
  /// The portal writes the zone behind the name: `TimeGenerated [UTC]`, `TimeGenerated [Local Time]`.
  private let timeBasis: TimeBasis
  private var culture = CultureTime()

  /// Whether a table with these columns is it.
  static func knows(_ names: [String]) -> Bool { FlattenedEvent.knows(Set(names.map(plainName))) }

  init(_ names: [String], _ intake: UnifiedAuditLogIntake) {
    self.intake = intake
    timeBasis = names.contains { $0.hasPrefix("TimeGenerated [") && !$0.hasSuffix("[UTC]") } ? .assumed : .utc
  }

  /// Why there is no record of the row; nil where there is one.
  mutating func take(_ row: LoggedRecord, at location: SourceLocation) -> String? {
    var json: [UInt8] = [UInt8(ascii: "{")]
    var time: String?
    for name in row.fields.names {
      guard let value = row.fields[name] else { continue }
      let plain = Self.plainName(name)
      if plain == "TimeGenerated" { time = value }
      if json.count > 1 { json.append(UInt8(ascii: ",")) }
      FlattenedEvent.appendString(Array(plain.utf8), to: &json)
      json.append(UInt8(ascii: ":"))
      FlattenedEvent.appendString(Array(value.utf8), to: &json)
    }
    json.append(UInt8(ascii: "}"))
    if let time { intake.parser.rowTime = self.time(time) } else { intake.parser.rowTime = nil }
    let outcome = intake.takeRow(nil, at: location) {
      json.withUnsafeBufferPointer { intake.take($0, at: location, repairing: false) }
    }
    if case .refused(let why) = outcome { return why }
    return nil
  }

  /// As the service writes it, or as the portal shows it: `8/2/2021, 1:32:07.000 PM`.
  private mutating func time(_ text: String) -> LoggedTime? {
    var logged = text
    if let time = logged.withUTF8({ LoggedTime($0.trimmed, zoneless: timeBasis) }) { return time }
    let shown = Self.withoutFraction(text)
    culture.learn(from: shown)
    return culture.microseconds(shown).map { LoggedTime(microseconds: $0, basis: timeBasis) }
  }

  private static func withoutFraction(_ text: String) -> String {
    guard let dot = text.lastIndex(of: "."), text[..<dot].contains(":") else { return text }
    return String(text[..<dot]) + text[text.index(after: dot)...].drop { $0.isNumber }
  }

  private static func plainName(_ name: String) -> String {
    guard name.hasSuffix("]"), let bracket = name.firstRange(of: " [") else { return name }
    return String(name[..<bracket.lowerBound])
  }
}
