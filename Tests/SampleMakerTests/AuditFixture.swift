@testable import SampleMaker

/// A small tenant for tests of the log writers.
enum AuditFixture {
  static let organisation = Organisation(
    name: "Fixture", domain: "fixture.example", tenantDomain: "fixture.onmicrosoft.example",
    tenantID: GUID(high: 1, low: 2), isOnline: true, servers: [], publicAddress: "198.51.100.1")

  static let owner = mailbox(0, "Ana Böck", "ana.boeck")
  static let helper = mailbox(1, "Ömer & <Söhne>", "omer")

  static func mailbox(_ number: Int, _ name: String, _ local: String) -> Mailbox {
    let person = Person(
      givenName: name, familyName: "", displayName: name, address: "\(local)@fixture.example", language: .german,
      offsetMinutes: 60)
    return Mailbox(
      number: number, kind: .user, person: person, guid: GUID(high: 10, low: UInt64(number)),
      sid: "S-1-5-21-1-2-3-\(1000 + number)", legacyDN: "/o=Fixture/cn=\(local)", userKey: "10032001266C162\(number)",
      storeUID: GUID(high: 20, low: UInt64(number)), clientAddresses: ["198.51.100.7"], folders: folders)
  }

  private static let folders: [Folder] = [
    folder(0, .inbox, "Posteingang", "\\Posteingang"), folder(1, .sent, "Gesendet", "\\Gesendet"),
    folder(2, .deleted, "Gelöscht", "\\Gelöscht"), folder(3, .calendar, "Kalender", "\\Kalender"),
  ]

  private static func folder(_ number: Int, _ role: Folder.Role, _ name: String, _ path: String) -> Folder {
    let longTermID = [UInt8](repeating: 0xAA, count: 21) + [UInt8(number)]
    return Folder(
      number: number, role: role, parent: nil, name: name, path: path, longTermID: longTermID,
      containerClass: "IPF.Note")
  }

  static func item(_ number: Int, in folder: Folder.Role = .inbox) -> AuditedItem {
    AuditedItem(
      longTermID: [UInt8](repeating: 0xBB, count: 21) + [UInt8(number)],
      folder: owner.folder(folder) ?? folders[0], internetMessageID: "<\(number)@fixture.example>",
      subject: "Größe, \"Preis\" / \(number)\nzweite Zeile \"\u{301} /\u{308}", byteCount: 1000 + number,
      attachments: [AttachmentPlan(kind: .pdf, name: "Plan.pdf", byteCount: 77, letter: nil)])
  }

  static func builder(_ schema: AuditSchema) -> UnifiedAuditBuilder {
    UnifiedAuditBuilder(
      organisation: organisation, schema: schema, dice: Dice(seed: 5).stream("audit", schema.rawValue))
  }

  static func session(
    _ client: MailClient, as actor: AuditActor? = nil, _ logonType: MailboxSession.LogonType = .owner
  ) -> MailboxSession {
    MailboxSession(
      actor: actor ?? AuditActor(owner), mailbox: owner, logonType: logonType, client: client,
      address: "203.0.113.9", sessionID: GUID(high: 30, low: 40))
  }

  static let browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"

  /// One record of every kind.
  static func everyRecord(_ schema: AuditSchema) -> [UnifiedAuditRecord] {
    var builder = builder(schema)
    var clock = Moment(schema.rawValue, 3, 3, 6, 49, 42)
    func tick() -> Moment {
      clock = clock + .seconds(61)
      return clock
    }
    let outlook = session(.outlook()), web = session(.owa(userAgent: browser))
    let items = [item(1), item(2), item(3, in: .sent)]
    let inbox = item(1).folder
    let actor = AuditActor(helper)
    let application = ConsentedApplication(
      applicationID: "c0ffee00-5a3d-4b7e-8f21-0d9b64a1e377", servicePrincipalID: GUID(high: 5, low: 6),
      name: "Mail \"Saver\"", scopes: "Mail.Read offline_access", isForAll: false)
    let search = ComplianceSearch(
      name: "Audit Q3", caseName: "Case 7", exchangeLocations: [owner.address, helper.address],
      query: "subject:\"price list\" AND sent>=2023-01-01")
    var records = [
      builder.bind(web, items, at: tick()), builder.bind(web, [item(4)], at: tick(), isThrottled: true),
      builder.bind(session(.graph(application: application.applicationID)), items, at: tick()),
      builder.sync(outlook, inbox, at: tick()), builder.send(web, item(5, in: .sent), at: tick()),
      builder.send(web, item(6), at: tick(), knowsItem: false),
      builder.send(session(.owaViaProxy, as: actor, .delegate), item(7), at: tick(), for: .sendAs),
      builder.delete(.moveToDeletedItems, web, items, from: inbox, at: tick()),
      builder.delete(.softDelete, outlook, items, from: inbox, at: tick(), isPartial: true),
      builder.delete(.hardDelete, web, items, from: inbox, at: tick()),
      builder.folderPermissions("ModifyFolderPermissions", web, inbox, member: actor, rights: "ReadAny", at: tick()),
      builder.updateInboxRules(outlook, .forwarding(to: ["away@outside.example"], name: nil), at: tick()),
      builder.mailboxLogin(web, at: tick()), builder.searchQuery(web, "password", at: tick()),
      builder.attachmentAccess(web, items, at: tick()),
    ]
    records += [
      builder.cmdlet(
        ExchangeCmdlet("New-InboxRule", ["Name": ".", "ForwardTo": "away@outside.example"], on: "x\\."), by: actor,
        from: "2001:db8::9", sessionID: outlook.sessionID, at: tick()),
      builder.cmdlet(
        ExchangeCmdlet("Set-Mailbox", ["Force": "True"], on: builder.directoryName(of: owner)), by: .service(),
        at: tick()),
      builder.userLoggedIn(actor, from: "203.0.113.9", userAgent: browser, sessionID: outlook.sessionID, at: tick()),
      builder.userLoginFailed(actor, from: "203.0.113.9", userAgent: browser, at: tick()),
      builder.addServicePrincipal(application, by: actor, from: "203.0.113.9", at: tick()),
      builder.addDelegatedPermissionGrant(application, by: actor, from: "203.0.113.9", at: tick()),
      builder.addApplicationRole("Mail.Read", to: application, by: actor, from: "203.0.113.9", at: tick()),
      builder.consent(to: application, by: actor, from: "203.0.113.9", at: tick()),
    ]
    records += builder.newComplianceSearch(search, by: actor, from: "203.0.113.9", at: tick())
    records += builder.startComplianceSearch(search, by: actor, from: "203.0.113.9", at: tick())
    records += builder.exportComplianceSearch(search, by: actor, from: "203.0.113.9", at: tick())
    records.append(builder.eDiscovery(.searchExportDownloaded, search, by: actor, from: "203.0.113.9", at: tick()))
    return records
  }
}
