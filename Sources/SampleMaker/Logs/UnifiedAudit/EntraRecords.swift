/// An application that somebody let into the tenant.
package struct ConsentedApplication: Sendable {
  package let applicationID: String
  package let servicePrincipalID: GUID
  package let name: String
  /// `Mail.Read offline_access`.
  package let scopes: String
  /// An administrator consented for all users.
  package let isForAll: Bool

  package init(applicationID: String, servicePrincipalID: GUID, name: String, scopes: String, isForAll: Bool) {
    (self.applicationID, self.servicePrincipalID, self.name) = (applicationID, servicePrincipalID, name)
    (self.scopes, self.isForAll) = (scopes, isForAll)
  }
}

/// The directory: sign-ins and applications.
extension UnifiedAuditBuilder {
  /// A sign-in that succeeded.
  package mutating func userLoggedIn(
    _ actor: AuditActor, from address: String, userAgent: String, sessionID: GUID?,
    application: String = WellKnownApplication.microsoftOffice, at moment: Moment
  ) -> UnifiedAuditRecord {
    let device = members([
      "DeviceProperties": nameValueList([
        ("OS", "Windows 10"), ("BrowserType", "Other"), ("IsCompliantAndManaged", "False"),
        ("SessionId", sessionID?.description ?? ""),
      ])
    ])
    return signIn(
      "UserLoggedIn", actor, result: "Success", detail: "Success", from: address, userAgent: userAgent,
      application: application, device + members(["ErrorNumber": "0"]), at: moment)
  }

  /// A sign-in that failed: 50126 is a wrong password, 50140 only the question whether to stay signed in.
  package mutating func userLoginFailed(
    _ actor: AuditActor, from address: String, userAgent: String, errorNumber: Int = 50126,
    error: String = "InvalidUserNameOrPassword", application: String = WellKnownApplication.exchangeOnline,
    at moment: Moment
  ) -> UnifiedAuditRecord {
    signIn(
      "UserLoginFailed", actor, result: "Failed", detail: "UserError", from: address, userAgent: userAgent,
      application: application,
      members(["ErrorNumber": .string(String(errorNumber)), "LogonError": .string(error)]), at: moment)
  }

  private mutating func signIn(
    _ operation: String, _ actor: AuditActor, result: String, detail: String, from address: String, userAgent: String,
    application: String, _ more: [JSON.Member], at moment: Moment
  ) -> UnifiedAuditRecord {
    let key = objectID(of: actor.userID)
    let body = members([
      "AzureActiveDirectoryEventType": 1,
      "ExtendedProperties": nameValueList([
        ("ResultStatusDetail", detail), ("UserAgent", userAgent), ("UserAuthenticationMethod", "1"),
        ("RequestType", "OAuth2:Token"),
      ]), "ModifiedProperties": [], "Actor": identities([(key, 0), (actor.userID, 5)]),
      "ActorContextId": .string(organisation.tenantID.description), "ActorIpAddress": .string(address),
      "InterSystemsId": .string(dice.guid().description), "IntraSystemId": .string(dice.guid().description),
      "SupportTicketId": "", "Target": identities([(WellKnownApplication.exchangeOnline, 0)]),
      "TargetContextId": .string(organisation.tenantID.description), "ApplicationId": .string(application),
    ])
    return record(
      operation, .azureActiveDirectoryStsLogon, by: actor, at: moment, result: result,
      workload: "AzureActiveDirectory", userKey: key, clientIP: address, objectID: WellKnownApplication.exchangeOnline,
      body + more)
  }

  /// `Add service principal.`: the application comes to be known in the tenant.
  package mutating func addServicePrincipal(
    _ application: ConsentedApplication, by actor: AuditActor, from address: String, at moment: Moment
  ) -> UnifiedAuditRecord {
    directoryChange(
      "Add service principal.", application, by: actor, from: address,
      changes: [
        ("AccountEnabled", "[\r\n  true\r\n]", "[]"),
        ("AppPrincipalId", "[\r\n  \"\(application.applicationID)\"\r\n]", "[]"),
        ("DisplayName", "[\r\n  \"\(application.name)\"\r\n]", "[]"),
        ("Included Updated Properties", "AccountEnabled, AppPrincipalId, DisplayName", ""),
        ("TargetId.ServicePrincipalNames", application.applicationID, ""),
      ], at: moment)
  }

  /// `Add delegated permission grant.`: what it may do for its users.
  package mutating func addDelegatedPermissionGrant(
    _ application: ConsentedApplication, by actor: AuditActor, from address: String, at moment: Moment
  ) -> UnifiedAuditRecord {
    directoryChange(
      "Add delegated permission grant.", application, by: actor, from: address,
      changes: [
        ("DelegatedPermissionGrant.Scope", " " + application.scopes, ""),
        ("DelegatedPermissionGrant.ConsentType", application.isForAll ? "AllPrincipals" : "Principal", ""),
        ("ServicePrincipal.ObjectID", application.servicePrincipalID.description, ""),
        ("ServicePrincipal.DisplayName", "", ""), ("ServicePrincipal.AppId", "", ""),
        ("TargetId.ServicePrincipalNames", WellKnownApplication.graph, ""),
      ], at: moment)
  }

  /// `Add app role assignment to service principal.`: what it may do in its own name.
  package mutating func addApplicationRole(
    _ role: String, to application: ConsentedApplication, by actor: AuditActor, from address: String, at moment: Moment
  ) -> UnifiedAuditRecord {
    directoryChange(
      "Add app role assignment to service principal.", application, by: actor, from: address,
      changes: [
        ("AppRole.Id", dice.guid().description, ""), ("AppRole.Value", role, ""), ("AppRole.DisplayName", role, ""),
        ("ServicePrincipal.ObjectID", application.servicePrincipalID.description, ""),
        ("ServicePrincipal.DisplayName", application.name, ""),
        ("ServicePrincipal.AppId", application.applicationID, ""),
        ("TargetId.ServicePrincipalNames", WellKnownApplication.graph, ""),
      ], at: moment)
  }

  /// `Consent to application.`: somebody clicked.
  package mutating func consent(
    to application: ConsentedApplication, by actor: AuditActor, from address: String, at moment: Moment
  ) -> UnifiedAuditRecord {
    let principal = application.isForAll ? "" : " PrincipalId: \(objectID(of: actor.userID)),"
    let permissions =
      "[] => [[Id: \(base64(dice.bytes(33))), ClientId: \(application.servicePrincipalID),\(principal)"
      + " ResourceId: \(dice.guid()), ConsentType: \(application.isForAll ? "AllPrincipals" : "Principal"),"
      + " Scope:  \(application.scopes)]]; "
    return directoryChange(
      "Consent to application.", application, by: actor, from: address,
      changes: [
        ("ConsentContext.IsAdminConsent", application.isForAll ? "True" : "False", ""),
        ("ConsentContext.IsAppOnly", "False", ""),
        ("ConsentContext.OnBehalfOfAll", application.isForAll ? "True" : "False", ""),
        ("ConsentContext.Tags", "WindowsAzureActiveDirectoryIntegratedApp", ""),
        ("ConsentAction.Permissions", permissions, ""),
        ("TargetId.ServicePrincipalNames", application.applicationID, ""),
      ], at: moment)
  }

  /// `Remove service principal.`: the application is put out of the tenant.
  package mutating func removeServicePrincipal(
    _ application: ConsentedApplication, by actor: AuditActor, from address: String, at moment: Moment
  ) -> UnifiedAuditRecord {
    directoryChange(
      "Remove service principal.", application, by: actor, from: address,
      changes: [
        ("Included Updated Properties", "", ""), ("TargetId.ServicePrincipalNames", application.applicationID, ""),
      ], at: moment)
  }

  private mutating func directoryChange(
    _ operation: String, _ application: ConsentedApplication, by actor: AuditActor, from address: String,
    changes: [(name: String, new: String, old: String)], at moment: Moment
  ) -> UnifiedAuditRecord {
    let person = objectID(of: actor.userID)
    let principal = application.servicePrincipalID.description
    let tenant = JSON.string(organisation.tenantID.description)
    let body = members([
      "AzureActiveDirectoryEventType": 1,
      "ExtendedProperties": nameValueList([
        ("additionalDetails", JSON.object(["User-Agent": "EvoSTS"]).text),
        ("extendedAuditEventCategory", "ServicePrincipal"),
      ]),
      "ModifiedProperties": .array(
        changes.map {
          .object(["Name": .string($0.name), "NewValue": .string($0.new), "OldValue": .string($0.old)])
        }),
      "Actor": identities([(actor.userID, 5), (actor.userKey, 3), ("User_" + person, 2), (person, 2), ("User", 2)]),
      "ActorContextId": tenant, "ActorIpAddress": .string(address),
      "InterSystemsId": .string(dice.guid().description), "IntraSystemId": .string(dice.guid().description),
      "SupportTicketId": "",
      "Target": identities([
        ("ServicePrincipal_" + principal, 2), (principal, 2), ("ServicePrincipal", 2), (application.name, 1),
        (application.applicationID, 2), (application.applicationID, 4),
      ]), "TargetContextId": tenant,
    ])
    return record(
      operation, .azureActiveDirectory, by: actor, at: moment, result: "Success", workload: "AzureActiveDirectory",
      userKey: "\(actor.userKey)@\(organisation.tenantDomain)", clientIP: address,
      objectID: application.applicationID, body)
  }

  private func identities(_ list: [(id: String, type: Int)]) -> JSON {
    .array(list.map { .object(["ID": .string($0.id), "Type": .int($0.type)]) })
  }
}
