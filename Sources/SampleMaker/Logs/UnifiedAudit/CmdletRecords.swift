/// An Exchange cmdlet with what it was given.
package struct ExchangeCmdlet: Sendable {
  package let name: String
  package let parameters: [(name: String, value: String)]
  /// What it worked on, as the directory calls it.
  package let objectID: String

  package init(_ name: String, _ parameters: KeyValuePairs<String, String>, on objectID: String = "") {
    self.name = name
    self.parameters = parameters.map { ($0.key, $0.value) }
    self.objectID = objectID
  }

  /// A cmdlet on what `-Identity` names.
  package init(_ name: String, identity: String, _ parameters: KeyValuePairs<String, String>) {
    self.name = name
    self.parameters = [("Identity", identity)] + parameters.map { ($0.key, $0.value) }
    objectID = identity
  }
}

/// Administration of Exchange.
extension UnifiedAuditBuilder {
  /// A cmdlet that somebody ran. The address has a port; the service's own upkeep has neither address nor session.
  package mutating func cmdlet(
    _ cmdlet: ExchangeCmdlet, by actor: AuditActor, from address: String? = nil, sessionID: GUID? = nil,
    application: String = WellKnownApplication.exchangePowerShell, succeeded: Bool = true, at moment: Moment
  ) -> UnifiedAuditRecord {
    let isService = actor.kind == .dataCenter
    let server = "\(dice.pick(["PSAPR04MB6331", "TY0PR04MB6952", "DB8PR04MB6875"])) (\(schema.serverBuild))"
    let tail = members([
      "AppId": .string(isService ? "" : application), "ClientAppId": "", "ExternalAccess": .bool(isService),
      "OrganizationName": .string(organisation.tenantDomain), "OriginatingServer": .string(server),
      "Parameters": nameValueList(cmdlet.parameters.map { ($0.name, $0.value) }),
      "SessionId": sessionID.map { .string($0.description) },
    ])
    return record(
      cmdlet.name, .exchangeAdmin, by: isService ? actor : actor.asAdministrator, at: moment,
      result: succeeded ? "True" : "False", workload: "Exchange",
      context: isService ? [] : accessContext(at: moment, sessionID: sessionID, application: application),
      clientIP: address.map { withPort($0) }, objectID: cmdlet.objectID, tail)
  }

  /// The name by which the directory of Exchange Online calls a mailbox.
  package func directoryName(of mailbox: Mailbox) -> String { directoryName(mailbox.guid.description) }

  package func directoryName(_ leaf: String) -> String {
    "EURPR04A009.PROD.OUTLOOK.EXAMPLE/Microsoft Exchange Hosted Organizations/\(organisation.tenantDomain)/\(leaf)"
  }
}
