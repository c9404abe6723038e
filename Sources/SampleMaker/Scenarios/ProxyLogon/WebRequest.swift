/// A request that reached the front end of an Exchange server, as the story tells it; the logs make lines of it.
struct WebRequest: Sendable {
  var server: Int
  /// When it was answered.
  var at: Moment
  /// Nil for what IIS serves by itself, such as a file below `aspnet_client`.
  var access: HttpProxyLog.Access?
  var method = "POST"
  var stem: String
  /// Without its question mark.
  var query = ""
  /// `DOMAIN\account`.
  var user: String?
  var authenticationType = "FBA"
  var address: String
  var userAgent: String
  var status = 200
  var backEndStatus: Int? = 200
  var anchorMailbox = ""
  var routingHint = ""
  var protocolAction = ""
  var clientRequestID = ""
  var organization = ""
  var backEndCookie = ""
  var databaseGUID: GUID?
  var host: String?
  var receivedBytes = 420
  var sentBytes = 900
  var milliseconds = 20
  var extraInfo: [String] = []
  var genericErrors = ""
  var hasBlankBeforeUser = false
  /// What the back end's own logs tell of it.
  var ews: EWSCall?
  var controlPanel: ControlPanelCall?
  /// What the examiner hears of the line in IIS, of that in HttpProxy, and of that in the back end's EWS log.
  var iisSays: [Statement] = []
  var proxySays: [Statement] = []
  var ewsSays: [Statement] = []

  init(
    server: Int, at: Moment, _ access: HttpProxyLog.Access?, _ method: String, _ stem: String,
    address: String, userAgent: String
  ) {
    (self.server, self.at, self.access, self.method, self.stem) = (server, at, access, method, stem)
    (self.address, self.userAgent) = (address, userAgent)
  }

  init(server: Int, at: Moment, _ access: HttpProxyLog.Access?, _ stem: String, address: String, userAgent: String) {
    self.init(server: server, at: at, access, "POST", stem, address: address, userAgent: userAgent)
  }
}

/// Something that a log of the organisation's servers can tell.
struct Happening: Sendable {
  enum Event: Sendable {
    case request(WebRequest)
    case replication(server: Int, MailboxReplicationRecord)
    case cmdlet(AdminAuditEvent)
    /// One that failed before it changed anything, so that the administrator audit log has nothing of it.
    case failedCmdlet(AdminAuditEvent)
    case mailboxAudit(MailboxAuditEvent)
    case controlPanel(server: Int, ControlPanelCall)
    case tracking(server: Int, MessageTrackingRecord)
    case windowsEvent(server: Int, WindowsEvent)
    /// The web service of a server was started anew.
    case restart(server: Int)
    case updated(server: Int, ExchangeBuild)
  }

  let at: Moment
  let event: Event
  let trace: Trace

  init(_ request: WebRequest, _ trace: Trace) {
    (at, event, self.trace) = (request.at, .request(request), trace)
  }

  init(at moment: Moment, _ event: Event, _ trace: Trace) { (at, self.event, self.trace) = (moment, event, trace) }
}
