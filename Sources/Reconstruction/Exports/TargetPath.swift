/// Where an export was written to: `\\HOST\SHARE\FOLDER\FILE`.
struct TargetPath {
  let text: String
  /// In lower case; nil for a path without one.
  let host: String?
  /// Folders and file in lower case, without host; of an administrative share the drive is left out.
  let parts: [String]
  let isAdministrativeShare: Bool

  init(_ text: String) {
    self.text = text
    let plain = text.lowercased().replacing("/", with: "\\")
    var parts = plain.split(separator: "\\").map(String.init)
    host = plain.hasPrefix("\\\\") && !parts.isEmpty ? parts.removeFirst() : nil
    let first = parts.first ?? ""
    isAdministrativeShare = host != nil && first.count == 2 && first.hasSuffix("$")
    if isAdministrativeShare || first.hasSuffix(":") { parts = Array(parts.dropFirst()) }
    self.parts = parts
  }

  var fileName: String { parts.last ?? "" }
  var folder: [String] { Array(parts.dropLast()) }

  /// The server's name before its domain.
  var hostName: String? { host.map { isAddress ? $0 : String($0.prefix { $0 != "." }) } }

  var isLoopback: Bool { host == "localhost" || host == "." || host?.hasPrefix("127.") == true || host == "::1" }

  /// An address in place of a name: no share of an organisation goes by one, save its own server.
  var isAddress: Bool {
    guard let host else { return false }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
    return host.contains(":") || numbers.count == 4 && numbers.allSatisfy { UInt8($0) != nil }
  }

  /// Whether the service writes a store there; anything else is content put into a file of somebody's choice.
  var isStore: Bool { fileName.hasSuffix(".pst") }

  /// A page that a web server runs: an export to it is a web shell (ProxyShell).
  var isPage: Bool {
    let name = fileName
    return [".aspx", ".asp", ".ashx", ".asmx", ".asax", ".cshtml", ".jsp", ".php"].contains { name.hasSuffix($0) }
  }

  /// The folder as a web server of Exchange serves it, with a slash at either end: below inetpub\wwwroot, or below the
  /// front end's and back end's own folders.
  var webFolder: String? {
    for (root, prefix) in Self.roots {
      guard let start = folder.indices.first(where: { folder[$0...].starts(with: root) }) else { continue }
      return "/" + (prefix + folder[(start + root.count)...]).map { $0 + "/" }.joined()
    }
    guard let start = folder.firstIndex(of: "aspnet_client") else { return nil }
    return "/" + folder[start...].map { $0 + "/" }.joined()
  }

  private static let roots: [(root: [String], prefix: [String])] = [
    (["inetpub", "wwwroot"], []), (["frontend", "httpproxy"], []), (["clientaccess"], []),
  ]
}
