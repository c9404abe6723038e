import Queries

/// Which folders and kinds of items an export request takes, by its switches.
///
/// `#Inbox#` is that folder whatever its name, `#Inbox#/*` it and those below it. Recoverable Items are exported whatever
/// the folders, save with ExcludeDumpster; associated items whatever the filter, save with DoNotCopy.
struct ExportScope {
  /// An item's place in the stores at hand.
  struct Place: Hashable {
    /// From the top of the mailbox; nil where the item is in none that is known.
    let folders: [String]?
    /// `primary`, `archive`, `recoverable`, `public`.
    let area: String?

    /// `\Top of Outlook data file\Inbox` as its parts in lower case, without what stands above a mailbox's folders.
    init(path: String?, area: String?) {
      self.area = area
      folders = path.map { path in
        var parts = path.lowercased().split(separator: "\\").map(String.init)
        while let first = parts.first, Place.roots.contains(first) { parts.removeFirst() }
        return parts
      }
    }

    private static let roots: Set<String> = [
      "top of outlook data file", "top of personal folders", "top of information store", "ipm_subtree", "root",
      "root - mailbox", "root - public", "outlook data file", "personal folders",
    ]

    var isRecoverable: Bool {
      area == "recoverable" || folders?.first.map(WellKnownFolders.recoverable.contains) == true
    }
  }

  private struct Pattern {
    let text: String
    let isWellKnown: Bool
    let parts: [String]
    let withSubfolders: Bool

    /// `#Inbox#/*`, `Projects/2020`, `\#Notes\#`.
    init(_ text: String) {
      self.text = text
      var rest = text.trimmed.trimmingMarks.lowercased().replacing("\\#", with: "\u{1}")
      withSubfolders = rest.hasSuffix("/*")
      if withSubfolders { rest.removeLast(2) }
      isWellKnown = rest.hasPrefix("#") && rest.dropFirst().contains("#")
      parts = rest.split(separator: "/").map { part in
        String(part).replacing("#", with: "").replacing("\u{1}", with: "#")
      }
    }

    /// Whether its folders stand in a variable, which may be any.
    var isOpen: Bool { text.holdsVariable }

    func fits(_ folders: [String]) -> Bool {
      guard !parts.isEmpty, folders.count >= parts.count, withSubfolders || folders.count == parts.count else {
        return false
      }
      for (place, part) in parts.enumerated() {
        let names = place == 0 && isWellKnown ? WellKnownFolders.names[part] ?? [part] : [part]
        guard names.contains(folders[place]) else { return false }
      }
      return true
    }

    /// Whether a folder whose name is in no language known here may be the one that is meant.
    func mayFit(_ folders: [String]) -> Bool {
      if isOpen { return true }
      guard isWellKnown, let first = folders.first, !WellKnownFolders.all.contains(first) else { return false }
      return withSubfolders || folders.count == parts.count
    }
  }

  private let included: [Pattern]
  private let excluded: [Pattern]
  private let sourceRoot: String?
  /// A variable whose parameters the command took besides (`@more`): any of the above, and a filter, may be in it.
  private let splatted: String?
  private let isArchive: Bool
  private let excludesDumpster: Bool
  let copiesAssociated: Bool
  /// Whether the answer rests on where items lie.
  var asksForFolders: Bool { !included.isEmpty || !excluded.isEmpty || sourceRoot != nil }

  /// `text` is as `MailboxExports` writes it; nil takes all.
  init(_ text: String?) {
    var given: [String: String] = [:]
    for part in (text ?? "").components(of: "; ") where part.hasPrefix("-") {
      let name = part.dropFirst().prefix { $0 != " " }
      given[String(name)] = String(part.dropFirst(name.count + 2))
    }
    func patterns(_ name: String) -> [Pattern] {
      (given[name] ?? "").split { ",;".contains($0) }.map { Pattern(String($0)) }
    }
    func isOn(_ name: String) -> Bool {
      given[name].map { !["false", "$false", "0"].contains($0.trimmed.lowercased()) } ?? false
    }
    included = patterns("includefolders")
    excluded = patterns("excludefolders")
    sourceRoot = given["sourcerootfolder"].flatMap { $0.isEmpty ? nil : $0 }
    splatted = given["splatted"]
    isArchive = isOn("isarchive")
    excludesDumpster = isOn("excludedumpster")
    copiesAssociated = given["associatedmessagescopyoption"]?.lowercased() != "donotcopy"
  }

  /// The places that a search leaves out, in the words of its scope.
  static func excluding(_ places: [String]) -> String {
    "-exchangelocationexclusion \(places.joined(separator: ","))"
  }
  static func excludedPlaces(_ text: String?) -> [String] {
    let parts = (text ?? "").components(of: "; ")
    let given = parts.first { $0.hasPrefix(excluding([])) }?.dropFirst(excluding([]).count)
    return (given ?? "").split(separator: ",").map(String.init)
  }

  /// Whether the folder named by some mark is in the store at all; if not, its name may be of a language not known here.
  func knowsFolders(of places: some Sequence<Place>) -> Bool {
    if (included + excluded).contains(where: \.isOpen) { return false }
    let wanted = (included + excluded).filter(\.isWellKnown)
    guard !wanted.isEmpty else { return true }
    return places.contains { place in wanted.contains { $0.fits(Array((place.folders ?? []).prefix($0.parts.count))) } }
  }

  func verdict(_ place: Place, knowsFolders: Bool) -> Verdict {
    if let area = place.area, area != "recoverable" {
      if isArchive != (area == "archive") { return .outside }
    } else if isArchive, !place.isRecoverable {
      return .undetermined(parts: ["-IsArchive: the store at hand does not say which items are the archive's"])
    }
    if place.isRecoverable, excludesDumpster { return .outside }
    if let splatted { return .undetermined(parts: ["parameters in a variable: \(splatted)"]) }
    if place.isRecoverable, sourceRoot == nil { return .inside }
    if let sourceRoot { return .undetermined(parts: ["-SourceRootFolder \(sourceRoot)"]) }
    guard asksForFolders else { return .inside }
    guard let folders = place.folders else {
      return .undetermined(parts: ["folders: those of the item are not at hand"])
    }
    if excluded.contains(where: { $0.fits(folders) }) { return .outside }
    if !knowsFolders, let open = excluded.first(where: { $0.mayFit(folders) }) {
      return .undetermined(parts: ["-ExcludeFolders \(open.text)"])
    }
    if included.isEmpty || included.contains(where: { $0.fits(folders) }) { return .inside }
    if !knowsFolders, let open = included.first(where: { $0.mayFit(folders) }) {
      return .undetermined(parts: ["-IncludeFolders \(open.text)"])
    }
    return .outside
  }
}

extension String {
  fileprivate func components(of separator: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
