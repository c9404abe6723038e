/// What the path of an exhibit says about whose it is.
struct PathNames {
  /// The file's own name without what formats and export tools add to it.
  let stem: String
  /// Folders that hold it, nearest first, without the same: `alice@corp.example.mbox/Inbox`.
  let folders: [String]

  init(_ relativePath: String) {
    var parts = relativePath.split(separator: "/").map(String.init)
    stem = parts.popLast().map(Self.stem(of:)) ?? ""
    folders = parts.reversed().map(Self.stem(of:))
  }

  /// The folder as one text: exhibits with the same one lie side by side.
  static func folder(of relativePath: String) -> String {
    guard let slash = relativePath.lastIndex(of: "/") else { return "" }
    return String(relativePath[..<slash])
  }

  static func fileName(of relativePath: String) -> String {
    relativePath.split(separator: "/").last.map(String.init) ?? relativePath
  }

  private static let endings: Set<String> = ["pst", "ost", "eml", "msg", "mbox", "mbx", "gz", "zip", "olm", "sbd"]

  /// Takes off known endings and the part numbers of export tools: `alice@corp.example.001.pst.gz`.
  private static func stem(of name: String) -> String {
    var rest = Substring(name)
    while let dot = rest.lastIndex(of: "."), dot > rest.startIndex {
      let ending = rest[rest.index(after: dot)...].lowercased()
      guard endings.contains(ending) || (!ending.isEmpty && ending.allSatisfy(\.isASCIIDigit)) else { break }
      rest = rest[..<dot]
    }
    return String(rest)
  }

  /// The one address in a name, in lower case; nil where there is none or more than one.
  static func address(in name: String) -> String? {
    var found: Set<String> = []
    for (index, character) in zip(name.indices, name) where character == "@" {
      let local = name[..<index].reversed().prefix { $0.isLocalPart }.reversed()
      let domain = domain(in: name[name.index(after: index)...])
      let trimmedLocal = String(local).drop { $0 == "." || $0 == "-" || $0 == "_" }
      guard !trimmedLocal.isEmpty, let domain else { continue }
      found.insert("\(trimmedLocal)@\(domain)".lowercased())
    }
    return found.count == 1 ? found.first : nil
  }

  private static func domain(in text: Substring) -> String? {
    var labels = text.prefix { $0.isASCIILetter || $0.isASCIIDigit || $0 == "-" || $0 == "." }
      .split(separator: ".", omittingEmptySubsequences: false)
    while let last = labels.last, last.isEmpty || last.allSatisfy(\.isASCIIDigit) { labels.removeLast() }
    guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty && $0.first != "-" && $0.last != "-" }),
      let top = labels.last, top.count >= 2, top.allSatisfy(\.isASCIILetter)
    else { return nil }
    return labels.joined(separator: ".")
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isWholeNumber }
  fileprivate var isASCIILetter: Bool { isASCII && isLetter }
  fileprivate var isLocalPart: Bool { isASCIILetter || isASCIIDigit || "._+-'%".contains(self) }
}
