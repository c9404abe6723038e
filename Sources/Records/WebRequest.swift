/// One line of a log of requests: IIS, HttpProxy, EWS. These are the bulk of a server's logs.
package struct WebRequest: Sendable, Equatable {
  /// From the same sequence as `AuditRecord.ordinal`.
  package var ordinal: Ordinal
  package var location: SourceLocation
  /// The first 64 bits of SHA-256 of the line without its ending.
  package var payloadKey: Int64
  /// `iis`, `http_proxy`, `ews`…
  package var logKind: String
  package var occurredAt: Microseconds?
  package var timeBasis: TimeBasis
  /// As logged: `DOMAIN\user`, an address, a SID.
  package var actor: String?
  package var mailbox: LoggedMailbox?
  /// An address without port and brackets, IPv6 in its shortest lower-case form.
  package var clientIP: String?
  package var userAgent: String?
  package var server: String?
  package var method: String?
  package var host: String?
  /// Without the query.
  package var path: String?
  package var query: String?
  package var status: Int64?
  /// What the server behind the proxy answered.
  package var backEndStatus: Int64?
  package var anchorMailbox: String?
  package var routingHint: String?
  package var soapAction: String?
  package var requestBytes: Int64?
  package var responseBytes: Int64?
  package var durationMilliseconds: Int64?
  package var serverBuild: String?

  package init(
    ordinal: Ordinal, location: SourceLocation, payloadKey: Int64, logKind: String, timeBasis: TimeBasis
  ) {
    self.ordinal = ordinal
    self.location = location
    self.payloadKey = payloadKey
    self.logKind = logKind
    self.timeBasis = timeBasis
  }
}

/// What a growing log is known by wherever it is copied: the same header and first line.
package struct LogIdentity: Sendable, Equatable {
  package var digest: Digest

  package init(_ digest: Digest) { self.digest = digest }
}
