import Records

/// POP3 as the services of Exchange log it (Logging\Pop3): one line a command of a connection.
package enum POP3Reader: FieldLogReader {
  typealias Rows = MailProtocolRows

  package static let kind = "pop3"
  package static let summary = "POP3 logs: connections of mail clients, sign-ins, messages fetched by their number"

  static func reads(_ header: FieldLogHeader) -> Bool { MailProtocolRows.fits(header) && header.isOfType("POP3") }
}

/// IMAP4 as the services of Exchange log it (Logging\Imap4), in the same columns.
package enum IMAP4Reader: FieldLogReader {
  typealias Rows = MailProtocolRows

  package static let kind = "imap4"
  package static let summary = "IMAP4 logs: connections of mail clients, sign-ins, folders selected, messages fetched"

  static func reads(_ header: FieldLogHeader) -> Bool { MailProtocolRows.fits(header) && !header.isOfType("POP3") }
}

/// One line of either log.
///
/// The number of a connection is no session key: a client opens connections by the minute, and the service counts anew
/// when it starts. It ties the lines together here: who signed in, and which folder is selected.
struct MailProtocolRows: FieldLogRows {
  private let kind: String
  private let collector: RecordCollector
  private var columns: ServerLogColumns
  private let session, server, client, command, parameters, context, answerBytes: Int?
  private var connections: [String: MailConnection] = [:]
  /// More connections than a service has at a time.
  private static let connectionLimit = 10_000

  static func fits(_ header: FieldLogHeader) -> Bool {
    header.dialect == .commas && header.has("sessionId", "seqNumber", "cIp", "rpsize", "command", "parameters")
  }

  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector) {
    self.kind = kind
    self.collector = collector
    columns = ServerLogColumns(header)
    session = header.column("sessionId")
    server = header.column("sIp")
    client = header.column("cIp")
    command = header.column("command")
    parameters = header.column("parameters")
    context = header.column("context")
    answerBytes = header.column("rpsize")
  }

  mutating func take(_ row: FieldLogRow) {
    let said = MailCommand(row.text(command) ?? "", row.text(parameters) ?? "")
    guard var record = columns.record(of: row, kind: kind, operation: said.name, collector) else { return }
    record.server = row.address(server)?.address
    let address = row.address(client)
    (record.clientIP, record.clientPort) = (address?.address, address?.port)
    record.clientInfo = kind.uppercased()
    record.workload = kind.uppercased()
    record.target = row.text(parameters)
    record.isSuccess = row.text(context).flatMap(MailCommand.isSuccess)
    follow(said, row.text(session), bytes: row.size(answerBytes), &record)
    collector.add(record)
  }

  /// What is known of the connection so far says whose it is, and what was fetched from where.
  private mutating func follow(
    _ said: MailCommand, _ id: String?, bytes: Int64?, _ record: inout AuditRecord
  ) {
    var connection = id.flatMap { connections[$0] } ?? MailConnection()
    if said.name == "OPENSESSION" { connection = MailConnection() }
    if said.signsIn, record.isSuccess == true { connection.signIn(said.login, record.actor) }
    if said.name == "USER" { connection.asked = said.login }
    if said.selects, record.isSuccess == true { connection.folder = said.folder }
    if !connection.isSignedIn, MailCommand.needNoSignIn.contains(said.name) {
      // The account that was asked for is told before it is let in, and where it never is.
      record.actor = nil
    } else if record.isSuccess != false {
      (record.actor, record.mailbox) = (connection.account ?? record.actor, connection.mailbox)
    }
    if record.mailbox == nil, let actor = record.actor, record.isSuccess != false {
      (record.actor, record.mailbox) = MailConnection.names(in: actor)
    }
    if said.fetches, record.isSuccess != false {
      fetch(said, from: connection.folder, bytes: bytes, &record)
      connection.hasFetched = true
    } else if said.name == "CLOSESESSION", connection.isSignedIn, !connection.hasFetched {
      // A front end that hands connections on logs their bytes as a whole.
      record.byteCount = bytes
    }
    guard let id else { return }
    if said.name == "CLOSESESSION" {
      connections[id] = nil
    } else {
      if connections.count >= Self.connectionLimit { connections.removeAll() }
      connections[id] = connection
    }
  }

  private func fetch(_ said: MailCommand, from folder: String?, bytes: Int64?, _ record: inout AuditRecord) {
    // Neither a number nor a UID names a message to anybody but the connection: what is known is the folder.
    var access = MailAccess(.folderBind)
    access.folderName = folder ?? (kind == POP3Reader.kind ? "INBOX" : nil)
    access.byteCount = bytes
    record.accesses = [access]
    record.byteCount = bytes
    record.itemCount = said.count
  }
}

/// A connection, as far as its lines have been read.
private struct MailConnection {
  var isSignedIn = false
  var account: String?
  var mailbox: LoggedMailbox?
  /// The name given to POP3's USER.
  var asked: String?
  var folder: String?
  var hasFetched = false

  /// `login` is what the client sent, which is more than the log's own name for the account.
  mutating func signIn(_ login: String?, _ logged: String?) {
    isSignedIn = true
    guard let login = login ?? asked ?? logged else { return }
    (account, mailbox) = Self.names(in: login)
    // `frank` in the log is `frank@corp.example` in what was sent.
    account = account ?? logged
  }

  /// `user@domain`; `DOMAIN\user`, `user`, which name no mailbox; `DOMAIN\user\mailbox`, `user@domain\mailbox`, by which
  /// somebody opens the mailbox of somebody else.
  static func names(in login: String) -> (account: String?, mailbox: LoggedMailbox?) {
    let parts = login.split { $0 == "\\" || $0 == "/" }.map(String.init)
    if parts.count == 3 { return (parts[0] + "\\" + parts[1], mailbox(parts[2])) }
    if parts.count == 2, parts[0].contains("@") { return (parts[0], mailbox(parts[1])) }
    return (login, login.contains("@") ? mailbox(login) : nil)
  }

  private static func mailbox(_ name: String) -> LoggedMailbox {
    name.contains("@") ? LoggedMailbox(address: name) : LoggedMailbox(displayName: name)
  }
}

/// A command of POP3 (RFC 1939) or IMAP4 (RFC 3501) as logged, its name in capital letters.
struct MailCommand {
  /// `RETR`, `FETCH`, `UID FETCH`.
  let name: String
  private let verb: String
  private let arguments: Substring

  /// `uid` and what it applies to may stand in one column or in both.
  init(_ command: String, _ parameters: String) {
    let whole = parameters.isEmpty ? command : command + " " + parameters
    var words = whole.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    let isUID = words.first?.lowercased() == "uid"
    if isUID, words.count > 1 { words = words[1].split(separator: " ", maxSplits: 1) }
    verb = words.first?.uppercased() ?? ""
    arguments = words.count > 1 ? words[1] : ""
    name = isUID && verb != "UID" ? "UID " + verb : verb
  }

  /// Lines that a connection has before anybody is let in, too.
  static let needNoSignIn: Set<String> = [
    "OPENSESSION", "CLOSESESSION", "CAPA", "CAPABILITY", "USER", "STLS", "STARTTLS", "NOOP", "ID", "QUIT", "LOGOUT",
  ]

  var signsIn: Bool { ["LOGIN", "AUTHENTICATE", "AUTH", "PASS", "APOP"].contains(verb) }

  /// Whom LOGIN, USER or APOP name; the password is logged as stars.
  var login: String? {
    guard ["LOGIN", "USER", "APOP"].contains(verb), let word = arguments.split(separator: " ").first else { return nil }
    let name = word.filter { $0 != "\"" }
    return name.isEmpty || name.allSatisfy { $0 == "*" } ? nil : String(name)
  }

  var selects: Bool { verb == "SELECT" || verb == "EXAMINE" }

  /// As the client names it: hierarchy by slashes, other scripts in modified UTF-7.
  var folder: String? {
    let name = arguments.filter { $0 != "\"" }
    return name.isEmpty ? nil : String(name)
  }

  /// Whether it gives out content of messages, not flags, sizes and headers alone.
  var fetches: Bool {
    switch verb {
    case "RETR": return true
    case "FETCH":
      var items = arguments.lowercased()
      for harmless in ["rfc822.size", "rfc822.header", "body[header", "body.peek[header", "bodystructure"] {
        items = items.replacing(harmless, with: "")
      }
      return items.contains("rfc822") || items.contains("body")
    default: return false
    }
  }

  /// How many messages it names, where it names them one by one.
  var count: Int64? {
    if verb == "RETR" { return 1 }
    let set = arguments.prefix { $0 != " " }
    guard !set.isEmpty, set.allSatisfy({ $0.isNumber || $0 == "," }) else { return nil }
    return Int64(set.split(separator: ",").count)
  }

  /// What the column `context` says of the outcome: `R=ok`, `R="2 NO AUTHENTICATE failed."`, `R="-ERR …"`; nil where it
  /// says nothing.
  static func isSuccess(_ context: String) -> Bool? {
    let text = context.lowercased()
    guard text.hasPrefix("r=") else { return text.contains("errmsg=") ? false : nil }
    let answer = text.dropFirst(2).drop { $0 == "\"" }.prefix { $0 != "\"" && $0 != ";" }
    if answer.hasPrefix("ok") || answer.hasPrefix("+ok") { return true }
    if answer.hasPrefix("-err") { return false }
    // Behind the tag of the command stands the outcome (RFC 3501 section 7.1).
    switch answer.split(separator: " ").dropFirst().first {
    case "ok": return true
    case "no", "bad": return false
    default: return nil
    }
  }
}
