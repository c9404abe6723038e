/// Words that the audit logs of Exchange have in common.
enum ExchangeVocabulary {
  /// LogonType of the Exchange mailbox schema, by number or name; what is neither, in lower case.
  static func logonType(_ logged: String) -> String { logonTypes[logged] ?? logged.lowercased() }

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

  private static let logonTypes = [
    "0": "owner", "1": "admin", "2": "delegate", "3": "transport", "4": "system", "5": "best_access",
    "6": "delegated_admin", "Owner": "owner", "Admin": "admin", "Delegated": "delegate", "Delegate": "delegate",
    "Transport": "transport", "SystemService": "system", "BestAccess": "best_access",
    "DelegatedAdmin": "delegated_admin",
  ]
}
