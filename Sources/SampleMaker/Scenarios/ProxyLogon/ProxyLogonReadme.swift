extension ProxyLogon {
  /// What happened, what was given and what is missing, in a page.
  static func readme(_ plan: Break) -> String {
    let (first, second) = (plan.serverName(0), plan.serverName(1))
    let name = { (number: Int) in plan.victim(number).address }
    return """
      # Scenario proxylogon: \(plan.organisation.name)

      Two Exchange 2016 servers of their own, \(first) and \(second), behind a load balancer that hands the client's
      address through. Invented: organisation, people, mail, addresses. Made by `mailtrail-samples make proxylogon`;
      `truth/` says what really happened.

      ## What happened (UTC)
      - 6 January 2021: \(plan.readers) forges requests (CVE-2021-26855) to `/ecp/y.js` and reads the last four weeks of
        \(name(0)) and \(name(1)) through EWS.
      - 14 January: the same for ten weeks of \(name(0)), \(name(2)) and \(name(4)).
      - 26 February: strangers begin to try the same door, without success, and go on until March.
      - 27 February, 02:05: a crafted voice message is left for Unified Messaging (CVE-2021-26857), which only complains.
      - 27 February, 02:11: the ladder up to the administration of \(first); a web shell is written through the offline
        address book (`Set-OabVirtualDirectory`, CVE-2021-27065) and answers three minutes later. From here on
        everything on both servers is open to the intruders.
      - 28 February to 2 March: mailbox exports.
        - \(name(1)), whole: finished, nobody is seen to fetch it; the file was found in the web root.
        - \(name(2)), by a date that reads 2 January or 1 February: packed as `lgnbotm.png`, fetched from \(first).
        - \(name(4)): taken back before it ran.
        - \(name(5)), one draft into `errorFE.aspx`: a second web shell, no theft.
        - \(name(6)), whole: run and fetched on \(second) on 1 March; only the order is told by a log that is left.
        - \(name(7)): failed, since the share could not be reached.
        - \(name(3)), Inbox: packed as `lgnleft.png`, fetched from \(second), where IIS counts bytes.
        Then the requests are removed, and logs of \(second) are deleted.
      - 4 March: the update is installed at 09:30, the servers are cut off at 16:00. The evidence was taken on 9 March.
      - Innocent: on 10 February counsel had \(name(5)) exported, on order, to `\\\\fs01\\legal$`.

      ## What was given
      - `evidence/mail`: the mailboxes, save that of \(name(7)). Of \(name(1)), whose database was
        lost, all that is left is the export that lay in the web root of \(first).
      - `evidence/logs/\(first)`: IIS since \(plan.logsFrom.isoDate) (no byte counts); HttpProxy, EWS, the control panel,
        cmdlets, message tracking and the replication service's requests of the last 30 days; the event logs
        Application and MSExchange Management since 18 January.
      - `evidence/logs/\(first)-backup`: HttpProxy and EWS from 11 January to 10 February 13:30, out of a backup; it
        overlaps.
      - `evidence/logs/\(second)`: IIS since 1 January with byte counts, without 28 February and 1 March, and the event
        log MSExchange Management. No HttpProxy, no replication logs, none of the others.
      - `evidence/logs/audit`: the administrator audit log, and the mailbox audit log of the only mailboxes that had
        it switched on (\(plan.shared.address) and \(plan.assisted.address), delegates only),
        both of 90 days.
      - `evidence/files`: the archive that still lay in the web root of \(second). Its password is not known; IIS sent
        as many bytes, with the headers, as it is long.
      - `indicators.csv`: the addresses that the responders knew.

      ## What nobody can know from it
      Which messages were read through EWS; what the web shell was told; whose mail was read on 6 January; whether the
      export of \(name(6)) ran and was fetched.

      """
  }
}
