private let system = "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)"
private let impersonation = "application-impersonation-granted"
private let fullAccess = "mailbox-full-access-granted"
private let everyone = "folder-read-granted-to-everyone"
private let mailRight = "application-mail-right-granted"

let rightsCases: [DetectionCase] = [
  .finds(
    impersonation, "by role assignment",
    ["eve@contoso.example ran New-ManagementRoleAssignment: ApplicationImpersonation granted to svc"]
  ) { try $0.cmdlet("New-ManagementRoleAssignment", ["Role": "ApplicationImpersonation", "User": "svc"]) },
  .finds(
    impersonation, "by a role group, and later members of it",
    [
      "eve@contoso.example ran New-RoleGroup: ApplicationImpersonation granted to svc1",
      "eve@contoso.example ran Add-RoleGroupMember: ApplicationImpersonation granted to svc2",
    ]
  ) {
    try $0.cmdlet("New-RoleGroup", ["Name": "Readers", "Roles": "ApplicationImpersonation", "Members": "svc1"])
    try $0.cmdlet("Add-RoleGroupMember", ["Identity": "readers", "Member": "svc2"])
  },
  .ignores(impersonation, "a role group with another role, and its members") {
    try $0.cmdlet("New-RoleGroup", ["Name": "Help desk", "Roles": "View-Only Recipients", "Members": "svc1"])
    try $0.cmdlet("Add-RoleGroupMember", ["Identity": "Help desk", "Member": "svc2"])
  },
  .ignores(impersonation, "Microsoft setting up the tenant") {
    try $0.cmdlet(
      "New-ManagementRoleAssignment", by: system, userType: 3,
      ["Role": "ApplicationImpersonation", "SecurityGroup": "Hygiene Management"])
  },

  .finds(fullAccess, "over a mailbox", ["eve@contoso.example granted full access on Bob to Eve"]) {
    try $0.cmdlet("Add-MailboxPermission", on: "Bob", ["User": "Eve", "AccessRights": "FullAccess"])
  },
  .finds(fullAccess, "by SYSTEM on premises, who may be the intruder", ["\(system) granted full access on Bob to Eve"])
  {
    try $0.cmdlet(
      "Add-MailboxPermission", by: system, on: "Bob", userType: nil, logKind: "admin_audit_log",
      ["User": "Eve", "AccessRights": "FullAccess, DeleteItem"])
  },
  .ignores(fullAccess, "to the owner, denied, or another right") {
    try $0.cmdlet("Add-MailboxPermission", on: "Bob", ["User": "NT AUTHORITY\\SELF", "AccessRights": "FullAccess"])
    try $0.cmdlet("Add-MailboxPermission", on: "Bob", ["User": "Eve", "AccessRights": "FullAccess", "Deny": "True"])
    try $0.cmdlet("Add-MailboxPermission", on: "Bob", ["User": "Eve", "AccessRights": "ReadPermission"])
  },
  .ignores(fullAccess, "Microsoft's search mailbox, set up by SYSTEM in the cloud") {
    try $0.cmdlet(
      "Add-MailboxPermission", by: system, on: "x/DiscoverySearchMailbox{D919BA05}", userType: 3,
      ["User": "x/Discovery Management", "AccessRights": "FullAccess"])
  },

  .finds(everyone, "the inbox for anonymous", ["eve@contoso.example granted everyone reading of bob:\\Inbox"]) {
    try $0.cmdlet(
      "Add-MailboxFolderPermission", ["Identity": "bob:\\Inbox", "User": "Anonymous", "AccessRights": "Reviewer"])
  },
  .finds(everyone, "from Outlook", ["bob@contoso.example granted everyone reading of \\Inbox"]) {
    try $0.cmdlet(
      "ModifyFolderPermissions", by: "bob@contoso.example", userType: 0,
      ["MemberUpn": "Everyone", "MemberRights": "ReadAny, Visible", "Path": "\\Inbox"])
  },
  .ignores(everyone, "a calendar, a colleague, rights taken away") {
    try $0.cmdlet(
      "Set-MailboxFolderPermission",
      ["Identity": "bob:\\Calendar", "User": "Default", "AccessRights": "Reviewer"])
    try $0.cmdlet(
      "Add-MailboxFolderPermission", ["Identity": "bob:\\Inbox", "User": "Ann", "AccessRights": "Reviewer"])
    try $0.cmdlet(
      "ModifyFolderPermissions", ["MemberUpn": "Everyone", "MemberRights": "None", "Path": "\\Holidays"])
  },

  .finds(
    mailRight, "full_access_as_app, and consent for everyone",
    [
      "eve@contoso.example gave application 1111 rights that include reading mail "
        + "(logged as Add app role assignment to service principal.)",
      "eve@contoso.example gave application 2222 rights that include reading mail (logged as Consent to application.)",
    ]
  ) {
    try $0.cmdlet(
      "Add app role assignment to service principal.", on: "https://outlook.office365.com",
      ["AppRole.Value": "full_access_as_app", "ServicePrincipal.AppId": "1111"])
    try $0.cmdlet(
      "Consent to application.", on: "2222",
      ["ConsentAction.Permissions": "[] => [[ConsentType: AllPrincipals, Scope: openid Mail.Read Mail.Send]]"])
  },
  .ignores(mailRight, "consent to sign in only") {
    try $0.cmdlet(
      "Consent to application.", on: "2222",
      ["ConsentAction.Permissions": "[] => [[ConsentType: AllPrincipals, Scope: User.Read]]"])
  },

  .finds("refused-mail-change", "forwarding refused", ["eve@contoso.example tried Set-Mailbox on Bob: failed"]) {
    try $0.cmdlet("Set-Mailbox", on: "Bob", success: false, ["ForwardingSmtpAddress": "drop@evil.example"])
  },
  .ignores("refused-mail-change", "an ordinary change refused; forwarding done") {
    try $0.cmdlet("Set-Mailbox", on: "Bob", success: false, ["DisplayName": "Bob"])
    try $0.cmdlet("Set-Mailbox", on: "Bob", ["ForwardingSmtpAddress": "drop@evil.example"])
  },
]
