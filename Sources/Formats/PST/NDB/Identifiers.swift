/// The id of a node: five bits of type, 27 of index ([MS-PST] 2.2.2.1).
package struct NodeID: Sendable, Hashable, Comparable {
  package let rawValue: UInt32

  package init(_ rawValue: UInt32) { self.rawValue = rawValue }

  /// The kinds of node that the reader asks for.
  package enum Kind: UInt32, Sendable {
    case heapItem = 0x00
    case normalFolder = 0x02
    case searchFolder = 0x03
    case normalMessage = 0x04
    case attachment = 0x05
    case associatedMessage = 0x08
    case hierarchyTable = 0x0D
    case contentsTable = 0x0E
    case associatedTable = 0x0F

    /// What it is called in what examiners read.
    var tableName: String {
      switch self {
      case .hierarchyTable: "hierarchy table"
      case .contentsTable: "contents table"
      case .associatedTable: "table of associated contents"
      default: "node"
      }
    }
  }
  package var kind: Kind? { Kind(rawValue: rawValue & 0x1F) }

  /// The node of another kind that belongs to the same object ([MS-PST] 2.4.4).
  package func sibling(_ kind: Kind) -> NodeID { NodeID(rawValue & ~0x1F | kind.rawValue) }

  /// Of what was found without a node.
  package static let none = NodeID(0)
  package static let messageStore = NodeID(0x21)
  package static let nameToIDMap = NodeID(0x61)
  package static let rootFolder = NodeID(0x122)
  package static let attachmentTable = NodeID(0x671)
  package static let recipientTable = NodeID(0x692)

  package static func < (a: NodeID, b: NodeID) -> Bool { a.rawValue < b.rawValue }
}

extension NodeID: CustomStringConvertible {
  package var description: String { "0x" + String(rawValue, radix: 16) }
}

/// The id of a block ([MS-PST] 2.2.2.2); bit 0 is reserved and no part of its identity.
package struct BlockID: Sendable, Hashable {
  package let rawValue: UInt64

  package init(_ rawValue: UInt64) { self.rawValue = rawValue }

  package static let none = BlockID(0)
  /// Internal blocks hold pointers to other blocks, and are never encoded.
  package var isInternal: Bool { rawValue & 2 != 0 }
  package var key: UInt64 { rawValue & ~1 }
}

extension BlockID: CustomStringConvertible {
  package var description: String { "0x" + String(rawValue, radix: 16) }
}

/// A BID and where it lies ([MS-PST] 2.2.2.4).
package struct BlockReference: Sendable, Equatable {
  package let id: BlockID
  package let offset: UInt64
}

/// A node of the store, or of another node: its data, and the nodes inside it ([MS-PST] 2.2.2.7.7.4, 2.2.2.8.3.3.1).
package struct Node: Sendable, Equatable {
  package let id: NodeID
  package let data: BlockID
  package let subnodes: BlockID
  /// The folder that an item lies in; nil for a node inside another.
  package let parent: NodeID?
}

/// wSig, which ties a page or block to its place and its BID ([MS-PST] 5.5).
func signature(offset: UInt64, id: BlockID) -> UInt16 {
  let mixed = UInt32(truncatingIfNeeded: offset ^ id.rawValue)
  return UInt16(truncatingIfNeeded: mixed >> 16 ^ mixed)
}
