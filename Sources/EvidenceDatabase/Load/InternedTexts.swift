import GRDB

/// The table `text`: gives each text its id, adding it where it is new.
final class InternedTexts {
  /// The columns that texts come from; each remembers its last one, for most rows repeat it.
  enum Column: Int, CaseIterable {
    case logKind, timeBasis, workload, operation, actor, logonType, clientIP, clientInfo, userAgent, appID, sessionKey
    case server, accessType, folderName, folderKey, destinationFolderName, cmdlet, caller, parameterName
    case method, host, path, anchorMailbox, routingHint, soapAction, serverBuild
    case messageClass, senderAddress, senderName, recipientKind, recipientAddress, recipientName
  }

  private var recent: RecentTexts
  private var last: [(text: String, id: Int64)]
  private var nextID: Int64
  private let select: BulkStatement
  private let insert: BulkStatement

  init(_ db: Database, entryLimit: Int = 200_000, byteLimit: Int = 16 << 20) throws {
    recent = RecentTexts(entryLimit: entryLimit, byteLimit: byteLimit)
    last = Array(repeating: ("", 0), count: Column.allCases.count)
    nextID = try (Int64.fetchOne(db, sql: "SELECT MAX(text_id) FROM text") ?? 0) + 1
    select = try BulkStatement(db, "SELECT text_id FROM text WHERE value = ?")
    insert = try BulkStatement(db, insertInto: "text", values: 3)
  }

  func id(_ value: String?, _ column: Column) throws -> Int64? {
    guard let value else { return nil }
    let place = column.rawValue
    if last[place].id > 0, ExactText.isSame(last[place].text, value) { return last[place].id }
    let id = try find(ExactText(value))
    last[place] = (value, id)
    return id
  }

  private func find(_ text: ExactText) throws -> Int64 {
    if let id = recent.find(text) { return id }
    select.bind(text.text)
    let id = try select.firstInteger() ?? add(text.text)
    recent.keep(text, id)
    return id
  }

  private func add(_ value: String) throws -> Int64 {
    let id = nextID
    insert.bind(id)
    insert.bind(value)
    insert.bind(lowerCased(value))
    try insert.run()
    nextID += 1
    return id
  }
}

/// `value` in lower case; nil where that is the same.
func lowerCased(_ value: String) -> String? {
  let mayDiffer = value.utf8.contains { $0 >= 0x80 || (0x41...0x5A).contains($0) }
  guard mayDiffer else { return nil }
  let lower = value.lowercased()
  return ExactText.isSame(lower, value) ? nil : lower
}
