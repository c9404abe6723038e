/// Words that the audit logs of Exchange have in common.
enum ExchangeVocabulary {
  /// LogonType of the Exchange mailbox schema, by number or name; what is neither, in lower case.
  static func logonType(_ logged: UnsafeBufferPointer<UInt8>) -> String {
    for (word, type) in logonTypes where logged.equals(word) { return type }
    return String(decoding: logged, as: UTF8.self).lowercased()
  }

  /// Each workload has its own words; nil for a word that is none of them.
  static func isSuccess(_ word: UnsafeBufferPointer<UInt8>) -> Bool? {
    for success: StaticString in ["true", "succeeded", "partiallysucceeded", "success"]
    where word.equalsIgnoringCase(success) { return true }
    for failure: StaticString in ["false", "failed", "failure"] where word.equalsIgnoringCase(failure) { return false }
    return nil
  }

  static func isSuccess(_ word: String) -> Bool? {
    var word = word
    return word.withUTF8 { isSuccess($0.trimmed) }
  }

  private static let logonTypes: [(word: StaticString, type: String)] = [
    ("Owner", "owner"), ("Delegate", "delegate"), ("Delegated", "delegate"), ("Admin", "admin"), ("0", "owner"),
    ("1", "admin"), ("2", "delegate"), ("3", "transport"), ("4", "system"), ("5", "best_access"),
    ("6", "delegated_admin"), ("Transport", "transport"), ("SystemService", "system"), ("BestAccess", "best_access"),
    ("DelegatedAdmin", "delegated_admin"),
  ]

  /// Whether a command is a cmdlet of Exchange that bears on mail.
  static func isCmdlet(_ name: String) -> Bool {
    noun(name).map { nouns.contains($0) || furtherNouns.contains($0) } ?? false
  }

  /// Of cmdlets whose first value may be anything.
  private static let furtherNouns: Set<String> = [
    "unifiedauditlog", "mailboxauditlog", "mailboxauditlogsearch", "adminauditlog", "adminauditlogsearch",
    "messagetrackinglog", "messagetracev2", "mailboxstatistics", "mailboxfolderstatistics", "mailboxdatabase",
    "mailboxexportrequeststatistics", "exomailbox", "exomailboxstatistics", "exchangeserver", "ippssession",
    "owavirtualdirectory", "ecpvirtualdirectory", "distributiongroupmember", "managementrole", "adpermission",
    "recoverableitems", "historicalsearch",
  ]

  /// The parameter that a value without a name goes to, for such cmdlets; New-* cmdlets take a name there, others what
  /// they work on.
  static func firstParameter(of cmdlet: String) -> String? {
    guard let noun = noun(cmdlet), nouns.contains(noun) else { return nil }
    guard cmdlet.lowercased().hasPrefix("new-") else { return "Identity" }
    return noun.hasPrefix("mailbox") && noun.hasSuffix("request") ? "Mailbox" : "Name"
  }

  private static func noun(_ cmdlet: String) -> String? {
    let parts = cmdlet.lowercased().split(separator: "-")
    return parts.count == 2 ? String(parts[1]) : nil
  }

  private static let nouns: Set<String> = [
    "mailbox", "inboxrule", "mailboxpermission", "mailboxfolderpermission", "recipientpermission", "transportrule",
    "mailboxexportrequest", "mailboxrestorerequest", "mailboxsearch", "compliancesearch", "compliancesearchaction",
    "casmailbox", "managementroleassignment", "rolegroupmember", "oabvirtualdirectory", "exchangecertificate",
    "mailboxauditbypassassociation", "adminauditlogconfig", "exchangeonline", "mailuser", "mailboximportrequest",
    "organizationconfig", "transportconfig", "journalrule", "sendconnector", "receiveconnector", "messagetrace",
  ]
}
