import Crypto

/// Writes one mailbox: its store, where it is handed over, and the truth of each of its items, whether held or not.
/// Mailboxes know nothing of each other, so that several can be written at a time; each writes truth files of its own,
/// which are put together in their order.
struct MailboxWriting: Sendable {
  let mailbox: Mailbox
  /// Nil for a mailbox that is missing from the evidence.
  let order: StoreOrder?
  let stage: Stage
  let examiner: Examiner
  let takings: Takings
  let folder: CaseFolder
  let report: @Sendable (_ items: Int) -> Void

  /// How many messages there are in the store, embedded ones too, and how many messages were taken.
  struct Outcome: Sendable {
    var itemCount = 0
    var embeddedCount = 0
    var takenCount = 0
  }

  func run() throws(MakerError) -> Outcome {
    var outcome = Outcome()
    let makes = ItemMaker(stage)
    let truth = try TruthParts(in: folder, number: mailbox.number)
    let store: (any ItemStore)? = if let order { try openStore(order, for: mailbox, in: folder) } else { nil }
    let package =
      if let export = order?.export { try SearchExportPackage(export, of: mailbox, in: folder) } else {
        nil as SearchExportPackage?
      }
    let matches = matchCounts()
    let twins = twins()
    var exportedCount = 0
    var perFile: [String: Int] = [:]
    for copy in copies() {
      try Interruption.check()
      let isHeld = holds(copy)
      let acts = takings.of(ItemKey(copy), in: mailbox.number, folder: Int(copy.folder), arrivedAt: copy.arrivedAt)
      guard isHeld || !acts.isEmpty else { continue }
      guard let letter = stage.letter(copy.reference) else {
        throw MakerError("\(mailbox.address): a copy without a letter in folder \(copy.folder)")
      }
      if !acts.isEmpty {
        outcome.takenCount += 1
        try truth.taken(lines(of: acts, letter: letter, isHeld: isHeld, matches))
      }
      guard isHeld, let store else { continue }
      let item = try makes.item(copy)
      let place = try store.add(
        item, to: mailbox.folders[Int(copy.folder)], isOnly: !twins.contains(copy.reference))
      let isInResults = order?.export.map { copy.arrivedAt <= $0.exportedAt && $0.holds(letter) } ?? false
      let conclusion = conclude(copy, item, matches, isInResults: isInResults && isRecognised(item))
      let line = MessageLine(
        item: item, place: place, mailbox: mailbox, folder: mailbox.folders[Int(copy.folder)], acts: acts.map(\.act),
        conclusion: conclusion)
      let embedded = try truth.message(line)
      outcome.itemCount += 1
      outcome.embeddedCount += embedded
      perFile[place.file, default: 0] += 1 + embedded
      report(1)
      guard let package, isInResults else { continue }
      // That it was taken is told as an act of the mailbox's own item.
      let again = MessageLine(
        item: item, place: try package.add(item, to: mailbox.folders[Int(copy.folder)]), mailbox: mailbox,
        folder: mailbox.folders[Int(copy.folder)], acts: [],
        conclusion: conclude(copy, item, matches, isInResults: true))
      let within = try truth.message(again)
      outcome.itemCount += 1
      outcome.embeddedCount += within
      exportedCount += 1 + within
    }
    if let package { try truth.file(package.finish(), format: "ediscovery-zip", count: exportedCount) }
    for file in try store?.finish() ?? [] {
      try truth.file(file, format: order?.format.rawValue ?? "", count: perFile[file.path] ?? 0)
    }
    try truth.finish()
    return outcome
  }

  /// Those of the world and the scenario's own, in the order of their arrival.
  private func copies() -> [Copy] {
    let world = Array(stage.world.copies(in: mailbox.number))
    guard let extras = order?.extras, !extras.isEmpty else { return world }
    var merged: [Copy] = []
    merged.reserveCapacity(world.count + extras.count)
    var rest = extras.sorted { ($0.arrivedSeconds, $0.conversation) < ($1.arrivedSeconds, $1.conversation) }[...]
    for copy in world {
      while let next = rest.first, next.arrivedSeconds < copy.arrivedSeconds {
        merged.append(next)
        rest.removeFirst()
      }
      merged.append(copy)
    }
    return merged + rest
  }

  private func holds(_ copy: Copy) -> Bool { order?.holds(copy) ?? false }

  /// The letters that the store holds more than one copy of.
  private func twins() -> Set<Letter.Reference> {
    guard order?.format == .pstDeleted else { return [] }
    var (seen, twins) = (Set<Letter.Reference>(), Set<Letter.Reference>())
    for copy in copies() where holds(copy) && !seen.insert(copy.reference).inserted { twins.insert(copy.reference) }
    return twins
  }

  /// How often the store holds a Message-ID that a record names: more than once second copies, and letters of devices
  /// that begin to count anew.
  private func matchCounts() -> [MessageKey: Int] {
    guard order != nil, examiner.namesAny(in: mailbox.number) else { return [:] }
    var counts: [MessageKey: Int] = [:]
    for copy in copies() where holds(copy) {
      guard let id = stage.letter(copy.reference)?.internetMessageID else { continue }
      if examiner.names(id, in: mailbox.number) { counts[MessageKey(id), default: 0] += 1 }
    }
    return counts
  }

  /// Whether an item that lies in results at hand too is seen to be the same: by its Message-ID, or by the key that the
  /// server's store gave it, which files of mail do not have.
  private func isRecognised(_ item: Item) -> Bool { item.letter.internetMessageID != nil || !isInFilesOfMail }

  private var isInFilesOfMail: Bool { order.map { [.eml, .mbox].contains($0.format) } ?? false }

  /// What lies in results that are at hand was there when they were made.
  private func conclude(
    _ copy: Copy, _ item: Item, _ matches: [MessageKey: Int], isInResults: Bool
  ) -> Conclusion {
    let home = mailbox.folders[Int(copy.folder)]
    let isShown = isInResults || showsArrival(item)
    return examiner.conclude(
      ItemFacts(
        mailbox: mailbox.number, folder: home,
        isFolderNameUnique: !mailbox.folders.contains { $0.name == home.name && $0.number != home.number },
        letter: item.letter, receivedAt: isShown ? copy.arrivedAt : min(item.letter.sentAt, copy.arrivedAt),
        isArrivalShown: isShown, isSentShown: item.letter.internetMessageID != nil || isInFilesOfMail,
        isInResults: isInResults, matchCount: item.letter.internetMessageID.flatMap { matches[MessageKey($0)] } ?? 1))
  }

  /// A file of mail that no server passed on has its own date and no other. What the owner wrote lies there since then;
  /// what others wrote, as an appointment that was accepted later, has lain there since some time after it. The time in an
  /// mbox From_ line is that of whatever program wrote the file, and says only by when it was there.
  private func showsArrival(_ item: Item) -> Bool {
    guard isInFilesOfMail else { return true }
    return item.transportHeaders != nil || item.letter.sender.address == mailbox.address
  }

  /// Of a copy that is gone nothing is concluded where the store holds another: the id that a record names is that one's.
  private func lines(
    of acts: [Taking], letter: Letter, isHeld: Bool, _ matches: [MessageKey: Int]
  ) -> [JSON] {
    let named = examiner.names(letter.internetMessageID, in: mailbox.number)
    let isAtHand = isHeld || letter.internetMessageID.map { matches[MessageKey($0)] != nil } ?? false
    let missing = isAtHand ? nil : examiner.concludeMissing(messageID: letter.internetMessageID, in: mailbox.number)
    return acts.map { taking in
      .object([
        "act": .string(taking.act), "mailbox": .string(mailbox.address),
        "message_id": letter.internetMessageID.map { .string($0) } ?? .null, "subject": .string(letter.subject),
        "at": .string(taking.at.isoMicroseconds), "hand": .string(taking.hand.rawValue),
        "how": .string(taking.how.rawValue), "held": .bool(isHeld), "named_in_log": .bool(named),
        "concludable": isAtHand ? nil : missing?.json ?? .null,
      ])
    }
  }
}
