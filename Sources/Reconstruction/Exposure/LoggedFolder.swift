import Records

/// A folder as a log names it.
struct LoggedFolder: Hashable {
  /// As logged.
  let name: String?
  /// The folder's own id in hexadecimal digits, where the logged one has a form that is known.
  let key: String?
  /// The parts of the path or name, in lower case.
  private let parts: [String]
  private let isPath: Bool

  init(name: String?, key: String?) {
    self.name = name
    self.key = key.flatMap { EntryIdentifier($0)?.folderKeyOfFolder }
    parts = Self.parts(name ?? "")
    isPath = name?.contains("\\") ?? false
  }

  private static func parts(_ path: String) -> [String] {
    path.lowercased().split(separator: "\\").map(String.init)
  }

  var isNamed: Bool { !parts.isEmpty }

  func hasSameID(as folderKey: String?) -> Bool {
    guard let key, let folderKey else { return false }
    return EntryIdentifier(folderKey)?.folderKeyOfFolder == key
  }

  /// The same path from the top.
  func hasSamePath(as path: String) -> Bool { isPath && isNamed && Self.parts(path) == parts }

  /// The same name, or a path that ends alike: exports may put folders of their own above.
  func endsLike(_ path: String, name: String) -> Bool {
    guard isNamed else { return false }
    return isPath ? Self.parts(path).suffix(parts.count) == parts[...] : name.lowercased() == parts[0]
  }
}

/// Folders as logs name them, each taken apart once: accesses name the same few by the thousand.
struct LoggedFolders {
  private struct Naming: Hashable {
    let name: String?
    let key: String?
  }
  private var known: [Naming: LoggedFolder] = [:]
  /// More folders than any mailbox has, few enough that a hostile log fills no memory with them.
  private static let limit = 20_000

  mutating func folder(name: String?, key: String?) -> LoggedFolder {
    let naming = Naming(name: name, key: key)
    if let folder = known[naming] { return folder }
    if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
    let folder = LoggedFolder(name: name, key: key)
    known[naming] = folder
    return folder
  }
}
