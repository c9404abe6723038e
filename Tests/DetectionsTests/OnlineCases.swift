private let app = "b7669f5f-4e66-439a-92ab-6fa13b5c4e51"

/// A consent to the application, and then reading by it in so many mailboxes.
private func consentAndRead(_ evidence: Evidence, app: String, mailboxes: Int, after: Int64 = Evidence.hour) throws {
  try evidence.cmdlet(
    "Consent to application.", by: "bob@contoso.example",
    ["TargetId.ServicePrincipalNames": app, "ConsentAction.Permissions": "[[Scope: Mail.Read]]"])
  for number in 1...mailboxes {
    try evidence.reads(
      2, of: evidence.mailbox("\(app.prefix(2))reader\(number)@contoso.example"), by: "bob@contoso.example", app: app,
      at: Evidence.noon + after)
  }
}

let applicationCases: [DetectionCase] = [
  .finds(
    "application-consented-and-used", "let in, and then in two mailboxes",
    ["application \(app): let in within the logs, then access to 2 mailboxes logged"]
  ) { try consentAndRead($0, app: app, mailboxes: 2) },
  .ignores("application-consented-and-used", "in the mailbox of one who let it in") {
    try consentAndRead($0, app: "c7669f5f-4e66-439a-92ab-6fa13b5c4e51", mailboxes: 1)
  },
  .ignores("application-consented-and-used", "reading that had ended before it was let in") {
    try consentAndRead($0, app: "d7669f5f-4e66-439a-92ab-6fa13b5c4e51", mailboxes: 3, after: -Evidence.hour)
  },
  .ignores("application-consented-and-used", "an application that nobody let in") { evidence in
    for number in 1...3 {
      try evidence.reads(
        2, of: evidence.mailbox("plain\(number)@contoso.example"), by: "x",
        app: "e7669f5f-4e66-439a-92ab-6fa13b5c4e51")
    }
  },

  .finds(
    "application-throttled", "by an application that is no mail program",
    ["application \(app) as bob@contoso.example from an address not logged: logging throttled"]
  ) {
    try $0.reads(3, of: $0.mailbox("bob@contoso.example"), by: "bob@contoso.example", app: app)
    try $0.throttle()
  },
  .ignores("application-throttled", "a phone filling itself") {
    try $0.reads(
      3, of: $0.mailbox("bob@contoso.example"), by: "bob@contoso.example", app: "27922004-5251-4030-b22d-91ecd9a37ea4")
    try $0.throttle()
  },

  .finds(
    "mailbox-unfamiliar-application", "new to the mailbox, from a new address",
    ["application \(app) from 203.0.113.7: not seen before in mailboxes that it read; such mailboxes: 1"]
  ) {
    let session = try $0.reads(3, of: $0.mailbox("bob@contoso.example"), by: "bob@contoso.example", app: app)
    try $0.trait(session, "new_application", speaks: "for")
    try $0.trait(session, "new_address", speaks: "for")
  },
  .ignores("mailbox-unfamiliar-application", "a new program at the owner's usual address") {
    let session = try $0.reads(3, of: $0.mailbox("bob@contoso.example"), by: "bob@contoso.example", app: app)
    try $0.trait(session, "new_application", speaks: "for")
    try $0.trait(session, "usual_address")
  },
  .ignores("mailbox-unfamiliar-application", "after the mailbox was moved") {
    let session = try $0.reads(3, of: $0.mailbox("bob@contoso.example"), by: "bob@contoso.example", app: app)
    for trait in ["new_application", "new_address"] { try $0.trait(session, trait, speaks: "for") }
    try $0.trait(session, "mailbox_moved")
  },

  .finds(
    "application-credential-added", "a secret for a service principal",
    ["adm@contoso.example added a credential to Backup (logged as Add service principal credentials.)"]
  ) { try $0.cmdlet("Add service principal credentials.", by: "adm@contoso.example", on: "Backup", [:]) },
  .finds(
    "application-credential-added", "a certificate for an application",
    [
      "adm@contoso.example added a credential to Backup "
        + "(logged as Update application – Certificates and secrets management )"
    ]
  ) {
    try $0.cmdlet(
      "Update application – Certificates and secrets management ", by: "adm@contoso.example", on: "Backup", [:])
  },
  .ignores("application-credential-added", "another change of an application") {
    try $0.cmdlet("Update application.", on: "Backup", ["DisplayName": "Backup 2"])
  },
]

let signInCases: [DetectionCase] = [
  .finds(
    "sign-in-after-guessing", "three accounts failed, a fourth let it in",
    ["dora@contoso.example signed in from 198.51.100.9, where sign-ins to 3 accounts had failed within six hours"]
  ) { evidence in
    for (minute, name) in ["ann", "bob", "carl"].enumerated() {
      try evidence.signIn(
        "\(name)@contoso.example", from: "198.51.100.9", succeeds: false,
        at: Evidence.noon + Int64(minute) * Evidence.minute)
    }
    try evidence.signIn("dora@contoso.example", from: "198.51.100.9", at: Evidence.noon + Evidence.hour)
  },
  .ignores("sign-in-after-guessing", "two accounts; and three whose failures are a day old") { evidence in
    for name in ["ann", "bob"] {
      try evidence.signIn("\(name)@contoso.example", from: "198.51.100.10", succeeds: false)
    }
    try evidence.signIn("dora@contoso.example", from: "198.51.100.10", at: Evidence.noon + Evidence.hour)
    for name in ["ann", "bob", "carl"] {
      try evidence.signIn("\(name)@contoso.example", from: "198.51.100.11", succeeds: false)
    }
    try evidence.signIn("dora@contoso.example", from: "198.51.100.11", at: Evidence.noon + 24 * Evidence.hour)
  },
  .ignores("sign-in-after-guessing", "two accounts that failed again and again") { evidence in
    for (minute, name) in ["ann", "bob", "ann", "bob", "ann", "bob"].enumerated() {
      try evidence.signIn(
        "\(name)@contoso.example", from: "198.51.100.13", succeeds: false,
        at: Evidence.noon + Int64(minute) * Evidence.minute)
    }
    try evidence.signIn(
      "carl@contoso.example", from: "198.51.100.13", succeeds: false, at: Evidence.noon - 24 * Evidence.hour)
    try evidence.signIn("dora@contoso.example", from: "198.51.100.13", at: Evidence.noon + Evidence.hour)
  },
  .ignores("sign-in-after-guessing", "an office where people mistype") { evidence in
    for name in ["ann", "bob", "carl"] {
      try evidence.signIn("\(name)@contoso.example", from: "198.51.100.12", succeeds: false)
    }
    try evidence.signIn("dora@contoso.example", from: "198.51.100.12", at: Evidence.noon + Evidence.hour)
    let session = try evidence.reads(
      1, of: evidence.mailbox("office@contoso.example"), by: "x", ip: "198.51.100.12")
    try evidence.trait(session, "shared_address")
  },
]

let administrationCases: [DetectionCase] = [
  .finds(
    "directory-role-granted", "Exchange Administrator",
    ["eve@contoso.example gave mallory@contoso.example the role Exchange Administrator"]
  ) {
    try $0.cmdlet(
      "Add member to role.", on: "mallory@contoso.example", ["Role.DisplayName": "Exchange Administrator"])
  },
  .ignores("directory-role-granted", "a role that reads the directory, and one taken away") {
    try $0.cmdlet("Add member to role.", on: "x", ["Role.DisplayName": "Directory Readers"])
    try $0.cmdlet("Remove member from role.", on: "x", ["Role.DisplayName": "Global Administrator"])
  },

  .finds(
    "ediscovery-right-granted", "a member of eDiscovery Manager",
    ["eve@contoso.example ran Add-RoleGroupMember: searching or exporting mail granted to mallory"]
  ) { try $0.cmdlet("Add-RoleGroupMember", ["Identity": "eDiscoveryManager", "Member": "mallory"]) },
  .finds(
    "ediscovery-right-granted", "the role itself",
    ["eve@contoso.example ran New-ManagementRoleAssignment: searching or exporting mail granted to mallory"]
  ) { try $0.cmdlet("New-ManagementRoleAssignment", ["Role": "Mailbox Search", "User": "mallory"]) },
  .ignores("ediscovery-right-granted", "another group, and Microsoft's own set-up") {
    try $0.cmdlet("Add-RoleGroupMember", ["Identity": "Help Desk", "Member": "mallory"])
    try $0.cmdlet("New-RoleGroup", by: "NT AUTHORITY", userType: 3, ["Roles": "Mailbox Search"])
  },

  .finds(
    "mail-searched-by-administrator", "a compliance search and what it looked for",
    [
      "eve@contoso.example searched bob@contoso.example for merger (New-ComplianceSearch); "
        + "eve@contoso.example searched bob@contoso.example (Search-Mailbox)"
    ]
  ) {
    try $0.cmdlet(
      "New-ComplianceSearch", ["ExchangeLocation": "bob@contoso.example", "ContentMatchQuery": "merger"])
    try $0.cmdlet("Search-Mailbox", on: "bob@contoso.example", ["TargetMailbox": "eve"])
  },
  .ignores("mail-searched-by-administrator", "a search that was refused, and looking at a search") {
    try $0.cmdlet("New-ComplianceSearch", success: false, ["ExchangeLocation": "All"])
    try $0.cmdlet("Get-ComplianceSearch", ["Identity": "x"])
  },

  .finds(
    "administrator-previewed-mail", "in the Defender portal",
    ["eve@contoso.example previewed or downloaded mail of bob@contoso.example"]
  ) { try $0.cmdlet("AdminMailAccess", on: "bob@contoso.example", [:]) },
  .ignores("administrator-previewed-mail", "an access of the owner's") {
    try $0.reads(1, of: $0.mailbox("bob@contoso.example"), by: "bob@contoso.example")
  },

  .finds(
    "inbox-rule-hiding", "deletes by words",
    ["eve@contoso.example set an inbox rule bob\\. that deletes mail by words in it"]
  ) {
    try $0.cmdlet(
      "New-InboxRule", on: "bob\\.", ["SubjectOrBodyContainsWords": "hacked;invoice", "DeleteMessage": "True"])
  },
  .finds(
    "inbox-rule-hiding", "moves into RSS Feeds",
    ["eve@contoso.example set an inbox rule bob\\x that moves mail to a folder that nobody looks into"]
  ) { try $0.cmdlet("Set-InboxRule", on: "bob\\x", ["From": "boss", "MoveToFolder": "RSS Feeds"]) },
  .ignores("inbox-rule-hiding", "a newsletter deleted by its sender, and one that is sorted") {
    try $0.cmdlet("New-InboxRule", on: "bob\\n", ["From": "news@shop.example", "DeleteMessage": "True"])
    try $0.cmdlet("New-InboxRule", on: "bob\\m", ["From": "boss", "MoveToFolder": "Projects"])
  },

  .finds(
    "mail-connector-changed", "an outbound connector to a host",
    ["eve@contoso.example ran New-OutboundConnector on Mirror with relay.example"]
  ) { try $0.cmdlet("New-OutboundConnector", on: "Mirror", ["SmartHosts": "relay.example"]) },
  .ignores("mail-connector-changed", "Microsoft's own, and one that was removed") {
    try $0.cmdlet("Set-InboundConnector", by: "NT AUTHORITY", on: "x", userType: 3, [:])
    try $0.cmdlet("Remove-OutboundConnector", on: "Mirror", [:])
  },

  .finds(
    "mobile-device-allowed", "a device id on the list of a mailbox",
    ["eve@contoso.example allowed device ABC123 on bob@contoso.example"]
  ) { try $0.cmdlet("Set-CASMailbox", on: "bob@contoso.example", ["ActiveSyncAllowedDeviceIDs": "ABC123"]) },
  .ignores("mobile-device-allowed", "other settings, and an emptied list") {
    try $0.cmdlet("Set-CASMailbox", on: "bob@contoso.example", ["OWAEnabled": "True"])
    try $0.cmdlet("Set-CASMailbox", on: "bob@contoso.example", ["ActiveSyncAllowedDeviceIDs": "$null"])
  },

  .finds(
    "mailbox-delegate-granted", "sending as, sending on behalf, the inbox",
    [
      "eve@contoso.example granted sending as bob to mallory",
      "eve@contoso.example granted sending on behalf of bob to trent",
      "eve@contoso.example granted reading a folder of bob to oscar",
    ]
  ) {
    try $0.cmdlet("Add-RecipientPermission", on: "bob", ["Trustee": "mallory", "AccessRights": "SendAs"])
    try $0.cmdlet("Set-Mailbox", on: "bob", ["GrantSendOnBehalfTo": "trent"])
    try $0.cmdlet(
      "Add-MailboxFolderPermission", on: "bob",
      ["Identity": "bob:\\Inbox", "User": "oscar", "AccessRights": "Reviewer"])
  },
  .ignores("mailbox-delegate-granted", "a calendar, and rights that do not read") {
    try $0.cmdlet(
      "Add-MailboxFolderPermission", on: "bob",
      ["Identity": "bob:\\Calendar", "User": "oscar", "AccessRights": "Reviewer"])
    try $0.cmdlet(
      "Add-MailboxFolderPermission", on: "bob",
      ["Identity": "bob:\\Inbox", "User": "oscar", "AccessRights": "FolderVisible"])
    try $0.cmdlet("Set-Mailbox", on: "bob", ["GrantSendOnBehalfTo": "$null"])
  },

  .finds(
    "mail-search-queries", "what was looked for",
    ["eve@contoso.example from an address not logged searched for merger OR severance"]
  ) { try $0.cmdlet("SearchQueryInitiatedExchange", ["QueryText": "merger OR severance"]) },
  .ignores("mail-search-queries", "an empty query") {
    try $0.cmdlet("SearchQueryInitiatedExchange", ["QueryText": ""])
  },

  .finds(
    "access-not-audited", "five acts of the owner and no access, in a tenant that logs access",
    ["quiet@contoso.example: records of other acts: 5, of access: none"]
  ) { evidence in
    try evidence.reads(1, of: evidence.mailbox("seen@contoso.example"), by: "seen@contoso.example")
    let mailbox = try evidence.mailbox("quiet@contoso.example")
    for minute in 0..<5 {
      try evidence.act("Send", in: mailbox, by: "quiet@contoso.example", at: Evidence.noon + Int64(minute))
    }
  },
  .ignores("access-not-audited", "four acts, and a mailbox with accesses") { evidence in
    let few = try evidence.mailbox("few@contoso.example")
    for minute in 0..<4 { try evidence.act("Send", in: few, by: "few@contoso.example", at: Int64(minute)) }
    let seen = try evidence.mailbox("seen2@contoso.example")
    for minute in 0..<9 { try evidence.act("Send", in: seen, by: "seen2@contoso.example", at: Int64(minute)) }
    try evidence.reads(1, of: seen, by: "seen2@contoso.example")
  },
]
