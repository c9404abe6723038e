import Testing

@testable import SampleMaker

/// One test a row of reference/tier-decisions.md: what is heard, and what follows for an item.
@Suite("The perfect examiner")
struct ExaminerTests {
  @Test("1: a message that a suspect session opened is accessed")
  func bind() {
    let conclusion = concluding([(.bind(mailbox: 0, messageID: "<m@x.example>"), day(10))])
    #expect(conclusion.tier == .accessed && conclusion.basis == .bind && conclusion.rows == [1])
    #expect(conclusion.matchCount == 1 && conclusion.places == [LogPlace(file: "log", line: 1)])
  }

  @Test("2: an id that the mailbox has twice is told of both, with the count")
  func twice() {
    let conclusion = concluding(
      [(.bind(mailbox: 0, messageID: "<m@x.example>"), day(10))], of: item(matchCount: 2))
    #expect(conclusion.tier == .accessed && conclusion.matchCount == 2 && conclusion.rows == [2])
  }

  @Test("3: an id that no store at hand holds is accessed, without a message")
  func missing() {
    let examiner = hearing([(.bind(mailbox: 0, messageID: "<gone@x.example>"), day(10))])
    let conclusion = examiner.concludeMissing(messageID: "<gone@x.example>", in: 0)
    #expect(conclusion?.tier == .accessed && conclusion?.rows == [3])
    #expect(examiner.concludeMissing(messageID: "<other@x.example>", in: 0) == nil)
  }

  @Test("4: a record exported again adds neither access nor place")
  func copies() {
    var examiner = hearing([(.bind(mailbox: 0, messageID: "<m@x.example>"), day(10))])
    examiner.sawCopy(of: [.bind(mailbox: 0, messageID: "<m@x.example>")])
    examiner.sawCopy(of: [.bind(mailbox: 0, messageID: "<m@x.example>")])
    let conclusion = examiner.conclude(item())
    #expect(conclusion.tier == .accessed && conclusion.rows == [1, 4] && conclusion.places.count == 1)
  }

  @Test("5: what the owner's phone opened is no exposure")
  func owner() {
    let conclusion = concluding([
      (.innocentBind(mailbox: 0, messageID: "<m@x.example>", sharesSession: false), day(10))
    ])
    #expect(conclusion.tier == .unknown && conclusion.rows == [5])
  }

  @Test("6: of a session that suspect and owner share, only the suspect's records count")
  func sharedSession() {
    let statements: [(Statement, Moment)] = [
      (.innocentBind(mailbox: 0, messageID: "<m@x.example>", sharesSession: true), day(10)),
      (.bind(mailbox: 0, messageID: "<n@x.example>"), day(10)),
    ]
    #expect(concluding(statements).tier == .reachable)
    #expect(concluding(statements, of: item(id: "<n@x.example>")).tier == .accessed)
  }

  @Test("7: a message received before its folder was synchronised is synced, by its present folder")
  func sync() {
    let conclusion = concluding([(.sync(mailbox: 0, folderName: "Inbox"), day(10))], of: item(receivedAt: day(9)))
    #expect(conclusion.tier == .synced && conclusion.placement == .byCurrentFolder && conclusion.rows == [7])
  }

  @Test("8: a message received after the synchronisation is not synced by it")
  func syncedBefore() {
    let statement: Statement = .sync(mailbox: 0, folderName: "Inbox")
    let later = concluding([(statement, day(10))], of: item(receivedAt: day(11)))
    #expect(later.tier == .unknown && later.rows.contains(8))
    let within = concluding(
      [(statement, day(10)), (.session(mailbox: 0), day(12))], of: item(receivedAt: day(11)))
    #expect(within.tier == .reachable && within.basis == .syncContext)
  }

  @Test("9: the other folders of a synchronised mailbox are reachable")
  func otherFolders() {
    let conclusion = concluding([(.sync(mailbox: 0, folderName: "Inbox"), day(10))], of: item(folder: "Archive"))
    #expect(conclusion.tier == .reachable && conclusion.basis == .syncContext && conclusion.rows == [9])
  }

  @Test("10: of two folders of one name neither is synced")
  func sameName() {
    let conclusion = concluding(
      [(.sync(mailbox: 0, folderName: "Inbox"), day(10))], of: item(isFolderNameUnique: false))
    #expect(conclusion.tier == .reachable && conclusion.placement == .unknown && conclusion.rows == [10])
  }

  @Test("11: throttled within the window, the mailbox is unlogged up to the end of those 24 hours")
  func throttled() {
    let statements: [(Statement, Moment)] = [
      (.compromised(mailboxes: [0], from: day(9), to: day(12)), day(9)), (.throttled(mailbox: 0), day(10)),
    ]
    let conclusion = concluding(statements, of: item(receivedAt: day(10) + .hours(23)))
    #expect(conclusion.tier == .unlogged && conclusion.basis == .throttled && conclusion.rows == [11])
    #expect(concluding(statements, of: item(receivedAt: day(11) + .hours(1))).tier == .unknown)
  }

  @Test("12: throttled before the window, nothing follows")
  func throttledBefore() {
    let conclusion = concluding([
      (.incident(from: day(9), to: day(12)), day(9)), (.throttled(mailbox: 0), day(5)),
      (.compromised(mailboxes: [0], from: day(9), to: day(12)), day(9)),
      (.covered(mailboxes: [0], from: day(1), to: day(28)), day(1)), (.accessLogged(mailbox: 0), day(4)),
    ])
    #expect(conclusion.tier == .notIndicated)
  }

  @Test("13: an account exempted from auditing that signed in leaves its mailboxes unlogged from then on")
  func bypass() {
    let statements: [(Statement, Moment)] = [(.auditBypassed(mailboxes: [0], until: day(20)), day(10))]
    let conclusion = concluding(statements)
    #expect(conclusion.tier == .unlogged && conclusion.basis == .auditBypassed && conclusion.rows == [13])
    #expect(concluding(statements, of: item(mailbox: 1)).tier == .unknown)
    #expect(concluding(statements, of: item(receivedAt: day(21))).tier == .unknown)
  }

  @Test("14: an export that was only requested makes reachable")
  func requested() {
    let conclusion = concluding([(.exportRequested(export()), day(10))])
    #expect(conclusion.tier == .reachable && conclusion.basis == .exportRequested && conclusion.rows == [14])
    #expect(conclusion.state == .requested)
  }

  @Test("15: an export that completed has exported what was there and in scope")
  func completed() {
    let statements: [(Statement, Moment)] = [
      (.exportRequested(export()), day(10)), (.exportCompleted(job: "J"), day(10) + .hours(1)),
    ]
    let conclusion = concluding(statements)
    #expect(conclusion.tier == .exported && conclusion.state == .completed && conclusion.rows == [15])
    #expect(conclusion.places.count == 2)
    #expect(concluding(statements, of: item(receivedAt: day(11))).tier == .unknown)
    let outside = concluding([
      (.exportRequested(export { _ in .outside }), day(10)), (.exportCompleted(job: "J"), day(10)),
    ])
    #expect(outside.tier == .unknown)
  }

  @Test("16: fetched from the web root, its state is downloaded")
  func downloaded() {
    let conclusion = concluding([
      (.exportRequested(export()), day(10)), (.exportDownloaded(job: "J"), day(11)), (.exportStaged(job: "J"), day(10)),
    ])
    #expect(conclusion.tier == .exported && conclusion.state == .downloaded && conclusion.rows == [16])
  }

  @Test("17: an export that failed exported nothing")
  func failed() {
    let conclusion = concluding([(.exportRequested(export()), day(10)), (.exportFailed(job: "J"), day(10))])
    #expect(conclusion.tier == .unknown && conclusion.rows == [17])
  }

  @Test("18: an export into a page of the web server is a web shell and exposes nothing")
  func webShell() {
    let request = ExportRequest(job: "J", service: .mailboxReplication, mailboxes: [0], isWebShellWrite: true)
    let conclusion = concluding([(.exportRequested(request), day(10)), (.exportCompleted(job: "J"), day(10))])
    #expect(conclusion.tier == .unknown && conclusion.rows == [18])
  }

  @Test("an export that was ordered by law bears on no message, and is a job all the same")
  func lawful() {
    let request = ExportRequest(job: "J", service: .mailboxReplication, mailboxes: [0], by: .administrator)
    let examiner = hearing([(.exportRequested(request), day(10)), (.exportCompleted(job: "J"), day(10))])
    #expect(examiner.conclude(item()).tier == .unknown)
    #expect(examiner.jobs.map(\.state) == [.completed])
    #expect(examiner.jobs[0].places == [LogPlace(file: "log", line: 1), LogPlace(file: "log", line: 2)])
  }

  @Test("19: a filter whose dates have two readings is undetermined, and never exported")
  func culture() {
    let conclusion = concluding([
      (.exportRequested(export { _ in .undetermined(row: 19) }), day(10)), (.exportCompleted(job: "J"), day(10)),
    ])
    #expect(conclusion.tier == .reachable && conclusion.basis == .exportRequested && conclusion.rows == [19])
  }

  @Test("20: Recoverable Items are inside in spite of included folders")
  func dumpster() {
    let conclusion = concluding([
      (.exportRequested(export { _ in .inside(row: 20) }), day(10)), (.exportCompleted(job: "J"), day(10)),
    ])
    #expect(conclusion.tier == .exported && conclusion.rows == [15, 20])
  }

  @Test("21: delivered outside is exported; what came later without a trace is reachable")
  func forwarded() {
    let statements: [(Statement, Moment)] = [
      (.forwardingSet(mailbox: 0, until: day(12)), day(5)),
      (.delivered(mailbox: 0, messageID: "<m@x.example>"), day(8)),
    ]
    let traced = concluding(statements)
    #expect(traced.tier == .exported && traced.basis == .delivery && traced.rows == [21])
    let later = concluding(statements, of: item(id: "<n@x.example>", receivedAt: day(9)))
    #expect(later.tier == .reachable && later.rows == [21])
    #expect(concluding(statements, of: item(id: "<n@x.example>", receivedAt: day(4))).tier == .unknown)
  }

  @Test("22: forwarding that the service refused exported nothing")
  func refused() {
    let conclusion = concluding([
      (.forwardingSet(mailbox: 0, until: day(12)), day(5)), (.deliveryRefused(mailbox: 0), day(8)),
    ])
    #expect(conclusion.tier == .unknown && conclusion.rows == [22])
  }

  @Test("23: what the actor sent is no exposure, and counted apart")
  func sent() {
    let conclusion = concluding([(.sentByActor(mailbox: 0, messageID: "<m@x.example>"), day(10))])
    #expect(conclusion.tier == nil && conclusion.isHandledByActor && conclusion.rows == [23])
  }

  @Test("24: deleting raises no tier of its own")
  func deleted() {
    let conclusion = concluding([(.deletedByActor(mailbox: 0, messageID: "<m@x.example>"), day(10))])
    #expect(conclusion.tier == .reachable && conclusion.basis == .session)
    #expect(conclusion.isHandledByActor && conclusion.rows == [24])
  }

  @Test("25: a right that was granted and not used makes reachable")
  func permission() {
    let conclusion = concluding([(.permissionGranted(mailboxes: [0], until: day(20)), day(10))])
    #expect(conclusion.tier == .reachable && conclusion.basis == .permission && conclusion.rows == [25])
  }

  @Test("26: code execution on the server makes every mailbox on it reachable, never not indicated")
  func server() {
    let conclusion = concluding([
      (.onPremises(mailboxes: [0]), day(1)), (.incident(from: day(9), to: day(12)), day(9)),
      (.serverControl(mailboxes: [0]), day(9)),
    ])
    #expect(conclusion.tier == .reachable && conclusion.basis == .serverControl && conclusion.rows == [26])
  }

  @Test("27: complete logs around the window and only the owner in it: not indicated")
  func covered() {
    let statements: [(Statement, Moment)] = [
      (.incident(from: day(9), to: day(12)), day(9)), (.covered(mailboxes: [0], from: day(1), to: day(28)), day(1)),
      (.accessLogged(mailbox: 0), day(5)),
    ]
    #expect(concluding(statements).tier == .notIndicated && concluding(statements).rows == [27])
    // That its accesses are logged at all is proven before the time only by one that is.
    #expect(concluding(Array(statements.prefix(2)) + [(.accessLogged(mailbox: 0), day(10))]).tier == .unknown)
    let throttled = statements + [(.throttled(mailbox: 0), day(10))]
    #expect(concluding(throttled).tier == .unknown)
    let short = [statements[0], (.covered(mailboxes: [0], from: day(10), to: day(28)), day(1))]
    #expect(concluding(short).tier == .unknown)
    let order = ExportRequest(job: "J", service: .compliance, mailboxes: [0], by: .administrator)
    #expect(concluding(statements + [(.exportRequested(order), day(10))]).tier == .unknown)
    #expect(concluding(statements + [(.exportRequested(order), day(8))]).tier == .notIndicated)
  }

  @Test("28: no log for the window: unknown")
  func notGiven() {
    let conclusion = concluding([
      (.incident(from: day(9), to: day(12)), day(9)), (.covered(mailboxes: [0], from: day(20), to: day(28)), day(1)),
    ])
    #expect(conclusion.tier == .unknown && conclusion.rows == [28])
  }

  @Test("29: the tenant's log says nothing of a mailbox on the organisation's own servers")
  func hybrid() {
    let conclusion = concluding([
      (.onPremises(mailboxes: [0]), day(1)), (.incident(from: day(9), to: day(12)), day(9)),
      (.covered(mailboxes: [0], from: day(1), to: day(28)), day(1)),
    ])
    #expect(conclusion.tier == .unknown && conclusion.rows == [29])
  }

  @Test("30: an attached message goes with the one that holds it")
  func attached() {
    let parent = concluding([(.bind(mailbox: 0, messageID: "<m@x.example>"), day(10))])
    let attached = Examiner.conclude(attachedTo: parent)
    #expect(attached.tier == .accessed && attached.rows == [1, 30] && attached.places == parent.places)
  }

  @Test("31: the same message in a mailbox that was not touched is no exposure there")
  func elsewhere() {
    let conclusion = concluding([(.bind(mailbox: 1, messageID: "<m@x.example>"), day(10))])
    #expect(conclusion.tier == .unknown && conclusion.rows == [31])
  }

  @Test("32: a compliance search exported and never downloaded makes reachable")
  func compliance() {
    let statements: [(Statement, Moment)] = [
      (.exportRequested(export(.compliance)), day(10)), (.exportCompleted(job: "J"), day(10)),
    ]
    let conclusion = concluding(statements)
    #expect(conclusion.tier == .reachable && conclusion.basis == .exportRequested)
    #expect(conclusion.state == .completed && conclusion.rows == [32])
    #expect(concluding(statements + [(.exportDownloaded(job: "J"), day(11))]).tier == .exported)
  }

  @Test("33: what a query says that nobody can evaluate stays undetermined")
  func query() {
    let conclusion = concluding([
      (.exportRequested(export(.compliance) { _ in .undetermined(row: 33) }), day(10)),
      (.exportDownloaded(job: "J"), day(10)),
    ])
    #expect(conclusion.tier == .reachable && conclusion.rows == [33])
  }

  @Test("34: an opened attachment tells of its message where the key is proven, else it is a candidate")
  func attachment() {
    let proven = concluding([(.attachmentAccess(mailbox: 0, messageID: "<m@x.example>"), day(10))])
    #expect(proven.tier == .accessed && proven.rows == [34])
    let candidate = concluding([(.attachmentAccess(mailbox: 0, messageID: nil), day(10))])
    #expect(candidate.tier == .reachable && candidate.basis == .session && candidate.rows == [34])
  }

  @Test("4, 5, 6: a record of one mailbox says nothing of the same message in another")
  func mailboxesApart() {
    var examiner = hearing([
      (.bind(mailbox: 0, messageID: "<m@x.example>"), day(10)),
      (.bind(mailbox: 1, messageID: "<m@x.example>"), day(10)),
      (.innocentBind(mailbox: 1, messageID: "<m@x.example>", sharesSession: true), day(10)),
      (.innocentBind(mailbox: 1, messageID: "<n@x.example>", sharesSession: false), day(10)),
    ])
    examiner.sawCopy(of: [.bind(mailbox: 1, messageID: "<m@x.example>")])
    #expect(examiner.conclude(item()).rows == [1])
    #expect(examiner.conclude(item(mailbox: 1)).rows == [1, 4, 6])
    #expect(!examiner.conclude(item(id: "<n@x.example>", receivedAt: day(11))).rows.contains(5))
  }

  @Test("a span without records within the window leaves the mailbox unlogged")
  func retention() {
    let conclusion = concluding([
      (.session(mailbox: 0), day(9)), (.session(mailbox: 0), day(14)),
      (.blind(mailboxes: [0], from: day(10), to: day(12)), day(10)),
    ])
    #expect(conclusion.tier == .unlogged && conclusion.basis == .blind)
  }
}

private func day(_ number: Int) -> Moment { Moment(2021, 3, number) }

/// Each statement stands in a line of its own.
private func hearing(_ statements: [(Statement, Moment)]) -> Examiner {
  var examiner = Examiner(mailboxCount: 2)
  for (index, (statement, moment)) in statements.enumerated() {
    examiner.hear(statement, at: moment, in: LogPlace(file: "log", line: index + 1))
  }
  return examiner
}

private func concluding(_ statements: [(Statement, Moment)], of item: ItemFacts = item()) -> Conclusion {
  hearing(statements).conclude(item)
}

private func export(
  _ service: ExportRequest.Service = .mailboxReplication,
  _ scope: @escaping @Sendable (ItemFacts) -> ScopeReading = { _ in .inside(row: nil) }
) -> ExportRequest {
  ExportRequest(job: "J", service: service, mailboxes: [0], scope: scope)
}

private func item(
  mailbox: Int = 0, id: String = "<m@x.example>", folder: String = "Inbox", isFolderNameUnique: Bool = true,
  receivedAt: Moment = day(7), matchCount: Int = 1
) -> ItemFacts {
  let letter = Letter(
    reference: Letter.Reference(conversation: 0, number: 0), kind: .mail, messageClass: "IPM.Note",
    internetMessageID: id, inReplyTo: nil, references: [], subject: "A letter", language: .english,
    sender: Correspondent(name: "Ann", address: "ann@x.example"), recipients: [], sentAt: receivedAt, bodyKind: .plain,
    textLength: 500, attachments: [], byteCount: 1000)
  return ItemFacts(
    mailbox: mailbox,
    folder: Folder(
      number: 0, role: .inbox, parent: nil, name: folder, path: "\\" + folder, longTermID: [],
      containerClass: "IPF.Note"), isFolderNameUnique: isFolderNameUnique, letter: letter, receivedAt: receivedAt,
    matchCount: matchCount)
}
