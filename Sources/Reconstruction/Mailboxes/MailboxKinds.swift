import EvidenceDatabase
import Records

/// Tells shared mailboxes and archives by how the logs use them.
enum MailboxKinds {
  /// Marks them in the register; notes tell of archives, which are taken for such and not proven.
  static func tell(
    _ register: inout MailboxRegister, _ resolutions: [Int64: (mailbox: Int, basis: String)], _ uses: [MailboxUse]
  ) -> [MailboxDecision.Note] {
    let byMailbox = Dictionary(grouping: uses.filter { resolutions[$0.loggedMailbox] != nil }) {
      resolutions[$0.loggedMailbox]?.mailbox ?? -1
    }
    let notes = tellArchives(&register, byMailbox)
    for (mailbox, uses) in byMailbox where register.mailboxes[mailbox].kind == .user {
      let ownNames = Set(register.mailboxes[mailbox].names.keys.map(\.compared))
      let delegates = Set(
        uses.filter { $0.logonType == "delegate" }.compactMap { $0.actor?.lowercased() }
          .filter { !ownNames.contains($0) })
      if delegates.count >= 2, !uses.contains(where: { $0.logonType == "owner" }) {
        register.mark(mailbox, as: .shared)
      }
    }
    return notes
  }

  /// One SID and one address with two GUIDs in use at the same time are a mailbox and its archive: a mailbox made anew
  /// would follow the first, and another person would have another SID. The one with fewer records is taken for the
  /// archive.
  private static func tellArchives(
    _ register: inout MailboxRegister, _ uses: [Int: [MailboxUse]]
  ) -> [MailboxDecision.Note] {
    var notes: [MailboxDecision.Note] = []
    for shared in register.sharedAddresses {
      guard let address = MailboxName(.address, shared.address), shared.mailboxes.count == 2 else { continue }
      let (a, b) = (shared.mailboxes[0], shared.mailboxes[1])
      let sids = [a, b].map { register.mailboxes[$0].values(.sid) }
      guard sids[0].count == 1, sids[0] == sids[1], let one = times(uses[a]), let other = times(uses[b]),
        one.overlaps(other)
      else { continue }
      let counts = [a, b].map { uses[$0]?.reduce(Int64(0)) { $0.sum($1.recordCount) } ?? 0 }
      guard counts[0] != counts[1] else { continue }
      let (primary, archive) = counts[0] > counts[1] ? (a, b) : (b, a)
      register.mark(archive, as: .archive, of: primary)
      notes.append(
        MailboxDecision.Note(
          topic: "archive_assumed",
          text: "\(address.value) has two GUIDs in use at one time under one SID: "
            + "\(register.mailboxes[archive].values(.guid).first ?? "?"), with fewer records, is taken for the archive of "
            + "\(register.mailboxes[primary].values(.guid).first ?? "?")"))
    }
    return notes
  }

  private static func times(_ uses: [MailboxUse]?) -> ClosedRange<Int64>? {
    uses?.compactMap(\.times).reduce(nil) { range, next in range?.extended(to: next) ?? next }
  }
}
