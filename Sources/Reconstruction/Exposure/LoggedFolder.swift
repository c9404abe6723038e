import Foundation
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
    self.key = key.flatMap(FolderID.comparable)
    parts = Self.parts(name ?? "")
    isPath = name?.contains("\\") ?? false
  }

  private static func parts(_ path: String) -> [String] {
    path.lowercased().split(separator: "\\").map(String.init)
  }

  var isNamed: Bool { !parts.isEmpty }

  func hasSameID(as folderKey: String?) -> Bool {
    guard let key, let folderKey else { return false }
    return FolderID.comparable(folderKey) == key
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

/// The forms in which folder ids are stored and logged.
enum FolderID {
  /// The replica's GUID and the counter in it ([MS-OXCDATA] 2.2.1.3.1), which every form of a folder's id carries: 22
  /// bytes in hexadecimal digits. Nil for other forms: the entry ids of a PST are its own and compare with nothing.
  static func comparable(_ text: String) -> String? {
    guard let bytes = bytes(of: text) else { return nil }
    switch bytes.count {
    case 22: return hexadecimal(bytes)
    // Long-term id: two bytes of zero at its end.
    case 24 where bytes[22] == 0 && bytes[23] == 0: return hexadecimal(bytes[..<22])
    // Entry id of a folder ([MS-OXCDATA] 2.2.4.1): flags, provider, type, GUID and counter, two bytes of zero.
    case 46: return hexadecimal(bytes[22..<44])
    // The same as audit logs write it, between its length and a byte for the kind.
    case 48 where bytes[0] == 46: return hexadecimal(bytes[23..<45])
    default: return nil
    }
  }

  private static func bytes(of text: String) -> [UInt8]? {
    let digits = text.utf8.map(hexadecimalValue)
    if digits.count >= 44, digits.count % 2 == 0, digits.allSatisfy({ $0 != nil }) {
      return stride(from: 0, to: digits.count, by: 2).map { (digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0) }
    }
    guard text.utf8.count <= 256 else { return nil }
    let standard = text.replacing("-", with: "+").replacing("_", with: "/")
    return Data(base64Encoded: standard).map(Array.init)
  }

  private static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
