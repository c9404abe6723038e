package import GRDB

/// The sessions that indicators name by address, application, user or client (``SessionMatches``). Fills
/// `indicator_session`, before anybody decides who is suspect: a decision leaves it as it is.
package enum IndicatorSessions {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 1

  /// To be called when sessions of requests are there too.
  package static func run(in db: Database) throws {
    try db.run("DELETE FROM indicator_session")
    try SessionMatches.make(of: .indicator, in: db)
    try db.run("INSERT INTO indicator_session SELECT entry_id, session_id FROM session_match ORDER BY 1, 2")
    try SessionMatches.drop(in: db)
  }
}
