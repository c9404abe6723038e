package import GRDB

/// Mail taken out of mailboxes as a whole, job by job: mailbox exports, compliance searches, copies into other
/// mailboxes, forwarding. Fills `export_job`, `export_job_mailbox`, `export_job_record` and `export_file`, of lawful
/// jobs too; which are an attacker's is said by `ExportSuspicion`.
package enum ExportJobs {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 7

  package static func run(in db: Database) throws {
    for table in ["export_job", "export_job_mailbox", "export_job_record", "export_file"] {
      try db.run("DELETE FROM \(table)")
    }
    let directory = try MailboxDirectory(db)
    var jobs = try MailboxExports(directory, db).jobs
    try StagedFiles(for: jobs, db).join(&jobs)
    var compliance = try ComplianceExports(directory, db).jobs
    try ResultStores.join(&compliance, db)
    jobs += compliance
    jobs += try MailboxCopies.jobs(directory, db)
    var forwardings = try Forwardings(directory, db).jobs
    try ForwardedMail.join(&forwardings, db)
    jobs += forwardings
    try ExportJobWriter.write(jobs, in: db)
  }
}
