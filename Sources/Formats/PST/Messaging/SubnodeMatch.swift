import Bytes
import MAPI

/// Finds the subnodes of items that were found without a node: their recipients, attachments and long texts stand in a
/// tree of subnodes that only the node named.
package struct SubnodeMatch {
  /// How sure it is that a tree of subnodes is the item's.
  package enum Ground: String, Sendable {
    /// It has the subnodes that the item's properties name, which a store gives out once.
    case named = "subnodes by their ids"
    /// Its recipients are those that the item displays, and no other tree has these.
    case recipients = "subnodes by recipients"
  }

  /// Where more trees than these could be the item's, none is.
  private static let candidateLimit = 64

  private struct Top {
    let id: BlockID
    let nodes: [Node]
    /// Display names of its recipients, sorted.
    let names: [String]
    var isTaken = false
  }
  private var tops: [Top] = []
  private var byNode: [NodeID: [Int]] = [:]
  private var byNames: [[String]: [Int]] = [:]

  package init(_ subnodeTops: [BlockID], in store: MessageStore) throws {
    for id in subnodeTops {
      let tree = try store.database.subnodes(id, of: .none)
      let names = try tree.node(.recipientTable).map { try Self.names($0, store) } ?? []
      for node in tree.nodes { byNode[node.id, default: []].append(tops.count) }
      if !names.isEmpty { byNames[names, default: []].append(tops.count) }
      tops.append(Top(id: id, nodes: tree.nodes, names: names))
    }
  }

  /// The subnodes of `item`, where it is clear which are; no tree is given twice.
  package mutating func take(for item: MessageObject) throws -> (top: BlockID, ground: Ground)? {
    guard let properties = item.properties else { return nil }
    let needed = properties.subnodeIDs
    let shown = try Self.shownNames(properties)
    let found: [Int]
    if let first = needed.first {
      found = (byNode[first] ?? []).prefix(Self.candidateLimit).filter { index in
        !tops[index].isTaken && needed.allSatisfy { id in tops[index].nodes.contains { $0.id == id } }
      }
    } else {
      found = (shown.isEmpty ? [] : byNames[shown] ?? []).prefix(Self.candidateLimit).filter { !tops[$0].isTaken }
    }
    let narrowed = found.count > 1 ? found.filter { tops[$0].names == shown } : found
    guard narrowed.count == 1, let index = narrowed.first else { return nil }
    tops[index].isTaken = true
    return (tops[index].id, needed.isEmpty ? .recipients : .named)
  }

  private static func names(_ table: Node, _ store: MessageStore) throws -> [String] {
    var names: [String] = []
    try store.database.damage.attempt("") {
      try TableContext(table, in: store.database, owner: "recipients").forEachRow { _, row in
        if let name = try row.text(.displayName), !name.isEmpty { names.append(name) }
      }
    }
    return names.sorted()
  }

  /// PidTagDisplayTo, -Cc and -Bcc: names with semicolons between them ([MS-OXOMSG] 2.2.1.7).
  private static func shownNames(_ properties: Properties) throws -> [String] {
    try [PropertyID.displayTo, .displayCc, .displayBcc].flatMap { id in
      (try properties.text(id) ?? "").split(separator: ";").map { name in
        var name = name
        while name.first == " " { name.removeFirst() }
        return String(name)
      }
    }.filter { !$0.isEmpty }.sorted()
  }
}
