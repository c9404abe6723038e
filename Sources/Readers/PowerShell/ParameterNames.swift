/// Names of parameters as Exchange's own logs have them. PowerShell takes any beginning of a name that no other parameter
/// of the cmdlet has (about_Parameters), and a command line is logged as it was typed: `-ContentF` is `-ContentFilter`.
enum ParameterNames {
  /// The whole name; what was typed where it is whole, or begins none or several of these. Of a command that the shell took
  /// one alone can be meant, so that names left out here make no difference.
  static func whole(_ typed: String, of cmdlet: String) -> String {
    guard let noun = cmdlet.lowercased().split(separator: "-").last, let names = names[String(noun)] else {
      return typed
    }
    let wanted = typed.lowercased()
    let known = names + common
    if known.contains(where: { $0.lowercased() == wanted }) { return typed }
    let found = known.filter { $0.lowercased().hasPrefix(wanted) }
    return found.count == 1 ? found[0] : typed
  }

  private static let common = ["WhatIf", "Confirm", "Identity", "Name"]

  /// By the noun of the cmdlet: what conclusions and detections look at.
  private static let names: [String: [String]] = [
    "mailboxexportrequest": [
      "Mailbox", "FilePath", "ContentFilter", "ContentFilterLanguage", "IncludeFolders", "ExcludeFolders",
      "SourceRootFolder", "IsArchive", "ExcludeDumpster", "AssociatedMessagesCopyOption", "BatchName",
    ],
    "mailbox": [
      "ForwardingAddress", "ForwardingSmtpAddress", "DeliverToMailboxAndForward", "AuditEnabled", "AuditOwner",
      "AuditDelegate", "AuditAdmin", "AuditLogAgeLimit", "DefaultAuditSet", "EmailAddresses", "PrimarySmtpAddress",
    ],
    "inboxrule": [
      "Mailbox", "ForwardTo", "RedirectTo", "ForwardAsAttachmentTo", "DeleteMessage", "MoveToFolder", "MarkAsRead",
      "From", "SentTo", "SubjectContainsWords", "BodyContainsWords", "SubjectOrBodyContainsWords",
      "FromAddressContainsWords", "HasAttachment", "StopProcessingRules",
    ],
    "transportrule": [
      "BlindCopyTo", "CopyTo", "RedirectMessageTo", "AddToRecipients", "GenerateIncidentReport", "SentTo", "From",
      "Mode",
    ],
    "journalrule": ["JournalEmailAddress", "Recipient", "Scope"],
    "mailboxpermission": ["User", "AccessRights", "Deny", "InheritanceType", "AutoMapping"],
    "mailboxfolderpermission": ["User", "AccessRights"],
    "recipientpermission": ["Trustee", "AccessRights"],
    "managementroleassignment": [
      "Role", "User", "App", "SecurityGroup", "Policy", "CustomRecipientWriteScope", "RecipientRelativeWriteScope",
    ],
    "rolegroup": ["Roles", "Members", "ManagedBy"],
    "rolegroupmember": ["Member", "Members"],
    "mailboxauditbypassassociation": ["AuditBypassEnabled"],
    "adminauditlogconfig": ["AdminAuditLogEnabled", "UnifiedAuditLogIngestionEnabled"],
    "organizationconfig": ["AuditDisabled"],
    "compliancesearch": ["ExchangeLocation", "ExchangeLocationExclusion", "ContentMatchQuery", "Case"],
    "compliancesearchaction": ["SearchName", "Export", "Preview", "Format", "Purge"],
    "mailboxsearch": ["SourceMailboxes", "TargetMailbox", "SearchQuery", "StartDate", "EndDate"],
    "mailboxrestorerequest": ["SourceStoreMailbox", "SourceMailbox", "TargetMailbox", "SourceDatabase"],
    "exchangecertificate": ["GenerateRequest", "BinaryEncoded", "RequestFile"],
    "oabvirtualdirectory": ["ExternalUrl", "InternalUrl"],
  ]
}
