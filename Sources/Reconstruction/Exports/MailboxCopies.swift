import GRDB
import Records

/// Copies of a mailbox into another one: `Search-Mailbox` with a target, and `New-MailboxRestoreRequest`. What they
/// copied stays in the organisation, and where it can be read by the actor no record names it.
enum MailboxCopies {
  static func jobs(_ directory: MailboxDirectory, _ db: Database) throws -> [ExportJob] {
    try CmdletAct.fetch(["search-mailbox", "new-mailboxrestorerequest"], db).compactMap { act in
      act.name == "search-mailbox" ? search(act, directory) : restore(act, directory)
    }
  }

  private static func search(_ act: CmdletAct, _ directory: MailboxDirectory) -> ExportJob? {
    guard let target = act["targetmailbox"], !target.isEmpty, !act.isOn("estimateresultonly"), !act.isOn("logonly")
    else {
      return nil
    }
    var job = job(.searchMailbox, act, of: act["identity"] ?? act.target, directory)
    job.destination = [target, act["targetfolder"]].compactMap { $0 }.joined(separator: "\\")
    job.filter = act["searchquery"] ?? ""
    if act.isSuccess == true, job.state != .failed {
      job.completed = act.time
      job.set(.completed, because: "the cmdlet copied its results before it ended")
    }
    return job
  }

  private static func restore(_ act: CmdletAct, _ directory: MailboxDirectory) -> ExportJob? {
    var job = job(.mailboxRestore, act, of: act["sourcestoremailbox"] ?? act["sourcemailbox"], directory)
    job.destination = act["targetmailbox"]
    job.filter = act["contentfilter"]
    return job
  }

  private static func job(
    _ kind: ExportJob.Kind, _ act: CmdletAct, of mailbox: String?, _ directory: MailboxDirectory
  ) -> ExportJob {
    var job = ExportJob(kind)
    (job.requester, job.requested, job.name, job.mailboxName) = (act.caller, act.time, act["name"], mailbox)
    job.mailboxes = mailbox.flatMap(directory.mailbox(identity:)).map { [$0] } ?? []
    job.cite(act.records, as: "request")
    if act.isSuccess == false { job.set(.failed, because: "the log says that the cmdlet failed") }
    return job
  }
}
