/// Makes the folders of one mailbox: those that every mailbox has, and those that its owner made.
struct FolderMaker {
  private var folders: [Folder] = []
  private var dice: Dice
  private let names: FolderNames
  private let mailboxGUID: GUID

  /// Every third mailbox has two folders of the same name, one of them below the inbox, one below the projects.
  static func folders(language: Language, number: Int, isShared: Bool, mailboxGUID: GUID, dice: Dice) -> [Folder] {
    var maker = FolderMaker(language: language, mailboxGUID: mailboxGUID, dice: dice)
    maker.addStandard()
    maker.addCustom(count: isShared ? maker.dice.below(4) : maker.dice.longTail(median: 5, most: 40) - 1)
    if number % 3 == 0 { maker.addTwins() }
    return maker.folders
  }

  private init(language: Language, mailboxGUID: GUID, dice: Dice) {
    (names, self.mailboxGUID, self.dice) = (FolderNames.all[language.ordinal], mailboxGUID, dice)
  }

  private mutating func addStandard() {
    add(.inbox, names.inbox)
    add(.sent, names.sent)
    add(.deleted, names.deleted)
    add(.drafts, names.drafts)
    add(.calendar, names.calendar, contains: "IPF.Appointment")
    add(.contacts, names.contacts, contains: "IPF.Contact")
    add(.tasks, names.tasks, contains: "IPF.Task")
    add(.notes, names.notes, contains: "IPF.StickyNote")
    add(.junk, names.junk)
    add(.archive, names.archive)
    let recoverable = add(.recoverableItems, "Recoverable Items")
    add(.recoverableDeletions, "Deletions", below: recoverable)
  }

  /// Up to three deep below the inbox or the top.
  private mutating func addCustom(count: Int) {
    for _ in 0..<count {
      let parent = dice.chance(perMille: 350) ? nil : pickParent()
      let name = dice.pick(names.custom)
      guard !folders.contains(where: { $0.parent == parent && $0.name == name }) else { continue }
      add(.custom, name, below: parent)
    }
  }

  private mutating func pickParent() -> Int {
    dice.pick(folders.filter { $0.role == .inbox || ($0.role == .custom && depth(of: $0) < 3) }).number
  }

  private func depth(of folder: Folder) -> Int { folder.parent.map { 1 + depth(of: folders[$0]) } ?? 1 }

  private mutating func addTwins() {
    let projects =
      folders.first { $0.parent == nil && $0.name == names.projects }?.number ?? add(.custom, names.projects)
    for parent in [0, projects] where !folders.contains(where: { $0.parent == parent && $0.name == names.invoices }) {
      add(.custom, names.invoices, below: parent)
    }
  }

  @discardableResult
  private mutating func add(
    _ role: Folder.Role, _ name: String, below parent: Int? = nil, contains itemClass: String = "IPF.Note"
  ) -> Int {
    let number = folders.count
    folders.append(
      Folder(
        number: number, role: role, parent: parent, name: name,
        path: (parent.map { folders[$0].path } ?? "") + "\\" + name,
        longTermID: mailboxGUID.structureBytes + counter(0x0100 + number), containerClass: itemClass))
    return number
  }
}

/// A GLOBCNT ([MS-OXCDATA] 2.2.1.3.1): six bytes, the greatest first.
func counter(_ number: Int) -> [UInt8] {
  (0..<6).map { UInt8(truncatingIfNeeded: number >> (40 - 8 * $0)) }
}
