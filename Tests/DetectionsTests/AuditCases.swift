private let system = "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)"

let auditCases: [DetectionCase] = [
  .finds(
    "audit-bypass-association", "an account exempted",
    ["eve@contoso.example set audit bypass for eve@contoso.example"]
  ) {
    try $0.cmdlet(
      "Set-MailboxAuditBypassAssociation", on: "a88ae17c",
      ["Identity": "eve@contoso.example", "AuditBypassEnabled": "True"])
  },
  .ignores("audit-bypass-association", "the exemption taken back") {
    try $0.cmdlet(
      "Set-MailboxAuditBypassAssociation", ["Identity": "eve@contoso.example", "AuditBypassEnabled": "False"])
  },

  .finds(
    "audit-logging-disabled", "unified log and mailbox auditing off",
    [
      "eve@contoso.example ran Set-OrganizationConfig with auditdisabled = $true",
      "eve@contoso.example ran Set-AdminAuditLogConfig with unifiedauditlogingestionenabled = false",
    ]
  ) {
    try $0.cmdlet("Set-AdminAuditLogConfig", ["UnifiedAuditLogIngestionEnabled": "False"])
    try $0.cmdlet("Set-OrganizationConfig", ["AuditDisabled": "$true"])
  },
  .finds(
    "audit-logging-disabled", "the administrators' log off, by SYSTEM on premises",
    ["\(system) ran Set-AdminAuditLogConfig with adminauditlogenabled = false"]
  ) {
    try $0.cmdlet(
      "Set-AdminAuditLogConfig", by: system, userType: nil, logKind: "admin_audit_log",
      ["AdminAuditLogEnabled": "False"])
  },
  .ignores("audit-logging-disabled", "what Microsoft sets on every tenant") {
    try $0.cmdlet(
      "Set-AdminAuditLogConfig", by: system, userType: 3,
      ["IgnoreDehydratedFlag": "True", "AdminAuditLogEnabled": "True"])
  },

  .finds(
    "mailbox-audit-reduced", "auditing off, or the log kept too short",
    [
      "eve@contoso.example set auditenabled = false on Ann",
      "eve@contoso.example set auditlogagelimit = 00:00:00 on Bob",
      "eve@contoso.example set auditlogagelimit = 7.00:00:00 on Carol",
      "eve@contoso.example set auditlogagelimit = 30 on Dan",
    ]
  ) {
    try $0.cmdlet("Set-Mailbox", on: "Ann", ["AuditEnabled": "False"])
    try $0.cmdlet("Set-Mailbox", on: "Bob", ["AuditLogAgeLimit": "00:00:00"])
    try $0.cmdlet("Set-Mailbox", on: "Carol", ["AuditLogAgeLimit": "7.00:00:00"])
    try $0.cmdlet("Set-Mailbox", on: "Dan", ["AuditLogAgeLimit": "30"])
  },
  .ignores("mailbox-audit-reduced", "ninety days, a year, unreadable values, auditing on") {
    for value in ["90.00:00:00", "90", "365.00:00:00", "180", "", "x", "-1", "4x", "later"] {
      try $0.cmdlet("Set-Mailbox", on: "Ann", ["AuditLogAgeLimit": value, "AuditEnabled": "True"])
    }
  },

  .finds(
    "audit-licence-disabled", "the plan among those switched off",
    ["eve@contoso.example changed the licence of bob: advanced auditing is among the plans switched off"]
  ) {
    try $0.cmdlet(
      "Change user license.", on: "bob",
      ["AssignedLicense": "[SkuName=ENTERPRISEPREMIUM, DisabledPlans=[YAMMER,M365_ADVANCED_AUDITING]]"])
  },
  .ignores("audit-licence-disabled", "it was off before and is on now") {
    try $0.cmdlet(
      "Change user license.", on: "bob",
      ["additionalDetails": "OldValue: DisabledPlans=[M365_ADVANCED_AUDITING], NewValue: DisabledPlans=[YAMMER]"])
  },
]
