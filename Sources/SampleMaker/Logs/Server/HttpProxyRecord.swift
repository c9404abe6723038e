/// A request as the front end of Exchange logs it. A cell that is not named here stays empty.
package struct HttpProxyRecord: Sendable {
  /// The end of the request, which is what `DateTime` says.
  package var at: Moment
  package var requestID: GUID
  package var urlHost: String
  package var urlStem: String
  package var method = "POST"
  package var urlQuery = ""
  package var clientRequestID = ""
  package var protocolAction = ""
  package var authenticationType = "FBA"
  /// `DOMAIN\account`; nil where nobody was signed in.
  package var authenticatedUser: String?
  package var organization = ""
  /// `Sid~…`, `MailboxGuid~…`, `ServerInfo~…`: whose mailbox the request was sent on for, and how that was known.
  package var anchorMailbox = ""
  package var userAgent: String
  package var clientAddress: String
  package var status = 200
  /// What the back end answered; nil where the front end answered itself.
  package var backEndStatus: Int? = 200
  package var errorCode = ""
  package var targetServer = ""
  package var routingHint = ""
  package var backEndCookie = ""
  package var requestBytes: Int?
  package var responseBytes: Int?
  package var milliseconds = 12
  package var databaseGUID: GUID?
  package var extraInfo: [String] = []
  package var genericErrors = ""

  package init(
    at: Moment, requestID: GUID, urlHost: String, urlStem: String, userAgent: String, clientAddress: String
  ) {
    (self.at, self.requestID, self.urlHost) = (at, requestID, urlHost)
    (self.urlStem, self.userAgent, self.clientAddress) = (urlStem, userAgent, clientAddress)
  }
}
