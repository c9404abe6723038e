/// The program at the other end of a mailbox, as records describe it.
package struct MailClient: Sendable {
  /// `ClientInfoString`.
  package let infoString: String
  /// `ClientProcessName` and `ClientVersion`: only MAPI clients tell.
  package let process: (name: String, version: String)?
  /// `AppId`: the interface that was called; none for MAPI.
  package let applicationID: String?
  /// `ClientAppId`: the application that called it.
  package let clientApplicationID: String?
  /// Whether records carry a `SessionId`; those of REST seldom do.
  package let carriesSession: Bool

  /// Outlook for Windows: the only client that synchronises whole folders.
  package static func outlook(version: String = "16.0.16327.20214") -> MailClient {
    MailClient(
      infoString: "Client=MSExchangeRPC", process: ("OUTLOOK.EXE", version), applicationID: nil,
      clientApplicationID: nil, carriesSession: true)
  }

  /// Outlook on the web.
  package static func owa(userAgent: String) -> MailClient {
    MailClient(
      infoString: "Client=OWA;\(userAgent);", process: nil, applicationID: WellKnownApplication.exchangeOnline,
      clientApplicationID: nil, carriesSession: true)
  }

  /// Outlook on the web, seen through the proxy that hides the browser.
  package static let owaViaProxy = MailClient(
    infoString: "Client=OWA;Action=ViaProxy", process: nil, applicationID: WellKnownApplication.exchangeOnline,
    clientApplicationID: nil, carriesSession: true)

  /// An application on Microsoft Graph.
  package static func graph(application: String) -> MailClient {
    MailClient(
      infoString: "Client=REST;Client=RESTSystem;;", process: nil, applicationID: WellKnownApplication.graph,
      clientApplicationID: application, carriesSession: false)
  }

  /// An application on Exchange Web Services.
  package static func webServices(application: String, userAgent: String) -> MailClient {
    MailClient(
      infoString: "Client=WebServices;\(userAgent)[AppId=\(application)];", process: nil,
      applicationID: WellKnownApplication.exchangeOnline, clientApplicationID: application, carriesSession: false)
  }

  /// Outlook for phones.
  package static let outlookMobile = MailClient(
    infoString: "Client=OutlookService;Outlook-iOS/2.0;", process: nil,
    applicationID: WellKnownApplication.outlookMobile, clientApplicationID: nil, carriesSession: true)

  /// The mail program that a phone came with.
  package static func activeSync(userAgent: String) -> MailClient {
    MailClient(
      infoString: "Client=ActiveSync;UserAgent=\(userAgent);Action=/Microsoft-Server-ActiveSync/Proxy/default.eas;",
      process: nil, applicationID: nil, clientApplicationID: nil, carriesSession: true)
  }
}

/// Applications that every tenant has, by the ids that Microsoft gave them.
package enum WellKnownApplication {
  package static let exchangeOnline = "00000002-0000-0ff1-ce00-000000000000"
  package static let graph = "00000003-0000-0000-c000-000000000000"
  package static let outlookMobile = "27922004-5251-4030-b22d-91ecd9a37ea4"
  package static let microsoftOffice = "d3590ed6-52b3-4102-aeff-aad2292ab01c"
  package static let exchangeAdminCenter = "497effe9-df71-4043-a8bb-14cf78c4b63b"
  package static let exchangePowerShell = "fb78d390-0c51-40cd-8e17-fdbfab77341b"
}

/// Somebody at work in a mailbox: what the records of one sitting have in common.
package struct MailboxSession: Sendable {
  /// The record's `LogonType`.
  package enum LogonType: Int, Sendable { case owner = 0, administrator = 1, delegate = 2 }

  package let actor: AuditActor
  package let mailbox: Mailbox
  package let logonType: LogonType
  package let client: MailClient
  /// Of the client, without a port.
  package let address: String
  /// The session of the token, which outlives a change of address and is shared by whoever stole the cookie.
  package let sessionID: GUID

  package init(
    actor: AuditActor, mailbox: Mailbox, logonType: LogonType, client: MailClient, address: String, sessionID: GUID
  ) {
    (self.actor, self.mailbox, self.logonType) = (actor, mailbox, logonType)
    (self.client, self.address, self.sessionID) = (client, address, sessionID)
  }

  /// The owner in the own mailbox.
  package init(owner mailbox: Mailbox, client: MailClient, address: String, sessionID: GUID) {
    self.init(
      actor: AuditActor(mailbox), mailbox: mailbox, logonType: .owner, client: client, address: address,
      sessionID: sessionID)
  }
}
