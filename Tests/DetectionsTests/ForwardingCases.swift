private let mailboxForwarding = "mailbox-forwarding-outside"
private let inboxRule = "inbox-rule-forwarding-outside"
private let transportRule = "transport-rule-copy-outside"
private let unresolved = "forwarding-recipient-unresolved"

let forwardingCases: [DetectionCase] = [
  .finds(
    mailboxForwarding, "Set-Mailbox to a stranger",
    ["eve@contoso.example set forwarding of Bob with recipient drop@evil.example"]
  ) { try $0.cmdlet("Set-Mailbox", on: "Bob", ["ForwardingSmtpAddress": "smtp:Drop@EVIL.example"]) },
  .finds(
    mailboxForwarding, "a guest account, which stands for an address outside",
    ["eve@contoso.example set forwarding of Bob with recipient drop_evil.example#ext#@contoso.example"]
  ) { try $0.cmdlet("Set-Mailbox", on: "Bob", ["ForwardingAddress": "drop_evil.example#EXT#@contoso.example"]) },
  .finds(
    mailboxForwarding, "result not logged",
    ["eve@contoso.example set forwarding of Bob with recipient drop@evil.example"]
  ) { try $0.cmdlet("Set-Mailbox", on: "Bob", success: nil, ["ForwardingSmtpAddress": "drop@evil.example"]) },
  .ignores(mailboxForwarding, "to a colleague") {
    try $0.cmdlet("Set-Mailbox", on: "Bob", ["ForwardingSmtpAddress": "smtp:carol@CONTOSO.example"])
  },
  .ignores(mailboxForwarding, "to a colleague through the tenant's routing domain") {
    try $0.mailbox("ann@contoso.onmicrosoft.com")
    try $0.cmdlet("Set-Mailbox", on: "Bob", ["ForwardingSmtpAddress": "bob@contoso.mail.onmicrosoft.com"])
  },
  .ignores(mailboxForwarding, "refused") {
    try $0.cmdlet("Set-Mailbox", on: "Bob", success: false, ["ForwardingSmtpAddress": "drop@evil.example"])
  },
  .ignores(mailboxForwarding, "forwarding cleared, an address outside elsewhere in the cmdlet") {
    try $0.cmdlet("Set-Mailbox", on: "Bob", ["ForwardingSmtpAddress": "", "EmailAddresses": "smtp:b@evil.example"])
  },

  .finds(
    inboxRule, "one stranger hidden among colleagues",
    ["eve@contoso.example set an inbox rule Bob\\. with recipient drop@evil.example"]
  ) {
    try $0.cmdlet(
      "New-InboxRule", on: "Bob\\.",
      ["Name": ".", "ForwardTo": "\"Ann\" [SMTP:ann@contoso.example];\"Ann B\" [SMTP:drop@evil.example]"])
  },
  .finds(
    inboxRule, "redirect and attachment, two strangers",
    ["eve@contoso.example set an inbox rule Bob\\x with recipient a@evil.example and 1 more outside"]
  ) {
    try $0.cmdlet(
      "Set-InboxRule", on: "Bob\\x", ["RedirectTo": "b@evil.example", "ForwardAsAttachmentTo": "a@evil.example"])
  },
  .finds(
    inboxRule, "a rule made in Outlook",
    ["bob@contoso.example set an inbox rule (not named) with recipient drop@evil.example"]
  ) {
    try $0.cmdlet(
      "UpdateInboxRules", by: "bob@contoso.example", userType: 0,
      [
        "RuleOperation": "AddMailboxRule",
        "RuleActions": "[{\"ActionType\":\"Forward\",\"Recipients\":[\"ann@contoso.example\",\"drop@evil.example\"]}]",
      ])
  },
  .ignores(inboxRule, "a rule in Outlook being removed") {
    try $0.cmdlet(
      "UpdateInboxRules",
      [
        "RuleOperation": "RemoveMailboxRule",
        "RuleActions": "[{\"ActionType\":\"Forward\",\"R\":[\"a@evil.example\"]}]",
      ])
  },
  .ignores(inboxRule, "a rule that deletes what a stranger sends") {
    try $0.cmdlet("New-InboxRule", on: "Bob\\.", ["From": "news@evil.example", "DeleteMessage": "True"])
  },
  .ignores(inboxRule, "to a colleague") {
    try $0.cmdlet("New-InboxRule", on: "Bob\\.", ["ForwardTo": "x@contoso.example"])
  },
  .finds(
    inboxRule, "a domain that only begins or ends like ours",
    ["eve@contoso.example set an inbox rule Bob\\. with recipient x@contoso.example.evil.example and 1 more outside"]
  ) {
    try $0.cmdlet(
      "New-InboxRule", on: "Bob\\.", ["ForwardTo": "x@notcontoso.example, x@contoso.example.evil.example"])
  },

  .finds(
    transportRule, "blind copies, as on 2021-04-16",
    ["ann@contoso.example set the rule . with recipient itcornpany@evil.example"]
  ) {
    try $0.cmdlet(
      "New-TransportRule", by: "ann@contoso.example", on: "",
      ["Name": ".", "Mode": "Enforce", "BlindCopyTo": "ITCornpany@evil.example"])
  },
  .finds(
    transportRule, "a journal outside",
    ["eve@contoso.example set the rule archive with recipient journal@evil.example"]
  ) { try $0.cmdlet("New-JournalRule", on: "archive", ["JournalEmailAddress": "journal@evil.example"]) },
  .ignores(transportRule, "blind copies to compliance") {
    try $0.cmdlet("New-TransportRule", ["Name": "legal", "BlindCopyTo": "legal@contoso.example"])
  },
  .ignores(transportRule, "a rule about mail from outside") {
    try $0.cmdlet("New-TransportRule", ["Name": "spam", "From": "x@evil.example", "DeleteMessage": "True"])
  },

  .finds(
    unresolved, "a recipient by directory id",
    ["eve@contoso.example used Set-Mailbox on Bob with a recipient not resolved in forwardingaddress"]
  ) { try $0.cmdlet("Set-Mailbox", on: "Bob", ["ForwardingAddress": "7f3c9d52-0000-4000-8000-000000000002"]) },
  .ignores(unresolved, "a recipient by the name of a mailbox that the evidence knows") {
    try $0.mailbox("carol@contoso.example", displayName: "Carol Jones")
    try $0.cmdlet("Set-Mailbox", on: "Bob", ["ForwardingAddress": "Carol Jones"])
  },
  .ignores(unresolved, "forwarding cleared") {
    try $0.cmdlet("Set-Mailbox", on: "Bob", ["ForwardingAddress": "", "ForwardingSmtpAddress": nil])
  },
]
