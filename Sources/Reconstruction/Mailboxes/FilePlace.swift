/// Which folder of a mailbox a file of mail stands for or lies in, as its path says.
///
/// Mail programs and export tools write folders as folders with one file a message, as one file a folder (mbox; what
/// lies below it in a folder called after it, `Inbox.sbd`), or as Maildir.
struct FilePlace {
  /// What the path begins with, up to the folder or file that is called by the owner's address; else the part of it that
  /// was named on the command line.
  let root: String
  /// From below the root. Empty where the file lies at the root itself, or is the whole mailbox.
  let names: [String]
  /// Whether the root is called by an address.
  let isOwned: Bool

  /// `boxes` are the Maildirs that others lie in (`FilePlace.maildir`).
  init(_ exhibit: MailExhibit, boxes: Set<String>) {
    var parts = exhibit.relativePath.split(separator: "/").map(String.init)
    let file = parts.popLast() ?? ""
    let isMaildir = Self.isMaildir(parts, file)
    if isMaildir { parts.removeLast() }
    if exhibit.kind == "emlx" { parts = Self.withoutAppleFolders(parts) }
    if exhibit.kind == "mbox", !(file == "mbox" && parts.last?.hasSuffix(".mbox") == true) { parts.append(file) }
    let owner = parts.lastIndex { PathNames.address(in: $0) != nil }
    let start = owner.map { $0 + 1 } ?? min(1, parts.count)
    root = parts.prefix(start).joined(separator: "/")
    isOwned = owner != nil
    var names = parts[start...].filter { !$0.lowercased().hasSuffix(".gz") || $0 == file }.map(Self.withoutEnding)
    if isMaildir { names = Self.maildirNames(names, parts, isBox: boxes.contains(parts.joined(separator: "/"))) }
    let isDecoded = isMaildir || exhibit.kind == "mbox"
    self.names = isDecoded ? names.map { modifiedUTF7($0) ?? $0 } : names
  }

  private static func withoutEnding(_ name: String) -> String {
    var rest = Substring(name)
    while let dot = rest.lastIndex(of: "."), dot > rest.startIndex,
      ["sbd", "mbox", "mbx", "imapmbox", "gz"].contains(rest[rest.index(after: dot)...].lowercased())
    {
      rest = rest[..<dot]
    }
    return String(rest)
  }

  /// `V10/<account>/INBOX.mbox/<id>/Data/1/Messages/17.emlx`: what stands behind the last mailbox is Apple Mail's own.
  private static func withoutAppleFolders(_ parts: [String]) -> [String] {
    guard let box = parts.lastIndex(where: { $0.hasSuffix(".mbox") || $0.hasSuffix(".imapmbox") }) else {
      return parts.last == "Messages" ? parts.dropLast() : parts
    }
    return Array(parts[...box])
  }

  // MARK: Maildir

  /// The path of the Maildir that a folder `.Sent.2019` of it lies in; nil for any other file.
  static func maildir(around relativePath: String) -> String? {
    var parts = relativePath.split(separator: "/").map(String.init)
    let file = parts.popLast() ?? ""
    guard isMaildir(parts, file), parts.count >= 3, parts[parts.count - 2].hasPrefix(".") else { return nil }
    return parts.dropLast(2).joined(separator: "/")
  }

  /// Messages of a Maildir lie in `cur` or `new` and are called by the second in which they came.
  private static func isMaildir(_ folders: [String], _ file: String) -> Bool {
    guard let last = folders.last, ["cur", "new", "tmp"].contains(last) else { return false }
    let digits = file.prefix { $0.isASCII && $0.isNumber }
    return digits.count >= 6 && file.dropFirst(digits.count).first == "."
  }

  /// `.Sent.2019` beside `cur` is the folder Sent\2019, and the Maildir itself the inbox.
  private static func maildirNames(_ names: [String], _ parts: [String], isBox: Bool) -> [String] {
    guard let last = parts.last else { return ["INBOX"] }
    if last.hasPrefix("."), last != ".maildir" { return last.split(separator: ".").map(String.init) }
    let isNamedSo = ["maildir", ".maildir"].contains(last.lowercased())
    if isBox || isNamedSo || names.isEmpty { return ["INBOX"] }
    let top = names.lastIndex { ["maildir", ".maildir"].contains($0.lowercased()) }
    return Array(names[(top.map { $0 + 1 } ?? 0)...])
  }
}

/// The name of a mailbox as IMAP servers write it ([RFC 3501] 5.1.3): `Entw&APw-rfe`. Nil where it is none.
func modifiedUTF7(_ name: String) -> String? {
  guard name.utf8.contains(UInt8(ascii: "&")), name.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
  var result = ""
  var rest = name[...]
  while let start = rest.firstIndex(of: "&") {
    result += rest[..<start]
    guard let end = rest[start...].firstIndex(of: "-") else { return nil }
    let digits = rest[rest.index(after: start)..<end]
    guard digits.isEmpty || shifted(digits) != nil else { return nil }
    result += digits.isEmpty ? "&" : shifted(digits) ?? ""
    rest = rest[rest.index(after: end)...]
  }
  return result + rest
}

/// Base64 with `,` for `/` and without padding, of UTF-16 in network order.
private func shifted(_ digits: Substring) -> String? {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,".utf8)
  var (bits, count): (UInt32, Int) = (0, 0)
  var units: [UInt16] = []
  for digit in digits.utf8 {
    guard let value = alphabet.firstIndex(of: digit) else { return nil }
    bits = bits << 6 | UInt32(value)
    count += 6
    if count >= 16 {
      units.append(UInt16(truncatingIfNeeded: bits >> UInt32(count - 16)))
      count -= 16
      bits &= 1 << UInt32(count) - 1
    }
  }
  guard count < 6, bits == 0, !units.isEmpty else { return nil }
  return String(validating: units, as: UTF16.self)
}
