package import GRDB

/// What an examiner has just decided on, as it stands now.
package struct DecidedList: Encodable {
  let sessions: [SessionList.Session]
  let exportJobs: [ExportJobLine]
  private let list: SessionList?

  package init(_ db: Database, sessions ids: [Int64], jobs: [Int64]) throws {
    list = ids.isEmpty ? nil : try SessionList(db, ids: ids)
    sessions = list?.sessions ?? []
    exportJobs =
      jobs.isEmpty
      ? [] : try ExportJobLine.fetch(db, MailboxLabels(db), .of(Set(jobs)))
  }

  private enum CodingKeys: CodingKey {
    case sessions, exportJobs
  }

  package var text: String { (list?.text ?? "") + exportJobs.map(\.judgedText).joined() }
}
