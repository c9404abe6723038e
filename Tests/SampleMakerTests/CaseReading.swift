import Foundation
import Testing

/// A line of a truth file.
struct TruthLine {
  let members: [String: Any]

  func text(_ name: String) -> String { members[name] as? String ?? "" }
  func number(_ name: String) -> Int { members[name] as? Int ?? -1 }
  func list(_ name: String) -> [Any] { members[name] as? [Any] ?? [] }
  func has(_ name: String) -> Bool { members[name] != nil && !(members[name] is NSNull) }
  func object(_ name: String) -> TruthLine { TruthLine(members: members[name] as? [String: Any] ?? [:]) }

  var rows: [Int] { object("concludable").list("rows").compactMap { $0 as? Int } }
  var tier: String { object("concludable").text("tier") }
}

/// The lines of `truth/NAME.jsonl` of a case.
func truth(_ name: String, of folder: URL) throws -> [TruthLine] {
  let text = try String(contentsOf: folder.appending(path: "truth/\(name).jsonl"), encoding: .utf8)
  return try text.split(separator: "\n").map { line in
    let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
    return TruthLine(members: try #require(value as? [String: Any]))
  }
}
