import EvidenceDatabase
import Foundation

/// Indicators in a STIX 2.1 bundle: its indicator objects whose pattern compares one of the properties below with a value
/// for equality, with a list (`IN`) or a network (`ISSUBSET`), alternatives (`OR`) each by itself, and the observables of
/// these kinds that stand in it themselves.
///
/// | STIX | here |
/// |---|---|
/// | `ipv4-addr:value`, `ipv6-addr:value` | `ip` |
/// | `email-addr:value`, `user-account:account_login`, `user-account:user_id` | `user` |
/// | `software:name`, `…'User-Agent'` of a request header | `user_agent` |
/// | `domain-name:value` | `domain` |
/// | `url:value` | `url` |
/// | `file:hashes.'SHA-256'`, `file:hashes.MD5` | `hash` |
///
/// What does not map (names of files, other hashes, patterns that ask for two things at once) is counted by kind and told:
/// an indicator that silently does nothing would read as an all-clear.
struct STIXIndicators {
  private(set) var indicators: [Indicator] = []
  /// Kinds of objects, and of what patterns ask for, that nothing here answers to.
  private(set) var unmapped: [String: Int] = [:]
  private let source: String

  private struct Bundle: Decodable {
    let type: String
    let objects: [Object]?
  }
  private struct Object: Decodable {
    let type: String
    let name: String?
    let pattern: String?
    let value: String?
    let account_login: String?
    let user_id: String?
    let hashes: [String: String]?
    let revoked: Bool?

    private enum CodingKeys: CodingKey { case type, name, pattern, value, account_login, user_id, hashes, revoked }

    /// Objects of kinds that a producer made up may have members of these names that are something else: such a member is
    /// as good as absent, and costs neither the object nor the bundle.
    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: CodingKeys.self)
      func text(_ key: CodingKeys) -> String? { try? members.decodeIfPresent(String.self, forKey: key) }
      type = text(.type) ?? "object without a type"
      (name, pattern, value) = (text(.name), text(.pattern), text(.value))
      (account_login, user_id) = (text(.account_login), text(.user_id))
      hashes = try? members.decodeIfPresent([String: String].self, forKey: .hashes)
      revoked = try? members.decodeIfPresent(Bool.self, forKey: .revoked)
    }
  }

  init(_ bytes: [UInt8], source: String) throws {
    self.source = source
    let bundle: Bundle
    do {
      bundle = try JSONDecoder().decode(Bundle.self, from: Data(bytes))
    } catch {
      throw CommandError("\(source): this is no STIX 2.1 bundle (\(error))")
    }
    guard bundle.type == "bundle" else {
      throw CommandError("\(source): a STIX object of type \(bundle.type), not a bundle")
    }
    for (place, object) in (bundle.objects ?? []).enumerated() {
      if object.revoked == true {
        unmapped["revoked \(object.type)", default: 0] += 1
      } else {
        take(object, number: place + 1)
      }
    }
  }

  /// What is no indicator by itself: who saw it, and how things belong together.
  private static let context: Set<String> = [
    "identity", "relationship", "marking-definition", "report", "sighting", "observed-data", "note",
    "extension-definition",
  ]

  private mutating func take(_ object: Object, number: Int) {
    switch object.type {
    case "indicator": take(pattern: object.pattern ?? "", note: object.name, number: number)
    case "ipv4-addr", "ipv6-addr": add(.ip, object.value, nil, number, from: object.type)
    case "email-addr": add(.user, object.value, nil, number, from: object.type)
    case "user-account": add(.user, object.account_login ?? object.user_id, nil, number, from: object.type)
    case "software": add(.userAgent, object.name, nil, number, from: object.type)
    case "domain-name": add(.domain, object.value, nil, number, from: object.type)
    case "url": add(.url, object.value, nil, number, from: object.type)
    case "file":
      let known = (object.hashes ?? [:]).filter { Self.hashNames.contains($0.key.lowercased()) }
      if known.isEmpty { unmapped["file without SHA-256 or MD5", default: 0] += 1 }
      for (_, value) in known.sorted(by: { $0.key < $1.key }) { add(.hash, value, nil, number, from: object.type) }
    case let type where !Self.context.contains(type): unmapped[type, default: 0] += 1
    default: break
    }
  }

  private static let hashNames: Set<String> = ["sha-256", "sha256", "md5"]

  /// `file:hashes.'SHA-256'` and how else it is written.
  private static func isHash(_ path: String) -> Bool {
    let path = path.lowercased().filter { !"'\"".contains($0) }
    return hashNames.contains { path == "file:hashes.\($0)" }
  }

  /// `[a = 'x' OR b = 'y'] OR [c = 'z']`: one value each. Anything that joins two conditions is not taken apart.
  private mutating func take(pattern: String, note: String?, number: Int) {
    guard let comparisons = Self.alternatives(in: pattern) else {
      unmapped["pattern of several conditions", default: 0] += 1
      return
    }
    for comparison in comparisons {
      let kind: Indicator.Kind? =
        switch comparison.path {
        case "ipv4-addr:value", "ipv6-addr:value": .ip
        case "email-addr:value", "user-account:account_login", "user-account:user_id": .user
        case "software:name": .userAgent
        case "domain-name:value": .domain
        case "url:value": .url
        case let path where Self.isHash(path): .hash
        case let path where path.lowercased().contains("user-agent"): .userAgent
        default: nil
        }
      if let kind {
        add(kind, comparison.value, note, number, from: comparison.path)
      } else {
        unmapped[comparison.path, default: 0] += 1
      }
    }
  }

  private mutating func add(_ kind: Indicator.Kind, _ value: String?, _ note: String?, _ number: Int, from path: String)
  {
    guard let value, !value.isEmpty,
      let indicator = Indicator(kind, value, note: note, source: source, sourceLine: number)
    else {
      unmapped["\(path) without a usable value", default: 0] += 1
      return
    }
    indicators.append(indicator)
  }

  private typealias Comparison = (path: String, value: String)

  /// Nil where the pattern is more than alternatives of equality, of lists and of networks.
  private static func alternatives(in pattern: String) -> [Comparison]? {
    var rest = Substring(pattern)
    var found: [Comparison] = []
    func skip() { rest = rest.drop { $0.isWhitespace || "[]()".contains($0) } }
    func take(_ word: String) -> Bool {
      guard rest.prefix(word.count).uppercased() == word else { return false }
      rest = rest.dropFirst(word.count)
      return true
    }
    while true {
      skip()
      let path = pathPrefix(rest)
      guard path.contains(":") else { return nil }
      rest = rest.dropFirst(path.count)
      skip()
      let isList = take("IN ") || take("IN(")
      let isNetwork = path.hasPrefix("ipv") && take("ISSUBSET ")
      guard isList || isNetwork || take("==") || take("=") else { return nil }
      repeat {
        skip()
        guard rest.first == "'", let value = literal(&rest) else { return nil }
        found.append((String(path), value))
        skip()
      } while isList && take(",")
      if rest.isEmpty { return found }
      guard take("OR") else { return nil }
    }
  }

  /// Up to the operator; a key in quotes may hold anything.
  private static func pathPrefix(_ text: Substring) -> Substring {
    var isQuoted = false
    return text.prefix { character in
      if character == "'" { isQuoted.toggle() }
      return isQuoted || !(character.isWhitespace || "=<>!".contains(character))
    }
  }

  /// A string in single quotes, `\'` and `\\` inside it.
  private static func literal(_ rest: inout Substring) -> String? {
    var value = ""
    var next = rest.dropFirst()
    while let character = next.popFirst() {
      if character == "'" {
        rest = next
        return value
      }
      if character == "\\" {
        guard let escaped = next.popFirst() else { return nil }
        value.append(escaped)
      } else {
        value.append(character)
      }
    }
    return nil
  }
}
