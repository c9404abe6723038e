import GRDB
import Records

/// The table `text`: gives each text its id, adding it where it is new.
final class InternedTexts {
  /// The columns that texts come from; each remembers its last one, for most rows repeat it.
  enum Column: Int, CaseIterable {
    case logKind, timeBasis, workload, operation, actor, logonType, clientIP, clientInfo, userAgent, appID, sessionKey
    case server, accessType, folderName, folderKey, destinationFolderName, cmdlet, caller, parameterName
    case method, host, path, anchorMailbox, routingHint, soapAction, serverBuild
    case messageClass, senderAddress, senderName, recipientKind, recipientAddress, recipientName
  }

  private typealias Entry = (text: String, id: Int64)

  /// One place for each quick hash, taken by the last text that had it; id 0 where none did.
  private let latest = UnsafeMutableBufferPointer<Entry>.allocate(capacity: 1 << 12)
  /// For each column, where in `latest` its last text stands.
  private let last = UnsafeMutableBufferPointer<Int>.allocate(capacity: Column.allCases.count)
  private var recent: RecentTexts
  private var nextID: Int64
  private let select: BulkStatement
  private let insert: BulkInsert

  /// Longer texts are not kept in `latest`.
  private static let latestLength = 1024

  init(_ db: Database, entryLimit: Int = 200_000, byteLimit: Int = 16 << 20) throws {
    latest.initialize(repeating: ("", 0))
    last.initialize(repeating: 0)
    recent = RecentTexts(entryLimit: entryLimit, byteLimit: byteLimit)
    nextID = try (Int64.fetchOne(db, sql: "SELECT MAX(text_id) FROM text") ?? 0) + 1
    select = try BulkStatement(db, "SELECT text_id FROM text WHERE value = ?")
    insert = try BulkInsert(db, into: "text", columns: 3)
  }

  deinit {
    latest.deinitialize().deallocate()
    last.deallocate()
  }

  func id(_ value: String?, _ column: Column) throws -> Int64? {
    guard let value else { return nil }
    if let id = latestID(value, at: last[column.rawValue]) { return id }
    guard value.utf8.count <= Self.latestLength else { return try find(ExactText(value)) }
    let place = Self.place(of: value) & (latest.count - 1)
    last[column.rawValue] = place
    if let id = latestID(value, at: place) { return id }
    let id = try find(ExactText(value))
    latest[place] = (value, id)
    return id
  }

  private func latestID(_ value: String, at place: Int) -> Int64? {
    latest[place].id > 0 && ExactText.isSame(latest[place].text, value) ? latest[place].id : nil
  }

  private static func place(of value: String) -> Int {
    var text = value
    return Int(truncatingIfNeeded: text.withUTF8 { quickHash(UnsafeRawBufferPointer($0)) })
  }

  /// Writes what was added: only then is it in the table.
  func flush() throws { try insert.flush() }

  /// What was added and not flushed is among the recent ones, as long as none is forgotten.
  private func find(_ text: ExactText) throws -> Int64 {
    if let id = recent.find(text) { return id }
    if recent.takeHasForgotten() { try insert.flush() }
    select.bind(text.text)
    let id = try select.firstInteger() ?? add(text.text)
    recent.keep(text, id)
    return id
  }

  private func add(_ value: String) throws -> Int64 {
    let id = nextID
    insert.bind(id)
    insert.bind(value)
    insert.bind(lowerCaseOf: value)
    try insert.endRow()
    nextID += 1
    return id
  }
}

/// `value` in lower case; nil where that is the same.
func lowerCased(_ value: String) -> String? {
  var text = value
  let (isASCII, hasCapitals) = text.withUTF8 { $0.asciiCase }
  guard !isASCII || hasCapitals else { return nil }
  let lower = value.lowercased()
  return ExactText.isSame(lower, value) ? nil : lower
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether all of it is ASCII, and whether there are capital letters of that. Without an early end, so that it works on
  /// many bytes at once.
  var asciiCase: (isASCII: Bool, hasCapitals: Bool) {
    var (seen, capitals): (UInt8, UInt8) = (0, 0)
    for byte in self {
      seen |= byte
      capitals |= byte &- 0x41 < 26 ? 1 : 0
    }
    return (seen < 0x80, capitals != 0)
  }
}

extension UInt8 {
  var lowerCasedASCII: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}
